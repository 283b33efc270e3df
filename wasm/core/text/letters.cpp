#include "core/text/letters.h"

#include <cstdint>

#include "core/text/ascii.h"

namespace feedspan::text {

char32_t fold(char32_t c) {
  if (c < 0x80) return to_lower(static_cast<unsigned char>(c));
  if (c - 0xC0 < 0x1F && c != 0xD7) return c + 0x20;  // Latin-1
  if (c - 0x391 < 0x19) return c + 0x20;              // Greek
  if (c - 0x400 < 0x10) return c + 0x50;              // Cyrillic
  if (c - 0x410 < 0x20) return c + 0x20;
  // Latin Extended-A, where a capital stands before its small letter: at even places but for two
  // stretches. U+0130 and U+0178 have theirs elsewhere.
  if (c - 0x100 >= 0x7F || c == 0x130 || c == 0x138 || c == 0x149 || c == 0x178) return c;
  const bool odd = c - 0x139 < 0x10 || c > 0x178;
  return (c & 1) == (odd ? 1U : 0U) ? c + 1 : c;
}

bool continues_word(char32_t c) {
  if (c < 0x80) return is_word(static_cast<unsigned char>(c));
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c == 0xD7 || c == 0xF7) return false;
  if (c - 0xE00 < 0x200 || c - 0x1000 < 0x100 || c - 0x1780 < 0x80) return false;
  return c < 0x2000 || c - 0x2C00 < 0x200;
}

}  // namespace feedspan::text
