#include "core/destinations/otis.h"

#include <string>

#include "core/destinations/otlp_json.h"
#include "core/json/members.h"
#include "core/json/writer.h"

namespace feedspan {
namespace {

constexpr Field head[] = {
    {"traceId", Source::own_trace},           {"spanId", Source::own_span},
    {"parentSpanId", Source::span_hex},       {"startTimeUnixNano", Source::nanoseconds},
    {"endTimeUnixNano", Source::nanoseconds},
};

constexpr Field signal_type{"signalType", Source::signal_type};

/// The options `attributes.<key>` replace a key.
constexpr Field fields[] = {
    {"signalName", Source::signal},
    {"targetSpanId", Source::span},
    {"targetTraceId", Source::trace},
    {"comment", Source::message},
    {"score", Source::score},
    {"text", Source::text},
    {"expected", Source::expected},
    {"userId", Source::user},
    {"sessionId", Source::session},
    {"messageId", Source::message_id},
    {"capability", Source::capability},
    {"feedspan.id", Source::id},
    {"feedspan.key", Source::key},
    {"feedspan.seq", Source::seq},
    {"feedspan.retracted", Source::retracted},
};

class Otis final : public OtlpJson {
 public:
  using OtlpJson::OtlpJson;
  std::string_view name() const override { return "otis"; }
  Capabilities capabilities() const override {
    return {.replace = false,
            .retract = false,
            .targets = bits({Link::span, Link::trace, Link::message, Link::session})};
  }

 private:
  void append_body(std::string& out, std::span<const Event* const> events) const override {
    out = R"({"resourceSpans":[{"scopeSpans":[{"scope":{"name":"feedspan"},"spans":[)";
    for (const Event* event : events) append(out, *event);
    out += "]}]}]}";
  }

  void append(std::string& out, const Event& event) const {
    const std::string_view name = option("spanName");
    json::Writer writer(out, json::Writer::Inside{});
    writer.begin_object().member("kind", 1);  // INTERNAL
    writer.member("name", name.empty() ? "otis_feedback_signal" : name);
    append_members(out, event, head);
    out += ",\"attributes\":[";
    if (!append_metadata(out, event.metadata)) append_mapped(out, event, signal_type);
    for (const Field& field : fields) append_mapped(out, event, field);
    out += "]}";
  }

  void append_mapped(std::string& out, const Event& event, const Field& field) const {
    const std::string_view key = option("attributes." + std::string(field.key));
    // The user goes out only where asked for.
    if (!key.empty() || field.source != Source::user)
      append_attribute(out, key.empty() ? field.key : key, event, field.source);
  }

  /// Each member as `metadata.<key>`, and what it says of the type where that stands. Answers
  /// whether it did.
  bool append_metadata(std::string& out, std::string_view metadata) const {
    bool has_type = false;
    std::string seen;
    json::for_each_member(metadata, [&](std::string_view key, std::string_view value) {
      std::string quoted;
      if (key == "\"signalType\"" && !has_type) {
        has_type = true;
        const std::string_view mapped = option("attributes.signalType");
        json::Writer(quoted).string(mapped.empty() ? signal_type.key : mapped);
      } else {
        quoted = "\"metadata.";
        quoted += key.substr(1);
      }
      // Two keys that were both masked are equal now, and OTLP takes each key once.
      while (seen.find(quoted) != seen.npos) {
        quoted.pop_back();
        quoted += "_\"";
      }
      seen += quoted;
      append_attribute(out, quoted, value);
    });
    return has_type;
  }
};

}  // namespace

Error make_otis(const DestinationOptions& options, bool secure,
                std::unique_ptr<Destination>& destination) {
  return make_json_post<Otis>(options, secure, "https://ingest.runotis.com", "/v1/traces",
                              destination);
}

}  // namespace feedspan
