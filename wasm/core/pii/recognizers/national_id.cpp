#include <cstdint>
#include <string_view>

#include "core/pii/recognizer.h"
#include "core/pii/recognizers/document_number.h"
#include "core/pii/scheme.h"
#include "core/pii/subject.h"

// Numbers that countries give to people. Rules are those of the issuers as python-stdnum's
// documentation (https://arthurdejong.org/python-stdnum/) collects them. Where a form is rare and
// its check strong the number stands for itself; elsewhere its name has to stand before it.
namespace feedspan::pii {
namespace {

using Valid = bool (*)(const DocumentNumber& number);

int digit_at(const DocumentNumber& number, std::size_t i) {
  return number.characters[i] - '0';
}

/// The number that the digits in [begin, end) are.
std::uint64_t number_in(const DocumentNumber& number, std::size_t begin, std::size_t end) {
  std::uint64_t value = 0;
  for (std::size_t i = begin; i < end; ++i)
    value = value * 10 + static_cast<std::uint64_t>(digit_at(number, i));
  return value;
}

/// The sum of the first digits times weights, which are given as characters: '1' is 1, ':' is 10.
int weigh(const DocumentNumber& number, std::string_view weights, std::size_t from = 0) {
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    sum += digit_at(number, from + i) * (weights[i] - '0');
  return sum;
}

bool is_month_and_day(const DocumentNumber& number, std::size_t month, std::size_t day) {
  const std::uint64_t m = number_in(number, month, month + 2);
  const std::uint64_t d = number_in(number, day, day + 2);
  return m >= 1 && m <= 12 && d >= 1 && d <= 31;
}

bool passes_luhn_from(const DocumentNumber& number, std::size_t begin) {
  int sum = 0;
  for (std::size_t i = number.size; i > begin; --i) {
    int digit = digit_at(number, i - 1);
    if ((number.size - i) % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

/// All digits are the same: a filler that passes many checks.
bool is_filler(const DocumentNumber& number) {
  for (std::size_t i = 1; i < number.size; ++i) {
    if (number.characters[i] != number.characters[0]) return false;
  }
  return true;
}

bool is_in(std::string_view set, unsigned char c) {
  return set.find(static_cast<char>(c)) != std::string_view::npos;
}

// HMRC, NIM39110: letters and pairs that are not given out.
bool is_nino(const DocumentNumber& n) {
  constexpr std::string_view pairs = "BG GB KN NK NT TN ZZ";
  const char pair[] = {static_cast<char>(n.characters[0]), static_cast<char>(n.characters[1])};
  return !is_in("DFIQUV", n.characters[0]) && !is_in("DFIQUVO", n.characters[1]) &&
         n.characters[8] <= 'D' && pairs.find({pair, 2}) == std::string_view::npos;
}
bool is_nhs(const DocumentNumber& n) {
  return (weigh(n, ":98765432") + digit_at(n, 9)) % 11 == 0 && !is_filler(n);
}
bool is_sin(const DocumentNumber& n) {
  return n.characters[0] != '0' && n.characters[0] != '8' && passes_luhn_from(n, 0);
}
bool is_tfn(const DocumentNumber& n) {
  return weigh(n, "14375869:") % 11 == 0 && !is_filler(n);
}
bool is_abn(const DocumentNumber& n) {
  return n.characters[0] != '0' && (weigh(n, ":13579;=?AC") - 10) % 89 == 0;
}
bool is_medicare(const DocumentNumber& n) {
  return n.characters[0] >= '2' && n.characters[0] <= '6' &&
         weigh(n, "13791379") % 10 == digit_at(n, 8);
}

/// Verhoeff, Error Detecting Decimal Codes (1969): the dihedral group of order 10.
bool is_aadhaar(const DocumentNumber& n) {
  constexpr std::string_view permutations[] = {"0123456789", "1576283094", "5803796142",
                                               "8916043527", "9453126870", "4286573901",
                                               "2793806415", "7046913258"};
  const auto multiply = [](int a, int b) {
    if (a < 5) return (a + b) % 5 + (b < 5 ? 0 : 5);
    return (a - b + 5) % 5 + (b < 5 ? 5 : 0);
  };
  int check = 0;
  for (std::size_t i = 0; i < n.size; ++i) {
    const int digit = digit_at(n, n.size - 1 - i);
    check = multiply(check, permutations[i % 8][static_cast<std::size_t>(digit)] - '0');
  }
  return check == 0 && n.characters[0] >= '2';
}
bool is_pan(const DocumentNumber& n) {
  return is_in("PCHFATBLJG", n.characters[3]) && number_in(n, 5, 9) > 0;
}

constexpr std::string_view spanish_letters = "TRWAGMYFPDXBNJZSQVHLCKE";

bool is_nif(const DocumentNumber& n) {
  return static_cast<unsigned char>(spanish_letters[number_in(n, 0, 8) % 23]) == n.characters[8];
}
bool is_nie(const DocumentNumber& n) {
  if (n.characters[0] < 'X') return false;
  const std::uint64_t value = number_in(n, 1, 8) + 10'000'000U * (n.characters[0] - 'X');
  return static_cast<unsigned char>(spanish_letters[value % 23]) == n.characters[8];
}

/// Decree of 23 December 1976: values of characters in odd places, digits as A to J.
bool is_codice_fiscale(const DocumentNumber& n) {
  constexpr std::string_view odd = "BAFHJNPRTVCESULDGIMOQKWZYX";
  if (!is_in("ABCDEHLMPRST", n.characters[8])) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    const unsigned char c = n.characters[i];
    const int value = text::is_digit(c) ? c - '0' : c - 'A';
    sum += i % 2 == 0 ? odd[static_cast<std::size_t>(value)] - 'A' : value;
  }
  return sum % 26 == n.characters[15] - 'A';
}

bool is_nir(const DocumentNumber& n) {
  const std::uint64_t month = number_in(n, 3, 5);
  if (n.characters[0] != '1' && n.characters[0] != '2') return false;
  if (month == 0 || (month > 12 && month < 20)) return false;
  return 97 - number_in(n, 0, 13) % 97 == number_in(n, 13, 15);
}

/// ISO 7064, mod 11,10; of the first ten digits one comes twice or three times.
bool is_idnr(const DocumentNumber& n) {
  int product = 10;
  std::uint32_t counts = 0;  // three bits for each digit
  for (std::size_t i = 0; i < 10; ++i) {
    const int sum = (digit_at(n, i) + product) % 10;
    product = (sum == 0 ? 10 : sum) * 2 % 11;
    counts += 1U << 3 * digit_at(n, i) % 30;
  }
  unsigned repeated = 0;
  for (int digit = 0; digit < 10; ++digit) {
    const unsigned count = counts >> 3 * digit & 7U;
    if (count > 3) return false;
    repeated += count > 1 ? 1U : 0U;
  }
  return n.characters[0] != '0' && repeated == 1 && (11 - product) % 10 == digit_at(n, 10);
}
bool is_bsn(const DocumentNumber& n) {
  return (weigh(n, "98765432") - digit_at(n, 8)) % 11 == 0 && !is_filler(n);
}
bool is_pesel(const DocumentNumber& n) {
  const std::uint64_t month = number_in(n, 2, 4) % 20;
  const std::uint64_t day = number_in(n, 4, 6);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
         (weigh(n, "1379137913") + digit_at(n, 10)) % 10 == 0;
}
bool is_personnummer(const DocumentNumber& n) {
  const std::size_t begin = n.size - 10;
  const std::uint64_t day = number_in(n, begin + 4, begin + 6);
  const std::uint64_t month = number_in(n, begin + 2, begin + 4);
  return month >= 1 && month <= 12 && day % 60 >= 1 && day % 60 <= 31 && passes_luhn_from(n, begin);
}
bool is_hetu(const DocumentNumber& n) {
  constexpr std::string_view checks = "0123456789ABCDEFHJKLMNPRSTUVWXY";
  const std::size_t serial = n.size - 4;  // a letter for the century stands before it, or a dash
  if (serial == 7 && !is_in("ABCDEFUVWXY", n.characters[6])) return false;
  const std::uint64_t value = number_in(n, 0, 6) * 1000 + number_in(n, serial, serial + 3);
  return is_month_and_day(n, 2, 0) &&
         static_cast<unsigned char>(checks[value % 31]) == n.characters[serial + 3];
}
/// The check digit was given up in 2007, so numbers without it are left where no name stands
/// before.
bool is_cpr(const DocumentNumber& n) {
  return is_month_and_day(n, 2, 0) && weigh(n, "4327654321") % 11 == 0;
}
bool is_cpf(const DocumentNumber& n) {
  const int first = weigh(n, ":98765432") * 10 % 11 % 10;
  const int second = weigh(n, ";:98765432") * 10 % 11 % 10;
  return first == digit_at(n, 9) && second == digit_at(n, 10) && !is_filler(n);
}
/// GB 11643-1999: ISO 7064, mod 11-2.
bool is_ric(const DocumentNumber& n) {
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum = (sum + digit_at(n, i)) * 2 % 11;
  const int check = (12 - sum) % 11;
  const std::uint64_t year = number_in(n, 6, 10);
  return year >= 1900 && year < 2100 && is_month_and_day(n, 10, 12) &&
         n.characters[17] == (check == 10 ? 'X' : '0' + check);
}
bool is_rrn(const DocumentNumber& n) {
  return is_month_and_day(n, 2, 4);
}
bool is_nric(const DocumentNumber& n) {
  const unsigned char first = n.characters[0];
  if (!is_in("STFGM", first)) return false;
  int sum = weigh(n, "2765432", 1);
  if (first == 'T' || first == 'G') sum += 4;
  if (first == 'M') sum += 3;
  const std::string_view checks = first == 'S' || first == 'T' ? "JZIHGFEDCBA"
                                  : first == 'M'               ? "XWUTRQPNJLK"
                                                               : "XWUTRQPNMLK";
  return static_cast<unsigned char>(checks[static_cast<std::size_t>(sum % 11)]) == n.characters[8];
}
bool is_za(const DocumentNumber& n) {
  return is_month_and_day(n, 2, 4) && n.characters[10] <= '2' && passes_luhn_from(n, 0);
}
bool is_curp(const DocumentNumber& n) {
  // Ñ has the value between N and O, so the letters behind it count one more.
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    const unsigned char c = n.characters[i];
    const int value = text::is_digit(c) ? c - '0' : c - 'A' + (c > 'N' ? 11 : 10);
    sum += value * static_cast<int>(18 - i);
  }
  return is_month_and_day(n, 6, 8) && is_in("HMX", n.characters[10]) &&
         (10 - sum % 10) % 10 == digit_at(n, 17);
}
bool is_be(const DocumentNumber& n) {
  const std::uint64_t value = number_in(n, 0, 9);
  const std::uint64_t check = 97 - number_in(n, 9, 11);
  return value % 97 == check || (value + 2'000'000'000U) % 97 == check;
}
bool is_ahv(const DocumentNumber& n) {
  return number_in(n, 0, 3) == 756 && weigh(n, "1313131313131") % 10 == 0;
}

struct Rule {
  std::string_view pattern;  ///< '9' a digit, 'A' a letter, '#' either
  Valid is_valid;
  Subject subject;          ///< what its name is
  std::uint8_t confidence;  ///< without its name; 0 if it needs it
  std::uint32_t groups;     ///< the grouping that this confidence is for; 0 for any
  std::uint8_t scheme;
};

constexpr Rule rules[] = {
    {"AA999999A", is_nino, Subject::id_gb, 85, 0, 1},
    {"9999999999", is_nhs, Subject::id_gb, 0, 0, 2},
    {"999999999", is_sin, Subject::id_ca, 0, 0, 3},
    {"999999999", is_tfn, Subject::id_au, 0, 0, 4},
    {"99999999999", is_abn, Subject::id_au, 0, 0, 5},
    {"9999999999", is_medicare, Subject::id_au, 0, 0, 6},
    {"999999999999", is_aadhaar, Subject::id_in, 0, 0, 7},
    {"AAAAA9999A", is_pan, Subject::id_in, 75, 0, 8},
    {"99999999A", is_nif, Subject::id_es, 80, 0, 9},
    {"A9999999A", is_nie, Subject::id_es, 85, 0, 10},
    {"AAAAAA99A99A999A", is_codice_fiscale, Subject::id_it, 97, 0, 11},
    {"999999999999999", is_nir, Subject::id_fr, 80, 0, 12},
    {"99999999999", is_idnr, Subject::id_de, 0, 0, 13},
    {"999999999", is_bsn, Subject::id_nl, 0, 0, 14},
    {"99999999999", is_pesel, Subject::id_pl, 0, 0, 15},
    {"9999999999", is_personnummer, Subject::id_se, 75, 0x64, 16},
    {"999999999999", is_personnummer, Subject::id_se, 85, 0x84, 16},
    {"999999999#", is_hetu, Subject::id_fi, 85, 0x64, 17},
    {"999999A999#", is_hetu, Subject::id_fi, 85, 0, 17},
    {"9999999999", is_cpr, Subject::id_dk, 65, 0x64, 18},
    {"99999999999", is_cpf, Subject::id_br, 90, 0x3332, 19},
    {"99999999999999999#", is_ric, Subject::id_cn, 95, 0, 20},
    {"A9999999A", is_nric, Subject::id_sg, 85, 0, 22},
    {"9999999999999", is_za, Subject::id_za, 0, 0, 23},
    {"9999999999999", is_rrn, Subject::id_kr, 75, 0x67, 21},
    {"AAAA999999AAAAAA#9", is_curp, Subject::id_mx, 95, 0, 24},
    {"99999999999", is_be, Subject::identity, 85, 0x22232, 25},
    {"9999999999999", is_ahv, Subject::identity, 85, 0x3442, 26},
};

bool matches(const DocumentNumber& number, std::string_view pattern) {
  if (number.size != pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool digit = text::is_digit(number.characters[i]);
    if (pattern[i] != '#' && (pattern[i] == '9') != digit) return false;
  }
  return true;
}

}  // namespace

bool recognize_national_id(const Text& text, std::size_t at, Candidate& candidate) {
  DocumentNumber number;
  if (!read_document_number(text, at, number) || number.size < 9) return false;
  Subject subject = Subject::none;
  bool asked = false;
  const Rule* best = nullptr;
  candidate.confidence = 0;
  for (const Rule& rule : rules) {
    if (!matches(number, rule.pattern) || !rule.is_valid(number)) continue;
    if (!asked) {
      subject = subject_before(text, number.begin);
      asked = true;
    }
    std::uint8_t confidence = 0;
    if (subject == rule.subject) {
      confidence = 95;
    } else if (subject == Subject::identity) {
      confidence = 85;
    } else if (subject != Subject::other && subject != Subject::phone &&
               (rule.groups == 0 ? number.separator != '*' : number.groups == rule.groups)) {
      confidence = rule.confidence;
    }
    if (confidence <= candidate.confidence) continue;
    candidate.confidence = confidence;
    best = &rule;
  }
  if (best == nullptr) return false;
  candidate.begin = number.begin;
  candidate.end = number.end;
  candidate.scheme = best->scheme;
  return true;
}

}  // namespace feedspan::pii
