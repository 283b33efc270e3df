#include <array>
#include <bit>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "core/pii/number.h"
#include "core/pii/scheme.h"

// Numbers that countries give to people. Rules are those of the issuers as python-stdnum's
// documentation (https://arthurdejong.org/python-stdnum/) collects them. Where a form is rare and
// its check strong the number stands for itself; elsewhere its name has to stand before it.
namespace feedspan::pii {
namespace {

/// What has to hold beside the sums of a rule. Where the name is not that of a scheme, the header
/// of its function says what.
enum class Check : std::uint8_t {
  none,
  luhn_of_10,  ///< Luhn's of the last ten digits
  nie,
  abn,
  aadhaar,
  codice_fiscale,
  nir,
  idnr,
  hetu,
  nric,
  curp,
  be,
  nino,
  pps,
  pan,
  sin,
  medicare,
  za,
  rc,
};

struct Rule {
  /// '9' a digit, 'N' one that is not 0, 'A' a letter, '#' either, 'X' and 'K' those or a digit, 5
  /// to 7 themselves; "MM" and "DD" a month and a day, in other letters with what registers add to
  /// them
  /// (`birth_part`).
  std::string_view pattern;
  /// The weight of each character ('1' is 1, ':' is 10), '*' the check character; and behind
  /// '/' what that is by the remainder of the sum, as many as the modulus is. Two of them with a
  /// space between.
  std::string_view sums;
  std::uint8_t scheme;
  Check check;
  Role subject;             ///< what its name is
  std::uint8_t confidence;  ///< without its name; 0 if it needs it
  std::uint32_t shape;      ///< the grouping that this confidence is for; 0 for any
};

/// In the order of `schemes`, but for the second forms of a scheme.
constexpr Rule rules[] = {
    {"AA999999A", "", 1, Check::nino, Role::id_gb, 85, 0},
    {"9999999999", ":98765432*/0-987654321", 2, Check::none, Role::id_gb, 0, 0},
    {"N99999999", "", 3, Check::sin, Role::id_ca, 0, 0},
    {"999999999", "14375869*/0123456789-", 4, Check::none, Role::id_au, 0, 0},
    {"N9999999999", "", 5, Check::abn, Role::id_au, 0, 0},
    {"9999999999", "13791379*/0123456789", 6, Check::medicare, Role::id_au, 0, 0},
    {"999999999999", "", 7, Check::aadhaar, Role::id_in, 0, 0},
    {"AAAAA9999A", "", 8, Check::pan, Role::id_in, 75, 0},
    {"99999999A", ">6CB;8:1*/TRWAGMYFPDXBNJZSQVHLCKE", 9, Check::none, Role::id_es, 80, 0},
    {"A9999999A", ">6CB;8:1*/TRWAGMYFPDXBNJZSQVHLCKE", 10, Check::nie, Role::id_es, 85, 0},
    {"AAAAAA99AddA999A", "", 11, Check::codice_fiscale, Role::id_it, 97, 0},
    {"999999999999999", "", 12, Check::nir, Role::id_fr, 80, 0},
    {"N9999999999", "", 13, Check::idnr, Role::id_de, 0, 0},
    {"999999999", "98765432*/0123456789-", 14, Check::none, Role::id_nl, 0, 0},
    {"99mmDD99999", "1379137913*/0987654321", 15, Check::none, Role::id_pl, 0, 0},
    {"99MMee9999", "", 16, Check::luhn_of_10, Role::id_se, 75, 0x64},
    {"9999MMee9999", "", 16, Check::luhn_of_10, Role::id_se, 85, 0x84},
    {"DDMM99999#", ">D2IB87:1*/0123456789ABCDEFHJKLMNPRSTUVWXY", 17, Check::hetu, Role::id_fi, 85,
     0x64},
    {"DDMM99A999#", ">D2IB807:1*/0123456789ABCDEFHJKLMNPRSTUVWXY", 17, Check::hetu, Role::id_fi, 85,
     0},
    // The check digit was given up in 2007, so numbers without it are left where no name stands
    // before.
    {"DDMM999999", "432765432*/0-987654321", 18, Check::none, Role::id_dk, 65, 0x64},
    {"DDMM999999", "", 18, Check::none, Role::id_dk, 0, 0},
    {"99999999999", ":98765432*/00987654321 ;:98765432*/00987654321", 19, Check::none, Role::id_br,
     90, 0x3332},
    // GB 11643-1999: ISO 7064, mod 11-2.
    {"9999999999MMDD999X", "79:584216379:5842*/10X98765432", 20, Check::none, Role::identity, 95,
     0},
    {"A9999999A", "", 22, Check::nric, Role::id_sg, 85, 0},
    {"99MMDD9999999", "", 23, Check::za, Role::identity, 0, 0},
    {"99MMDD9999999", "", 21, Check::none, Role::identity, 75, 0x67},
    {"AAAA99MMDDAAAAAA#9", "", 24, Check::curp, Role::id_mx, 95, 0},
    {"99999999999", "", 25, Check::be, Role::identity, 85, 0x22232},
    {"7569999999999", "131313131313*/0987654321", 26, Check::none, Role::id_ch, 85, 0x3442},
    {"N99999999", "98765432*/00987654321", 27, Check::none, Role::id_pt, 0, 0},
    {"N9999999999", "797979797*/0123456789 1111111111*/0123456789", 28, Check::none, Role::id_tr, 0,
     0},
    // Months of 13 and more are given out where the numbers of a day are used up.
    {"N999DD9999", "379*584216/0123456789-", 29, Check::none, Role::id_at, 0, 0},
    {"ddhh9999999", "5432765432*/0-987654321 376189452*/0-987654321", 30, Check::none, Role::id_no,
     0, 0},
    {"N99MMDD999999", "279146358279*/01234567891", 31, Check::none, Role::id_ro, 0, 0},
    {"99999999K", "32765432*/0K987654321", 32, Check::none, Role::id_cl, 85, 0x2331},
    {"9999999K", "2765432*/0K987654321", 32, Check::none, Role::id_cl, 85, 0x1331},
    {"99ccDD9999", ":1:1:1:1:*/00987654321", 33, Check::none, Role::id_cz, 70, 0x64},
    {"99ccDD999", "", 33, Check::rc, Role::id_cz, 0, 0},
    {"9999999A", "", 34, Check::pps, Role::id_ie, 0, 0},
    {"9999999AA", "", 34, Check::pps, Role::id_ie, 0, 0},
};

constexpr std::size_t rule_count = std::size(rules);

/// Adds up a size of all rules.
template <class Size>
constexpr std::size_t sum_of(Size size) {
  std::size_t sum = 0;
  for (const Rule& rule : rules) sum += size(rule);
  return sum;
}

constexpr std::size_t patterns_size = sum_of([](const Rule& rule) { return rule.pattern.size(); });
constexpr std::size_t sums_size = sum_of([](const Rule& rule) { return rule.sums.size() + 1; });

/// What a page loads of the rules: column for column, without the addresses of strings, which would
/// be a third of it.
struct Columns {
  std::array<std::uint8_t, rule_count> pattern_sizes{};
  std::array<std::uint8_t, rule_count> sums_sizes{};    ///< with the NUL
  std::array<std::uint8_t, rule_count> scheme_steps{};  ///< from that of the row before, modulo 256
  std::array<Check, rule_count> checks{};
  std::array<Role, rule_count> subjects{};
  std::array<std::uint8_t, rule_count> confidences{};
  std::array<std::uint32_t, rule_count> shapes{};
  std::array<char, patterns_size> patterns{};  ///< one behind another
  std::array<char, sums_size> sums{};          ///< the same, each with a NUL at its end
};

constexpr Columns columns = [] {
  Columns made;
  std::size_t pattern = 0;
  std::size_t sums = 0;
  std::uint8_t scheme = 0;
  for (std::size_t i = 0; i < rule_count; ++i) {
    const Rule& rule = rules[i];
    made.pattern_sizes[i] = static_cast<std::uint8_t>(rule.pattern.size());
    made.sums_sizes[i] = static_cast<std::uint8_t>(rule.sums.size() + 1);
    made.scheme_steps[i] = static_cast<std::uint8_t>(rule.scheme - scheme);
    scheme = rule.scheme;
    made.checks[i] = rule.check;
    made.subjects[i] = rule.subject;
    made.confidences[i] = rule.confidence;
    made.shapes[i] = rule.shape;
    for (const char c : rule.pattern) made.patterns[pattern++] = c;
    for (const char c : rule.sums) made.sums[sums++] = c;
    ++sums;
  }
  return made;
}();

#ifndef __OPTIMIZE_SIZE__

/// Where each rule begins in the columns, and bit for bit the rules for numbers of a size.
struct Index {
  std::array<std::uint16_t, rule_count> patterns{};
  std::array<std::uint16_t, rule_count> sums{};
  std::array<std::uint8_t, rule_count> schemes{};
  std::array<std::uint64_t, Number::most_characters + 1> by_size{};
};
static_assert(rule_count <= 64);

constexpr Index rule_index = [] {
  Index made;
  std::size_t pattern = 0;
  std::size_t sum = 0;
  for (std::size_t i = 0; i < rule_count; ++i) {
    made.patterns[i] = static_cast<std::uint16_t>(pattern);
    made.sums[i] = static_cast<std::uint16_t>(sum);
    made.schemes[i] = rules[i].scheme;
    made.by_size[rules[i].pattern.size()] |= std::uint64_t{1} << i;
    pattern += columns.pattern_sizes[i];
    sum += columns.sums_sizes[i];
  }
  return made;
}();

#endif

/// Letters count from X on, as in Spain's numbers of foreigners: no other letter has a weight.
unsigned weighed(unsigned char c, char weight) {
  return (c - (text::is_digit(c) ? unsigned{'0'} : unsigned{'X'})) *
         static_cast<unsigned>(weight - '0');
}

/// The sum of characters times weights.
unsigned weigh(const Number& number, const char* weights, std::size_t from = 0) {
  unsigned sum = 0;
  for (; *weights != 0; ++weights) sum += weighed(number.characters[from++], *weights);
  return sum;
}

/// The check characters are what the sums of the rule say.
bool adds_up(const Number& number, const char* sums) {
  while (*sums != 0) {
    unsigned sum = 0;
    unsigned char check = 0;
    for (const unsigned char* c = number.characters.data(); *sums != '/'; ++sums, ++c) {
      if (*sums == '*') {
        check = *c;
      } else {
        sum += weighed(*c, *sums);
      }
    }
    const char* const checks = ++sums;
    do ++sums;
    while (*sums > ' ');
    if (static_cast<unsigned char>(checks[sum % static_cast<unsigned>(sums - checks)]) != check)
      return false;
    if (*sums == ' ') ++sums;
  }
  return true;
}

/// All digits are the same: a filler that passes many checks.
bool is_filler(const Number& number) {
  for (std::size_t i = 1; i < number.size; ++i) {
    if (number.characters[i] != number.characters[0]) return false;
  }
  return true;
}

/// Verhoeff, Error Detecting Decimal Codes (1969): the dihedral group of order 10.
bool is_aadhaar(const Number& n) {
  constexpr unsigned char permutation[] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
  unsigned check = 0;
  for (std::size_t i = 0; i < n.size; ++i) {
    unsigned digit = n.characters[n.size - 1 - i] - '0';
    for (std::size_t k = i % 8; k > 0; --k) digit = permutation[digit];
    check = check < 5 ? (check + digit) % 5 + (digit < 5 ? 0 : 5)
                      : (check + 10 - digit) % 5 + (digit < 5 ? 5 : 0);
  }
  return check == 0 && n.characters[0] >= '2';
}

/// Decree of 23 December 1976: values of characters in odd places, digits as A to J.
bool is_codice_fiscale(const Number& n) {
  constexpr const char* odd = "BAFHJNPRTVCESULDGIMOQKWZYX";
  unsigned sum = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    const unsigned char c = n.characters[i];
    const unsigned value = c - (text::is_digit(c) ? '0' : 'A');
    sum += i % 2 == 0 ? static_cast<unsigned>(odd[value] - 'A') : value;
  }
  return sum % 26 + 'A' == n.characters[15] && text::is_in("ABCDEHLMPRST", n.characters[8]);
}

/// ISO 7064, mod 11,10; of the first ten digits one comes twice or three times.
bool is_idnr(const Number& n) {
  unsigned product = 10;
  std::uint32_t counts = 0;  // three bits for each digit
  unsigned repeated = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    const unsigned digit = n.characters[i] - '0';
    const unsigned sum = (digit + product) % 10;
    product = (sum == 0 ? 10 : sum) * 2 % 11;
    counts += 1U << 3 * digit;
    const unsigned count = counts >> 3 * digit & 7U;
    if (count > 3) return false;
    repeated += count == 2 ? 1U : 0U;
  }
  return repeated == 1 && (11 - product) % 10 + '0' == n.characters[10];
}

/// Individual numbers begin at 2; a letter for the century stands before them, or a dash.
bool is_hetu(const Number& n) {
  return n.value(n.size - 4, n.size - 1) > 1 &&
         (n.size == 10 || text::is_in("ABCDEFUVWXY", n.characters[6]));
}

bool is_nric(const Number& n) {
  const unsigned char first = n.characters[0];
  const bool citizen = first == 'S' || first == 'T';
  const unsigned sum = weigh(n, "2765432", 1) + (first == 'T' || first == 'G' ? 4U
                                                 : first == 'M'               ? 3U
                                                                              : 0U);
  const char* const checks = citizen ? "JZIHGFEDCBA" : first == 'M' ? "XWUTRQPNJLK" : "XWUTRQPNMLK";
  return text::is_in("STFGM", first) &&
         static_cast<unsigned char>(checks[sum % 11]) == n.characters[8];
}

bool is_curp(const Number& n) {
  // Ñ has the value between N and O, so the letters behind it count one more.
  unsigned sum = 0;
  for (unsigned i = 0; i < 17; ++i) {
    const unsigned char c = n.characters[i];
    sum += (text::is_digit(c) ? c - '0' : c - 'A' + (c > 'N' ? 11U : 10U)) * (18 - i);
  }
  return text::is_in("HMX", n.characters[10]) && (10 - sum % 10) % 10 + '0' == n.characters[17];
}

/// HMRC, NIM39110: pairs that are not given out.
bool is_reserved_prefix(unsigned char first, unsigned char second) {
  for (const char* pair = "BGGBKNNKNTTNZZ"; *pair != 0; pair += 2) {
    if (first == static_cast<unsigned char>(pair[0]) &&
        second == static_cast<unsigned char>(pair[1]))
      return true;
  }
  return false;
}

bool passes(Check check, const Number& n) {
  const unsigned char* const c = n.characters.data();
  switch (check) {
    case Check::none:
      return true;
    case Check::luhn_of_10:
      return passes_luhn(n, n.size - 10);
    case Check::nie:
      return c[0] >= 'X';
    case Check::abn:
      return (weigh(n, ":13579;=?AC") + 79) % 89 == 0;
    case Check::aadhaar:
      return is_aadhaar(n);
    case Check::codice_fiscale:
      return is_codice_fiscale(n);
    case Check::nir: {
      const std::uint32_t month = n.value(3, 5);
      return (c[0] == '1' || c[0] == '2') && month != 0 &&
             (month <= 12 || (month >= 20 && month <= 42) || month >= 50) &&
             97 - n.remainder(13, 97) == n.value(13, 15);
    }
    case Check::idnr:
      return is_idnr(n);
    case Check::hetu:
      return is_hetu(n);
    case Check::nric:
      return is_nric(n);
    case Check::curp:
      return is_curp(n);
    case Check::be: {
      // Unknown months and days are 0; months of people who live elsewhere have 20 or 40 added.
      const std::uint32_t rest = n.remainder(9, 97);
      const std::uint32_t key = 97 - n.value(9, 11);
      if (c[2] > '5' || n.value(2, 4) % 20 > 12 || n.value(4, 6) > 31) return false;
      return rest == key || (rest + 2'000'000'000U) % 97 == key;
    }
    case Check::nino:
      // HMRC, NIM39110: letters that are not given out.
      return !text::is_in("DFIQUV", c[0]) && !text::is_in("DFIQUVO", c[1]) && c[8] <= 'D' &&
             !is_reserved_prefix(c[0], c[1]);
    case Check::pps: {
      // Only the letters that are given out since 2013 count.
      if (n.size == 9 && !text::is_in("ABHTWX", c[8])) return false;
      const unsigned second = n.size == 9 && c[8] <= 'H' ? c[8] - 'A' + 1U : 0U;
      const unsigned letter = (weigh(n, "8765432") + 9 * second) % 23;
      return (letter == 0 ? 'W' : 'A' + letter - 1) == c[7];
    }
    case Check::pan:
      return text::is_in("PCHFATBLJGK", c[3]) && n.value(5, 9) > 0;
    case Check::sin:
      return c[0] != '8' && passes_luhn(n, 0);
    case Check::medicare:
      return c[0] >= '2' && c[0] <= '6';
    case Check::za:
      return c[10] <= '2' && passes_luhn(n, 0);
    case Check::rc: {
      // Nine digits, without a check, were given out until 1953.
      const std::uint32_t year = n.value(0, 2);
      return year < 54 || year >= 80;
    }
  }
  return false;
}

/// The month or the day in a pair of digits: registers add something to tell people apart.
std::uint32_t birth_part(char letter, std::uint32_t value) {
  switch (letter) {
    case 'm':  // centuries
      return value % 20;
    case 'h':
      return value % 40;
    case 'c':
      return value % 50 % 20;
    case 'd':
      return value < 80 ? value % 40 : 0;
    case 'e':
      return value % 60;
    default:
      return value;
  }
}

bool matches(const Number& number, const char* pattern) {
  std::uint32_t month = 1;
  std::uint32_t day = 1;
  for (std::size_t i = 0; i < number.size; ++i) {
    const unsigned char c = number.characters[i];
    const auto p = static_cast<unsigned char>(pattern[i]);
    if (p == '#') continue;
    if (text::is_digit(c)) {
      if (p == 'A' || (p == 'N' && c == '0') || (p < '9' && c != p)) return false;
    } else if (p != 'A' && ((p != 'X' && p != 'K') || c != p)) {
      return false;
    }
    if (i == 0 || pattern[i] != pattern[i - 1] || !text::is_in("MmhcDde", p)) continue;
    const std::uint32_t part = birth_part(pattern[i], number.value(i - 1, i + 1));
    (text::is_in("Dde", p) ? day : month) = part;
  }
  // February has 29 days: the century is not always said.
  return month - 1 < 12 && day - 1 < (month == 2 ? 29 : 30 + ((month + month / 8) & 1));
}

}  // namespace

bool recognize_national_id(Text /*text*/, const Number& number, Candidate& candidate) {
  if (number.size < 8 || number.plus || number.follows_number || is_filler(number)) return false;
  const Role subject = number.subject;
  if (subject == Role::other || subject == Role::version || subject == Role::phone) return false;
  candidate.confidence = 0;
  // Hashes, fractions and dotted quads pass many checks.
  const Number::Group& last = number.groups[number.count - 1];
  // Nor are places in drawings: "M2299 506l", "452.561 199.58".
  const bool place = (number.count == 2 && last.letters && last.size > 1 &&
                      (number.separator == ' ' || number.groups[0].letters)) ||
                     (number.count > 2 && number.groups[1].before != number.groups[2].before);
  const bool alone = !number.hash && !place && (number.separator != '.' || number.shape == 0x3442);
  const auto ask = [&](std::size_t i, const char* pattern, const char* sums, std::uint8_t scheme) {
    const Role named = columns.subjects[i];
    const std::uint32_t shape = columns.shapes[i];
    std::uint8_t confidence = 0;
    if (subject == named && subject != Role::identity) {
      confidence = 95;
    } else if (subject == Role::identity ||
               (subject == Role::identifier && columns.checks[i] == Check::za)) {
      confidence = 85;
    } else if (alone && (shape == 0 ? number.separator != '*' : number.shape == shape)) {
      confidence = columns.confidences[i];
    }
    if (confidence <= candidate.confidence || !matches(number, pattern) || !adds_up(number, sums) ||
        !passes(columns.checks[i], number))
      return;
    candidate.confidence = confidence;
    candidate.scheme = scheme;
  };
#ifdef __OPTIMIZE_SIZE__
  const char* pattern = columns.patterns.data();
  const char* sums = columns.sums.data();
  std::uint8_t scheme = 0;
  for (std::size_t i = 0; i < rule_count;
       pattern += columns.pattern_sizes[i], sums += columns.sums_sizes[i], ++i) {
    scheme = static_cast<std::uint8_t>(scheme + columns.scheme_steps[i]);
    if (columns.pattern_sizes[i] == number.size) ask(i, pattern, sums, scheme);
  }
#else
  for (std::uint64_t of_size = rule_index.by_size[number.size]; of_size != 0;
       of_size &= of_size - 1) {
    const auto i = static_cast<std::size_t>(std::countr_zero(of_size));
    ask(i, &columns.patterns[rule_index.patterns[i]], &columns.sums[rule_index.sums[i]],
        rule_index.schemes[i]);
  }
#endif
  return candidate.confidence > 0;
}

}  // namespace feedspan::pii
