#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/policy_reader.h"
#include "core/pii/policy_redactor.h"
#include "core/text/utf8.h"
#include "policy_from_json.h"

namespace feedspan::pii {
namespace {

using nlohmann::json;

json read_vectors(const std::string& file) {
  std::ifstream stream(std::string(FEEDSPAN_VECTORS_DIR) + "/pii/" + file);
  return json::parse(stream);
}

json counts_of(const Report& report) {
  json counts = json::object();
  report.for_each(
      [&](std::string_view type, std::uint32_t count) { counts[std::string(type)] = count; });
  return counts;
}

TEST(Policies, MaskAsTheVectorsSay) {
  for (const json& vector : read_vectors("policies.json")) {
    const std::string why = vector["why"];
    const Policy policy = policy_from(vector["redaction"]);
    std::string once;
    Report report;
    redact(vector["text"].get<std::string>(), policy, once, report);
    EXPECT_EQ(once, vector["masked"]) << why;
    EXPECT_EQ(counts_of(report), vector["report"]) << why;
    std::string twice;
    EXPECT_FALSE(redact(once, policy, twice, report)) << why;
    EXPECT_EQ(twice, once) << why;
  }
}

std::string packed(Entry entry, std::size_t a, std::size_t b, std::string_view text = {}) {
  std::string out;
  for (const std::size_t byte :
       {static_cast<std::size_t>(entry), a, b, text.size() & 0xFF, text.size() >> 8})
    out += static_cast<char>(byte);
  return out += text;
}

TEST(PackedPolicy, IsRead) {
  Policy policy;
  Refusal refusal;
  const std::string whole =
      packed(Entry::own_type, 0, 0, "ORDER") + packed(Entry::own_type, 0, 0, "COMPANY") +
      packed(Entry::pattern, kind_count, 1, "ORD-\\d+") +
      packed(Entry::term, kind_count + 1, 1, "acme") + packed(Entry::all_actions, 0, 1) +
      packed(Entry::action, 0, 3) + packed(Entry::allow, 0, 0, "@example.org") +
      packed(Entry::options, 0, 1) + packed(Entry::key, 0, 0, "0123456789abcdef") +
      packed(Entry::field, 0, 0, "metadata") + packed(Entry::action, kind_count, 5);
  ASSERT_TRUE(read_policy(whole, policy, refusal));
  std::string out;
  PolicyRedactor redactor(policy);
  constexpr std::string_view text = "ACME jane@example.com ORD-17 joe@example.org 127.0.0.1";
  redactor.redact(text, out);
  EXPECT_EQ(out, "[COMPANY_1] [EMAIL:pgnfofnmnfjilpak] [ORDER_1] joe@example.org 127.0.0.1");
  redactor.redact(text, out, "metadata.x");
  EXPECT_EQ(out, "[COMPANY_1] [EMAIL:pgnfofnmnfjilpak] ORD-17 joe@example.org 127.0.0.1");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    // Cut behind an entry it is a policy all the same; nowhere else, and nothing is read beyond.
    const std::unique_ptr<char[]> bytes(new char[size]);
    whole.copy(bytes.get(), size);
    refusal = {};
    const bool read = read_policy({bytes.get(), size}, policy, refusal);
    EXPECT_TRUE(read || refusal.problem == Patterns::Problem::none);
  }
}

TEST(PackedPolicy, IsRefusedWithItsEntry) {
  const struct {
    std::string packed;
    Patterns::Problem problem;
  } cases[] = {
      {packed(Entry{99}, 0, 0), Patterns::Problem::none},
      {packed(Entry::all_actions, 0, 6), Patterns::Problem::none},
      {packed(Entry::action, most_types, 0), Patterns::Problem::none},
      {packed(Entry::term, kind_count, 0, "of no type"), Patterns::Problem::none},
      {packed(Entry::term, 0, 0, ""), Patterns::Problem::syntax},
      {packed(Entry::term, 0, 0, std::string(129, 'a')), Patterns::Problem::syntax},
      {packed(Entry::term, 0, 0, "\xFF"), Patterns::Problem::syntax},
      {packed(Entry::pattern, 0, 0, "a("), Patterns::Problem::syntax},
      {packed(Entry::pattern, 0, 0, "a?"), Patterns::Problem::empty},
      {packed(Entry::pattern, 0, 0, "((a{255}){255}){255}"), Patterns::Problem::too_big},
  };
  for (const auto& each : cases) {
    Policy policy;
    Refusal refusal;
    EXPECT_FALSE(read_policy(packed(Entry::options, 50, 0) + each.packed, policy, refusal));
    EXPECT_EQ(refusal.entry, 1U);
    EXPECT_EQ(refusal.problem, each.problem) << each.packed;
  }
}

TEST(Policies, HoldInTheirFields) {
  const Policy policy = policy_from({{"policies", {{"EMAIL", "numbered"}}},
                                     {"fields",
                                      {{"message", "partial"},
                                       {"metadata", {{"EMAIL", "placeholder"}}},
                                       {"metadata.order", "allow"},
                                       {"metadata.order.note", {{"PHONE", "drop"}}}}}});
  const auto masked = [&](std::string_view text, std::string_view field) {
    std::string out;
    PolicyRedactor(policy).redact(text, out, field);
    return out;
  };
  constexpr std::string_view text = "jane@example.com +44 7700 900123";
  EXPECT_EQ(masked(text, ""), "[EMAIL_1] [PHONE]");
  EXPECT_EQ(masked(text, "value"), "[EMAIL_1] [PHONE]");
  EXPECT_EQ(masked(text, "message"), "[EMAIL:example.com] [PHONE:0123]");
  EXPECT_EQ(masked(text, "metadata.other"), "[EMAIL] [PHONE]");
  EXPECT_EQ(masked(text, "metadata.order"), text);
  EXPECT_EQ(masked(text, "metadata.order.id"), text);
  EXPECT_EQ(masked(text, "metadata.ordering"), "[EMAIL] [PHONE]");
  EXPECT_EQ(masked(text, "metadata.order.note"), "[DROPPED]");
}

TEST(Policies, LeaveTermsInWhatTheProgramWrote) {
  const Policy policy = policy_from({{"terms", {{{"type", "COMPANY"}, {"values", {"acme"}}}}}});
  PolicyRedactor redactor(policy);
  std::string out;
  EXPECT_FALSE(redactor.redact("acme helpful", out, label_field));
  EXPECT_TRUE(redactor.redact("jane@example.com", out, label_field));
  EXPECT_EQ(out, "[EMAIL]");
}

/// Texts of what terms, patterns and masked forms are made of, and of personal data between.
std::string random_text(std::mt19937& random) {
  static constexpr std::string_view pieces[] = {"acme",
                                                "ACME",
                                                "ac",
                                                "me",
                                                "blue whale",
                                                "blue ",
                                                "\xE7\x94\xB0\xE4\xB8\xAD",
                                                "ORD-",
                                                "1234",
                                                "5678",
                                                "12",
                                                "x",
                                                "y",
                                                "jane@example.com",
                                                "[EMAIL",
                                                "_1",
                                                "]",
                                                "[",
                                                ":",
                                                "[PROJECT]",
                                                "[DROPPED]",
                                                "[ORDER:",
                                                "_",
                                                "-",
                                                " ",
                                                " ",
                                                "\n",
                                                "+44 7700 900123",
                                                "\xFF",
                                                "\xC3",
                                                "\xC3\xA9",
                                                "\xC3\x89",
                                                ".",
                                                "5555555555554444",
                                                "203.0.113.77",
                                                "call ",
                                                "password: ",
                                                "[PHONE:0123]",
                                                "BSN ",
                                                "@acme.com",
                                                "aa",
                                                "b"};
  std::string text;
  for (std::size_t count = random() % 24; count > 0; --count)
    text += pieces[random() % std::size(pieces)];
  return text;
}

const json own = {
    {"terms",
     {{{"type", "PROJECT"}, {"values", {"acme", "blue whale", "\xE7\x94\xB0\xE4\xB8\xAD"}}},
      {{"type", "T"},
       {"values", {"aa", "me", "\xC3\xA9", "EMAIL", "order"}},
       {"wholeWord", false}}}},
    {"patterns",
     {{{"type", "ORDER"}, {"pattern", "ORD-\\d{4,8}"}},
      {{"type", "P"}, {"pattern", "(x|y.?)+[^ ]"}, {"wholeWord", false}, {"ignoreCase", true}},
      {{"type", "EMAIL"}, {"pattern", "\\[[a-z]{2,}"}, {"wholeWord", false}}}}};

TEST(Policies, ChangeNothingInMaskedText) {
  std::vector<Policy> policies;
  for (const char* word : {"placeholder", "numbered", "partial", "hash", "drop"}) {
    for (const json& base : {json::object(), own}) {
      json redaction = base;
      redaction["policies"] = {{"default", word}};
      redaction["key"] = "0123456789abcdef";
      policies.push_back(policy_from(redaction));
      redaction["allow"] = {"@acme.com", "+44 7700 900123"};
      redaction["policies"]["IP_ADDRESS"] = "allow";
      policies.push_back(policy_from(redaction));
    }
  }
  std::mt19937 random(20261123);
  std::size_t masked = 0;
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random_text(random);
    const Policy& policy = policies[static_cast<std::size_t>(round) % policies.size()];
    std::string once;
    std::string twice;
    Report report;
    masked += redact(text, policy, once, report) ? 1 : 0;
    ASSERT_FALSE(redact(once, policy, twice, report)) << text << "\n" << once << "\n" << twice;
    ASSERT_EQ(once, twice);
  }
  EXPECT_GT(masked, 10'000U);
}

TEST(Policies, ReportNothingThatIsNoType) {
  Report report;
  report.add("EMvalAIL", 1);
  report.add("EMAIL", 0);
  EXPECT_TRUE(report.empty()) << "or an event would be written with a report that is not read back";
  report.add("CASE_NUMBER", 2);
  EXPECT_FALSE(report.empty());
}

TEST(Policies, AnswerSpansInOrderOnCodePointBoundaries) {
  const Policy policy = policy_from(own);
  std::mt19937 random(20261124);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random_text(random);
    std::vector<bool> boundary(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); i += text::decode(text, i).size) boundary[i] = true;
    boundary[text.size()] = true;
    std::size_t end = 0;
    std::vector<Span> spans;
    policy.find(text, {}, spans);
    for (const Span& span : spans) {
      ASSERT_GE(span.begin, end) << text;
      ASSERT_GT(span.end, span.begin) << text;
      ASSERT_LE(span.end, text.size()) << text;
      ASSERT_TRUE(boundary[span.begin] && boundary[span.end]) << text;
      end = span.end;
    }
  }
}

/// What a pattern means, by trying every place and every end: exponential, and so only for small
/// texts, but of another kind than the automaton.
class Oracle {
 public:
  explicit Oracle(std::string_view text) : text_(text) {}

  /// Every end of a match of alternatives over letters, '.', groups, '?', '*' and '+'.
  std::vector<std::size_t> ends(std::string_view pattern, std::size_t at) const {
    std::vector<std::size_t> out;
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= pattern.size(); ++i) {
      if (i < pattern.size() && pattern[i] == '(') ++depth;
      if (i < pattern.size() && pattern[i] == ')') --depth;
      if (i < pattern.size() && (pattern[i] != '|' || depth > 0)) continue;
      for (const std::size_t end : sequence(pattern.substr(begin, i - begin), at))
        out.push_back(end);
      begin = i + 1;
    }
    return out;
  }

 private:
  std::vector<std::size_t> sequence(std::string_view pattern, std::size_t at) const {
    if (pattern.empty()) return {at};
    std::size_t size = 1;
    if (pattern[0] == '(') {
      for (int depth = 1; depth > 0; ++size) {
        if (pattern[size] == '(') ++depth;
        if (pattern[size] == ')') --depth;
      }
    }
    const std::string_view piece = pattern.substr(0, size);
    const char repeat = size < pattern.size() ? pattern[size] : '\0';
    const bool repeats = repeat == '?' || repeat == '*' || repeat == '+';
    const std::string_view rest = pattern.substr(size + (repeats ? 1 : 0));
    std::vector<bool> reached(text_.size() + 1);
    std::vector<bool> taken(text_.size() + 1);
    std::vector<std::size_t> open = {at};
    if (repeat == '?' || repeat == '*') taken[at] = true;
    while (!open.empty()) {
      const std::size_t from = open.back();
      open.pop_back();
      if (reached[from]) continue;
      reached[from] = true;
      for (const std::size_t end : one(piece, from)) {
        taken[end] = true;
        if (repeat == '*' || repeat == '+') open.push_back(end);
      }
    }
    std::vector<std::size_t> out;
    for (std::size_t end = at; end <= text_.size(); ++end) {
      if (!taken[end]) continue;
      for (const std::size_t last : sequence(rest, end)) out.push_back(last);
    }
    return out;
  }

  std::vector<std::size_t> one(std::string_view piece, std::size_t at) const {
    if (piece[0] == '(') return ends(piece.substr(1, piece.size() - 2), at);
    if (at < text_.size() && (piece[0] == '.' || piece[0] == text_[at])) return {at + 1};
    return {};
  }

  std::string_view text_;
};

std::string random_pattern(std::mt19937& random, int depth) {
  std::string out;
  const std::size_t pieces = 1 + random() % 3;
  for (std::size_t i = 0; i < pieces; ++i) {
    if (depth > 0 && random() % 3 == 0) {
      out += '(' + random_pattern(random, depth - 1) + ')';
    } else {
      out += "abc."[random() % 4];
    }
    if (random() % 3 == 0) out += "?*+"[random() % 3];
  }
  if (random() % 4 == 0) out += '|' + random_pattern(random, depth > 0 ? depth - 1 : 0);
  return out;
}

TEST(Patterns, FindWhatTryingEverythingFinds) {
  std::mt19937 random(20261125);
  int compared = 0;
  for (int round = 0; round < 20'000; ++round) {
    const std::string pattern = random_pattern(random, 2);
    std::string text;
    for (std::size_t size = random() % 10; size > 0; --size) text += "abc"[random() % 3];
    Patterns patterns;
    std::size_t read = 0;
    const auto problem = patterns.add(pattern, Kind::secret, {.whole_word = false}, read);
    ASSERT_NE(problem, Patterns::Problem::syntax) << pattern;
    if (problem != Patterns::Problem::none) continue;  // matches the empty text
    std::vector<Span> found;
    patterns.find(text, found);
    std::vector<bool> covered(text.size());
    for (const Span& span : found) {
      for (std::size_t i = span.begin; i < span.end; ++i) covered[i] = true;
    }
    std::vector<bool> expected(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
      for (const std::size_t end : Oracle(text).ends(pattern, at)) {
        for (std::size_t i = at; i < end; ++i) expected[i] = true;
      }
    }
    ASSERT_EQ(covered, expected) << pattern << " in " << text;
    ++compared;
  }
  EXPECT_GT(compared, 5'000);
}

TEST(Terms, FindWhatLookingForEachFinds) {
  std::mt19937 random(20261126);
  for (int round = 0; round < 5'000; ++round) {
    Terms terms;
    std::vector<std::string> words;
    for (std::size_t count = 1 + random() % 6; count > 0; --count) {
      std::string word;
      for (std::size_t size = 1 + random() % 5; size > 0; --size) word += "ab"[random() % 2];
      ASSERT_TRUE(terms.add(word, Kind::secret, false));
      words.push_back(word);
    }
    terms.link();
    std::string text;
    for (std::size_t size = random() % 40; size > 0; --size) text += "abcAB"[random() % 5];
    std::string folded = text;
    for (char& c : folded) c = static_cast<char>(c | 0x20);
    std::vector<bool> expected(text.size());
    for (const std::string& word : words) {
      for (std::size_t at = folded.find(word); at != std::string::npos;
           at = folded.find(word, at + 1)) {
        for (std::size_t i = at; i < at + word.size(); ++i) expected[i] = true;
      }
    }
    std::vector<Span> found;
    terms.find(text, found);
    std::vector<bool> covered(text.size());
    for (const Span& span : found) {
      for (std::size_t i = span.begin; i < span.end; ++i) covered[i] = true;
    }
    ASSERT_EQ(covered, expected) << text;
  }
}

}  // namespace
}  // namespace feedspan::pii
