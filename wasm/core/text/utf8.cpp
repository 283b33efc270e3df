#include "core/text/utf8.h"

namespace feedspan::text {

Decoded decode(std::string_view utf8, std::size_t at) {
  const auto byte = [utf8](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, 1, true};

  if (lead < 0xC2 || lead > 0xF4) return {replacement_character, 1, false};
  const std::uint8_t last = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  char32_t code_point = lead & 0x3FU >> last;
  std::uint8_t size = 1;
  for (; size <= last; ++size) {
    if (at + size >= utf8.size() || !is_continuation(byte(at + size)))
      return {replacement_character, size, false};
    code_point = code_point << 6 | (byte(at + size) & 0x3FU);
    // Table 3-7 of the Unicode standard: some second bytes may not stand behind the first, which
    // keeps out overlong forms, surrogates and everything above U+10FFFF.
    if (size == 1 && ((last == 2 && (code_point < 0x20 || code_point >> 5 == 0xD800 >> 11)) ||
                      (last == 3 && code_point - 0x10 >= 0x100)))
      return {replacement_character, 1, false};
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
