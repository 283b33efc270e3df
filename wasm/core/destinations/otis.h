#pragma once

#include <memory>

#include "core/destinations/destination.h"

namespace feedspan {

/// Otis, by OTLP/HTTP spans. Published are the address, the bearer token, `signalType` and
/// `metadata.<key>`; the other attributes' names are defaults of ours that the options
/// `attributes.<role>` replace (docs/destinations/otis.md has the roles). Further options:
/// `spanName`. The user is sent only where `attributes.user` names an attribute for it.
Error make_otis(const DestinationOptions& options, bool secure,
                std::unique_ptr<Destination>& destination);

}  // namespace feedspan
