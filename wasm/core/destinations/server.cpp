#include "core/destinations/axiom.h"

namespace feedspan {
namespace {

/// The list to add a vendor to.
constexpr Factory server_factories[] = {
    {"axiom", make_axiom},
};

}  // namespace

Error make_server_destination(const DestinationOptions& options,
                              std::unique_ptr<Destination>& destination) {
  for (const Factory& factory : server_factories) {
    if (factory.type == options.type) return factory.make(options, false, destination);
  }
  return Error::unknown_destination;
}

}  // namespace feedspan
