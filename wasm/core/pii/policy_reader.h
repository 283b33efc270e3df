#pragma once

#include <string>
#include <string_view>

#include "core/pii/policy.h"

namespace feedspan::pii {

/// Reads a policy from JSON, the `Redaction` of js/redaction.d.ts:
///
///     {"policies": "numbered" | {"default": "partial", "EMAIL": "hash", ...},
///      "fields": {"message": <policies>, "metadata.order": <policies>, ...},
///      "kinds": ["EMAIL"], "minConfidence": 50, "key": "...", "allow": ["@example.com", "private"],
///      "terms": [{"type": "PROJECT", "values": ["Blue Whale"], "wholeWord": true}],
///      "patterns": [{"type": "ORDER", "pattern": "ORD-\\d{6}", "ignoreCase": false}],
///      "numbered": true}
///
/// Nothing that is not understood is passed over:
/// then the answer is false, and `problem` is a sentence that names the option.
bool read_policy(std::string_view json, Policy& policy, std::string& problem);

}  // namespace feedspan::pii
