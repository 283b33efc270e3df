#pragma once

#include <memory>

#include "core/destinations/destination.h"

namespace feedspan {

/// Raindrop's signals (https://www.raindrop.ai/docs), with the write key that its own browser SDK
/// holds too. A signal speaks of the event whose id is the join key, else the message, span or
/// trace.
Error make_raindrop(const DestinationOptions& options, bool secure,
                    std::unique_ptr<Destination>& destination);

}  // namespace feedspan
