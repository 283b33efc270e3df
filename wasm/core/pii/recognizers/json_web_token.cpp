#include <cstdint>
#include <string_view>

#include "core/pii/recognizer.h"

// RFC 7519 in the compact form of RFC 7515: three parts of base64url, of which the first is a JSON
// object with "alg". An object begins with '{"', which base64 makes "eyJ".
namespace feedspan::pii {
namespace {

constexpr int base64url_value(unsigned char c) {
  if (text::is_upper(c)) return c - 'A';
  if (text::is_alpha(c)) return c - 'a' + 26;
  if (text::is_digit(c)) return c - '0' + 52;
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

std::size_t base64url_end(Text text, std::size_t i) {
  while (base64url_value(text[i]) >= 0) ++i;
  return i;
}

/// True if what [begin, end) decodes to has a member "alg".
bool names_algorithm(Text text, std::size_t begin, std::size_t end) {
  constexpr std::string_view wanted = "\"alg\":";
  std::uint32_t bits = 0;
  int count = 0;
  std::size_t same = 0;
  for (std::size_t i = begin; i < end; ++i) {
    bits = bits << 6 | static_cast<std::uint32_t>(base64url_value(text[i]));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const char c = static_cast<char>(bits >> count & 0xFFU);
    // Nothing but the first quote of the word begins it anew.
    same = c == wanted[same] ? same + 1 : c == wanted[0] ? 1 : 0;
    if (same == wanted.size()) {
      if (c == ':') return true;
      same = 0;
    }
  }
  return false;
}

}  // namespace

bool recognize_json_web_token(Text text, std::size_t at, Candidate& candidate) {
  if (text[at] != 'J' || text[at - 1] != 'y' || text[at - 2] != 'e') return false;
  const unsigned char before = text[at - 3];
  if (base64url_value(before) >= 0 || before == '.') return false;
  candidate.begin = at - 2;
  const std::size_t header_end = base64url_end(text, at);
  if (text[header_end] != '.') return false;
  const std::size_t payload_end = base64url_end(text, header_end + 1);
  if (payload_end == header_end + 1 || text[payload_end] != '.') return false;
  candidate.end = base64url_end(text, payload_end + 1);
  return names_algorithm(text, candidate.begin, header_end);
}

}  // namespace feedspan::pii
