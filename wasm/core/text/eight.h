#pragma once

#include <bit>
#include <cstdint>

/// Eight bytes in one word, the first of them the lowest, and questions to all of them at once.
namespace feedspan::text {

static_assert(std::endian::native == std::endian::little);

/// That byte eight times.
constexpr std::uint64_t eight_of(unsigned char c) {
  return c * std::uint64_t{0x0101010101010101};
}

/// Not 0 if there is a 0 among the bytes: the high bit of the first one is the lowest that is set.
constexpr std::uint64_t zeros_in(std::uint64_t bytes) {
  return (bytes - eight_of(1)) & ~bytes & eight_of(0x80);
}

/// How many bytes stand before the first one that `high_bits`, which is not 0, tells of.
constexpr unsigned first_in(std::uint64_t high_bits) {
  return static_cast<unsigned>(std::countr_zero(high_bits)) / 8;
}

}  // namespace feedspan::text
