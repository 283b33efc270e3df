#pragma once

#include "core/destinations/destination.h"

namespace feedspan {

/// `read_failure` of a request for a single event, and a 404 is `defer` for that event: feedback
/// can be faster than its trace. How long it is asked for again is the queue's to bound, by a clock
/// that the page cannot have wrong.
Answer read_failure_of_target(const Response& response);

/// A 200 whose body says `{"success": false, "message" or "error": ...}` is a refusal.
Answer read_success_flag(const Response& response, std::size_t count);

}  // namespace feedspan
