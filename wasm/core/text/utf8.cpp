#include "core/text/utf8.h"

namespace feedspan::text {

Decoded decode(std::string_view utf8, std::size_t at) {
  const auto byte = [utf8](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, 1, true};

  // Table 3-7 of the Unicode standard: only the second byte has bounds that depend on the first.
  // They keep out overlong forms, surrogates and everything above U+10FFFF.
  unsigned needed = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  char32_t code_point = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    needed = 1;
    code_point = lead & 0x1FU;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    needed = 2;
    code_point = lead & 0x0FU;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    needed = 3;
    code_point = lead & 0x07U;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {replacement_character, 1, false};
  }

  std::uint8_t size = 1;
  for (; needed > 0; --needed) {
    if (at + size >= utf8.size()) return {replacement_character, size, false};
    const unsigned char next = byte(at + size);
    if (next < low || next > high) return {replacement_character, size, false};
    code_point = (code_point << 6) | (next & 0x3FU);
    low = 0x80;
    high = 0xBF;
    ++size;
  }
  return {code_point, size, true};
}

Decoded decode_before(std::string_view utf8, std::size_t end) {
  for (std::size_t size = 1; size <= 4 && size <= end; ++size) {
    if (is_continuation(static_cast<unsigned char>(utf8[end - size]))) continue;
    const Decoded decoded = decode(utf8.substr(0, end), end - size);
    if (decoded.valid && decoded.size == size) return decoded;
    break;
  }
  return {replacement_character, 1, false};
}

}  // namespace feedspan::text
