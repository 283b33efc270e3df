#include "core/destinations/adaline.h"
#include "core/destinations/axiom.h"
#include "core/destinations/clickhouse.h"
#include "core/destinations/datadog.h"
#include "core/destinations/honeyhive.h"
#include "core/destinations/otis.h"
#include "core/destinations/otlp.h"
#include "core/destinations/raindrop.h"
#include "core/destinations/webhook.h"

namespace feedspan {
namespace {

/// The list to add a vendor to.
constexpr Factory server_factories[] = {
    {"axiom", make_axiom},         {"otlp", make_otlp},         {"webhook", make_webhook},
    {"otis", make_otis},           {"raindrop", make_raindrop}, {"datadog", make_datadog},
    {"honeyhive", make_honeyhive}, {"adaline", make_adaline},   {"clickhouse", make_clickhouse},
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
