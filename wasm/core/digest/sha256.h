#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace feedspan {

/// SHA-256 (FIPS 180-4), fed piece by piece. For keys and pseudonyms of a few dozen bytes, so
/// written for size.
class Sha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  Sha256();

  Sha256& update(std::string_view bytes);

  /// A field whose length goes in front, so that ("ab", "c") and ("a", "bc") differ.
  Sha256& field(std::string_view bytes);

  /// Ends the message; the object is used up.
  Digest finish();

 private:
  void take(std::uint8_t byte);
  void compress();

  std::array<std::uint32_t, 8> state_;
  std::array<std::uint32_t, 64> schedule_{};  ///< of which the first 16 words are the block
  std::size_t taken_ = 0;                     ///< bytes
};

/// The first `bytes` of a digest (at most 32) as lower-case hex.
std::string hex_prefix(const Sha256::Digest& digest, std::size_t bytes);

}  // namespace feedspan
