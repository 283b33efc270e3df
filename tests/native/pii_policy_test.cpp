#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/policy_reader.h"
#include "core/pii/redact.h"
#include "core/text/utf8.h"

namespace feedspan::pii {
namespace {

using nlohmann::json;

json read_vectors(const std::string& file) {
  std::ifstream stream(std::string(FEEDSPAN_VECTORS_DIR) + "/pii/" + file);
  return json::parse(stream);
}

Policy policy_of(const json& redaction) {
  Policy policy;
  std::string problem;
  EXPECT_TRUE(read_policy(redaction.dump(), policy, problem)) << problem;
  return policy;
}

json counts_of(const Report& report) {
  json counts = json::object();
  for (std::size_t i = 0; i < kind_count; ++i) {
    if (report.counts[i] != 0) counts[std::string(kind_names[i])] = report.counts[i];
  }
  for (const Report::Own& own : report.own) counts[own.type] = own.count;
  return counts;
}

TEST(Policies, MaskAsTheVectorsSay) {
  for (const json& vector : read_vectors("policies.json")) {
    const std::string why = vector["why"];
    const Policy policy = policy_of(vector["redaction"]);
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

TEST(Policies, RefuseWhatTheyDoNotKnowInASentence) {
  for (const json& vector : read_vectors("policy_problems.json")) {
    Policy policy;
    std::string problem;
    EXPECT_FALSE(read_policy(vector["redaction"].dump(), policy, problem)) << vector["redaction"];
    EXPECT_EQ(problem, vector["problem"]);
  }
  Policy policy;
  std::string problem;
  EXPECT_FALSE(read_policy("{", policy, problem));
  EXPECT_EQ(problem, "redaction: is not JSON");
}

TEST(Policies, RefuseTooManyTypes) {
  json redaction = {{"terms", json::array()}};
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'C'; ++b)
      redaction["terms"].push_back({{"type", std::string{a, b}}, {"values", {"x"}}});
  }
  Policy policy;
  std::string problem;
  EXPECT_FALSE(read_policy(redaction.dump(), policy, problem));
  EXPECT_EQ(problem, "redaction.terms.type: there are too many types");
}

TEST(Policies, HoldInTheirFields) {
  const Policy policy = policy_of(
      {{"policies", {{"EMAIL", "numbered"}}},
       {"fields",
        {{"message", "partial"},
         {"metadata", {{"EMAIL", "placeholder"}}},
         {"metadata.order", "allow"},
         {"metadata.order.note", {{"PHONE", "drop"}}}}}});
  const auto masked = [&](std::string_view text, std::string_view field) {
    std::string out;
    Redactor(policy).redact(text, out, field);
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
  const Policy policy = policy_of({{"terms", {{{"type", "COMPANY"}, {"values", {"acme"}}}}}});
  Redactor redactor(policy);
  std::string out;
  EXPECT_FALSE(redactor.redact_label("acme helpful", out));
  EXPECT_TRUE(redactor.redact_label("jane@example.com", out));
  EXPECT_EQ(out, "[EMAIL]");
}

/// Texts of what terms, patterns and masked forms are made of, and of personal data between.
std::string random_text(std::mt19937& random) {
  static constexpr std::string_view pieces[] = {
      "acme",    "ACME",  "ac",     "me",    "blue whale", "blue ", "\xE7\x94\xB0\xE4\xB8\xAD",
      "ORD-",    "1234",  "5678",   "12",    "x",          "y",     "jane@example.com",
      "[EMAIL",  "_1",    "]",      "[",     ":",          "[PROJECT]", "[DROPPED]",
      "[ORDER:", "_",     "-",      " ",     " ",          "\n",    "+44 7700 900123",
      "\xFF",    "\xC3",  "\xC3\xA9", "\xC3\x89", ".",     "5555555555554444", "203.0.113.77",
      "call ",   "password: ", "[PHONE:0123]", "BSN ", "@acme.com", "aa", "b"};
  std::string text;
  for (std::size_t count = random() % 24; count > 0; --count)
    text += pieces[random() % std::size(pieces)];
  return text;
}

const json own = {
    {"terms",
     {{{"type", "PROJECT"}, {"values", {"acme", "blue whale", "\xE7\x94\xB0\xE4\xB8\xAD"}}},
      {{"type", "T"}, {"values", {"aa", "me", "\xC3\xA9", "EMAIL", "order"}}, {"wholeWord", false}}}},
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
      policies.push_back(policy_of(redaction));
      redaction["allow"] = {"@acme.com", "+44 7700 900123"};
      redaction["policies"]["IP_ADDRESS"] = "allow";
      policies.push_back(policy_of(redaction));
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

TEST(Policies, AnswerSpansInOrderOnCodePointBoundaries) {
  const Policy policy = policy_of(own);
  std::mt19937 random(20261124);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random_text(random);
    std::vector<bool> boundary(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); i += text::decode(text, i).size) boundary[i] = true;
    boundary[text.size()] = true;
    std::size_t end = 0;
    std::vector<Span> spans;
    find(text, policy, policy.actions, spans);
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
      for (const std::size_t end : sequence(pattern.substr(begin, i - begin), at)) out.push_back(end);
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
    if (patterns.add(pattern, Kind::secret, {.whole_word = false}) != nullptr) continue;  // empty
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
      for (std::size_t at = folded.find(word); at != std::string::npos; at = folded.find(word, at + 1)) {
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
