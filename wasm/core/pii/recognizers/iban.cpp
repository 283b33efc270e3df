#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "core/pii/context.h"
#include "core/pii/recognizer.h"
#include "core/pii/rows.h"

// ISO 13616: the country's length and the check digits modulo 97.
namespace feedspan::pii {
namespace {

struct Country {
  char code[2];
  std::uint8_t length;
};

// Countries and lengths of the SWIFT IBAN registry
// (https://www.swift.com/standards/data-standards/iban), and those whose banks use the form
// without an entry in it: 22 in Africa, and Iran.
constexpr Country countries[] = {
    {{'A', 'D'}, 24}, {{'A', 'E'}, 23}, {{'A', 'L'}, 28}, {{'A', 'O'}, 25}, {{'A', 'T'}, 20},
    {{'A', 'Z'}, 28}, {{'B', 'A'}, 20}, {{'B', 'E'}, 16}, {{'B', 'F'}, 28}, {{'B', 'G'}, 22},
    {{'B', 'H'}, 22}, {{'B', 'I'}, 27}, {{'B', 'J'}, 28}, {{'B', 'R'}, 29}, {{'B', 'Y'}, 28},
    {{'C', 'F'}, 27}, {{'C', 'G'}, 27}, {{'C', 'H'}, 21}, {{'C', 'I'}, 28}, {{'C', 'M'}, 27},
    {{'C', 'R'}, 22}, {{'C', 'V'}, 25}, {{'C', 'Y'}, 28}, {{'C', 'Z'}, 24}, {{'D', 'E'}, 22},
    {{'D', 'J'}, 27}, {{'D', 'K'}, 18}, {{'D', 'O'}, 28}, {{'D', 'Z'}, 26}, {{'E', 'E'}, 20},
    {{'E', 'G'}, 29}, {{'E', 'S'}, 24}, {{'F', 'I'}, 18}, {{'F', 'K'}, 18}, {{'F', 'O'}, 18},
    {{'F', 'R'}, 27}, {{'G', 'A'}, 27}, {{'G', 'B'}, 22}, {{'G', 'E'}, 22}, {{'G', 'I'}, 23},
    {{'G', 'L'}, 18}, {{'G', 'Q'}, 27}, {{'G', 'R'}, 27}, {{'G', 'T'}, 28}, {{'G', 'W'}, 25},
    {{'H', 'N'}, 28}, {{'H', 'R'}, 21}, {{'H', 'U'}, 28}, {{'I', 'E'}, 22}, {{'I', 'L'}, 23},
    {{'I', 'Q'}, 23}, {{'I', 'R'}, 26}, {{'I', 'S'}, 26}, {{'I', 'T'}, 27}, {{'J', 'O'}, 30},
    {{'K', 'M'}, 27}, {{'K', 'W'}, 30}, {{'K', 'Z'}, 20}, {{'L', 'B'}, 28}, {{'L', 'C'}, 32},
    {{'L', 'I'}, 21}, {{'L', 'T'}, 20}, {{'L', 'U'}, 20}, {{'L', 'V'}, 21}, {{'L', 'Y'}, 25},
    {{'M', 'A'}, 28}, {{'M', 'C'}, 27}, {{'M', 'D'}, 24}, {{'M', 'E'}, 22}, {{'M', 'G'}, 27},
    {{'M', 'K'}, 19}, {{'M', 'L'}, 28}, {{'M', 'N'}, 20}, {{'M', 'R'}, 27}, {{'M', 'T'}, 31},
    {{'M', 'U'}, 30}, {{'M', 'Z'}, 25}, {{'N', 'E'}, 28}, {{'N', 'I'}, 28}, {{'N', 'L'}, 18},
    {{'N', 'O'}, 15}, {{'O', 'M'}, 23}, {{'P', 'K'}, 24}, {{'P', 'L'}, 28}, {{'P', 'S'}, 29},
    {{'P', 'T'}, 25}, {{'Q', 'A'}, 29}, {{'R', 'O'}, 24}, {{'R', 'S'}, 22}, {{'R', 'U'}, 33},
    {{'S', 'A'}, 24}, {{'S', 'C'}, 31}, {{'S', 'D'}, 18}, {{'S', 'E'}, 24}, {{'S', 'I'}, 19},
    {{'S', 'K'}, 24}, {{'S', 'M'}, 27}, {{'S', 'N'}, 28}, {{'S', 'O'}, 23}, {{'S', 'T'}, 25},
    {{'S', 'V'}, 28}, {{'T', 'D'}, 27}, {{'T', 'G'}, 28}, {{'T', 'L'}, 23}, {{'T', 'N'}, 24},
    {{'T', 'R'}, 26}, {{'U', 'A'}, 29}, {{'V', 'A'}, 22}, {{'V', 'G'}, 24}, {{'X', 'K'}, 20},
    {{'Y', 'E'}, 30},
};

constexpr unsigned shortest = 15;

constexpr unsigned pair_of(unsigned char first, unsigned char second) {
  return (first & 31U) * 26 + (second & 31U);  // of letters in either case
}

constexpr auto country_rows = [] {
  std::array<Row, std::size(countries)> made{};
  for (std::size_t i = 0; i < made.size(); ++i)
    made[i] = {pair_of(static_cast<unsigned char>(countries[i].code[0]),
                       static_cast<unsigned char>(countries[i].code[1])),
               countries[i].length - shortest};
  return made;
}();
constexpr auto packed_countries = pack_rows<rows_size(country_rows)>(country_rows);

/// The length of the country's numbers, 0 if it has none.
std::size_t length_for(unsigned char first, unsigned char second) {
  const int value = find_row(packed_countries.data(), pair_of(first, second));
  return value < 0 ? 0 : static_cast<std::size_t>(value) + shortest;
}

/// Appends one character to a number modulo 97; letters count as two digits, A = 10 to Z = 35.
unsigned append_modulo_97(unsigned remainder, unsigned char c) {
  if (text::is_digit(c)) return (remainder * 10 + (c - '0')) % 97;
  return (remainder * 100 + (c & 31U) + 9) % 97;
}

/// How the characters after the country code were written.
struct Writing {
  unsigned char symbol = 0;  ///< of the separators
  bool fours = true;         ///< in groups of four
  bool lower = false;        ///< with lower-case letters
  unsigned letters = 0;

  /// Fours are how the number is printed. Other groups are believed if they do not read like words,
  /// since one row of words in a hundred satisfies the check digits.
  bool is_plausible() const { return symbol == 0 || fours || (!lower && letters <= 6); }
};

}  // namespace

bool recognize_iban(Text text, std::size_t at, Candidate& candidate) {
  // `at` is the first check digit: two letters before it, and nothing that they could be a part of.
  const unsigned char first = text[at - 2];
  const unsigned char second = text[at - 1];
  if (!text::is_alpha(first) || !text::is_alpha(second) || text::is_word(text[at - 3]))
    return false;
  if (!text::is_digit(text[at + 1])) return false;
  const unsigned check = (text[at] - '0') * 10U + (text[at + 1] - '0');
  if (check < 2 || check > 98) return false;
  const std::size_t length = length_for(first, second);
  if (length == 0) return false;

  Writing writing;
  unsigned remainder = 0;
  std::size_t group = 4;
  std::size_t i = at + 2;
  for (std::size_t count = 4; count < length;) {
    const unsigned char c = text[i];
    if (text::is_alnum(c)) {
      remainder = append_modulo_97(remainder, c);
      writing.lower = writing.lower || (text::is_alpha(c) && !text::is_upper(c));
      writing.letters += text::is_alpha(c) ? 1U : 0U;
      ++group;
      ++count;
      ++i;
      continue;
    }
    Separator separator = separator_at(text, i);
    // A line ends inside of one, it is a part of a name with '_', or two spaces stand there.
    if (c == '\n' || c == '_') separator = {' ', 1};
    if (separator.symbol == ' ' && text[i + separator.size] == ' ') ++separator.size;
    if (!text::is_in(" -.", separator.symbol)) return false;
    if (writing.symbol != 0 && separator.symbol != writing.symbol) return false;
    if (group < 2) return false;
    writing.fours = writing.fours && group == 4;
    writing.symbol = separator.symbol;
    group = 0;
    i += separator.size;
  }
  if (group == 0 || text::is_word(text[i])) return false;
  if (writing.symbol != 0 && group > 4) writing.fours = false;
  for (std::size_t k = at - 2; k < at + 2; ++k) remainder = append_modulo_97(remainder, text[k]);
  if (remainder != 1 || !writing.is_plausible()) return false;
  candidate.begin = at - 2;
  candidate.end = i;
  return true;
}

}  // namespace feedspan::pii
