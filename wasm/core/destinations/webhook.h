#pragma once

#include <memory>

#include "core/destinations/destination.h"

namespace feedspan {

/// Anybody's endpoint: canonical events as schemas/webhook-v1.json has them. An answer of 2xx takes
/// the whole batch, unless it has an outcome for each event, as a relay's has. Options: `headers`,
/// `token`.
Error make_webhook(const DestinationOptions& options, bool secure,
                   std::unique_ptr<Destination>& destination);

}  // namespace feedspan
