#pragma once

#include <string>
#include <string_view>

namespace feedspan {

/// `name` as the vendors want keys that people query by: whatever is not a letter, a digit or `_`
/// becomes `_`. Names begin with a letter, and have 128 characters at most.
std::string identifier_of(std::string_view name);

}  // namespace feedspan
