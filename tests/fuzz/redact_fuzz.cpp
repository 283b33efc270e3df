// redact: masking is stable, leaves nothing that scan would find, and counts what it masked.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/redact.h"
#include "core/pii/scan.h"
#include "expect.h"
#include "spans.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedspan::pii;
  if (size == 0) return 0;
  const std::uint8_t steer = data[size - 1];
  const std::string_view utf8(reinterpret_cast<const char*>(data), size - 1);

  Policy policy;
  if (steer & 1) {
    for (Action& action : policy.actions) action = Action::numbered;
  }
  if (steer & 2) policy.actions[(steer >> 2) % kind_count] = Action::allow;

  std::string masked;
  Report report;
  const bool changed = redact(utf8, policy, masked, report);
  FEEDSPAN_EXPECT(changed == (report.total() > 0));
  FEEDSPAN_EXPECT(changed || masked == utf8);

  std::vector<Span> left;
  scan(masked, policy.scan, left);
  expect_well_formed(masked, left, policy.scan);
  for (const Span& span : left) {
    FEEDSPAN_EXPECT(policy.actions[index(span.kind)] == Action::allow);
  }

  std::string again;
  Report nothing;
  FEEDSPAN_EXPECT(!redact(masked, policy, again, nothing));
  FEEDSPAN_EXPECT(again == masked);
  return 0;
}
