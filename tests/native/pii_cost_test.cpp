// The scanner, compiled a second time in a namespace of its own with a counter in it: the cost of
// hostile text is the number of bytes read, which is the same on every machine and under every
// sanitizer.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {
std::uint64_t reads = 0;
}

#define FEEDSPAN_PII_COUNT_READ() ++reads
#define feedspan feedspan_counted
#include "core/digest/sha256.cpp"
#include "core/pii/calling_codes.cpp"
#include "core/pii/context.cpp"
#include "core/pii/disguise.cpp"
#include "core/pii/number.cpp"
#include "core/pii/recognizers/address.cpp"
#include "core/pii/recognizers/credit_card.cpp"
#include "core/pii/recognizers/crypto.cpp"
#include "core/pii/recognizers/date_of_birth.cpp"
#include "core/pii/recognizers/digits.cpp"
#include "core/pii/recognizers/email.cpp"
#include "core/pii/recognizers/iban.cpp"
#include "core/pii/recognizers/ipv4.cpp"
#include "core/pii/recognizers/ipv6.cpp"
#include "core/pii/recognizers/json_web_token.cpp"
#include "core/pii/recognizers/mac.cpp"
#include "core/pii/recognizers/named_document.cpp"
#include "core/pii/recognizers/national_id.cpp"
#include "core/pii/recognizers/password.cpp"
#include "core/pii/recognizers/person.cpp"
#include "core/pii/recognizers/phone.cpp"
#include "core/pii/recognizers/private_key.cpp"
#include "core/pii/recognizers/secret_key.cpp"
#include "core/pii/recognizers/url.cpp"
#include "core/pii/rows.cpp"
#include "core/pii/scan.cpp"
#include "core/pii/triggers.cpp"
#include "core/pii/vocabulary.cpp"
#include "core/text/utf8.cpp"
#undef feedspan

namespace {

using namespace std::string_view_literals;

std::uint64_t reads_for(const std::string& text) {
  std::vector<feedspan_counted::pii::Span> spans;
  reads = 0;
  feedspan_counted::pii::scan(text, {}, spans);
  return reads;
}

std::string repeat(std::string_view unit, std::size_t size) {
  std::string text;
  while (text.size() < size) text += unit;
  text.resize(size);
  return text;
}

/// What a scan may read for a byte of the worst text: the longest look of every recognizer, some of
/// it several times. The worst mixture of triggers reads 156, "4111 " over and over 114: each may
/// begin a number of eight groups.
constexpr double most_reads_per_byte = 160;

class HostileText : public testing::TestWithParam<std::string_view> {};

TEST_P(HostileText, CostsInProportionToItsLength) {
  constexpr std::size_t size = 1 << 16;
  const auto once = static_cast<double>(reads_for(repeat(GetParam(), size)));
  const auto twice = static_cast<double>(reads_for(repeat(GetParam(), 2 * size)));
  RecordProperty("reads_per_byte", std::to_string(once / size));
  EXPECT_LT(once / size, most_reads_per_byte);
  EXPECT_NEAR(twice / once, 2, 0.1);
}

INSTANTIATE_TEST_SUITE_P(
    Pii, HostileText,
    testing::Values(
        "a @ b . "sv, "1 . "sv, "[:]"sv, "f[:]"sv, "&#64;"sv, "\xC2\xAD"sv, "+(1) "sv,
        "M: 1234567 "sv, "my number "sv, "Aa-Platz 1 "sv, "Aa-"sv, "Dear Aa "sv, "1 Aa St NE "sv,
        "PO Box 1, Aa, AA 1"sv, "D.O.B. "sv, "a"sv, "a@"sv, "@"sv, "a@a.aa"sv, "a@b.co@"sv,
        "a@a:"sv, "a@b.co:"sv, "a.@a-"sv, "1"sv, "1."sv, "1.1.1.1-"sv, "4 "sv, "4111 "sv, "4111-"sv,
        "4111 1111 1111 1111 123 "sv, "0"sv, "00 "sv, "00 44 "sv, "0044 2079 460958 "sv, "+"sv,
        "+1"sv, "+44("sv, "+49 1 "sv, "("sv, "-"sv, ":"sv, "::"sv, "a:"sv, "f:f:f:f:f:f:f:f "sv,
        "2001:db8::1%a.a.a.a.a.a.a.a "sv, "1::"sv, "ffff:"sv, "DE89 "sv, "DE89-"sv, "DE8"sv,
        "LC55HEMM000100010012001200023014 "sv, "#order 00"sv, "202-555-0143 "sv, "call 202 "sv,
        "(2"sv, "06 "sv, "1234567 "sv, "fon fon fon "sv, "password is "sv, "password:"sv,
        "password is A1 "sv, "sk-"sv, "ghp_"sv, "eyJ"sv, "eyJ.eyJ.eyJ "sv,
        "-----BEGIN PRIVATE KEY-----"sv, "a://"sv, "a://b:c"sv, "A"sv, "Aa"sv, "a1"sv, "="sv, "_"sv,
        "12-"sv, "(at)"sv, " at a dot "sv, "a "sv, "one "sv, "(at)one one one one one one "sv,
        "\xE2\x80\x8B"
        "1"sv,
        "\xEF\xBC\x91"sv, "1A "sv, "bc1"sv, "0x0 "sv, "00:"sv, "00-"sv, "http://"sv,
        "http://a/users/b"sv, "http://a?token=&"sv, "123456789012345 "sv,
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb "sv, "219-09-9999 "sv, "passport 1234567 "sv,
        "A1B2C3D4 "sv, "born 1/1/1980 "sv, "1 Aa, "sv, "Aa 1, "sv, "Aa. 1\n1234 "sv,
        "1 Aa de Aa, AA 1 "sv, "zip 1234 "sv, "5 box "sv, "%40"sv, "a%40a.aa"sv, "si\xC4\x99 A "sv,
        "1 may 1990 "sv, "\xC3\xA9@"sv, "\xE4\xBE\x8B"sv, "\xFF"sv, "\x80@"sv, "\xCC\x81"sv, "\0"sv,
        "Aa <a@"sv, "_at_"sv, "a-at-a.de "sv, "token a1b2c3d4 "sv, "one, "sv, "aA, "sv,
        "is a1aaaaaa "sv, "passwd for is a1aaaaaa "sv, "a!a@"sv, "a!1"sv, "DE12\n"sv, "DE12  "sv,
        "DE12_"sv, "1 bis place d "sv, "nota fiscal 1 "sv, "http://a.a/?a#"sv));

TEST(HostileText, RandomBytesCostInProportionToTheirLength) {
  std::mt19937 random(7);
  std::string text(1 << 17, '\0');
  for (char& c : text) c = static_cast<char>(random());
  const auto once = static_cast<double>(reads_for(text.substr(0, 1 << 16)));
  // More or less by how many pieces are read anew for what may be disguised in them.
  EXPECT_NEAR(static_cast<double>(reads_for(text)) / once, 2, 0.1);
}

// The longest look of every recognizer at once, built from their own alphabets.
TEST(HostileText, NoMixtureOfTriggersCostsMore) {
  std::mt19937 random(8);
  constexpr std::string_view alphabet = "@:+.-() 0149afxDE/%";
  double worst = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string unit;
    for (std::size_t size = 1 + random() % 12; size > 0; --size)
      unit += alphabet[random() % alphabet.size()];
    worst = std::max(worst, static_cast<double>(reads_for(repeat(unit, 2048))) / 2048);
  }
  RecordProperty("worst_reads_per_byte", std::to_string(worst));
  EXPECT_LT(worst, most_reads_per_byte);
}

TEST(CleanText, IsReadLessThanThreeTimes) {
  const std::string text =
      repeat("Thanks, that answer was clear and it helped me a lot. ", 1 << 16);
  const auto size = static_cast<double>(text.size());
  // Once, a sample of it again for disguises in words, and what is around the capitals.
  const auto with_capitals = static_cast<double>(reads_for(text)) / size;
  std::string small = text;
  std::replace(small.begin(), small.end(), 'T', 't');
  const auto without = static_cast<double>(reads_for(small)) / size;
  RecordProperty("reads_per_byte", std::to_string(with_capitals));
  RecordProperty("reads_per_byte_without_capitals", std::to_string(without));
  EXPECT_LE(with_capitals, 2.8);
  EXPECT_LE(without, 2.2);
}

}  // namespace
