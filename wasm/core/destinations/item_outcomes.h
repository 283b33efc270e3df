#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/destinations/destination.h"

namespace feedspan {

/// Appends `{<head>"events":[<canonical>, ...]}`, the body that a relay and a webhook take.
void append_events(std::string& out, std::string_view head, std::span<const Event* const> events);

/// Reads `{"items":[{"id":"...","outcome":"accepted","code":"...","message":"..."}]}`, where an
/// event that no item names is to be sent again. False, and `answer` as it was, where the body has
/// no items.
bool read_items(std::string_view body, std::span<const Event* const> events, Answer& answer);

}  // namespace feedspan
