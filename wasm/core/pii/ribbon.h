#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// A map from hashes to bits that holds no hash: of its bits some, chosen by the hash, have the
/// parity that is the answer. It takes three hundredths more than the answers have bits, and what
/// was never put in gets noise (Dillinger and Walzer, "Ribbon filter: practically smaller than
/// Bloom and Xor", 2021).
namespace feedspan::pii {

static_assert(std::endian::native == std::endian::little);

/// Which bits of a ribbon to look at for the first bit of an answer, and with `next` for the next.
class Question {
 public:
  /// `hash` is not 0.
  constexpr explicit Question(std::uint32_t hash) : state_(hash) { next(); }
  constexpr void next() { state_ *= 0x9E3779B97F4A7C15; }

  /// Of eight bytes.
  constexpr std::uint64_t bits() const { return std::rotl(state_, 32); }
  /// Where those are.
  constexpr std::size_t place(std::size_t ribbon_size) const {
    return static_cast<std::size_t>((state_ >> 32U) * (ribbon_size - 7) >> 32U);
  }

 private:
  std::uint64_t state_;
};

constexpr bool is_odd(std::uint64_t bits) {
  return (std::popcount(bits) & 1) != 0;
}

/// The next `count` bits of the answer, of which the last 32 are returned.
template <std::size_t Size>
std::uint32_t ask(const std::array<std::uint8_t, Size>& ribbon, Question& question,
                  unsigned count) {
  std::uint32_t answer = 0;
  for (; count > 0; --count, question.next()) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, &ribbon[question.place(Size)], sizeof(bytes));
    answer = answer << 1U | (is_odd(bytes & question.bits()) ? 1U : 0U);
  }
  return answer;
}

/// Solves for the bytes of a ribbon: each answer is an equation, which takes away those that begin
/// with the same bit until it begins with one that no other does.
template <std::size_t Size>
class RibbonMaker {
 public:
  /// False if what was put in before says otherwise.
  constexpr bool put(Question question, bool answer) {
    std::uint64_t bits = question.bits();
    std::size_t at = question.place(Size) * 8;
    while (bits != 0) {
      const int zeros = std::countr_zero(bits);
      at += static_cast<std::size_t>(zeros);
      bits >>= zeros;
      Equation& other = equations_[at];
      if (other.bits == 0) {
        other = {bits, answer};
        return true;
      }
      bits ^= other.bits;
      answer ^= other.answer;
    }
    return !answer;
  }

  constexpr std::array<std::uint8_t, Size> bytes() const {
    std::array<std::uint8_t, Size> made{};
    std::uint64_t behind = 0;  // the bits behind `at`
    for (std::size_t at = Size * 8; at-- > 0;) {
      const Equation& equation = equations_[at];
      const unsigned bit = equation.answer != is_odd(equation.bits >> 1U & behind) ? 1 : 0;
      behind = behind << 1U | bit;
      made[at / 8] = static_cast<std::uint8_t>(made[at / 8] | bit << at % 8);
    }
    return made;
  }

 private:
  struct Equation {
    std::uint64_t bits = 0;  ///< of the ribbon, of which the first is not left out
    bool answer = false;
  };

  std::array<Equation, Size * 8> equations_{};  ///< by the first bit; none begins where it is 0
};

}  // namespace feedspan::pii
