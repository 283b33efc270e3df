#include "core/pii/policy_reader.h"

#include <string>

namespace feedspan::pii {

bool read_policy(std::string_view packed, Policy& policy, Refusal& refusal) {
  constexpr std::size_t header = 5;
  const auto byte = [&](std::size_t i) {
    return std::size_t{static_cast<unsigned char>(packed[i])};
  };
  policy = {};
  Actions* actions = &policy.actions;
  for (; !packed.empty(); ++refusal.entry) {
    if (packed.size() < header) return false;
    const std::size_t a = byte(1);
    const std::size_t b = byte(2);
    const std::size_t size = byte(3) | byte(4) << 8;
    if (packed.size() - header < size) return false;
    const std::string_view text = packed.substr(header, size);
    const bool valid_action = b < action_names.size();
    const Kind type{static_cast<std::uint8_t>(a)};
    switch (static_cast<Entry>(byte(0))) {
      case Entry::all_actions:
        if (!valid_action) return false;
        actions->fill(static_cast<Action>(b));
        break;
      case Entry::action:
        if (!valid_action || a >= most_types) return false;
        (*actions)[a] = static_cast<Action>(b);
        break;
      case Entry::field:
        policy.fields.push_back({std::string(text), policy.actions});
        actions = &policy.fields.back().actions;
        break;
      case Entry::options:
        policy.scan.min_confidence = static_cast<std::uint8_t>(a);
        policy.allow_local_addresses = b != 0;
        break;
      case Entry::key:
        policy.key = text.substr(0, Policy::longest_key);
        break;
      case Entry::allow:
        policy.allow.add(text);
        break;
      case Entry::own_type:
        if (kind_count + policy.own_types.size() == most_types) return false;
        policy.own_types.emplace_back(text);
        break;
      case Entry::term:
        if (a >= kind_count + policy.own_types.size()) return false;
        refusal.problem = Patterns::Problem::syntax;
        if (!policy.terms.add(text, type, b != 0)) return false;
        break;
      case Entry::pattern:
        if (a >= kind_count + policy.own_types.size()) return false;
        refusal.problem = policy.patterns.add(
            text, type, {.ignore_case = (b & 2) != 0, .whole_word = (b & 1) != 0}, refusal.read);
        if (refusal.problem != Patterns::Problem::none) return false;
        break;
      case Entry::names:
        if (!policy.names.load(text)) return false;
        break;
      default:
        return false;
    }
    refusal.problem = Patterns::Problem::none;
    packed.remove_prefix(header + size);
  }
  policy.terms.link();
  return true;
}

}  // namespace feedspan::pii
