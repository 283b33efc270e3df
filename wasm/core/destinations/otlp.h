#pragma once

#include <memory>

#include "core/destinations/destination.h"

namespace feedspan {

/// An OpenTelemetry collector, or a vendor that speaks its protocol: log records
/// `gen_ai.evaluation.result` by OTLP/HTTP in JSON
/// (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-events/). Options: `headers`,
/// `token`, `serviceName`, `evaluationName`, and `profile`, "generic" or "foundry"
/// (https://learn.microsoft.com/azure/foundry/observability/how-to/log-end-user-feedback).
Error make_otlp(const DestinationOptions& options, bool secure,
                std::unique_ptr<Destination>& destination);

}  // namespace feedspan
