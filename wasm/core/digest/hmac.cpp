#include "core/digest/hmac.h"

#include <array>
#include <cstddef>

namespace feedspan {
namespace {

constexpr std::size_t block_size = 64;

/// The key, padded with zeros to a block, under one of the two masks.
Sha256 keyed(std::string_view key, char mask) {
  std::array<char, block_size> block;
  block.fill(mask);
  for (std::size_t i = 0; i < key.size() && i < block_size; ++i)
    block[i] = static_cast<char>(block[i] ^ key[i]);
  Sha256 digest;
  digest.update({block.data(), block.size()});
  return digest;
}

}  // namespace

Sha256::Digest hmac(std::string_view key, std::string_view label, std::string_view message) {
  using namespace std::string_view_literals;
  const Sha256::Digest inner =
      keyed(key, 0x36).update(label).update("\0"sv).update(message).finish();
  return keyed(key, 0x5C)
      .update({reinterpret_cast<const char*>(inner.data()), inner.size()})
      .finish();
}

}  // namespace feedspan
