#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/policy_redactor.h"
#include "core/pii/scan.h"
#include "core/text/utf16.h"
#include "core/text/utf8.h"

namespace feedspan::pii {
namespace {

using nlohmann::json;
using namespace std::string_view_literals;

json read_vectors(const std::string& file) {
  std::ifstream stream(std::string(FEEDSPAN_VECTORS_DIR) + "/pii/" + file);
  return json::parse(stream);
}

/// Scans a copy that ends where its allocation ends, so that the sanitizer sees one byte of
/// overrun.
std::vector<Span> scan_exact(std::string_view text, const Options& options = {}) {
  const std::unique_ptr<char[]> bytes(new char[text.size()]);
  text.copy(bytes.get(), text.size());
  std::vector<Span> spans;
  scan({bytes.get(), text.size()}, options, spans);
  return spans;
}

/// Spans in the form of the vectors.
json to_json(std::string_view text, const std::vector<Span>& spans) {
  json list = json::array();
  text::OffsetCursor cursor(text);
  for (const Span& span : spans) {
    const std::size_t start = cursor.to_utf16(span.begin);
    list.push_back(
        {{"type", name(span.kind)}, {"start", start}, {"end", cursor.to_utf16(span.end)}});
  }
  return list;
}

constexpr const char* vector_files[] = {
    "email.json",    "credit_card.json", "iban.json",   "ip_address.json",
    "phone.json",    "secret.json",      "mixed.json",  "us_ssn.json",
    "document.json", "national_id.json", "crypto.json", "mac.json",
    "url.json",      "disguise.json",    "person.json", "address.json",
};

class Vectors : public testing::TestWithParam<const char*> {};

TEST_P(Vectors, AreFoundExactly) {
  const json vectors = read_vectors(GetParam());
  ASSERT_FALSE(vectors.empty());
  for (const json& vector : vectors) {
    const std::string text = vector["text"];
    EXPECT_EQ(to_json(text, scan_exact(text)), vector["spans"]) << text << "\n" << vector["why"];
  }
}

INSTANTIATE_TEST_SUITE_P(Pii, Vectors, testing::ValuesIn(vector_files));

Policy policy_from(const json& by_name) {
  Policy policy;
  for (const auto& [kind, action] : by_name.items()) {
    const auto found = std::find(kind_names.begin(), kind_names.end(), kind);
    EXPECT_NE(found, kind_names.end()) << kind;
    policy.actions[static_cast<std::size_t>(found - kind_names.begin())] =
        action == "numbered" ? Action::numbered
        : action == "allow"  ? Action::allow
                             : Action::placeholder;
  }
  return policy;
}

TEST(Redact, MasksAsTheVectorsSay) {
  for (const json& vector : read_vectors("redact.json")) {
    const std::string text = vector["text"];
    std::string masked = "left over";
    Report report;
    const bool changed = redact(text, policy_from(vector["policy"]), masked, report);
    EXPECT_EQ(masked, vector["masked"]) << vector["why"];
    EXPECT_EQ(changed, masked != text);
    json counts = json::object();
    report.for_each(
        [&](std::string_view type, std::uint32_t count) { counts[std::string(type)] = count; });
    EXPECT_EQ(counts, vector["counts"]) << vector["why"];
    EXPECT_EQ(report.total() > 0, changed);
  }
}

TEST(Redact, NumbersGoThroughTheFieldsOfAnEvent) {
  Policy policy;
  policy.actions.fill(Action::numbered);
  PolicyRedactor redactor(policy);
  std::string out;
  redactor.redact("jane@example.com", out);
  EXPECT_EQ(out, "[EMAIL_1]");
  redactor.redact("joe@example.com, jane@example.com, 192.0.2.1", out);
  EXPECT_EQ(out, "[EMAIL_2], [EMAIL_1], [IP_ADDRESS_1]");
  EXPECT_EQ(redactor.report().count("EMAIL"), 3U);
}

TEST(Redact, KeepsManyNumbersApart) {
  Policy policy;
  policy.actions.fill(Action::numbered);
  PolicyRedactor redactor(policy);
  std::string out;
  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i <= 1000; ++i) {
      redactor.redact("u" + std::to_string(i) + "@example.com", out);
      ASSERT_EQ(out, "[EMAIL_" + std::to_string(i) + "]");
    }
  }
}

TEST(Redact, KeepsBytesThatAreNotUtf8) {
  std::string out;
  Report report;
  EXPECT_TRUE(redact("\xFF\xC3 jane@example.com \0\xE2\x82"sv, {}, out, report));
  EXPECT_EQ(out, "\xFF\xC3 [EMAIL] \0\xE2\x82"sv);
}

TEST(Scan, AppendsToWhatIsThere) {
  std::vector<Span> spans = {{Kind::iban, 0, 99, 100, 0}};
  scan("jane@example.com", {}, spans);
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[0], (Span{Kind::iban, 0, 99, 100, 0}));
  EXPECT_EQ(spans[1], (Span{Kind::email, 0, 16, 99, 0}));
}

TEST(Scan, LeavesLocalAddressesToWhoeverAsksForCertainty) {
  for (const char* local :
       {"10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.7.7", "fe80::1", "fd12::1"}) {
    EXPECT_EQ(scan_exact(local).size(), 1U) << local;
    EXPECT_EQ(scan_exact(local, {.min_confidence = 60}).size(), 0U) << local;
  }
  for (const char* global :
       {"11.1.200.3", "172.32.0.9", "192.169.1.1", "2001:db8::1", "::ffff:10.0.0.1"}) {
    EXPECT_EQ(scan_exact(global, {.min_confidence = 60}).size(), 1U) << global;
  }
}

TEST(Scan, LeavesAddressesOfNobodyUnlessAsked) {
  for (const char* nobodys : {"127.0.0.1", "127.1.2.3", "ff02::1"}) {
    EXPECT_EQ(scan_exact(nobodys).size(), 0U) << nobodys;
    EXPECT_EQ(scan_exact(nobodys, {.min_confidence = 0}).size(), 1U) << nobodys;
  }
}

TEST(Scan, TakesInvalidUtf8AsTheEndOfAnAddress) {
  EXPECT_EQ(scan_exact("\xFFjane@example.com\xFF"),
            (std::vector<Span>{{Kind::email, 1, 17, 99, 0}}));
  EXPECT_EQ(scan_exact("\xC3jane@example.com\xE2\x82"),
            (std::vector<Span>{{Kind::email, 1, 17, 99, 0}}));
}

TEST(Scan, EndsADateBeforeACharacterThatIsCut) {
  // "born: 1999 year 1 month 7", and two bytes of "day"; the full-width colon has it read twice.
  const std::string text =
      "\u51FA\u751F\uFF1A1999\u5E74"
      "1\u6708"
      "7\xE6\x97";
  EXPECT_EQ(scan_exact(text), (std::vector<Span>{{Kind::date_of_birth, 9, 21, 85, 0}}));
}

/// Prose without personal data.
std::string filler(std::size_t size) {
  std::string text;
  while (text.size() < size) text += "the second step failed and the button was not there. ";
  text.resize(size);
  return text + ".\n\n";
}

TEST(Scan, FindsDisguisesFarApart) {
  std::string text;
  std::vector<Span> expected;
  std::size_t gap = 100;
  for (const json& vector : read_vectors("disguise.json")) {
    text += filler(gap);
    gap = gap * 7 % 9973;  // between none and three times as much as is read around one
    const std::string hidden = vector["text"];
    for (Span span : scan_exact(hidden)) {
      span.begin += static_cast<std::uint32_t>(text.size());
      span.end += static_cast<std::uint32_t>(text.size());
      expected.push_back(span);
    }
    text += hidden + "\n\n";
  }
  EXPECT_EQ(scan_exact(text + filler(10'000)), expected);
}

TEST(Scan, FindsAllOfALongKeyWithADisguiseInIt) {
  std::string key = "-----BEGIN PRIVATE KEY-----\n";
  for (int line = 0; line < 50; ++line)
    key += "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n";
  key += "-----END PRIVATE KEY-----";
  for (const std::size_t place : {100U, 1000U, 1700U, 3000U}) {
    std::string hidden = key;
    hidden.insert(place, "\xE2\x80\x8B");
    const std::string before = filler(3000) + hidden;
    for (const std::size_t gap : {500U, 1500U, 3000U}) {
      const std::string between = filler(gap);
      const std::string mail = "jane (at) example (dot) com";
      const std::vector<Span> spans = scan_exact(before + between + mail + "\n" + filler(6000));
      ASSERT_EQ(spans.size(), 2U) << place << " " << gap;
      EXPECT_EQ(spans[0].begin, before.size() - hidden.size()) << place;
      EXPECT_EQ(spans[0].end, before.size()) << place;
      EXPECT_EQ(spans[1].begin, before.size() + between.size()) << place << " " << gap;
      EXPECT_EQ(spans[1].end, before.size() + between.size() + mail.size()) << place << " " << gap;
    }
  }
}

TEST(Scan, NamesNoSchemeOfOtherKinds) {
  EXPECT_EQ(scan_exact("jane@example.com").front().scheme, 0);
}

TEST(Scan, FindsNumbersInJson) {
  EXPECT_EQ(scan_exact("4111111111111111"), (std::vector<Span>{{Kind::credit_card, 0, 16, 98, 0}}));
  EXPECT_TRUE(scan_exact("4.111111111111111e15").empty());
  EXPECT_TRUE(scan_exact("-1732181400123").empty());
}

/// Texts made of what recognizers look at, so that they meet in every order.
std::string random_text(std::mt19937& random) {
  static constexpr std::string_view pieces[] = {"@",
                                                "a",
                                                "jane",
                                                "example",
                                                ".com",
                                                ".",
                                                ":",
                                                "::",
                                                "+",
                                                "+44",
                                                "00",
                                                "0",
                                                "1",
                                                "12",
                                                "192",
                                                "4111",
                                                "7700",
                                                "1111",
                                                "555",
                                                " ",
                                                "-",
                                                "(",
                                                ")",
                                                "/",
                                                "DE89",
                                                "GB29",
                                                "NWBK",
                                                "3704",
                                                "0044",
                                                "0532",
                                                "0130",
                                                "2001",
                                                "db8",
                                                "%eth0",
                                                "x12",
                                                "v",
                                                "version ",
                                                "order ",
                                                "\n",
                                                "\0"sv,
                                                "\xFF",
                                                "\xC2\xA0",
                                                "\xC3\xA9",
                                                "\xE4\xBE\x8B",
                                                "\xF0\x9F\x98\x80",
                                                "\xE2\x82",
                                                "[",
                                                "]",
                                                "_",
                                                "mailto:",
                                                "4111111111111111",
                                                "+442079460958",
                                                "192.0.2.1",
                                                "jane@example.com",
                                                "2001:db8::1",
                                                "GB29NWBK60161331926819",
                                                "#",
                                                "202",
                                                "call ",
                                                "password is ",
                                                "passport ",
                                                " (at) ",
                                                " dot ",
                                                "five ",
                                                "j o h n @ ",
                                                "\xE2\x80\x8B",
                                                "\xEF\xBC\x94",
                                                "\xD9\xA3",
                                                "BSN ",
                                                "AB123456C",
                                                "54362315K",
                                                "00:1b:44:11:3a:b7",
                                                "http://",
                                                "?token=abcdef",
                                                "born ",
                                                "219-09-9999",
                                                "password: ",
                                                "hunter2",
                                                "AKIA",
                                                "sk-",
                                                "ghp_",
                                                "eyJ",
                                                "://",
                                                "=",
                                                ","};
  std::string text;
  for (std::size_t count = random() % 24; count > 0; --count)
    text += pieces[random() % std::size(pieces)];
  return text;
}

TEST(Scan, AnswersSpansInOrderOnCodePointBoundaries) {
  std::mt19937 random(20261121);
  std::size_t found = 0;
  for (int round = 0; round < 200'000; ++round) {
    const std::string text = random_text(random);
    std::vector<bool> boundary(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); i += text::decode(text, i).size) boundary[i] = true;
    boundary[text.size()] = true;
    std::size_t end = 0;
    for (const Span& span : scan_exact(text)) {
      ASSERT_GE(span.begin, end) << text;
      ASSERT_GT(span.end, span.begin) << text;
      ASSERT_LE(span.end, text.size()) << text;
      ASSERT_TRUE(boundary[span.begin] && boundary[span.end]) << text;
      ASSERT_LE(span.confidence, 100);
      end = span.end;
      ++found;
    }
  }
  EXPECT_GT(found, 50'000U);  // or the texts would test nothing
}

/// Placeholders and numbers, each kind allowed, more and less certainty; terms, patterns and the
/// other actions are those of pii_policy_test.cpp.
std::vector<Policy> policies() {
  std::vector<Policy> all;
  for (const Action action : {Action::placeholder, Action::numbered}) {
    const auto add = [&]() -> Policy& {
      all.emplace_back().actions.fill(action);
      return all.back();
    };
    add();
    for (std::size_t kind = 0; kind < kind_count; ++kind) add().actions[kind] = Action::allow;
    for (const std::uint8_t certainty : std::initializer_list<std::uint8_t>{0, 60, 86})
      add().scan.min_confidence = certainty;
  }
  return all;
}

void expect_stable(const std::string& text, const Policy& policy) {
  std::string once;
  std::string twice;
  Report report;
  redact(text, policy, once, report);
  ASSERT_FALSE(redact(once, policy, twice, report)) << text << "\n" << once << "\n" << twice;
  ASSERT_EQ(once, twice);
}

TEST(Redact, ChangesNothingInMaskedText) {
  std::mt19937 random(20261122);
  const std::vector<Policy> all = policies();
  for (int round = 0; round < 12'000 && !testing::Test::HasFailure(); ++round) {
    const std::string text = random_text(random);
    expect_stable(text, all[0]);
    expect_stable(text, all[random() % all.size()]);
  }
}

/// The texts and the words of all vectors: every kind, and what only looks like it.
std::vector<std::string> pieces_of_vectors() {
  constexpr std::size_t longest = 60;
  std::vector<std::string> pieces;
  for (const char* file : vector_files) {
    for (const json& vector : read_vectors(file)) {
      const std::string text = vector["text"];
      if (text.size() <= longest) pieces.push_back(text);
      std::size_t begin = 0;
      for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != ' ') continue;
        if (i > begin && i - begin <= longest) pieces.push_back(text.substr(begin, i - begin));
        begin = i + 1;
      }
    }
  }
  return pieces;
}

TEST(Redact, ChangesNothingInMaskedMixturesOfAllKinds) {
  static constexpr std::string_view glue[] = {"@",
                                              "a",
                                              ".com",
                                              ".",
                                              ":",
                                              "::",
                                              "+",
                                              "0",
                                              "12",
                                              "-",
                                              "(",
                                              ")",
                                              "/",
                                              "\n",
                                              "\0"sv,
                                              "\xFF",
                                              "\xC2\xA0",
                                              "\xC3\xA9",
                                              "\xE4\xBE\x8B",
                                              "[",
                                              "]",
                                              "_",
                                              "#",
                                              ",",
                                              "=",
                                              "?",
                                              "://",
                                              "A",
                                              "x",
                                              "\xE2\x80\x8B",
                                              "\xEF\xBC\x94",
                                              "  ",
                                              ", ",
                                              ". ",
                                              ": ",
                                              "%",
                                              "$",
                                              "'",
                                              "<",
                                              "&"};
  const std::vector<std::string> pieces = pieces_of_vectors();
  const std::vector<Policy> all = policies();
  std::mt19937 random(20261123);
  for (int round = 0; round < 40'000 && !testing::Test::HasFailure(); ++round) {
    std::string text;
    for (std::size_t count = 1 + random() % 14; count > 0; --count) {
      const std::size_t choice = random() % 5;
      text += choice < 2    ? std::string_view(pieces[random() % pieces.size()])
              : choice == 2 ? " "
                            : glue[random() % std::size(glue)];
    }
    expect_stable(text, all[random() % all.size()]);
  }
}

}  // namespace
}  // namespace feedspan::pii
