#pragma once

#include <memory>

#include "core/destinations/destination.h"

namespace feedspan {

/// Axiom's ingest API (https://axiom.co/docs/restapi/endpoints/ingestIntoDataset, and `edge`
/// hosts), events in the form of its AI feedback schema 0.0.2. Append-only: a query takes the
/// newest `feedspan.seq` of each `feedspan.key`.
Error make_axiom(const DestinationOptions& options, bool secure,
                 std::unique_ptr<Destination>& destination);

}  // namespace feedspan
