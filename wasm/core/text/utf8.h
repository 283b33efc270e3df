#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace feedspan::text {

inline constexpr char32_t replacement_character = 0xFFFD;

/// One step through UTF-8.
struct Decoded {
  char32_t code_point = 0;  ///< `replacement_character` where the bytes are not valid
  std::uint8_t size = 0;    ///< bytes taken, 1..4
  bool valid =
      false;  ///< false for bytes that are not UTF-8; true for a U+FFFD that was in the text
};

constexpr bool is_continuation(unsigned char c) {
  return (c & 0xC0) == 0x80;
}

/// Decodes the code point that begins at `at`. Invalid bytes are taken as the WHATWG decoder takes
/// them (https://encoding.spec.whatwg.org/#utf-8-decoder): the longest prefix of a valid sequence
/// is one replacement character, so a page that decodes the same bytes counts the same characters.
/// Precondition: `at < utf8.size()`.
Decoded decode(std::string_view utf8, std::size_t at);

/// Decodes the code point that ends right before `end`. Where the bytes before `end` are no valid
/// sequence, one invalid byte is answered. Precondition: `0 < end <= utf8.size()`.
Decoded decode_before(std::string_view utf8, std::size_t end);

}  // namespace feedspan::text
