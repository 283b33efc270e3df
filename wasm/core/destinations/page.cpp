#include <algorithm>
#include <array>

#include "core/destinations/axiom.h"
#include "core/destinations/otis.h"
#include "core/destinations/otlp.h"
#include "core/destinations/raindrop.h"
#include "core/destinations/relay.h"
#include "core/destinations/webhook.h"

namespace feedspan {
namespace {

/// The list to add a vendor to whose key may be in a page.
constexpr Factory page_factories[] = {
    {"axiom", make_axiom},     {"relay", make_relay}, {"otlp", make_otlp},
    {"webhook", make_webhook}, {"otis", make_otis},   {"raindrop", make_raindrop},
};

/// The others, of which a page has only the name.
constexpr std::array<std::string_view, 4> server_only = {"datadog", "honeyhive", "adaline",
                                                         "clickhouse"};

/// How keys begin that can do more than write, by their makers' words.
constexpr std::string_view secret_prefixes[] = {"xapt-", "sk-", "sk_", "rk_", "ghp_", "AKIA"};

bool is_secret(std::string_view token) {
  if (token.starts_with("Bearer ")) token.remove_prefix(7);
  if (token.starts_with("sk-otis-")) return false;  // may only ingest
  return std::any_of(std::begin(secret_prefixes), std::end(secret_prefixes),
                     [&](std::string_view prefix) { return token.starts_with(prefix); });
}

}  // namespace

Error make_page_destination(const DestinationOptions& options, bool secure,
                            std::unique_ptr<Destination>& destination) {
  if (std::find(server_only.begin(), server_only.end(), options.type) != server_only.end())
    return Error::relay_needed;
  bool secret = is_secret(options.token);
  for (const auto& [name, value] : options.others) {
    secret |= name.starts_with("headers.") && is_secret(value);
  }
  if (secret) return Error::secret_in_page;
  for (const Factory& factory : page_factories) {
    if (factory.type == options.type) return factory.make(options, secure, destination);
  }
  return Error::unknown_destination;
}

}  // namespace feedspan
