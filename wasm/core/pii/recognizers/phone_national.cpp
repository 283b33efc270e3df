#include <array>
#include <cstdint>

#include "core/pii/context.h"
#include "core/pii/recognizer.h"
#include "core/pii/recognizers/phone.h"
#include "core/pii/subject.h"

// Numbers without an international prefix. What makes one is the way in which it is grouped, with
// the digits that such numbers begin with; or a word for phones before it, and then any grouping
// will do and none as well.
namespace feedspan::pii {
namespace {

constexpr std::size_t most_national_digits = 13;
constexpr std::size_t most_national_groups = 6;

struct Group {
  std::uint8_t size = 0;     ///< digits
  unsigned char before = 0;  ///< the separator in front, 0 in front of the first
  bool spaced = false;       ///< with spaces around that separator
  std::size_t end = 0;       ///< past the digits, and past the parenthesis that closes on them
};

struct Number {
  std::array<unsigned char, most_national_digits> digits{};
  std::array<Group, most_national_groups> groups{};
  std::size_t begin = 0;
  std::size_t group_count = 0;
  bool parenthesized = false;  ///< "(030) ...", the area code

  /// Group sizes as hexadecimal digits: 0x334.
  std::uint32_t shape(std::size_t count) const {
    std::uint32_t shape = 0;
    for (std::size_t i = 0; i < count; ++i) shape = shape << 4 | groups[i].size;
    return shape;
  }
  std::size_t size(std::size_t count) const {
    std::size_t size = 0;
    for (std::size_t i = 0; i < count; ++i) size += groups[i].size;
    return size;
  }
  /// The one separator of the groups up to `count`, the gap of an area code aside if `from` is 2;
  /// 0 if they differ.
  unsigned char separator(std::size_t count, std::size_t from = 1) const {
    for (std::size_t i = from; i < count; ++i) {
      if (groups[i].before != groups[from].before) return 0;
    }
    return groups[from].before;
  }
};

/// A separator between groups: one of ' ', '-', '.', '/', or "- " and " / " with spaces around.
struct GroupGap {
  unsigned char symbol = 0;
  bool spaced = false;
  std::size_t end = 0;
};

GroupGap read_group_gap(const Text& text, std::size_t at) {
  GroupGap gap{0, false, at};
  for (int parts = 0; parts < 3; ++parts) {
    const Separator separator = separator_at(text, gap.end);
    if (separator.symbol == 0 || separator.symbol == '(' || separator.symbol == ')') break;
    if (separator.symbol == ' ') {
      gap.spaced = true;
    } else if (gap.symbol != 0) {
      return {};
    } else {
      gap.symbol = separator.symbol;
    }
    gap.end += separator.size;
  }
  if (gap.symbol == 0 && gap.spaced) {
    if (gap.end != at + separator_at(text, at).size) return {};  // two spaces are two columns
    gap.symbol = ' ';
    gap.spaced = false;
  }
  return gap;
}

/// Reads as many groups as fit; a longer run of digits makes none.
Number read_number(const Text& text, std::size_t at) {
  Number number;
  number.begin = at;
  bool open = text[at - 1] == '(';
  std::size_t size = 0;
  std::size_t i = at;
  GroupGap gap;
  while (number.group_count < most_national_groups) {
    Group group;
    group.before = gap.symbol;
    group.spaced = gap.spaced;
    while (text::is_digit(text[i]) && size < most_national_digits) {
      number.digits[size++] = text[i++];
      ++group.size;
    }
    if (group.size == 0 || text::is_digit(text[i])) break;
    group.end = i;
    const bool closes = open && text[i] == ')';
    if (closes) {
      number.parenthesized = true;
      number.begin = number.group_count == 0 ? at - 1 : number.begin;
      group.end = ++i;
    }
    open = false;  // only an area code closes
    number.groups[number.group_count++] = group;
    gap = read_group_gap(text, i);
    if (gap.symbol == 0) {
      if (!closes) break;
      gap = {')', false, i};
    } else if (closes) {
      gap.symbol = gap.symbol == ' ' ? ')' : gap.symbol;
    }
    i = gap.end;
    if (text[i] == '(' && !number.parenthesized && number.group_count == 1 && size == 1) {
      open = true;  // "1 (202) ...", "8 (495) ..."
      ++i;
    }
  }
  return number;
}

/// Groupings that say what they are, with what their numbers begin with.
enum class Lead : std::uint8_t {
  nanp,      ///< area code and exchange of North America
  one_nanp,  ///< behind its long-distance prefix
  eight,     ///< Russia's trunk prefix
  china,     ///< mobile, 13 to 19
  india,     ///< mobile, 6 to 9
  italy,     ///< mobile, 32 to 39
  spain,     ///< 6 to 9
  brazil,    ///< mobile, a nine behind the area code
  area,      ///< an area code in parentheses
};

struct Grouping {
  std::uint32_t shape;
  Lead lead;
  std::uint8_t confidence;
};

constexpr Grouping groupings[] = {
    {0x334, Lead::nanp, 85},   {0x1334, Lead::one_nanp, 90}, {0x13322, Lead::eight, 85},
    {0x1334, Lead::eight, 75}, {0x344, Lead::china, 75},     {0x55, Lead::india, 60},
    {0x37, Lead::italy, 55},   {0x3222, Lead::spain, 75},    {0x2322, Lead::spain, 75},
    {0x254, Lead::brazil, 75}, {0x244, Lead::area, 75},
};

bool is_nanp(const unsigned char* digits) {
  const bool service = digits[1] == '1' && digits[2] == '1';  // 911 is no area code
  return digits[0] >= '2' && digits[3] >= '2' && !service;
}

bool leads(const Number& number, Lead lead, std::size_t count) {
  const unsigned char* const d = number.digits.data();
  switch (lead) {
    case Lead::nanp:
      return is_nanp(d);
    case Lead::one_nanp:
      return d[0] == '1' && is_nanp(d + 1);
    case Lead::eight:
      return d[0] == '8' && (d[1] == '9' || d[1] == '8' || d[1] == '4' || d[1] == '3');
    case Lead::china:
      return d[0] == '1' && d[1] >= '3';
    case Lead::india:
      return d[0] >= '6' && number.groups[1].before != '.';
    case Lead::italy:
      return d[0] == '3' && d[1] >= '2' && number.groups[1].before != '.';
    case Lead::spain:
      return d[0] >= '6' && (d[0] != '9' || number.groups[0].size == 2 || count == 4);
    case Lead::brazil:
      return d[0] != '0' && d[2] == '9' && number.groups[2].before == '-';
    case Lead::area:
      return number.parenthesized && d[0] != '0' && number.groups[2].before == '-';
  }
  return false;
}

/// "01.02.2023", "2023-01-02": a date, and what stands behind it is an hour.
bool begins_with_date(const Number& number) {
  if (number.group_count < 3 || number.groups[1].before != number.groups[2].before) return false;
  if (number.groups[1].before == ' ') return false;
  const std::uint32_t shape = number.shape(3);
  return shape == 0x224 || shape == 0x422 || shape == 0x124 || shape == 0x114 || shape == 0x214;
}

/// Trunk zero: an area code of two to six digits, and what is written behind it in groups that are
/// not all pairs, except for the five pairs of France and the Netherlands.
bool is_trunk_number(const Number& number, std::size_t count) {
  if (number.digits[0] != '0' || number.digits[1] == '0' || count < 2 || count > 6) return false;
  const std::size_t size = number.size(count);
  if (size < 9 || size > 12) return false;
  const std::uint32_t shape = number.shape(count);
  if (shape == 0x22222) return number.separator(count) != 0 && number.separator(count) != '/';
  if (number.groups[0].size < 2 || number.groups[0].size > 6) return false;
  bool wide = false;
  for (std::size_t i = 1; i < count; ++i) {
    if (number.groups[i].size < 2) return false;
    if (i > 1 && number.groups[i].before == '/') return false;
    wide = wide || number.groups[i].size > 2;
  }
  if (shape == 0x444 || shape == 0x4444) return false;  // columns
  // One separator, or another one behind the area code or in front of the last group.
  if (number.groups[1].before == '.' && (count == 2 || number.separator(count) == 0)) return false;
  return (wide || number.groups[0].size == 4 || number.groups[1].before == '/') &&
         (count < 3 || number.separator(count, 2) != 0 || number.separator(count - 1) != 0);
}

/// The confidence of the first `count` groups by their looks alone, 0 if they are no number.
std::uint8_t rate(const Number& number, std::size_t count) {
  if (is_trunk_number(number, count)) return number.separator(count) == ' ' ? 75 : 80;
  if (count > 5) return 0;
  const std::uint32_t shape = number.shape(count);
  for (const Grouping& grouping : groupings) {
    if (grouping.shape != shape || !leads(number, grouping.lead, count)) continue;
    const bool slashed = number.groups[count - 1].before == '/';
    return slashed ? 0 : grouping.confidence;
  }
  return 0;
}

/// Behind a word for phones: seven digits or more, in groups that are no date, no quad and no
/// amount.
bool is_plausible(const Number& number, std::size_t count) {
  const std::size_t size = number.size(count);
  if (size < 7 || (count == 1 && size > 12)) return false;
  if (count == 1) return number.digits[0] != '0' || number.digits[1] != '0';
  if (number.separator(count) == '.' && (count == 2 || number.groups[1].size < 3)) {
    if (number.shape(count) != 0x22222 && number.shape(count) != 0x2222) return false;
  }
  if (number.shape(count) == 0x422) return false;
  const bool thousands = number.groups[0].size <= 2 && number.groups[1].size == 3 &&
                         number.separator(count) == ' ' && number.groups[count - 1].size == 3 &&
                         number.digits[0] != '0';
  bool wide = number.shape(count) == 0x2222 || number.shape(count) == 0x22222;
  for (std::size_t i = 0; i < count; ++i) {
    wide = wide || number.groups[i].size >= 3;
    if (i > 1 && number.groups[i].before == '/') return false;
  }
  return wide && !thousands;
}

bool begins_inside(const Text& text, const Number& number) {
  const std::size_t begin = number.begin;
  const unsigned char before = text[begin - 1];
  const unsigned char further = text[begin - 2];
  if (text::is_word(before)) return true;
  switch (before) {
    case '-':
    case '.':
    case ',':
    case '/':
    case ':':
      return text::is_alnum(further) && (before != ':' || text::is_digit(further)) &&
             (before != ',' || text::is_digit(further));
    case '$':
    case '+':
      return true;
    case ' ':  // a row of numbers
      return text::is_digit(further) && number.separator(number.group_count) != '-' &&
             number.separator(number.group_count) != '.' && !number.parenthesized;
    default:
      return before == 0xA3 || (before == 0xAC && further == 0x82);  // pound, euro
  }
}

/// "01 23 45 67 89 a0": the next pair of a hex dump.
bool is_hex_pair(const Text& text, std::size_t at) {
  return text::is_hex(text[at]) && text::is_hex(text[at + 1]) && !text::is_word(text[at + 2]) &&
         text::is_digit(text[at]) != text::is_digit(text[at + 1]);
}

bool ends_inside(const Text& text, std::size_t end) {
  const unsigned char after = text[end];
  if (text::is_word(after) || after == '%' || after == '$' || after == '@') return true;
  if (after == '-' || after == '.' || after == ',' || after == ':')
    return after == '-' ? text::is_alnum(text[end + 1]) : text::is_digit(text[end + 1]);
  if (after == ' ' && is_hex_pair(text, end + 1)) return true;
  const std::size_t unit = after == ' ' ? end + 1 : end;
  return text[unit] == '$' ||
         (text[unit] == 0xE2 && text[unit + 1] == 0x82 && text[unit + 2] == 0xAC);
}

}  // namespace

bool recognize_phone_national(const Text& text, std::size_t at, Candidate& candidate) {
  const unsigned char before = text[at - 1];
  if (text::is_word(before) || (text[at] == '0' && text[at + 1] == '0')) return false;
  const Number number = read_number(text, at);
  if (number.group_count == 0 || begins_with_date(number) || begins_inside(text, number))
    return false;

  std::size_t found = 0;
  std::size_t plausible = 0;
  for (std::size_t count = number.group_count; count > 0 && found == 0; --count) {
    if (count < number.group_count && number.groups[count].before != ' ' &&
        !number.groups[count].spaced)
      continue;  // a dash or dot goes on
    const std::size_t end = number.groups[count - 1].end;
    const bool extended = skip_extension(text, end) != end;
    if (!extended && ends_inside(text, end)) continue;
    if (plausible == 0 && is_plausible(number, count)) plausible = count;
    const std::uint8_t confidence = rate(number, count);
    if (confidence == 0) continue;
    // The same separator and more digits: a row of numbers of which these are some.
    if (count < number.group_count && number.separator(count + 1) != 0) continue;
    found = count;
    candidate.confidence = confidence;
  }
  if (found == 0 && plausible == 0) return false;
  const Subject subject = subject_before(text, number.begin);
  if (subject == Subject::phone) {
    if (found == 0) {
      found = plausible;
      candidate.confidence = 75;
    }
  } else if ((subject != Subject::none && subject != Subject::birth) || found == 0) {
    return false;
  }
  candidate.begin = number.begin;
  candidate.end = skip_extension(text, number.groups[found - 1].end);
  return true;
}

}  // namespace feedspan::pii
