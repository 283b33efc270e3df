#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/names.h"
#include "core/pii/policy.h"
#include "core/pii/policy_redactor.h"
#include "core/pii/redact.h"
#include "names_pack.h"

namespace feedspan::pii {
namespace {

std::vector<std::string> people(std::string_view utf8) {
  Policy policy;
  policy.names = packed_names();
  std::vector<Span> spans;
  policy.find(utf8, {}, spans);
  std::vector<std::string> found;
  for (const Span& span : spans) {
    EXPECT_EQ(span.kind, Kind::person);
    found.emplace_back(utf8.substr(span.begin, span.end - span.begin));
  }
  return found;
}

TEST(NamesPack, FindsPeopleAndLeavesWords) {
  using Found = std::vector<std::string>;
  EXPECT_EQ(people("I spoke with Rebecca Miller and \u0141ukasz Nowak."),
            (Found{"Rebecca Miller", "\u0141ukasz Nowak"}));
  EXPECT_EQ(people("Dear Grace, hi Mark!"), (Found{"Grace", "Mark"}));
  EXPECT_EQ(people("Will this work? Mark my words. From Paris to Florence."), Found{});
}

TEST(NamesPack, RefusesWhatIsCut) {
  const std::string& pack = names_pack();
  for (std::size_t size = 0; size < pack.size(); size += 97)
    EXPECT_FALSE(Names().load(std::string_view(pack).substr(0, size))) << size;
}

// Names lie between other finds and between placeholders, whose masking can free a neighbour.
TEST(NamesPack, MaskingTwiceIsMaskingOnce) {
  constexpr std::string_view pieces[] = {
      "Rebecca", "Miller", "Will",      "Grace", "Dr.",    "de la",      "O'Neill",
      "hi",      "ask",    "said",      "'s",    " ",      " ",          " ",
      "\n",      "-",      ", ",        ". ",    "@",      "a.com",      "+1 415 555 2671",
      "Street",  "[",      "]",         "12",    "PERSON", "[PERSON]",   "jane@example.com",
      "Anna",    "Paris",  "Jos\u00e9", ":",     "Name: ", "my name is "};
  std::vector<Policy> policies;
  for (std::size_t action = 0; action < action_names.size(); ++action) {
    Policy& policy = policies.emplace_back();
    policy.names = packed_names();
    policy.key = "0123456789abcdef";
    policy.actions.fill(static_cast<Action>(action));
  }
  std::mt19937 random(11);
  for (std::size_t round = 0; round < 5000; ++round) {
    std::string text;
    for (std::size_t left = 1 + random() % 14; left > 0; --left)
      text += pieces[random() % std::size(pieces)];
    const Policy& policy = policies[round % policies.size()];
    std::string once;
    std::string twice;
    Report report;
    Report nothing;
    redact(text, policy, once, report);
    EXPECT_FALSE(redact(once, policy, twice, nothing)) << text << " | " << once << " | " << twice;
  }
}

}  // namespace
}  // namespace feedspan::pii
