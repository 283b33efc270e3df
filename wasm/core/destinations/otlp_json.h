#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/destinations/fields.h"
#include "core/destinations/json_post.h"

namespace feedspan {

/// What OTLP/HTTP's JSON encoding asks of every signal
/// (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): lowerCamelCase keys, ids in
/// hex, 64-bit integers as strings, enums as numbers, each value with exactly one member.
class OtlpJson : public JsonPost {
 public:
  using JsonPost::JsonPost;
  /// OTLP allows 64 MiB; a record is about twice as large as its canonical event.
  BatchLimits limits() const override { return {.events = 200, .bytes = 24 * 1024}; }
  /// Partial success is final, and so is every status but 429, 502, 503 and 504
  /// (https://opentelemetry.io/docs/specs/otlp/#otlphttp-response).
  Answer read(const Response& response, std::span<const Event* const> events) const override;
};

/// Appends `{"key":<key>,"value":{...}}` to the array that is open at the end of `out`; nothing for
/// an empty `json` or null. An object or array goes as its text, a number as a double, or as an
/// integer if `whole`. Nothing checks for keys that come twice, which OTLP forbids.
void append_attribute(std::string& out, std::string_view quoted_key, std::string_view json,
                      bool whole = false);
void append_attribute(std::string& out, std::string_view key, const Event& event, Source source);

}  // namespace feedspan
