#include "core/pii/number.h"

#include <string_view>

#include "core/pii/context.h"

namespace feedspan::pii {
namespace {

constexpr std::size_t most_letters_in_front = 6;

/// What stands between two groups.
struct Gap {
  unsigned symbol = 0;
  bool spaced = false;
  std::size_t end = 0;
};

/// One separator, alone or between spaces; "(" before the next group counts as a space.
Gap read_gap(Text text, std::size_t at) {
  Gap gap{0, false, at};
  for (int parts = 0; parts < 3; ++parts) {
    const Separator separator = separator_at(text, gap.end);
    if (separator.symbol == 0 || separator.symbol == '(' || separator.symbol == ')') break;
    if (separator.symbol == ' ') {
      if (gap.spaced && gap.symbol == 0) return {0, false, at};  // two spaces are two columns
      gap.spaced = true;
    } else if (gap.symbol != 0) {
      return {0, false, at};
    } else {
      gap.symbol = separator.symbol;
    }
    gap.end += separator.size;
  }
  if (gap.symbol == '.' && gap.spaced) return {0, false, at};  // a sentence ends
  if (gap.symbol == 0 && gap.spaced) {
    gap.symbol = ' ';
    gap.spaced = false;
  }
  return gap;
}

/// Where the group that begins at `at` ends; "x12" behind digits is an extension, unless it is the
/// century of a Finnish identity code ("050529X6667").
std::size_t group_end(Text text, std::size_t at) {
  std::size_t i = at;
  bool digits = true;
  for (unsigned char c = text[i]; text::is_alnum(c) && i - at <= Number::most_characters;
       c = text[++i]) {
    if ((c == 'x' || (c == 'X' && i - at != 6)) && i - at > 2 && digits &&
        text::is_digit(text[i + 1]))
      break;
    digits = digits && text::is_digit(c);
  }
  return i;
}

/// Digits, or one capital: what may follow a separator.
bool is_group(Text text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    if (text::is_digit(text[i])) return true;
  }
  return end == begin + 1 && text::is_upper(text[begin]);
}

/// "01 23 45 67 89 a0": a pair of a hex dump.
bool is_hex_pair(Text text, std::size_t at) {
  return text::is_hex(text[at]) && text::is_hex(text[at + 1]) && !text::is_word(text[at + 2]) &&
         text::is_digit(text[at]) != text::is_digit(text[at + 1]);
}

bool begins_inside(Text text, const Number& number) {
  const unsigned char before = text[number.opening - 1];
  const unsigned char further = text[number.opening - 2];
  if (number.plus) return text::is_word(before) || text::is_in(")]+", before);
  switch (before) {
    case '.':
      // "no. 5", without the space
      if (text::is_alpha(further) && !text::is_word(text[number.opening - 4])) return false;
      if (!text::is_alpha(further)) return further != '.';  // ".25", but not "call ...25"
      [[fallthrough]];
    case '-':
    case '/':
      // "phone/555...", but not a path
      if (text::is_alpha(further)) {
        const Role role = role_right_before(text, number.opening);
        return role != Role::phone && role != Role::recipient;  // "wa.me/4915..."
      }
      return text::is_digit(further);
    case ':':
      return text::is_digit(further);
    case '$':
      return true;
    default:
      return text::is_word(before) || before == 0xA3 ||
             (before == 0xAC && further == 0x82) ||  // pound, euro
             (before == ' ' && number.groups[0].size == 2 && is_hex_pair(text, number.opening - 3));
  }
}

/// Past the extension ("x12", ", ext. 12") at `end`, or `end` if there is none.
std::size_t skip_extension(Text text, std::size_t end) {
  std::size_t i = end;
  if (text[i] == ',' || text[i] == ';') ++i;
  for (int spaces = 0; spaces < 2 && text[i] == ' '; ++spaces) ++i;
  const std::size_t word = i;
  i = word_end(text, i);
#ifndef __OPTIMIZE_SIZE__
  // Most words are followed by others, and to look one up takes longer.
  if (!text::is_digit(text[i]) && !text::is_digit(text[i + 1]) && !text::is_digit(text[i + 2]) &&
      !text::is_digit(text[i + 3]))
    return end;
#endif
  if (text[word] == '#') {
    ++i;
  } else if ((i != word + 1 || (text[word] | 0x20) != 'x') &&
             role_of(text, word, i) != Role::extension) {
    return end;
  }
  for (int between = 0; between < 2 && (text[i] == '.' || text[i] == ':' || text[i] == ' ');
       ++between)
    ++i;
  std::size_t digits = 0;
  while (digits < 7 && text::is_digit(text[i + digits])) ++digits;
  return digits == 0 || digits > 6 || text::is_word(text[i + digits]) ? end : i + digits;
}

}  // namespace

bool ends_inside(Text text, std::size_t end) {
  const unsigned char after = text[end];
  const unsigned char further = text[end + 1];
  switch (after) {
    case '-':
      return text::is_alnum(further);
    case ',':  // a fraction, unless it is another column
      return text::is_digit(further) && !text::is_digit(text[end + 4]);
    case '.':
    case ':':
    case '/':
      return text::is_digit(further);
    case '%':
    case '@':
      return true;
    default:
      break;
  }
  const std::size_t unit = after == ' ' ? end + 1 : end;
  return text::is_word(after) || text[unit] == '$' || (unit > end && is_hex_pair(text, unit)) ||
         (text[unit] == 0xE2 && text[unit + 1] == 0x82 && text[unit + 2] == 0xAC);
}

std::uint32_t Number::value(std::size_t first, std::size_t last) const {
  std::uint32_t sum = 0;
  for (std::size_t i = first; i < last; ++i) sum = sum * 10 + (characters[i] - '0');
  return sum;
}

std::uint32_t Number::remainder(std::size_t last, std::uint32_t modulus) const {
  std::uint32_t rest = 0;
  for (std::size_t i = 0; i < last; ++i) rest = (rest * 10 + (characters[i] - '0')) % modulus;
  return rest;
}

void Number::cut(Text text, std::size_t wanted) {
  count = wanted;
  size = shape = separator = 0;
  letters = false;
  for (std::size_t i = 0; i < wanted; ++i) {
    const Group& group = groups[i];
    size += group.size;
    letters = letters || group.letters;
    if (wanted > 1) shape = shape << 4 | group.size;
    if (i > 0) separator = separator == 0 || separator == group.before ? group.before : '*';
  }
  // Around the whole number there are no parentheses.
  const bool opened = groups[0].parenthesized && wanted > 1;
  begin = groups[0].parenthesized && !opened ? opening + 1 : opening;
  end = groups[wanted - 1].end - (groups[0].parenthesized && !opened ? 1 : 0);
  extended = letters || size < 7 ? end : skip_extension(text, end);
}

bool may_begin_number(Text text, std::size_t at) {
  const unsigned char joint = text[at - 1];
  return !text::is_digit(text[at - 2]) ||
         (joint != '-' && joint != '.' && joint != '/' && joint != ':' &&
          (joint != ' ' || (text::is_digit(text[at + 1]) && text::is_digit(text[at + 2]))));
}

bool read_number(Text text, std::size_t at, Number& number) {
  number.plus = text[at - 1] == '+' || (text[at - 1] == '(' && text[at - 2] == '+');
  std::size_t begin = at;
  while (at - begin <= most_letters_in_front && text::is_alpha(text[begin - 1])) --begin;
  // "X-2482300-W"
  if (begin == at && text[at - 1] == '-' && text::is_upper(text[at - 2]) &&
      !text::is_word(text[at - 3]) && text[at - 3] != '-')
    begin = at - 2;
  // "AB 12 34 56 C": two capitals apart from pairs of digits.
  if (begin == at && text[at - 1] == ' ' && !text::is_digit(text[at + 2]) &&
      text::is_upper(text[at - 2]) && text::is_upper(text[at - 3]) &&
      !text::is_word(text[at - 4]) && text[at - 4] != '-')
    begin = at - 3;
  // The rest of a word.
  if (!number.plus && text::is_word(text[begin - 1])) return false;
  std::size_t i = begin;
  std::size_t size = 0;
  Gap gap{')', false, begin};
  bool open = text[begin - 1] == '(' || (number.plus && text[begin - 2] == '(');
  number.opening = number.plus ? begin - 1 : begin;
  // "4-1-5-5-5-5-0-1-2-3": dashes between all digits separate nothing.
  const bool apart = begin == at && (text.eight(at) & 0xFF00FF00FF00FF00U) == 0x2D002D002D002D00U;
  std::size_t end = group_end(text, i);
  while (number.all < Number::most_groups) {
    if (size + (end - i) > Number::most_characters) {
      // What hangs together with the rest of something longer is no part of the number.
      bool tight = gap.symbol != ' ' && !gap.spaced;
      while (tight && number.all > 0) {
        const Number::Group& last = number.groups[--number.all];
        size -= last.size;
        tight = last.before != ' ' && !last.spaced;
      }
      break;
    }
    Number::Group group{static_cast<std::uint8_t>(end - i),
                        false,
                        static_cast<unsigned char>(gap.symbol),
                        gap.spaced,
                        false,
                        end};
    if (open && text[end] == ')') {
      group.parenthesized = true;
      if (number.all == 0) --number.opening;
      ++group.end;
    } else if (open && number.all > 0) {
      break;
    }
    if (group.parenthesized && number.all > 0 && group.size == 1 && text[i] == '0') {
      number.trunk_zero = true;
    } else {
      for (; i < end; ++i) {
        const unsigned char c = text[i];
        group.letters = group.letters || text::is_alpha(c);
        if (text::is_alpha(c)) number.hash = c >= 'a' && c <= 'f';
        number.characters[size++] = static_cast<unsigned char>(text::is_alpha(c) ? c & ~0x20 : c);
      }
      if (apart && number.all == 1 && group.size == 1)
        group.size = static_cast<std::uint8_t>(number.groups[--number.all].size + 1);
      number.groups[number.all++] = group;
    }
    i = group.end;
    gap = read_gap(text, i);
    open = text[gap.end] == '(';
    if (gap.symbol == 0 && !open && !group.parenthesized) break;
    if (gap.symbol == 0 || (gap.symbol == ' ' && group.parenthesized)) gap.symbol = ')';
    i = open ? gap.end + 1 : gap.end;
    end = group_end(text, i);
    if (end == i || !is_group(text, i, end)) break;
  }
  if (number.all == 0 || size < Number::fewest_characters) return false;
  number.characters[size] = 0;
  const unsigned char before = text[number.opening - 1];
  const unsigned char further = text[number.opening - 2];
  number.follows_number =
      (before == ' ' || before == ',') && begin == at &&
      (text::is_digit(further) || (further == ' ' && text::is_digit(text[number.opening - 3])));
  return !begins_inside(text, number);
}

bool passes_luhn(const Number& number, std::size_t first) {
  unsigned sum = 0;
  for (std::size_t i = number.size; i > first; --i) {
    unsigned digit = number.characters[i - 1] - '0';
    if ((number.size - i) % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

}  // namespace feedspan::pii
