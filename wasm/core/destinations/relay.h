#pragma once

#include <memory>

#include "core/destinations/destination.h"

namespace feedspan {

/// Feedspan's own relay (`feedspan/relay`): canonical events out, an outcome for each id back.
/// docs/architecture.md has the form.
Error make_relay(const DestinationOptions& options, bool secure,
                 std::unique_ptr<Destination>& destination);

}  // namespace feedspan
