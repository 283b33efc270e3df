#include <cstdint>

#include "core/pii/calling_codes.h"
#include "core/pii/context.h"
#include "core/pii/number.h"

// Telephone numbers. With an international prefix: a calling code that exists, and as many digits
// as its country gives out (ITU-T E.164). Without: the way in which it is grouped, with the digits
// that such numbers begin with; or a word for phones before it, and then nearly any grouping will
// do and none as well.
namespace feedspan::pii {
namespace {

constexpr std::size_t most_digits = 15;  // E.164 6.1, calling code included

/// The number behind `from` digits of prefix, with its calling code.
bool is_international(const Number& number, std::size_t from, Candidate& candidate) {
  const CallingCode code = find_calling_code(number.characters.data() + from);
  if (code.size == 0) return false;
  std::size_t i = from + code.size;
  // "+44 020", wrong and common.
  if (number.plus && number.characters[i] == '0' && !code.is_zero_led()) {
    candidate.confidence = static_cast<std::uint8_t>(candidate.confidence - 10);
    ++i;
  }
  const std::size_t size = number.size - i;
  if (i > number.size || number.size - from > most_digits || !code.has_length(size)) return false;
  if (number.characters[i] == '0' && !code.is_zero_led()) return false;
  // A fraction: "+33.123456789".
  if (number.count == 2 && number.separator == '.' && number.subject != Role::phone) return false;
  // North America's is the only one that begins so.
  return number.characters[from] != '1' || number.characters[i] >= '2';
}

/// A currency or a unit behind a space: "CZK", or two letters of which none is a vowel, as in "km",
/// "Kč" and "zł"; a title ("Mr") is none, but "ms" is one.
bool counts_something(Text text, std::size_t end) {
  const unsigned char first = text[end + 1];
  const unsigned char second = text[end + 2];
  const unsigned char third = text[end + 3];
  if (text[end] != ' ' || !text::is_alpha(first)) return false;
  if (second >= 0x80) return !text::is_word(text[end + 4]);
  if (text::is_upper(first) && text::is_upper(second) && text::is_upper(third))
    return !text::is_word(text[end + 4]);
  constexpr const char* vowels = "aeiouyAEIOUY";
  return text::is_alpha(second) && !text::is_word(third) && !text::is_in(vowels, first) &&
         !text::is_in(vowels, second) &&
         ((first == 'm' && second == 's') || role_of(text, end + 1, end + 3) != Role::title);
}

/// What else a grouping asks for.
enum class Lead : std::uint8_t {
  digits,  ///< nothing
  tied,    ///< one separator, no dots
  nanp,    ///< area code and exchange of North America
  india,   ///< no dots, and no range
  brazil,  ///< a dash before the last group
  amount,  ///< the same, no zeros at the end and no unit behind
};

struct Grouping {
  std::uint32_t shape;
  char digits[9];  ///< the least and the greatest that it begins with, one pair after another
  Lead lead;
  std::uint8_t confidence;
};

/// Groupings that say what they are.
constexpr Grouping groupings[] = {
    {0x334, "", Lead::nanp, 85},
    {0x1334, "1129", Lead::digits, 90},
    {0x13322, "8839", Lead::digits, 85},  // the trunk prefix of Russia and Kazakhstan
    {0x1334, "8839", Lead::digits, 75},
    {0x137, "8839", Lead::digits, 75},
    {0x344, "1139", Lead::digits, 75},  // China, mobile
    {0x55, "69", Lead::india, 60},      // mobile
    {0x37, "3329", Lead::tied, 55},     // Italy, mobile
    {0x3223, "3329", Lead::tied, 75},
    {0x3222, "69", Lead::digits, 75},  // Spain
    {0x2322, "19", Lead::tied, 75},
    {0x333, "69", Lead::amount, 60},     // Spain, Portugal, Poland, Czechia
    {0x2234, "0066", Lead::digits, 75},  // Hungary's trunk prefix
    {0x2134, "006611", Lead::digits, 75},
    // Mobile, a nine behind the area code.
    {0x254, "190999", Lead::brazil, 75},
    {0x2144, "190999", Lead::brazil, 75},
    {0x2144, "190999", Lead::tied, 75},
    {0x244, "19", Lead::tied, 75},
    {0x244, "191925", Lead::brazil, 75},
    {0x444, "0088", Lead::tied, 75},    // Indonesia, mobile
    {0x433, "113800", Lead::tied, 75},  // Australia, one rate or free
};

bool leads(Text text, const Number& number, const Grouping& grouping) {
  const unsigned char* d = number.characters.data();
  for (const char* pair = grouping.digits; *pair != 0; pair += 2, ++d) {
    if (*d < static_cast<unsigned char>(pair[0]) || *d > static_cast<unsigned char>(pair[1]))
      return false;
  }
  const unsigned char separator = number.separator;
  switch (grouping.lead) {
    case Lead::digits:
      return true;
    case Lead::amount:
      if (number.value(6, 9) == 0 || counts_something(text, number.end)) return false;
      [[fallthrough]];
    case Lead::tied:
      return separator != '.' && separator != '*' && !number.groups[1].spaced;
    case Lead::nanp:
      // "658 683 2141 ms", "200-400-8000 Hz"
      if (!number.groups[0].parenthesized && counts_something(text, number.end)) return false;
      // Numbers made up for samples keep to no other rule. "218 109.4199" is a place.
      return separator == '-' || number.extended != number.end || number.groups[0].parenthesized ||
             (d[0] >= '2' && (separator != '*' || number.groups[2].before != '.'));
    case Lead::india:
      // "60000-64999" is a range.
      return separator != '.' && (separator != '-' || number.value(0, 5) % 1000 != 0);
    case Lead::brazil:
      return number.groups[number.count - 1].before == '-';
  }
  return false;
}

/// "01.02.2023", "2023-01-02": a date, and what stands behind it is an hour.
bool begins_with_date(const Number& number) {
  if (number.all < 3) return false;
  const Number::Group* const g = number.groups.data();
  if (g[1].before != g[2].before || g[1].before == ' ' || g[1].before == ')') return false;
  const unsigned shape = g[0].size * 256U + g[1].size * 16U + g[2].size;
  return shape == 0x224 || shape == 0x422 || shape == 0x124 || shape == 0x114 || shape == 0x214;
}

/// The one separator of the groups from `first` on; 0 if they differ.
unsigned char separator_from(const Number& number, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) {
    if (number.groups[i].before != number.groups[first].before) return 0;
  }
  return number.groups[first].before;
}

/// Trunk zero: an area code of two to six digits, and what is written behind it in groups that are
/// not all pairs, except for the five pairs of France and the Netherlands.
bool is_trunk_number(const Number& number) {
  const Number::Group* const g = number.groups.data();
  const std::size_t count = number.count;
  if (number.characters[0] != '0' || number.characters[1] == '0' || count < 2 || count > 6)
    return false;
  const std::size_t least = g[0].parenthesized ? 8 : 9;
  if (number.size < least || number.size > 12) return false;
  if (number.shape == 0x22222) return number.separator != '*' && number.separator != '/';
  if (number.shape == 0x444 || number.shape == 0x4444) return false;   // columns
  if (number.shape == 0x54 && number.separator == '-') return false;   // ZIP+4
  if (number.shape == 0x333 && number.separator == '.') return false;  // thousands
  if (g[0].size > 6 || (g[0].size == 1 && !g[1].parenthesized &&
                        (number.shape != 0x1333 || number.separator != ' ')))
    return false;
  bool wide = false;
  for (std::size_t i = 1; i < count; ++i) {
    // "030 83351-0": whoever is there answers.
    const bool exchange = i > 1 && g[i].before == '-' && number.characters[number.size - 1] == '0';
    if ((g[i].size < 2 && !exchange) || (i > 1 && g[i].before == '/')) return false;
    wide = wide || g[i].size > 2;
  }
  // One separator, or another one behind the area code or in front of the last group.
  if (g[1].before == '.' &&
      (count == 2 || number.separator == '*' || (count == 3 && g[1].size == 2)))
    return false;
  return (wide || number.shape == 0x3222 || g[0].size == 4 || g[1].before == '/') &&
         (count < 3 || g[1].before == '/' || separator_from(number, 2, count) != 0 ||
          separator_from(number, 1, count - 1) != 0 ||
          (count > 3 && g[1].parenthesized && separator_from(number, 3, count) != 0));
}

/// An area code in parentheses.
bool is_area_number(const Number& number) {
  if (!number.groups[0].parenthesized || number.groups[0].size < 2 || number.groups[0].size > 5 ||
      number.size < 9 || number.size > 11 || number.count > 4)
    return false;
  for (std::size_t i = 1; i < number.count; ++i) {
    if (number.groups[i].size < 2 || number.groups[i].before == '.') return false;
  }
  return number.groups[1].size >= 3;
}

/// A calling code in parentheses, in place of a '+'.
bool is_code_number(const Number& number) {
  Candidate candidate{};
  return number.groups[0].parenthesized && number.groups[0].size > 1 &&
         find_calling_code(number.characters.data()).size == number.groups[0].size &&
         is_international(number, 0, candidate);
}

/// The confidence that its looks alone give, 0 if they are not those of a number.
std::uint8_t rate(Text text, const Number& number) {
  if (is_trunk_number(number)) return number.separator == ' ' ? 75 : 80;
  const Number::Group& last = number.groups[number.count - 1];
  // "711-724 (1994)": pages and a year.
  if (number.count > 5 || (last.before == '/' && number.shape != 0x37) ||
      (last.parenthesized && number.count > 1))
    return 0;
  for (const Grouping& grouping : groupings) {
    if (grouping.shape == number.shape && leads(text, number, grouping)) return grouping.confidence;
  }
  return is_area_number(number) || is_code_number(number) ? 70 : 0;
}

/// What the word right before says that it is, in spite of its looks: "Order 202-555-0143". Area
/// codes in parentheses and numbers that are free to call have those of nothing else.
bool is_called_otherwise(Text text, const Number& number) {
  const unsigned char* const d = number.characters.data() + (number.shape == 0x1334 ? 1 : 0);
  const bool free = d[0] == '8' && d[1] == d[2];
  // "sku = '445-120-8831'"
  const std::size_t at = number.begin - (text::is_in("\"'", text[number.begin - 1]) ? 1U : 0U);
  return text[number.begin - 1] == '#' ||
         (!number.groups[0].parenthesized && !(free && number.size > 9) &&
          role_right_before(text, at) == number.subject);
}

/// Behind a word for phones: seven digits or more, in groups that are no date, no quad and no
/// amount. Right behind it there are no amounts, and six digits with spaces will do; a prefix that
/// no country has will do as well.
bool is_plausible(const Number& number, bool right_behind) {
  if (number.size > most_digits || (number.size < 7 && (!right_behind || number.separator != ' ')))
    return false;
  const bool prefixed = number.plus || number.trunk_zero ||
                        (number.characters[0] == '0' && number.characters[1] == '0');
  if (number.count == 1) return prefixed || number.size <= 12;
  const Number::Group* const g = number.groups.data();
  const bool pairs = number.shape == 0x222 || number.shape == 0x2222 || number.shape == 0x22222;
  if (number.separator == '.' && !pairs &&
      (g[1].size < 3 || number.count == 4 ||
       (number.count == 2 && (!right_behind || g[0].size < 3))))
    return false;
  if (number.shape == 0x422) return false;
  // "2023-2024"
  if (number.shape == 0x44 && number.value(0, 2) - 19 < 2 && number.value(4, 6) - 19 < 2)
    return false;
  const bool thousands = g[0].size <= 2 && g[1].size == 3 && number.separator == ' ' &&
                         g[number.count - 1].size == 3 && number.characters[0] != '0';
  bool wide = pairs;
  for (std::size_t i = 0; i < number.count; ++i) {
    wide = wide || g[i].size >= 3;
    if (i > 1 && g[i].before == '/' && !right_behind) return false;
  }
  return wide && (!thousands || right_behind);
}

/// The same separator and more digits: a row of numbers of which these are some.
bool goes_on(Text text, const Number& number) {
  const Separator next = separator_at(text, number.end);
  if (number.count < 2 || !text::is_digit(text[number.end + next.size])) return false;
  return next.symbol == number.separator ||
         (next.symbol == number.groups[number.count - 1].before &&
          text::is_digit(text[number.end + next.size + 2]));
}

}  // namespace

bool recognize_phone(Text text, const Number& number, Candidate& candidate) {
  if (number.letters) return false;
  // ISO 6709, a place on the map: "+4612-05957", "-394606-0860929".
  if ((number.shape == 0x45 || number.shape == 0x67) && number.separator == '-' &&
      (number.plus || text[number.begin - 1] == '-'))
    return false;
  candidate.end = number.extended;
  const bool named = number.subject == Role::phone;
  if (number.plus) {
    candidate.confidence = 90;
    if (is_international(number, 0, candidate)) return true;
    if (!named) return false;
  }
  const bool neutral = named || number.subject == Role::none || number.subject == Role::birth;
  const bool doubtful = number.subject == Role::other || number.subject == Role::account;
  if (!neutral && !doubtful) return false;
  const unsigned char* const d = number.characters.data();
  // "011" is North America's prefix for abroad.
  const bool abroad = number.groups[0].size == 3 && number.value(0, 3) == 11;
  const bool zeros = d[0] == '0' && d[1] == '0';
  // Columns of ten digits are not seldom filled up with zeros.
  if (((zeros && number.groups[0].size > 1) || abroad) &&
      (!doubtful || !is_called_otherwise(text, number)) && !follows_column(text, number.begin) &&
      !number.follows_number && !goes_on(text, number) &&
      (number.count > 1 || number.size > 11 || named) &&
      is_international(number, abroad ? 3 : 2, candidate))
    return true;
  const bool prefixed = zeros || number.plus || number.trunk_zero;
  if ((prefixed && !named) || begins_with_date(number)) return false;
  if (number.follows_number && number.separator != '-' && number.separator != '.' &&
      !number.groups[0].parenthesized)
    return false;
  candidate.confidence = prefixed || goes_on(text, number) ? 0 : rate(text, number);
  // Ten or eleven digits behind a trunk zero are hardly anything else, but for "0123456789".
  if (number.count == 1 && number.size - 10 < 2 && number.value(0, 2) - 1 < 9 &&
      text[number.begin - 1] != '=' && number.value(0, 4) != 123)
    candidate.confidence = 60;
  if (doubtful)
    return candidate.confidence >= 75 && number.separator != 0 &&
           !is_called_otherwise(text, number);
  if (candidate.confidence < 75 && named) {
    const bool right_behind = role_right_before(text, number.begin) == Role::phone;
    // 'GET /mobile HTTP/1.1" 200 62894': the word was of what is quoted.
    const bool quoted = text[number.begin - 2] == '"';
    const bool card = (number.shape == 0x44 || number.shape == 0x444) && goes_on(text, number);
    if ((right_behind || !quoted) && !card && is_plausible(number, right_behind))
      candidate.confidence = 75;
  }
  return candidate.confidence > 0;
}

}  // namespace feedspan::pii
