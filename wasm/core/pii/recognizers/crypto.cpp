#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "core/digest/sha256.h"
#include "core/pii/recognizer.h"
#include "core/pii/vocabulary.h"

// Addresses of wallets: Bitcoin's in Base58Check and Bech32 (BIP 173, BIP 350), which carry
// checksums, and Ethereum's. Of those the checksum is in the case of the letters (EIP-55) and needs
// Keccak; letters of both cases stand for it, and for those of one case a word before.
namespace feedspan::pii {
namespace {

constexpr const char* base58_alphabet =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr const char* bech32_alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

std::size_t identifier_end(Text text, std::size_t at, std::size_t most) {
  std::size_t i = at;
  while (i - at <= most && text::is_word(text[i])) ++i;
  return i;
}

/// Version, 20 bytes of a hash, and four bytes of SHA-256 twice over both.
bool is_base58check(std::string_view word) {
  std::array<std::uint8_t, 25> bytes{};
  for (const char c : word) {
    const int value = text::index_in(base58_alphabet, static_cast<unsigned char>(c));
    if (value < 0) return false;
    std::uint32_t carry = static_cast<std::uint32_t>(value);
    for (std::size_t i = bytes.size(); i > 0; --i) {
      carry += 58U * bytes[i - 1];
      bytes[i - 1] = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) return false;
  }
  const auto digest = [](std::string_view message) {
    Sha256 sha;
    return sha.update(message).finish();
  };
  const Sha256::Digest first = digest({reinterpret_cast<const char*>(bytes.data()), 21});
  const Sha256::Digest second = digest({reinterpret_cast<const char*>(first.data()), first.size()});
  return std::equal(second.begin(), second.begin() + 4, bytes.begin() + 21);
}

/// What is in [begin, end): a prefix, '1' at `separator`, data and their checksum.
bool is_bech32(Text text, std::size_t begin, std::size_t separator, std::size_t end) {
  std::uint32_t checksum = 1;
  const auto feed = [&checksum](std::uint32_t value) {
    constexpr std::uint32_t generators[] = {0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD,
                                            0x2A1462B3};
    const std::uint32_t top = checksum >> 25;
    checksum = (checksum & 0x1FFFFFF) << 5 ^ value;
    for (unsigned bit = 0; bit < 5; ++bit) {
      if ((top >> bit & 1U) != 0) checksum ^= generators[bit];
    }
  };
  // Of small letters: the upper three bits, and behind a zero the lower five.
  for (std::size_t i = begin; i < separator; ++i) feed(3);
  feed(0);
  for (std::size_t i = begin; i < separator; ++i) feed(text[i] & 31U);
  for (std::size_t i = separator + 1; i < end; ++i) {
    const int value = text::index_in(bech32_alphabet, text::to_lower(text[i]));
    if (value < 0) return false;
    feed(static_cast<std::uint32_t>(value));
  }
  return checksum == 1 || checksum == 0x2BC830A3;
}

/// Where the prefix of the chain that ends at `at` begins, or `at`.
std::size_t chain_begin(Text text, std::size_t at) {
  std::size_t begin = at;
  while (at - begin < 4 && text::is_word(text[begin - 1])) --begin;
  const bool known = at - begin == 2 ? text.has(begin, "bc1") || text.has(begin, "tb1")
                                     : at - begin == 3 && text.has(begin, "ltc1");
  return known ? begin : at;
}

/// 40 hexadecimal digits behind "0x".
bool is_ethereum(Text text, std::size_t at, std::size_t end) {
  if (end - at != 42 || (text[at + 1] | 0x20) != 'x') return false;
  bool upper = false;
  bool lower = false;
  for (std::size_t i = at + 2; i < end; ++i) {
    if (!text::is_hex(text[i])) return false;
    upper = upper || text::is_upper(text[i]);
    lower = lower || (text::is_alpha(text[i]) && !text::is_upper(text[i]));
  }
  return (upper && lower) || subject_before(text, at) == Role::wallet;
}

}  // namespace

bool recognize_crypto(Text text, std::size_t at, Candidate& candidate) {
  constexpr std::size_t longest = 90;  // BIP 173
  candidate.begin = at;
  if (text[at] == '0') {
    if (text::is_word(text[at - 1])) return false;
    candidate.end = identifier_end(text, at, 42);
    candidate.confidence = 85;
    return is_ethereum(text, at, candidate.end);
  }
  if (text[at] != '1' && text[at] != '3') return false;
  if (!text::is_word(text[at - 1])) {
    candidate.end = identifier_end(text, at, 35);
    const std::size_t size = candidate.end - at;
    return size >= 26 && size <= 35 && is_base58check(text.slice(at, size));
  }
  candidate.begin = chain_begin(text, at);
  if (candidate.begin == at) return false;
  candidate.end = identifier_end(text, at, longest);
  const std::size_t size = candidate.end - at - 1;
  return size >= 14 && size <= longest && is_bech32(text, candidate.begin, at, candidate.end);
}

}  // namespace feedspan::pii
