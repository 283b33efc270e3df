#include "core/destinations/otlp.h"

#include "core/destinations/otlp_json.h"
#include "core/json/writer.h"

namespace feedspan {
namespace {

constexpr Field head[] = {
    {"timeUnixNano", Source::nanoseconds},
    {"observedTimeUnixNano", Source::nanoseconds},
    {"traceId", Source::trace_hex},
    {"spanId", Source::span_hex},
};

/// The conventions know response, session, conversation and user; the others are ours.
constexpr Field attributes[] = {
    {"gen_ai.evaluation.score.value", Source::score},
    {"gen_ai.evaluation.explanation", Source::message},
    {"gen_ai.response.id", Source::message_id},
    {"gen_ai.conversation.id", Source::conversation},
    {"session.id", Source::session},
    {"feedspan.id", Source::id},
    {"feedspan.key", Source::key},
    {"feedspan.seq", Source::seq},
    {"feedspan.kind", Source::kind},
    {"feedspan.name", Source::name},
    {"feedspan.text", Source::text},
    {"feedspan.expected", Source::expected},
    {"feedspan.retracted", Source::retracted},
    {"feedspan.trace_id", Source::trace_other},
    {"feedspan.span_id", Source::span_other},
    {"feedspan.join_key", Source::join_key},
    {"feedspan.capability", Source::capability},
    {"feedspan.step", Source::step},
    {"feedspan.metadata", Source::metadata},
};

/// What routes a record to Application Insights' custom events, and says that a person gave it.
constexpr std::string_view foundry_attributes =
    R"({"key":"microsoft.custom_event.name","value":{"stringValue":"gen_ai.evaluation.result"}},)"
    R"({"key":"microsoft.gen_ai.human_evaluation.source","value":{"stringValue":"end_user"}},)"
    R"({"key":"microsoft.gen_ai.evaluation.actor.type","value":{"stringValue":"human"}},)"
    R"({"key":"internal_properties","value":{"stringValue":"{)";

constexpr std::string_view binary_properties =
    R"(\"gen_ai.evaluation.type\":\"boolean\",\"gen_ai.evaluation.min_value\":\"0.0\",)"
    R"(\"gen_ai.evaluation.max_value\":\"1.0\",\"gen_ai.evaluation.threshold\":\"1.0\",)"
    R"(\"gen_ai.evaluation.desirable_direction\":\"increase\",)"
    R"(\"microsoft.human_evaluation.kind\":\"binary\",)";

constexpr std::string_view stars_properties =
    R"(\"gen_ai.evaluation.type\":\"ordinal\",\"gen_ai.evaluation.min_value\":\"1.0\",)"
    R"(\"gen_ai.evaluation.max_value\":\"5.0\",\"gen_ai.evaluation.threshold\":\"3.0\",)"
    R"(\"gen_ai.evaluation.desirable_direction\":\"increase\",)"
    R"(\"microsoft.human_evaluation.kind\":\"likert_5\",)";

class Otlp final : public OtlpJson {
 public:
  using OtlpJson::OtlpJson;
  std::string_view name() const override { return "otlp"; }

 private:
  void append_body(std::string& out, std::span<const Event* const> events) const override {
    out = "{\"resourceLogs\":[{";
    if (const std::string_view service = option("serviceName"); !service.empty()) {
      out += "\"resource\":{\"attributes\":[";
      append_text(out, "service.name", service);
      out += "]},";
    }
    out += "\"scopeLogs\":[{\"scope\":{\"name\":\"feedspan\"},\"logRecords\":[";
    for (const Event* event : events) append(out, *event);
    out += "]}]}]}";
  }

  void append(std::string& out, const Event& event) const {
    if (out.back() == '}') out += ',';
    out += "{\"eventName\":\"gen_ai.evaluation.result\",\"severityNumber\":9";  // INFO
    append_members(out, event, head);
    out += ",\"attributes\":[";
    const bool foundry = option("profile") == "foundry";
    const bool binary = event.kind == Kind::thumb || event.kind == Kind::boolean;
    const bool stars = event.kind == Kind::number && event.value.size() == 1 &&
                       event.value >= "1" && event.value <= "5";
    if (foundry) append_foundry(out, event, binary, stars);
    if (foundry && (binary || stars)) {
      const bool pass = json_of(event, Source::score) >= (binary ? "1" : "3");
      append_text(out, "gen_ai.evaluation.score.label", pass ? "pass" : "fail");
    } else {
      append_attribute(out, "gen_ai.evaluation.score.label", event, Source::label);
    }
    append_attribute(out, foundry ? "enduser.pseudo.id" : "enduser.id", event, Source::user);
    std::string_view evaluation = option("evaluationName");
    // The one that Foundry's portal has thumbs for.
    if (evaluation.empty() && foundry && event.kind == Kind::thumb) evaluation = "task_completion";
    if (evaluation.empty()) evaluation = event.name;
    append_text(out, "gen_ai.evaluation.name", evaluation);
    for (const Field& field : attributes) append_attribute(out, field.key, event, field.source);
    out += "]}";
  }

  static void append_foundry(std::string& out, const Event& event, bool binary, bool stars) {
    out += foundry_attributes;
    if (binary) out += binary_properties;
    if (stars) out += stars_properties;
    out += R"(\"microsoft.human_evaluation.source\":\"end_user\",)";
    out += R"(\"microsoft.human_evaluation.id\":\")";
    out += event.id;
    out += R"(\"}"}})";
  }

  static void append_text(std::string& out, std::string_view key, std::string_view value) {
    if (value.empty()) return;
    std::string quoted;
    json::Writer(quoted).string(key).string(value);
    append_attribute(out, std::string_view(quoted).substr(0, key.size() + 2),
                     std::string_view(quoted).substr(key.size() + 3));
  }
};

}  // namespace

Error make_otlp(const DestinationOptions& options, bool secure,
                std::unique_ptr<Destination>& destination) {
  const std::string_view profile = options["profile"];
  if (!profile.empty() && profile != "generic" && profile != "foundry")
    return Error::destination_option;
  // Without an address there is no default one.
  return make_json_post<Otlp>(options, secure, {}, "/v1/logs", destination);
}

}  // namespace feedspan
