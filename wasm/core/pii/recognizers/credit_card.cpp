#include <array>
#include <cstdint>
#include <iterator>

#include "core/pii/context.h"
#include "core/pii/number.h"

// ISO/IEC 7812: an issuer's range, one of the issuer's lengths, and the Luhn digit. The digit alone
// lets one random number in ten pass; range and length make it certain.
namespace feedspan::pii {
namespace {

/// Cards whose first four digits are within [first, last].
struct Issuer {
  std::uint16_t first;
  std::uint16_t last;
  std::uint8_t lengths;  ///< bit n: cards of 12 + n digits are issued
};

template <class... Length>
constexpr std::uint8_t lengths(Length... length) {
  return static_cast<std::uint8_t>(((1U << (length - 12)) | ...));
}

constexpr std::uint8_t sixteen_to_nineteen = lengths(16, 17, 18, 19);
constexpr std::uint8_t diners = lengths(14, 16, 17, 18, 19);
constexpr std::uint8_t maestro = lengths(12, 13, 14, 15, 16, 17, 18, 19);

// Ranges as the networks publish them, gathered in
// https://en.wikipedia.org/wiki/Payment_card_number, rounded to four digits. Of JCB also what its
// older cards and most validators have (https://www.regular-expressions.info/creditcard.html).
constexpr Issuer issuers[] = {
    {1800, 1800, lengths(15)},          // JCB
    {2131, 2131, lengths(15)},          // JCB
    {2200, 2205, sixteen_to_nineteen},  // Mir, BORICA
    {2221, 2720, lengths(16)},          // Mastercard, 2-series
    {3000, 3059, diners},               // Diners Club
    {3095, 3095, diners},               // Diners Club
    {3400, 3499, lengths(15)},          // American Express
    {3500, 3599, sixteen_to_nineteen},  // JCB
    {3600, 3699, diners},               // Diners Club International
    {3700, 3799, lengths(15)},          // American Express
    {3800, 3999, diners},               // Diners Club
    {4000, 4999, lengths(13, 16, 19)},  // Visa
    {5018, 5018, maestro},              // Maestro
    {5019, 5019, lengths(16)},          // Dankort
    {5020, 5020, maestro},              // Maestro
    {5038, 5038, maestro},              // Maestro
    {5060, 5061, lengths(16, 18, 19)},  // Verve
    {5066, 5067, lengths(16)},          // Elo
    {5078, 5079, lengths(16, 18, 19)},  // Verve
    {5085, 5099, lengths(16)},          // RuPay, Elo
    {5100, 5599, lengths(16)},          // Mastercard
    {5614, 5614, lengths(16)},          // Uzcard
    {5893, 5893, maestro},              // Maestro
    {6011, 6011, sixteen_to_nineteen},  // Discover
    {6062, 6062, lengths(13, 16, 19)},  // Hipercard
    {6069, 6085, lengths(16)},          // RuPay
    {6200, 6299, sixteen_to_nineteen},  // UnionPay
    {6304, 6304, maestro},              // Maestro
    {6362, 6363, lengths(16)},          // Elo
    {6370, 6399, lengths(16)},          // InstaPayment, Maestro
    {6440, 6599, sixteen_to_nineteen},  // Discover, RuPay, Troy, Verve
    {6759, 6759, maestro},              // Maestro
    {6761, 6763, maestro},              // Maestro
    {8100, 8171, sixteen_to_nineteen},  // UnionPay
    {8600, 8600, lengths(16)},          // Uzcard
    {9792, 9792, lengths(16)},          // Troy
    {9860, 9860, lengths(16)},          // Humo
};

/// What a page loads of a range: in the lower ten bits how long it is, in the next twelve how far
/// it is behind the one before, and the lengths.
constexpr auto ranges = [] {
  std::array<std::uint32_t, std::size(issuers)> made{};
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < made.size(); ++i) {
    const Issuer& issuer = issuers[i];
    made[i] = std::uint32_t{issuer.lengths} << 22 | (issuer.first - last) << 10 |
              static_cast<std::uint32_t>(issuer.last - issuer.first);
    last = issuer.last;
  }
  return made;
}();

bool is_issued(const Number& number) {
  std::uint32_t rest = number.value(0, 4);
  for (const std::uint32_t range : ranges) {
    const std::uint32_t gap = range >> 10 & 0xFFFU;
    if (rest < gap) return false;
    rest -= gap;
    const std::uint32_t size = range & 0x3FFU;
    if (rest <= size) return (range >> 22 >> (number.size - 12) & 1U) != 0;
    rest -= size;
  }
  return false;
}

}  // namespace

bool recognize_credit_card(Text text, const Number& number, Candidate& /*candidate*/) {
  if (number.letters || number.plus || number.size < 12 || number.size > 19) return false;
  // As printed, in fours, which may have any separator, or in those of American Express and Diners.
  const bool fours = number.shape == 0x4444 && number.separator != '*';
  if (!fours && number.separator != 0 && number.separator != ' ' && number.separator != '-')
    return false;
  const bool sixes = number.shape == 0x465 || number.shape == 0x464;
  for (std::size_t i = 0; i < number.count && number.count > 1; ++i) {
    const Number::Group& group = number.groups[i];
    if ((group.size > 4 && !sixes) || (group.spaced && !fours) ||
        (group.size < 4 && i + 1 < number.count))
      return false;
  }
  if (!is_issued(number) || !passes_luhn(number, 0)) return false;
  return number.separator != ' ' || (!follows_column(text, number.begin) &&
                                     (text[number.end] != ' ' || !is_column(text, number.end + 1)));
}

}  // namespace feedspan::pii
