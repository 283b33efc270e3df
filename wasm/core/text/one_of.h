#pragma once

#include <cstdint>

#include "core/text/ascii.h"

namespace feedspan::text {

/// `is_in` for sets of more than a few characters: without a loop in builds for speed.
class OneOf {
 public:
#ifdef __OPTIMIZE_SIZE__
  explicit constexpr OneOf(const char* set) : set_(set) {}
  constexpr bool operator()(unsigned char c) const {
    return is_in(set_, c);
  }

 private:
  const char* set_;
#else
  explicit constexpr OneOf(const char* set) {
    for (; *set != 0; ++set) {
      const auto c = static_cast<unsigned char>(*set);
      bits_[c / 64U % 2U] |= std::uint64_t{1} << c % 64U;
    }
  }
  constexpr bool operator()(unsigned char c) const {
    return c < 0x80 && (bits_[c / 64U] >> c % 64U & 1U) != 0;
  }

 private:
  std::uint64_t bits_[2] = {};
#endif
};

}  // namespace feedspan::text
