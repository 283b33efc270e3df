#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/destinations/destination.h"

namespace feedspan {

/// Datadog LLM Observability's evaluation metrics
/// (https://docs.datadoghq.com/llm_observability/evaluations/external_evaluations). Options:
/// `mlApp`; `site` and `token`, or `url` of a local agent, which has the key; `tags[]`; `spanIds`:
/// "hex" or "decimal", where ids of 16 digits would be ambiguous (without it they are hex).
Error make_datadog(const DestinationOptions& options, bool secure,
                   std::unique_ptr<Destination>& destination);

/// A span id as Datadog wants it: 16 hex digits become the decimal number that they are, a decimal
/// number stays as it is, however large. Empty for any other.
std::string decimal_span_id(std::string_view id, bool sixteen_are_hex);

}  // namespace feedspan
