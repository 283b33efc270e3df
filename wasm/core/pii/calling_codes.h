#pragma once

#include <cstddef>
#include <cstdint>

namespace feedspan::pii {

/// What is known of a country calling code (ITU-T E.164.D).
struct CallingCode {
  std::size_t size;  ///< digits of the code, 0 if nobody has it
  /// Bit n: national numbers of n digits exist; bit 15: they may begin with zero.
  unsigned lengths;

  constexpr bool has_length(std::size_t digits) const {
    return digits < 15 && ((lengths >> digits) & 1U) != 0;
  }
  constexpr bool is_zero_led() const { return (lengths >> 15) != 0; }
};

/// The one that `digits`, of which there are three or more, begin with. No code is the beginning of
/// another.
CallingCode find_calling_code(const unsigned char* digits);

}  // namespace feedspan::pii
