#pragma once

#include "core/destinations/destination.h"

namespace feedspan {

/// Feedback can be faster than its trace: a "not found" for events of which one is younger than
/// this is an answer to be asked for again. Milliseconds.
inline constexpr std::int64_t early_ms = 10 * std::int64_t{60'000};

/// `read_failure`, and a 404 for a single young event is `retry` for that event, by name.
Answer read_failure_of_target(const Response& response, const Event& event);

/// A 200 whose body says `{"success": false, "message" or "error": ...}` is a refusal.
Answer read_success_flag(const Response& response, std::size_t count);

}  // namespace feedspan
