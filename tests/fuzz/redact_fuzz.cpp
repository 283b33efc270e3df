// redact: masking is stable under every policy, with terms, patterns and names; nothing that should
// have been masked is left, and the report counts what was masked. The input begins with a packed
// policy of the fuzzer's own (policy_reader.h) or, where that is refused, chooses one by a byte.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../native/names_pack.h"
#include "core/pii/policy_reader.h"
#include "core/pii/policy_redactor.h"
#include "expect.h"
#include "spans.h"

namespace {

using namespace feedspan::pii;

void add_own(Policy& policy) {
  policy.own_types = {"PROJECT", "ORDER"};
  const Kind project{static_cast<std::uint8_t>(kind_count)};
  const Kind order{static_cast<std::uint8_t>(kind_count + 1)};
  for (const char* term : {"acme", "blue whale", "a@", "1"})
    FEEDSPAN_EXPECT(policy.terms.add(term, project, term[1] != '\0'));
  policy.terms.link();
  std::size_t read = 0;
  for (const char* pattern : {"ORD-\\d{3,8}", "(a|b.?)+[^ ]", "\\[[A-Z]{2}"}) {
    FEEDSPAN_EXPECT(policy.patterns.add(pattern, order, {.whole_word = pattern[0] == 'O'}, read) ==
                    Patterns::Problem::none);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::uint8_t steer = data[size - 1];
  std::string_view utf8(reinterpret_cast<const char*>(data), size - 2);

  Policy policy;
  Refusal refusal;
  const std::size_t packed = data[size - 2];
  if (packed > 128 && packed - 128 <= utf8.size() &&
      read_policy(utf8.substr(0, packed - 128), policy, refusal)) {
    utf8.remove_prefix(packed - 128);
  } else {
    policy = {};
    if (steer & 1) add_own(policy);
    policy.key = "0123456789abcdef";
    policy.actions.fill(static_cast<Action>((steer >> 1) % action_names.size()));
    if (steer & 0x80) policy.actions[steer % kind_count] = Action::allow;
  }

  if (steer & 0x20) policy.names = packed_names();

  std::string masked;
  Report report;
  const bool changed = redact(utf8, policy, masked, report);
  FEEDSPAN_EXPECT(changed == (report.total() > 0));
  FEEDSPAN_EXPECT(changed || masked == utf8);

  std::vector<Span> left;
  policy.find(masked, {}, left);
  FEEDSPAN_EXPECT(left.empty());

  std::string again;
  Report nothing;
  FEEDSPAN_EXPECT(!redact(masked, policy, again, nothing));
  FEEDSPAN_EXPECT(again == masked);
  return 0;
}
