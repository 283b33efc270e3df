#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace feedspan {

/// Randomness from a seed that the caller gives, since the core has no source of its own:
/// xoshiro256** (Blackman and Vigna, 2018). From a cryptographic seed its ids are unique; they are
/// no secrets. From a fixed seed a whole run repeats exactly.
class Random {
 public:
  using Seed = std::array<std::uint64_t, 4>;

  /// A seed of all zeros would yield zeros for ever, so it counts as another.
  explicit Random(const Seed& seed) : state_(seed == Seed{} ? Seed{1, 2, 3, 4} : seed) {}

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// From 0 to `limit`, both included; `limit` is small beside 2^64, so the modulo's bias does not
  /// matter for jitter.
  std::int64_t up_to(std::int64_t limit) {
    return static_cast<std::int64_t>(next() % (static_cast<std::uint64_t>(limit) + 1));
  }

 private:
  Seed state_;
};

}  // namespace feedspan
