#pragma once

#include <memory>

#include "core/destinations/destination.h"

namespace feedspan {

/// Adaline: attributes and tags of a trace (https://www.adaline.ai/docs/api-reference). What was
/// said before is deleted in a request of its own, since whether `create` overwrites is not
/// published. Options: `token`, `projectId`, `url`, and `traceIds`: "reference" (default), the
/// host's own ids as it gave them to Adaline, or "adaline", that vendor's.
Error make_adaline(const DestinationOptions& options, bool secure,
                   std::unique_ptr<Destination>& destination);

}  // namespace feedspan
