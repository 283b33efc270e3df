#include "boundary.h"

#include <emscripten/bind.h>

#include <memory>

#include "core/pii/policy_reader.h"

namespace feedspan::boundary {
namespace {

std::string input;
EffectWriter effects;

/// The buffer to write to. Its pointer holds until the next call.
std::uintptr_t reserve(std::uint32_t bytes) {
  // A text of some megabytes must not be kept for ever.
  constexpr std::size_t keep = 1 << 20;
  if (input.size() < bytes || (input.size() > keep && bytes < keep)) {
    input.resize(bytes);
    input.shrink_to_fit();
  }
  return reinterpret_cast<std::uintptr_t>(input.data());
}

std::vector<std::unique_ptr<pii::Policy>> policies;

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

std::uintptr_t answer() {
  return reinterpret_cast<std::uintptr_t>(answer_text.data());
}

}  // namespace

std::string answer_text;

std::string_view in_buffer(std::uint32_t length) {
  return std::string_view(input).substr(0, length);
}

json::Writer begin_answer() {
  answer_text.clear();
  return json::Writer(answer_text);
}

std::uint32_t end_answer() {
  answer_text += '}';
  return static_cast<std::uint32_t>(answer_text.size());
}

const pii::Policy& policy_at(std::uint32_t handle) {
  const pii::Policy* policy = at(policies, handle);
  return policy == nullptr ? pii::default_policy : *policy;
}

std::uint32_t error_answer(Error error) {
  begin_answer().begin_object();
  append_error(answer_text, error);
  return end_answer();
}

EffectWriter& begin_effects() {
  effects.clear();
  return effects;
}

std::uint32_t end_with_effects() {
  json::Writer(answer_text, json::Writer::Inside{})
      .key("effects")
      .begin_array()
      .raw(effects.text())
      .end_array();
  return end_answer();
}

}  // namespace feedspan::boundary

EMSCRIPTEN_BINDINGS(boundary) {
  emscripten::function("reserve", &feedspan::boundary::reserve);
  emscripten::function("answer", &feedspan::boundary::answer);
  emscripten::function("createPolicy", &feedspan::boundary::create_policy);
  emscripten::function("destroyPolicy", &feedspan::boundary::destroy_policy);
}
