#include <array>
#include <cstdint>

#include "core/pii/context.h"
#include "core/pii/recognizer.h"

// ISO/IEC 7812: an issuer's range, one of the issuer's lengths, and the Luhn digit. The digit alone
// lets one random number in ten pass; range and length make it certain.
namespace feedspan::pii {
namespace {

constexpr std::size_t shortest = 13;
constexpr std::size_t longest = 19;

/// Cards whose first six digits are within [first, last].
struct Issuer {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t lengths;  ///< bit n: cards of n digits are issued
};

template <class... Length>
constexpr std::uint32_t lengths(Length... length) {
  return ((1U << length) | ...);
}

constexpr std::uint32_t sixteen_to_nineteen = lengths(16, 17, 18, 19);

// Ranges as the networks publish them, gathered in
// https://en.wikipedia.org/wiki/Payment_card_number.
constexpr Issuer issuers[] = {
    {220000, 220599, sixteen_to_nineteen},                  // Mir, BORICA
    {222100, 272099, lengths(16)},                          // Mastercard, 2-series
    {300000, 305999, lengths(14, 16, 17, 18, 19)},          // Diners Club
    {309500, 309599, lengths(14, 16, 17, 18, 19)},          // Diners Club
    {340000, 349999, lengths(15)},                          // American Express
    {352800, 358999, sixteen_to_nineteen},                  // JCB
    {360000, 369999, lengths(14, 16, 17, 18, 19)},          // Diners Club International
    {370000, 379999, lengths(15)},                          // American Express
    {380000, 399999, lengths(14, 16, 17, 18, 19)},          // Diners Club
    {400000, 499999, lengths(13, 16, 19)},                  // Visa
    {501800, 501899, lengths(13, 14, 15, 16, 17, 18, 19)},  // Maestro
    {501900, 501999, lengths(16)},                          // Dankort
    {502000, 502099, lengths(13, 14, 15, 16, 17, 18, 19)},  // Maestro
    {503800, 503899, lengths(13, 14, 15, 16, 17, 18, 19)},  // Maestro
    {506099, 506198, lengths(16, 18, 19)},                  // Verve
    {506699, 506778, lengths(16)},                          // Elo
    {507865, 507964, lengths(16, 18, 19)},                  // Verve
    {508500, 508999, lengths(16)},                          // RuPay
    {509000, 509999, lengths(16)},                          // Elo
    {510000, 559999, lengths(16)},                          // Mastercard
    {561400, 561499, lengths(16)},                          // Uzcard
    {589300, 589399, lengths(13, 14, 15, 16, 17, 18, 19)},  // Maestro
    {601100, 601199, sixteen_to_nineteen},                  // Discover
    {606282, 606282, lengths(13, 16, 19)},                  // Hipercard
    {606985, 608500, lengths(16)},                          // RuPay
    {620000, 629999, sixteen_to_nineteen},                  // UnionPay
    {630400, 630499, lengths(13, 14, 15, 16, 17, 18, 19)},  // Maestro
    {636297, 636368, lengths(16)},                          // Elo
    {637000, 639999, lengths(16)},                          // InstaPayment, Maestro
    {644000, 659999, sixteen_to_nineteen},                  // Discover, RuPay, Troy, Verve
    {675900, 675999, lengths(13, 14, 15, 16, 17, 18, 19)},  // Maestro
    {676100, 676399, lengths(13, 14, 15, 16, 17, 18, 19)},  // Maestro
    {810000, 817199, sixteen_to_nineteen},                  // UnionPay
    {860000, 860099, lengths(16)},                          // Uzcard
    {979200, 979299, lengths(16)},                          // Troy
    {986000, 986099, lengths(16)},                          // Humo
};

struct Digits {
  std::array<std::uint8_t, longest> value{};
  std::size_t size = 0;
};

bool is_issued(const Digits& digits, std::size_t size) {
  std::uint32_t prefix = 0;
  for (std::size_t i = 0; i < 6; ++i) prefix = prefix * 10 + digits.value[i];
  for (const Issuer& issuer : issuers) {
    if (prefix >= issuer.first && prefix <= issuer.last)
      return ((issuer.lengths >> size) & 1U) != 0;
  }
  return false;
}

bool passes_luhn(const Digits& digits, std::size_t size) {
  unsigned sum = 0;
  for (std::size_t i = 0; i < size; ++i) {
    unsigned digit = digits.value[size - 1 - i];
    if (i % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

/// How many digits begin at `at`, counted to `most`.
std::size_t run_length(const Text& text, std::size_t at, std::size_t most) {
  std::size_t size = 0;
  while (size < most && text::is_digit(text[at + size])) ++size;
  return size;
}

bool begins_inside_number_or_identifier(const Text& text, std::size_t at) {
  const unsigned char before = text[at - 1];
  if (text::is_word(before)) return true;
  if (before == '-') return text::is_alnum(text[at - 2]);
  return before == '.' && text::is_digit(text[at - 2]);
}

bool ends_inside_number_or_identifier(const Text& text, std::size_t end) {
  const unsigned char after = text[end];
  if (text::is_word(after)) return true;
  if (after == '-') return text::is_alnum(text[end + 1]);
  return after == '.' && text::is_digit(text[end + 1]);
}

/// Groups are those of printed cards: four to six digits, and what is left at the end.
bool is_card_group(std::size_t size) {
  return size >= 4 && size <= 6;
}

}  // namespace

bool recognize_credit_card(const Text& text, std::size_t at, Candidate& candidate) {
  // Most runs of digits are shorter than the first group of a card, or begin with what no issuer
  // has.
  if (!text::is_digit(text[at + 3]) || text[at] <= '1' || text[at] == '7') return false;
  if (begins_inside_number_or_identifier(text, at)) return false;

  Digits digits;
  unsigned char symbol = 0;  // of the separators; all are the same, or it is not one number
  std::size_t found = 0;     // end of the longest card so far
  for (std::size_t i = at;;) {
    const std::size_t group = run_length(text, i, longest + 1 - digits.size);
    if (digits.size + group > longest) break;
    for (std::size_t k = 0; k < group; ++k) {
      digits.value[digits.size++] = static_cast<std::uint8_t>(text[i + k] - '0');
    }
    i += group;

    const Separator separator = separator_at(text, i);
    const bool grouped = separator.symbol == ' ' || separator.symbol == '-';
    const bool continues = grouped && (symbol == 0 || separator.symbol == symbol) &&
                           text::is_digit(text[i + separator.size]);
    if (digits.size >= shortest && !ends_inside_number_or_identifier(text, i) &&
        !(continues && separator.symbol == '-') &&
        !(symbol == ' ' && separator.symbol == ' ' && is_column(text, i + separator.size)) &&
        is_issued(digits, digits.size) && passes_luhn(digits, digits.size)) {
      found = i;
    }
    if (!continues || !is_card_group(group)) break;
    symbol = separator.symbol;
    i += separator.size;
  }
  if (found == 0 || (symbol == ' ' && follows_column(text, at))) return false;
  candidate.begin = at;
  candidate.end = found;
  return true;
}

}  // namespace feedspan::pii
