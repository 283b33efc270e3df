#include "core/destinations/adaline.h"

#include "core/destinations/fields.h"
#include "core/destinations/identifier.h"
#include "core/destinations/target_answer.h"
#include "core/destinations/url.h"
#include "core/json/writer.h"
#include "core/text/date.h"

namespace feedspan {
namespace {

constexpr std::string_view default_url = "https://api.adaline.ai";
constexpr std::string_view path = "/v2/logs/trace";

/// The vendor's words for some names; `<key><suffix>` has what goes with a value, at most nine, so
/// that one request deletes or creates them all (ten is the limit).
std::string key_of_name(const Event& event) {
  if (event.name == "thumbs") return "user_feedback";
  if (event.name == "rating" || event.name == "stars") return "user_feedback_rating";
  if (event.name == "category") return "user_feedback_category";
  if (event.name == "reason") return "feedback_reason";
  return identifier_of(event.name);
}

struct Companion {
  std::string_view suffix;
  Source source;
};
constexpr Companion companions[] = {
    {"_comment", Source::message}, {"_timestamp", Source::time},
    {"_span", Source::span},       {"_metadata", Source::metadata},
    {"_user", Source::user},       {"_capability", Source::capability},
    {"_step", Source::step},       {"_id", Source::id},
    {"_seq", Source::seq},
};

/// Attributes are sent as text, the one form that the vendor's own examples have.
std::string as_text(std::string json) {
  if (json.empty() || json.front() == '"') return json;
  std::string text;
  json::Writer(text).string(json);
  return text;
}

std::string value_of(const Event& event) {
  if (event.kind == Kind::thumb) return event.value == "1" ? "\"positive\"" : "\"negative\"";
  if (event.kind == Kind::signal) return "\"true\"";
  return as_text(json_of(event, Source::value));
}

class Adaline final : public Destination {
 public:
  Adaline(std::string url, const DestinationOptions& options)
      : url_(std::move(url)),
        token_(options.token),
        project_(options["projectId"]),
        own_ids_(options["traceIds"] == "adaline") {}

  std::string_view name() const override { return "adaline"; }
  std::string identity() const override { return url_ + ' ' + project_; }
  /// The endpoint is a trace's.
  BatchLimits limits() const override { return {.events = 1, .bytes = 1024 * 1024}; }
  Capabilities capabilities() const override {
    return {.replace = true, .retract = true, .targets = bits({Link::trace})};
  }
  Error refusal(const Event& event) const override {
    const std::size_t size = event.links[Link::trace].size();
    const bool fits = own_ids_ ? size >= 20 && size <= 80 : size >= 1 && size <= 128;
    return fits ? Error::none : Error::unsupported_target;
  }

  Request encode(std::span<const Event* const> events, Moment moment) const override {
    return encode_step(events, moment, 0);
  }

  /// First what an earlier version has left is deleted, then this one is created.
  Request encode_step(std::span<const Event* const> events, Moment /*moment*/,
                      unsigned step) const override {
    const Event& event = *events.front();
    Request request{
        .url = url_,
        .method = "PATCH",
        .headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token_}}};
    json::Writer writer(request.body);
    writer.begin_object().member("projectId", project_);
    writer.member(own_ids_ ? "traceId" : "referenceId", event.links[Link::trace]);
    writer.key("logTrace").begin_object().key("attributes").begin_array();
    const std::string key = key_of_name(event);
    const std::string_view operation = step == 0 ? "delete" : "create";
    append_attribute(writer, operation, key, step == 0 ? std::string() : value_of(event));
    for (const Companion& companion : companions) {
      const std::string value = as_text(json_of(event, companion.source));
      if (step == 0 || !value.empty())
        append_attribute(writer, operation, key + std::string(companion.suffix),
                         step == 0 ? std::string() : value);
    }
    writer.end_array();
    append_tags(writer, event, operation);
    writer.end_object().end_object();
    return request;
  }

  Answer read(const Response& response, std::span<const Event* const> events) const override {
    const bool taken = response.status >= 200 && response.status <= 299;
    const bool retraction = events.front()->kind == Kind::retraction;
    if (response.step == 0 && !retraction) {
      // Whether there was anything to delete is not known, and nor is what the vendor says if not.
      const bool nothing_there =
          response.status == 400 || response.status == 404 || response.status == 422;
      if (taken || nothing_there) return {.kind = Answer::Kind::next};
    }
    if (taken) return read_success_flag(response, events.size());
    return read_failure_of_target(response);
  }

 private:
  static void append_attribute(json::Writer& writer, std::string_view operation,
                               std::string_view key, const std::string& value) {
    writer.begin_object().member("operation", operation).member("key", key);
    if (!value.empty()) writer.key("value").raw(value);
    writer.end_object();
  }

  static void append_tags(json::Writer& writer, const Event& event, std::string_view operation) {
    const bool signal = event.kind == Kind::signal;
    if (!signal && event.name != "thumbs") return;
    writer.key("tags").begin_array();
    for (const std::string_view thumb : {"thumbs-up", "thumbs-down"}) {
      const bool given =
          event.kind == Kind::thumb && (event.value == "1") == (thumb == "thumbs-up");
      if (!signal && (operation == "delete" || given))
        writer.begin_object().member("operation", operation).member("tag", thumb).end_object();
    }
    if (signal)
      writer.begin_object().member("operation", operation).member("tag", event.name).end_object();
    writer.end_array();
  }

  std::string url_;
  std::string token_;
  std::string project_;
  bool own_ids_;
};

}  // namespace

Error make_adaline(const DestinationOptions& options, bool secure,
                   std::unique_ptr<Destination>& destination) {
  std::string url = options.url.empty() ? std::string(default_url) : options.url;
  if (const Error error = normalise_url(url, secure); error != Error::none) return error;
  if (options.token.empty()) return Error::destination_token;
  if (options["projectId"].empty()) return Error::destination_option;
  destination = std::make_unique<Adaline>(url.append(path), options);
  return Error::none;
}

}  // namespace feedspan
