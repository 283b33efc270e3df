// Masking by policy, for the modules that have it (docs/boundary.md).
#include <emscripten/bind.h>

#include <cstdint>
#include <memory>

#include "boundary.h"
#include "core/pii/policy_reader.h"

namespace {

using namespace feedspan;
using namespace feedspan::boundary;

std::uint32_t create_policy(std::uint32_t length) {
  auto policy = std::make_unique<pii::Policy>();
  pii::Refusal refusal;
  const bool read = pii::read_policy(in_buffer(length), *policy, refusal);
  json::Writer writer = begin_answer();
  writer.begin_object();
  if (read) {
    policies.push_back(std::move(policy));
    writer.member("policy", static_cast<std::int64_t>(policies.size()));
  } else {
    writer.member("entry", static_cast<std::int64_t>(refusal.entry))
        .member("problem", static_cast<std::int64_t>(refusal.problem))
        .member("read", static_cast<std::int64_t>(refusal.read));
  }
  return end_answer();
}

void destroy_policy(std::uint32_t handle) {
  if (at(policies, handle) != nullptr)
    policies[handle - 1] = nullptr;  // handles are not given out twice
}

}  // namespace

EMSCRIPTEN_BINDINGS(policies) {
  emscripten::function("createPolicy", &create_policy);
  emscripten::function("destroyPolicy", &destroy_policy);
}
