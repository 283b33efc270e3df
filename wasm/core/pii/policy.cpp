#include "core/pii/policy.h"

#include <algorithm>
#include <cstddef>

namespace feedspan::pii {

bool allow(Policy& policy, std::string_view kind) {
  const auto found = std::find(kind_names.begin(), kind_names.end(), kind);
  if (found == kind_names.end()) return false;
  policy.actions[static_cast<std::size_t>(found - kind_names.begin())] = Action::allow;
  return true;
}

void number_placeholders(Policy& policy) {
  for (Action& action : policy.actions) {
    if (action == Action::placeholder) action = Action::numbered;
  }
}

}  // namespace feedspan::pii
