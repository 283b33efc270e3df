#include <cstddef>

#include "core/pii/recognizer.h"
#include "core/text/one_of.h"

// Addresses of pages that tell who somebody is or let others in: a token among the parameters, or
// the name of a user in the path.
namespace feedspan::pii {
namespace {

/// One behind another, each with a NUL at its end.
constexpr char telling_parameters[] =
    "token=\0access_token=\0auth=\0api_key=\0apikey=\0key=\0sig=\0signature=\0password=\0"
    "session=\0sessionid=\0code=\0sid=\0secret=\0jwt=\0id_token=\0refresh_token=\0"
    "x-amz-signature=\0";
constexpr char user_segments[] =
    "/users/\0/user/\0/u/\0/~\0/profile/\0/in/\0/services/T\0/api/webhooks/1\0";

constexpr std::size_t shortest_token = 6;

bool ends_url(unsigned char c) {
  constexpr text::OneOf is_border("\"<>'`{}|\\^[]");
  return c <= ' ' || c >= 0x80 || is_border(c);
}

/// Past the one of `words` that stands at `at`, or 0.
std::size_t skip_any(Text text, std::size_t at, const char* words) {
  while (*words != 0) {
    const char* const word = words;
    while (*words != 0) ++words;
    if (text.has(at, word)) return at + static_cast<std::size_t>(words - word);
    ++words;
  }
  return 0;
}

/// A parameter behind '?', '&' or '#' at `at` whose value lets somebody in.
bool is_telling_parameter(Text text, std::size_t at) {
#ifndef __OPTIMIZE_SIZE__
  std::size_t name_end = at + 1;
  while (text::is_word(text[name_end]) || text[name_end] == '-') ++name_end;
  if (text[name_end] != '=') return false;
#endif
  const std::size_t value = skip_any(text, at + 1, telling_parameters);
  std::size_t size = 0;
  while (value != 0 && size < shortest_token && !ends_url(text[value + size]) &&
         text[value + size] != '&')
    ++size;
  return size == shortest_token;
}

/// A segment of the path at `at` behind which the name of a user stands, or what a hook of Slack or
/// Discord is known by; "me" is nobody.
bool is_user_segment(Text text, std::size_t at) {
#ifndef __OPTIMIZE_SIZE__
  constexpr text::OneOf may_begin("uUpPiIsSaA~");
  if (!may_begin(text[at + 1])) return false;
#endif
  const std::size_t name = skip_any(text, at, user_segments);
  std::size_t size = 0;
  while (name != 0 && size < 3 &&
         (text::is_word(text[name + size]) || text[name + size] == '.' || text[name + size] == '-'))
    ++size;
  return size == 3;
}

}  // namespace

bool recognize_url(Text text, std::size_t at, Candidate& candidate) {
  if (text[at + 1] != '/' || text[at + 2] != '/') return false;
  const bool secure = text[at - 1] == 's';
  const std::size_t scheme = secure ? 5 : 4;
  if (!text.has(at - scheme, secure ? "https" : "http")) return false;
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
  while (i > at + 3 && text::is_in(".,;:!?)", text[i - 1])) --i;
  candidate.end = i;
  return telling;
}

/// RFC 3986 3.2.1: "user:password@" behind "scheme://". The span is what stands before the '@'.
bool recognize_url_credentials(Text text, std::size_t at, Candidate& candidate) {
  if (text[at + 1] != '/' || text[at + 2] != '/' || !text::is_alnum(text[at - 1])) return false;
  constexpr const char* others = "-._~!$&'()*+,;=%";
  bool colon = false;
  std::size_t size = 0;  // of the password
  std::size_t i = at + 3;
  for (; text[i] > ' ' && text[i] < 0x80 && text[i] != '@'; ++i) {
    const bool first_colon = text[i] == ':' && !colon;
    if (!first_colon && text[i] != ':' && !text::is_word(text[i]) && !text::is_in(others, text[i]))
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
