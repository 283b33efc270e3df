#include "core/pii/number.h"

// Numbers that nothing but their name tells from others: passports, driving licences, accounts; and
// social security numbers, whose form is nearly enough.
namespace feedspan::pii {
namespace {

/// ABA routing numbers: prefixes of the Federal Reserve districts, weights 3, 7, 1.
bool is_routing_number(const Number& number) {
  if (number.size != 9 || number.letters || number.shape != 0) return false;
  const std::uint32_t prefix = number.value(0, 2);
  const bool district = prefix <= 12 || (prefix >= 21 && prefix <= 32) ||
                        (prefix >= 61 && prefix <= 72) || prefix == 80;
  unsigned sum = 0;
  for (std::size_t i = 0; i < 9; i += 3)
    sum += 3U * number.characters[i] + 7U * number.characters[i + 1] + number.characters[i + 2];
  return district && (sum - 3 * 11U * '0') % 10 == 0;
}

}  // namespace

/// SSA: area not 000, 666 or 900 and above, group and serial not zero. IRS, Internal Revenue Manual
/// 3.21.263: 9, and the groups that are in use. 3-2-4 with one separator; behind their name also
/// with others, and nine digits in a row.
bool recognize_social_security(Text text, const Number& number, Candidate& candidate) {
  const bool named = number.subject == Role::social_security;
  if (number.size != 9 || number.letters || number.plus || number.follows_number ||
      (number.shape != 0 && (number.shape != 0x324 || number.count < number.all ||
                             (!named && (number.groups[1].spaced ||
                                         (number.separator != ' ' && number.separator != '-'))))))
    return false;
  if (named) {
    candidate.confidence = 95;
  } else if (number.shape == 0) {
    return false;
  } else {
    const Role right_before = role_right_before(text, number.begin);
    if (number.subject == Role::version || number.subject == Role::identifier ||
        right_before == Role::other || right_before == Role::phone ||  // Spain writes some so
        text[number.begin - 1] == '#')
      return false;
  }
  const std::uint32_t area = number.value(0, 3);
  const std::uint32_t group = number.value(3, 5);
  if (area >= 900) {
    candidate.kind = Kind::us_itin;
    return group >= 50 && (group <= 65 || (group >= 70 && group != 89 && group != 93));
  }
  return area != 0 && area != 666 && group != 0 && number.value(5, 9) != 0;
}

bool recognize_named_document(Text text, const Number& number, Candidate& candidate) {
  if (number.plus || number.follows_number) return false;
  switch (number.subject) {
    case Role::passport:
      candidate.kind = Kind::passport;
      candidate.confidence = 80;
      return number.shape == 0 && number.size - 7 < 3;
    case Role::driver_license:
      candidate.kind = Kind::driver_license;
      return !number.hash && (number.shape == 0 || (number.letters && number.separator == '-')) &&
             number.size - 7 < 10;
    case Role::routing:
      candidate.confidence = 90;
      return is_routing_number(number);
    case Role::sort_code:
      // Nothing else is in between: much is sorted.
      return number.size == 6 && !number.letters && (number.shape == 0 || number.shape == 0x222) &&
             role_right_before(text, number.begin) == Role::sort_code;
    case Role::account:
      return !number.letters && number.size <= 17 && number.size >= 6 &&
             (number.shape == 0 || (number.separator == ' ' && number.size >= 8));
    default:
      return false;
  }
}

}  // namespace feedspan::pii
