#pragma once

#include <string_view>

#include "core/pii/redact.h"

namespace feedspan::pii {

/// Policies are made of the words that options use.

/// Leaves a kind ("IP_ADDRESS") as it is. False if the word names no kind.
bool allow(Policy& policy, std::string_view kind);

/// Gives every placeholder a number, `[EMAIL_1]`; kinds that are allowed stay so.
void number_placeholders(Policy& policy);

}  // namespace feedspan::pii
