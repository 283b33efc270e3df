// Every national id scheme against its published rule, written down a second time here as plainly
// as the issuers put it (named as python-stdnum's documentation names them): behind its name the
// engine has to take exactly the numbers that the rule takes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/scan.h"
#include "core/pii/scheme.h"

namespace feedspan::pii {
namespace {

int digit(std::string_view n, std::size_t i) {
  return n[i] - '0';
}

/// The number that the digits in [first, first + size) are.
std::int64_t value(std::string_view n, std::size_t first, std::size_t size) {
  std::int64_t sum = 0;
  for (const char c : n.substr(first, size)) sum = sum * 10 + (c - '0');
  return sum;
}

int weighted(std::string_view n, std::initializer_list<int> weights) {
  int sum = 0;
  std::size_t i = 0;
  for (const int weight : weights) sum += weight * digit(n, i++);
  return sum;
}

bool luhn(std::string_view n) {
  int sum = 0;
  for (std::size_t i = 0; i < n.size(); ++i) {
    const int d = digit(n, n.size() - 1 - i) * (i % 2 == 1 ? 2 : 1);
    sum += d / 10 + d % 10;
  }
  return sum % 10 == 0;
}

bool has(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}

/// The day comes in that month of some year.
bool date(std::int64_t month, std::int64_t day) {
  static constexpr int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

bool gb_nino(std::string_view n) {
  static constexpr std::string_view unused[] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
  return !has("DFIQUV", n[0]) && !has("DFIOQUV", n[1]) && has("ABCD", n[8]) &&
         std::find(std::begin(unused), std::end(unused), n.substr(0, 2)) == std::end(unused);
}

bool gb_nhs(std::string_view n) {
  const int check = 11 - weighted(n, {10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11;
  return check != 10 && check % 11 == digit(n, 9);
}

bool ca_sin(std::string_view n) {
  return !has("08", n[0]) && luhn(n);
}

bool au_tfn(std::string_view n) {
  return weighted(n, {1, 4, 3, 7, 5, 8, 6, 9, 10}) % 11 == 0;
}

bool au_abn(std::string_view n) {
  std::string less(n);
  --less[0];
  return n[0] != '0' && weighted(less, {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19}) % 89 == 0;
}

bool au_medicare(std::string_view n) {
  return has("23456", n[0]) && weighted(n, {1, 3, 7, 9, 1, 3, 7, 9}) % 10 == digit(n, 8);
}

/// Verhoeff's tables, as his book prints them.
bool in_aadhaar(std::string_view n) {
  static constexpr int product[10][10] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
      {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
      {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
      {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
      {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}};
  static constexpr int permuted[8][10] = {
      {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
      {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
      {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
      {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};
  int check = 0;
  for (std::size_t i = 0; i < n.size(); ++i)
    check = product[check][permuted[i % 8][digit(n, n.size() - 1 - i)]];
  return check == 0 && !has("01", n[0]);
}

bool in_pan(std::string_view n) {
  return has("ABCFGHJKLPT", n[3]) && n.substr(5, 4) != "0000";
}

constexpr std::string_view spanish_letters = "TRWAGMYFPDXBNJZSQVHLCKE";

bool es_nif(std::string_view n) {
  return spanish_letters[static_cast<std::size_t>(value(n, 0, 8) % 23)] == n[8];
}

bool es_nie(std::string_view n) {
  std::string digits(n);
  if (!has("XYZ", n[0])) return false;
  digits[0] = static_cast<char>('0' + (n[0] - 'X'));
  return es_nif(digits);
}

bool it_codice_fiscale(std::string_view n) {
  // The ministry's table for characters in odd places: 0 to 9, and the same for A to J; K to Z.
  static constexpr int odd_digits[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
  static constexpr int odd_letters[] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                        20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  int sum = 0;
  for (std::size_t i = 0; i < 15; ++i) {
    const bool is_digit = n[i] <= '9';
    const int index = n[i] - (is_digit ? '0' : 'A');
    sum += i % 2 == 1 ? index : is_digit ? odd_digits[index] : odd_letters[index];
  }
  const std::int64_t day = value(n, 9, 2);
  return has("ABCDEHLMPRST", n[8]) && ((day >= 1 && day <= 31) || (day >= 41 && day <= 71)) &&
         'A' + sum % 26 == n[15];
}

bool fr_nir(std::string_view n) {
  const std::int64_t month = value(n, 3, 2);
  return has("12", n[0]) &&
         ((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50) &&
         value(n, 13, 2) == 97 - value(n, 0, 13) % 97;
}

bool de_idnr(std::string_view n) {
  std::vector<std::ptrdiff_t> repeated;
  for (char c = '0'; c <= '9'; ++c) {
    const std::ptrdiff_t count = std::count(n.begin(), n.begin() + 10, c);
    if (count > 1) repeated.push_back(count);
  }
  int check = 10;
  for (std::size_t i = 0; i < 10; ++i) {
    check = (check + digit(n, i)) % 10;
    if (check == 0) check = 10;
    check = check * 2 % 11;
  }
  return n[0] != '0' && repeated.size() == 1 && repeated[0] <= 3 &&
         (check + digit(n, 10)) % 10 == 1;
}

bool nl_bsn(std::string_view n) {
  return weighted(n, {9, 8, 7, 6, 5, 4, 3, 2, -1}) % 11 == 0;
}

bool pl_pesel(std::string_view n) {
  return date(value(n, 2, 2) % 20, value(n, 4, 2)) &&
         weighted(n, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}) % 10 == 0;
}

bool se_personnummer(std::string_view n) {
  const std::string_view ten = n.substr(n.size() - 10);
  const std::int64_t day = value(ten, 4, 2);  // of a coordination number 60 more
  return date(value(ten, 2, 2), day > 60 ? day - 60 : day) && luhn(ten);
}

bool fi_hetu(std::string_view n) {
  const std::size_t serial = n.size() - 4;
  if (n.size() == 11 && !has("ABCDEFUVWXY", n[6])) return false;
  const std::int64_t birth = value(n, 0, 6);
  return date(value(n, 2, 2), value(n, 0, 2)) && value(n, serial, 3) >= 2 &&
         "0123456789ABCDEFHJKLMNPRSTUVWXY"[(birth * 1000 + value(n, serial, 3)) % 31] == n.back();
}

/// The check digit is gone since 2007.
bool dk_cpr(std::string_view n) {
  return date(value(n, 2, 2), value(n, 0, 2));
}

bool br_cpf(std::string_view n) {
  const int first = (11 - weighted(n, {10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11) % 11 % 10;
  const int second = (11 - weighted(n, {11, 10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11) % 11 % 10;
  return first == digit(n, 9) && second == digit(n, 10);
}

bool cn_ric(std::string_view n) {
  const int sum = weighted(n, {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2});
  return date(value(n, 10, 2), value(n, 12, 2)) &&
         "10X98765432"[static_cast<std::size_t>(sum % 11)] == n[17];
}

/// The last digits are random since 2020.
bool kr_rrn(std::string_view n) {
  return date(value(n, 2, 2), value(n, 4, 2));
}

bool sg_nric(std::string_view n) {
  if (!has("STFGM", n[0])) return false;
  int sum = weighted(n.substr(1), {2, 7, 6, 5, 4, 3, 2});
  if (has("TG", n[0])) sum += 4;
  if (n[0] == 'M') sum += 3;
  const std::string_view letters = has("ST", n[0])   ? "ABCDEFGHIZJ"
                                   : has("FG", n[0]) ? "KLMNPQRTUWX"
                                                     : "KLJNPQRTUWX";
  return letters[static_cast<std::size_t>(10 - sum % 11)] == n[8];
}

bool za_id(std::string_view n) {
  return date(value(n, 2, 2), value(n, 4, 2)) && has("012", n[10]) && luhn(n);
}

bool mx_curp(std::string_view n) {
  static constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ";
  std::size_t sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += alphabet.find(n[i]) * (18 - i);
  return date(value(n, 6, 2), value(n, 8, 2)) && has("HMX", n[10]) &&
         (sum + static_cast<std::size_t>(digit(n, 17))) % 10 == 0;
}

bool be_nn(std::string_view n) {
  // Unknown months and days are 0; a "bis" number has 20 or 40 more.
  const std::int64_t month = value(n, 2, 2);
  if (month > 52 || month % 20 > 12 || value(n, 4, 2) > 31) return false;
  const std::int64_t check = value(n, 9, 2);
  const std::int64_t rest = value(n, 0, 9);
  return check == 97 - rest % 97 || check == 97 - (2'000'000'000 + rest) % 97;
}

bool ch_ahv(std::string_view n) {
  return n.starts_with("756") && weighted(n, {1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1}) % 10 == 0;
}

bool pt_nif(std::string_view n) {
  const int check = 11 - weighted(n, {9, 8, 7, 6, 5, 4, 3, 2}) % 11;
  return n[0] != '0' && (check > 9 ? 0 : check) == digit(n, 8);
}

bool tr_tckn(std::string_view n) {
  int odd = 0;
  int even = 0;
  for (std::size_t i = 0; i < 9; ++i) (i % 2 == 0 ? odd : even) += digit(n, i);
  const int first = ((7 * odd - even) % 10 + 10) % 10;
  return n[0] != '0' && first == digit(n, 9) && (odd + even + first) % 10 == digit(n, 10);
}

bool at_svnr(std::string_view n) {
  // Where the numbers of a day are used up, months of 13 and more are given out.
  const std::int64_t day = value(n, 4, 2);
  return n[0] != '0' && day >= 1 && day <= 31 &&
         weighted(n, {3, 7, 9, 0, 5, 8, 4, 2, 1, 6}) % 11 == digit(n, 3);
}

bool no_fnr(std::string_view n) {
  std::int64_t day = value(n, 0, 2);
  std::int64_t month = value(n, 2, 2);
  if (day > 40) day -= 40;                        // a D-number
  if (month > 40) month -= month > 80 ? 80 : 40;  // an H-number, or of a made-up person
  return date(month, day) && weighted(n, {3, 7, 6, 1, 8, 9, 4, 5, 2, 1}) % 11 == 0 &&
         weighted(n, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1}) % 11 == 0;
}

bool ro_cnp(std::string_view n) {
  const int check = weighted(n, {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9}) % 11;
  return n[0] != '0' && date(value(n, 3, 2), value(n, 5, 2)) &&
         (check == 10 ? 1 : check) == digit(n, 12);
}

bool cl_rut(std::string_view n) {
  int sum = 0;
  int weight = 2;
  for (std::size_t i = n.size() - 1; i > 0; --i) {
    sum += weight * digit(n, i - 1);
    weight = weight == 7 ? 2 : weight + 1;
  }
  const int check = 11 - sum % 11;
  return n.back() == (check == 10 ? 'K' : check == 11 ? '0' : static_cast<char>('0' + check));
}

bool cz_rc(std::string_view n) {
  const std::int64_t month = value(n, 2, 2) % 50 % 20;  // women, and when the serials ran out
  if (!date(month, value(n, 4, 2))) return false;
  const std::int64_t year = value(n, 0, 2);
  if (n.size() == 9) return year < 54 || year >= 80;  // until 1953, without a check digit
  return value(n, 0, 9) % 11 % 10 == digit(n, 9);
}

bool ie_pps(std::string_view n) {
  int sum = weighted(n, {8, 7, 6, 5, 4, 3, 2});
  if (n.size() == 9) {
    if (!has("ABHWTX", n[8])) return false;
    if (has("ABH", n[8])) sum += 9 * (n[8] - 'A' + 1);
  }
  return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == n[7];
}

struct Register {
  std::string_view scheme;  ///< country and subtype
  std::string_view name;    ///< what stands before the number; empty if its form says it
  /// '9' a digit, 'A' a letter, '*' either, 'X' and 'K' those or a digit, "MM" and "DD", other
  /// letters and what stands between groups as they are.
  std::vector<std::string_view> forms;
  bool (*valid)(std::string_view characters);
  std::string_view sample;
  std::string_view counter_sample;

  friend std::ostream& operator<<(std::ostream& out, const Register& it) {
    return out << it.scheme;
  }
};

const std::vector<Register>& registers() {
  static const std::vector<Register> all = {
      {"GB NINO", "NINO ", {"AA999999A"}, gb_nino, "AB123456C", "AB123456E"},
      {"GB NHS", "NHS ", {"9999999999", "999 999 9999"}, gb_nhs, "943 476 5870", "943 476 5871"},
      {"CA SIN", "SIN ", {"999999999", "999-999-999"}, ca_sin, "123-456-782", "823456785"},
      {"AU TFN", "TFN ", {"999999999", "999 999 999"}, au_tfn, "123 456 782", "123456783"},
      {"AU ABN",
       "ABN ",
       {"99999999999", "99 999 999 999"},
       au_abn,
       "83 914 571 673",
       "99 999 999 999"},
      {"AU MEDICARE", "Medicare ", {"9999999999"}, au_medicare, "2123456701", "2123456711"},
      {"IN AADHAAR",
       "Aadhaar ",
       {"999999999999", "9999 9999 9999"},
       in_aadhaar,
       "234123412346",
       "234123412347"},
      {"IN PAN", "PAN ", {"AAAAA9999A"}, in_pan, "ACUPA7085R", "ABMXA3211G"},
      {"ES NIF", "DNI ", {"99999999A", "99999999-A"}, es_nif, "54362315K", "54362315Z"},
      {"ES NIE",
       "NIE ",
       {"A9999999A", "X9999999A", "Z-9999999-A"},
       es_nie,
       "X-2482300W",
       "X-2482300A"},
      {"IT CODICE_FISCALE",
       "codice fiscale ",
       {"AAAAAA99ADDA999A"},
       it_codice_fiscale,
       "RCCMNL83S18D969H",
       "RCCMNL83S18D969"},
      {"FR NIR",
       "NIR ",
       {"199MM9999999999", "999MM9999999999", "2 99 MM 99 999 999 99"},
       fr_nir,
       "2 95 10 99 126 111 93",
       "295109912611199"},
      {"DE IDNR",
       "Steuer-ID ",
       {"99999999999", "99 999 999 999"},
       de_idnr,
       "36 574 261 809",
       "36554266806"},
      {"NL BSN", "BSN ", {"999999999"}, nl_bsn, "111222333", "111252333"},
      {"PL PESEL",
       "PESEL ",
       {"99MMDD99999", "99999999999"},
       pl_pesel,
       "44051401359",
       "02381307589"},
      {"SE PERSONNUMMER",
       "personnummer ",
       {"99MMDD-9999", "19MMDD9999", "1999MMDD-9999"},
       se_personnummer,
       "880320-0016",
       "880320-0018"},
      {"FI HETU", "HETU ", {"DDMM99-999*", "DDMM99A999*"}, fi_hetu, "131052-308T", "310252-308Y"},
      {"DK CPR", "CPR ", {"DDMM99-9999", "DDMM999999"}, dk_cpr, "211062-5629", "511062-5629"},
      {"BR CPF",
       "CPF ",
       {"999.999.999-99", "99999999999"},
       br_cpf,
       "390.533.447-05",
       "231.002.999-00"},
      {"CN RIC",
       "resident identity ",
       {"9999999999MMDD999X"},
       cn_ric,
       "360426199101010071",
       "360426199113010079"},
      {"KR RRN", "", {"99MMDD-9999999"}, kr_rrn, "971013-9019902", "971313-9019902"},
      {"SG NRIC",
       "NRIC ",
       {"A9999999A", "S9999999A", "T9999999A"},
       sg_nric,
       "S1234567D",
       "S1234567E"},
      {"ZA ID",
       "RSA ",
       {"99MMDD9999999", "99MMDD9999089"},
       za_id,
       "7503305044089",
       "8503305044089"},
      {"MX CURP",
       "CURP ",
       {"AAAA99MMDDHAAAAA*9", "AAAA99MMDDAAAAAA99"},
       mx_curp,
       "BOXW310820HNERXN09",
       "BOXW310820HNERXN08"},
      {"BE NN", "", {"99.MM.DD-999.99"}, be_nn, "85.07.30-033.28", "12.34.56-789.01"},
      {"CH AHV",
       "AHV ",
       {"756.9999.9999.99", "7569999999999", "9999999999999"},
       ch_ahv,
       "756.9217.0769.85",
       "756.9217.0769.84"},
      {"PT NIF",
       "contribuinte ",
       {"999999999", "999 999 999"},
       pt_nif,
       "501 964 843",
       "501 964 842"},
      {"TR TCKN", "kimlik ", {"99999999999"}, tr_tckn, "17291716060", "07291716092"},
      {"AT SVNR", "SVNR ", {"9999DDMM99", "9999 DDMM99"}, at_svnr, "1237 010180", "2237 010180"},
      {"NO FNR",
       "f\xC3\xB8"
       "dselsnummer ",
       {"DDMM99 99999", "DDMM9999999", "60MM9999999"},
       no_fnr,
       "151086 95088",
       "15108695077"},
      {"RO CNP", "CNP ", {"999MMDD999999"}, ro_cnp, "1630615123457", "0800101221142"},
      {"CL RUT",
       "RUT ",
       {"99.999.999-K", "9.999.999-K", "99999999-K"},
       cl_rut,
       "76.086.428-5",
       "12531909-3"},
      {"CZ RC",
       "rodn\xC3\xA9 \xC4\x8D\xC3\xADslo ",
       {"99MMDD/9999", "99MMDD9999", "99MMDD/999"},
       cz_rc,
       "710319/2745",
       "590312/123"},
      {"IE PPS",
       "PPS ",
       {"9999999A", "9999999AA", "9999999AT", "9999999AH"},
       ie_pps,
       "6433435OA",
       "6433435VH"},
  };
  return all;
}

std::string characters_of(std::string_view number) {
  std::string characters;
  for (const char c : number) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) characters += c;
  }
  return characters;
}

std::string full_name(const Scheme& scheme) {
  return std::string(scheme.country) + " " + std::string(scheme.subtype);
}

/// All of the number is found, as a number of this scheme.
testing::AssertionResult is_found(const Register& it, std::string_view number) {
  const std::string text = std::string(it.name) + std::string(number);
  std::vector<Span> spans;
  scan(text, {}, spans);
  for (const Span& span : spans) {
    if (span.kind != Kind::national_id || span.begin != it.name.size() || span.end != text.size())
      continue;
    const Scheme& scheme = schemes[span.scheme];
    if (full_name(scheme) == it.scheme) return testing::AssertionSuccess() << text;
  }
  return testing::AssertionFailure() << text;
}

bool is_card(std::string_view number) {
  std::vector<Span> spans;
  scan(number, {}, spans);
  return spans.size() == 1 && spans[0].kind == Kind::credit_card;
}

class NationalId : public testing::TestWithParam<Register> {};

TEST_P(NationalId, IsFoundByItsSample) {
  EXPECT_TRUE(is_found(GetParam(), GetParam().sample));
  EXPECT_TRUE(GetParam().valid(characters_of(GetParam().sample)));
  EXPECT_FALSE(is_found(GetParam(), GetParam().counter_sample));
}

std::string random_number(std::string_view form, std::mt19937& random) {
  const auto below = [&random](std::size_t most) {
    return static_cast<std::size_t>(random()) % most;
  };
  std::string number;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool letter = below(2) == 0;
    switch (form[i]) {
      case '9':
        number += static_cast<char>('0' + below(10));
        break;
      case 'A':
        number += static_cast<char>('A' + below(26));
        break;
      case '*':
        number += static_cast<char>(letter ? 'A' + below(26) : '0' + below(10));
        break;
      case 'X':
        number += i == 0 || letter ? 'X' : static_cast<char>('0' + below(10));
        break;
      case 'K':
        number += letter ? 'K' : static_cast<char>('0' + below(10));
        break;
      case 'M':
      case 'D': {
        // Mostly what a calendar has.
        const std::size_t most = form[i] == 'M' ? 13 : 32;
        const std::size_t pair = below(4) == 0 ? below(100) : below(most);
        number += {static_cast<char>('0' + pair / 10), static_cast<char>('0' + pair % 10)};
        ++i;
        break;
      }
      default:
        number += form[i];
    }
  }
  return number;
}

TEST_P(NationalId, IsFoundIfAndOnlyIfTheRuleTakesIt) {
  const Register& it = GetParam();
  std::mt19937 random(20261121);
  constexpr int wanted = 1500;
  int valid = 0;
  int invalid = 0;
  const auto expect_as_ruled = [&](const std::string& number) {
    const std::string characters = characters_of(number);
    // Fillers are left, and a payment card is more certain than any id.
    if (characters.find_first_not_of(characters[0]) == std::string::npos || is_card(number)) return;
    const bool expected = it.valid(characters);
    ++(expected ? valid : invalid);
    EXPECT_EQ(static_cast<bool>(is_found(it, number)), expected) << it.name << number;
  };
  while (valid < wanted && !testing::Test::HasFailure()) {
    const std::string_view form = it.forms[random() % it.forms.size()];
    std::string number = random_number(form, random);
    expect_as_ruled(number);
    for (int tries = 0; tries < 2'000 && !it.valid(characters_of(number)); ++tries)
      number = random_number(form, random);
    expect_as_ruled(number);
    // One character off.
    const std::size_t at = random() % number.size();
    if (number[at] >= '0' && number[at] <= '9') {
      number[at] = static_cast<char>('0' + random() % 10);
    } else if (number[at] >= 'A') {
      number[at] = static_cast<char>('A' + random() % 26);
    }
    expect_as_ruled(number);
  }
  EXPECT_GT(invalid, 0);
}

INSTANTIATE_TEST_SUITE_P(Pii, NationalId, testing::ValuesIn(registers()),
                         [](const testing::TestParamInfo<Register>& info) {
                           std::string name(info.param.scheme);
                           std::replace(name.begin(), name.end(), ' ', '_');
                           return name;
                         });

TEST(NationalId, HasARuleHereForEveryScheme) {
  ASSERT_EQ(registers().size() + 1, scheme_count);
  for (std::size_t i = 0; i < registers().size(); ++i)
    EXPECT_EQ(registers()[i].scheme, full_name(schemes[i + 1]));
}

}  // namespace
}  // namespace feedspan::pii
