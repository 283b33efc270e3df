#pragma once

#include <cstdint>

/// ASCII classes without a locale. Every function takes one byte; bytes of 0x80 and above belong to
/// no class.
namespace feedspan::text {

constexpr bool is_digit(unsigned char c) {
  return c - unsigned{'0'} < 10;
}
constexpr bool is_upper(unsigned char c) {
  return c - unsigned{'A'} < 26;
}
constexpr bool is_alpha(unsigned char c) {
  return (c | 0x20U) - 'a' < 26;
}
constexpr bool is_alnum(unsigned char c) {
  return is_digit(c) || is_alpha(c);
}
constexpr unsigned char to_lower(unsigned char c) {
  return is_upper(c) ? static_cast<unsigned char>(c | 0x20) : c;
}

/// What `\w` is elsewhere: the bytes of identifiers.
constexpr bool is_word(unsigned char c) {
  return is_alnum(c) || c == '_';
}

/// The value of a hexadecimal digit, or -1.
constexpr int hex_value(unsigned char c) {
  if (is_digit(c)) return c - '0';
  const unsigned char lower = static_cast<unsigned char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}
constexpr bool is_hex(unsigned char c) {
  return hex_value(c) >= 0;
}

/// Where `c` stands in `set`, or -1. NUL is in none.
constexpr int index_in(const char* set, unsigned char c) {
  for (int i = 0; set[i] != 0; ++i) {
    if (static_cast<unsigned char>(set[i]) == c) return i;
  }
  return -1;
}
constexpr bool is_in(const char* set, unsigned char c) {
  return index_in(set, c) >= 0;
}

}  // namespace feedspan::text
