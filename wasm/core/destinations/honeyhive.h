#pragma once

#include <memory>

#include "core/destinations/destination.h"

namespace feedspan {

/// HoneyHive: `feedback` merged into the event of a span, or into that of a session, which stands
/// for the whole trace (https://docs.honeyhive.ai/api-reference/events/update-an-event). Their ids
/// are UUIDs. Options: `token`; `url`; `olderPath`, true for `PUT /events` with the id in the body.
Error make_honeyhive(const DestinationOptions& options, bool secure,
                     std::unique_ptr<Destination>& destination);

}  // namespace feedspan
