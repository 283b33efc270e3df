#include <string_view>

#include "core/pii/recognizer.h"

// RFC 3986 3.2.1: "user:password@" behind "scheme://". The span is what stands before the '@'.
namespace feedspan::pii {

bool recognize_url_credentials(const Text& text, std::size_t at, Candidate& candidate) {
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
