#include <string_view>

#include "core/pii/recognizer.h"

// Addresses of pages that tell who somebody is or let others in: a token among the parameters, or
// the name of a user in the path.
namespace feedspan::pii {
namespace {

constexpr std::string_view telling_parameters[] = {
    "token", "access_token", "auth",     "api_key",  "apikey",        "key",
    "sig",   "signature",    "password", "session",  "sessionid",     "code",
    "sid",   "secret",       "jwt",      "id_token", "refresh_token", "x-amz-signature"};
constexpr std::string_view user_segments[] = {"/users/", "/user/",    "/u/",
                                              "/~",      "/profile/", "/in/"};

constexpr std::size_t shortest_token = 6;

bool ends_url(unsigned char c) {
  return c <= ' ' || c >= 0x80 || c == '"' || c == '<' || c == '>' || c == '\'' || c == '`' ||
         c == '{' || c == '}' || c == '|' || c == '\\' || c == '^' || c == '[' || c == ']';
}

bool begins_with(Text text, std::size_t at, std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (text::to_lower(text[at + i]) != static_cast<unsigned char>(word[i])) return false;
  }
  return true;
}

/// A parameter behind '?', '&' or '#' at `at` whose value lets somebody in.
bool is_telling_parameter(Text text, std::size_t at) {
  for (const std::string_view name : telling_parameters) {
    const std::size_t sign = at + 1 + name.size();
    if (!begins_with(text, at + 1, name) || text[sign] != '=') continue;
    std::size_t size = 0;
    while (size < shortest_token && !ends_url(text[sign + 1 + size]) &&
           text[sign + 1 + size] != '&')
      ++size;
    return size == shortest_token;
  }
  return false;
}

/// A segment of the path at `at` behind which the name of a user stands; "me" is nobody.
bool is_user_segment(Text text, std::size_t at) {
  for (const std::string_view segment : user_segments) {
    if (!begins_with(text, at, segment)) continue;
    const std::size_t name = at + segment.size();
    std::size_t size = 0;
    while (size < 3 && (text::is_word(text[name + size]) || text[name + size] == '.' ||
                        text[name + size] == '-'))
      ++size;
    return size == 3;
  }
  return false;
}

}  // namespace

bool recognize_url(Text text, std::size_t at, Candidate& candidate) {
  if (text[at + 1] != '/' || text[at + 2] != '/') return false;
  const bool secure = text[at - 1] == 's';
  const std::size_t scheme = secure ? 5 : 4;
  if (!begins_with(text, at - scheme, secure ? "https" : "http")) return false;
  candidate.begin = at - scheme;
  if (text::is_word(text[candidate.begin - 1])) return false;
  bool telling = false;
  bool query = false;
  std::size_t i = at + 3;
  for (; !ends_url(text[i]); ++i) {
    if (text[i] == ':' && text[i + 1] == '/' && text[i + 2] == '/') return false;  // the next one
    if (text[i] == '?' || text[i] == '&' || text[i] == '#') {
      query = true;
      telling = telling || is_telling_parameter(text, i);
    } else if (text[i] == '/' && !query) {
      telling = telling || is_user_segment(text, i);
    }
  }
  while (i > at + 3 &&
         std::string_view(".,;:!?)").find(static_cast<char>(text[i - 1])) != std::string_view::npos)
    --i;
  candidate.end = i;
  return telling;
}

/// RFC 3986 3.2.1: "user:password@" behind "scheme://". The span is what stands before the '@'.
bool recognize_url_credentials(Text text, std::size_t at, Candidate& candidate) {
  if (text[at + 1] != '/' || text[at + 2] != '/' || !text::is_alnum(text[at - 1])) return false;
  constexpr std::string_view others = "-._~!$&'()*+,;=%";
  bool colon = false;
  std::size_t size = 0;  // of the password
  std::size_t i = at + 3;
  for (; text[i] > ' ' && text[i] < 0x80 && text[i] != '@'; ++i) {
    const bool first_colon = text[i] == ':' && !colon;
    if (!first_colon && text[i] != ':' && !text::is_word(text[i]) &&
        others.find(static_cast<char>(text[i])) == std::string_view::npos)
      return false;
    if (first_colon) {
      colon = true;
    } else if (colon) {
      ++size;
    }
  }
  if (text[i] != '@' || size == 0 || !text::is_alnum(text[i + 1])) return false;
  candidate.begin = at + 3;
  candidate.end = i;
  return true;
}

}  // namespace feedspan::pii
