#include "effects.h"

#include "boundary.h"

namespace feedspan::boundary {
namespace {

EffectWriter effects;

}  // namespace

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
