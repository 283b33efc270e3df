#pragma once

#include <cstddef>
#include <cstdint>

namespace feedspan::pii {

/// One country calling code (ITU-T E.164.D) with the lengths of its national numbers.
struct CallingCode {
  std::uint16_t code;
  std::uint16_t
      lengths;  ///< bit n: numbers of n digits exist; bit 15: national numbers may begin with zero

  constexpr bool has_length(std::size_t size) const {
    return size < 15 && ((lengths >> size) & 1U) != 0;
  }
  constexpr bool is_zero_led() const { return (lengths >> 15) != 0; }
};

/// The one of the calling codes that `digits`, of which there are three or more, begin with; code 0
/// if nobody has it. No code is the beginning of another.
CallingCode find_calling_code(const unsigned char* digits);

}  // namespace feedspan::pii
