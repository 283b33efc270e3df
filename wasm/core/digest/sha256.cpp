#include "core/digest/sha256.h"

#include <bit>
#include <cmath>

namespace feedspan {
namespace {

/// FIPS 180-4, 4.2.2 and 5.3.3: the first 32 bits of the fractions of the roots of the first
/// primes, cube roots for the rounds and square roots for the state to begin with. Computed when
/// first asked for, since such bits do not compress: a third of the size.
struct Constants {
  std::array<std::uint32_t, 64> rounds;
  std::array<std::uint32_t, 8> state;

  Constants() {
    const auto fraction = [](double root) {
      return static_cast<std::uint32_t>(static_cast<std::int64_t>(root * 4294967296.0));
    };
    std::size_t count = 0;
    for (unsigned number = 2; count < rounds.size(); ++number) {
      unsigned divisor = 2;
      while (number % divisor != 0) ++divisor;
      if (divisor < number) continue;
      double root = number;  // Newton's method, from above
      for (int step = 0; step < 20; ++step) root -= (root - number / (root * root)) / 3;
      if (count < state.size()) state[count] = fraction(std::sqrt(number));
      rounds[count++] = fraction(root);
    }
  }
};

const Constants& constants() {
  static const Constants made;
  return made;
}
}  // namespace

Sha256::Sha256() : state_(constants().state) {}

Sha256& Sha256::update(std::string_view bytes) {
  for (const char c : bytes) take(static_cast<std::uint8_t>(c));
  return *this;
}

Sha256& Sha256::field(std::string_view bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const char prefix[] = {static_cast<char>(size >> 24), static_cast<char>(size >> 16),
                         static_cast<char>(size >> 8), static_cast<char>(size)};
  return update({prefix, sizeof prefix}).update(bytes);
}

Sha256::Digest Sha256::finish() {
  const std::uint64_t bits = std::uint64_t{taken_} * 8;
  take(0x80);
  while (taken_ % 64 != 56) take(0);
  for (int shift = 56; shift >= 0; shift -= 8) take(static_cast<std::uint8_t>(bits >> shift));
  Digest digest;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
  }
  return digest;
}

void Sha256::take(std::uint8_t byte) {
  std::uint32_t& word = schedule_[taken_ / 4 % 16];
  word = word << 8 | byte;
  if (++taken_ % 64 == 0) compress();
}

void Sha256::compress() {
  auto& w = schedule_;
  for (std::size_t i = 16; i < 64; ++i) {
    const std::uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
    const std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  const std::array<std::uint32_t, 64>& k = constants().rounds;
  auto [a, b, c, d, e, f, g, h] = state_;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    const std::uint32_t t1 = h + s1 + (g ^ (e & (f ^ g))) + k[i] + w[i];
    const std::uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    const std::uint32_t t2 = s0 + ((a & b) | (c & (a | b)));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  const std::array<std::uint32_t, 8> sum = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < 8; ++i) state_[i] += sum[i];
}

std::string hex_prefix(const Sha256::Digest& digest, std::size_t bytes) {
  std::string out;
  out.reserve(bytes * 2);
  for (std::size_t i = 0; i < bytes; ++i) {
    out += "0123456789abcdef"[digest[i] >> 4];
    out += "0123456789abcdef"[digest[i] & 15];
  }
  return out;
}

}  // namespace feedspan
