#include "core/pii/context.h"

namespace feedspan::pii {
namespace {

constexpr std::size_t longest_column = 8;

}  // namespace

Separator separator_at(Text text, std::size_t at) {
  const unsigned char c = text[at];
  switch (c) {
    case ' ':
    case '-':
    case '.':
    case '/':
    case '(':
    case ')':
      return {c, 1};
    case 0xC2:
      if (text[at + 1] == 0xA0) return {' ', 2};  // U+00A0 no-break space
      return {};
    case 0xE2:
      if (text[at + 1] == 0x88 && text[at + 2] == 0x92) return {'-', 3};  // U+2212 minus
      if (text[at + 1] != 0x80) return {};
      if (text[at + 2] < 0x8B) return {' ', 3};  // U+2000 en quad to U+200A hair space
      switch (text[at + 2]) {
        case 0xAF:  // U+202F narrow no-break space
          return {' ', 3};
        case 0x90:  // U+2010 hyphen
        case 0x91:  // U+2011 non-breaking hyphen
        case 0x92:  // U+2012 figure dash
        case 0x93:  // U+2013 en dash
        case 0x94:  // U+2014 em dash
          return {'-', 3};
        default:
          return {};
      }
    default:
      return {};
  }
}

bool is_column(Text text, std::size_t at) {
  std::size_t digits = 0;
  std::size_t size = 0;
  for (; size <= longest_column && text::is_hex(text[at + size]); ++size)
    digits += text::is_digit(text[at + size]);
  if (text::is_word(text[at + size])) return false;
  return digits == size ? size == 4 : size >= 4 && digits > 0;
}

bool follows_column(Text text, std::size_t at) {
  std::size_t separator = at;
  if (text[at - 1] == ' ') {
    separator = at - 1;
  } else if (text[at - 1] == 0xA0 && text[at - 2] == 0xC2) {
    separator = at - 2;
  }
  if (separator == at) return false;
  std::size_t begin = separator;
  while (separator - begin <= longest_column && text::is_word(text[begin - 1])) --begin;
  return begin < separator && is_column(text, begin);
}

}  // namespace feedspan::pii
