#include "core/destinations/honeyhive.h"

#include <algorithm>

#include "core/destinations/fields.h"
#include "core/destinations/identifier.h"
#include "core/destinations/target_answer.h"
#include "core/destinations/url.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "core/text/ascii.h"

namespace feedspan {
namespace {

constexpr std::string_view default_url = "https://api.honeyhive.ai";

/// The vendor's key for the expected output.
constexpr std::string_view ground_truth = "ground_truth";

/// A correction of this name is what a retraction of it clears.
constexpr std::string_view default_correction = "correction";

/// Below `feedback` and the metadata's own object: at most five levels of objects, two of arrays.
constexpr std::ptrdiff_t max_objects = 4;
constexpr std::ptrdiff_t max_arrays = 2;

bool is_any_uuid(std::string_view id) {
  if (id.size() != 36) return false;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? id[i] != '-' : !text::is_hex(static_cast<unsigned char>(id[i]))) return false;
  }
  return true;
}

class DepthVisitor final : public json::Visitor {
 public:
  bool fits = true;

  bool key(std::string_view /*name*/) override { return true; }
  bool value(const json::Value& value) override {
    if (value.type == json::Type::object || value.type == json::Type::array) {
      open_ += value.type == json::Type::object ? 'o' : 'a';
      fits = fits && std::count(open_.begin(), open_.end(), 'o') <= max_objects &&
             std::count(open_.begin(), open_.end(), 'a') <= max_arrays;
    }
    return true;
  }
  bool end() override {
    open_.pop_back();
    return true;
  }

 private:
  std::string open_;
};

class HoneyHive final : public Destination {
 public:
  HoneyHive(std::string url, const DestinationOptions& options)
      : url_(std::move(url)),
        token_(options.token),
        correction_(options["correction"]),
        older_path_(options["olderPath"] == "true") {
    if (correction_.empty()) correction_ = default_correction;
  }

  std::string_view name() const override { return "honeyhive"; }
  std::string identity() const override { return url_; }
  /// The endpoint is an event's.
  BatchLimits limits() const override { return {.events = 1, .bytes = 1024 * 1024}; }
  Capabilities capabilities() const override {
    return {.replace = true,
            .retract = true,
            .targets = bits({Link::span, Link::session, Link::trace, Link::join_key})};
  }
  Error refusal(const Event& event) const override {
    return target_of(event).empty() ? Error::unsupported_target : Error::none;
  }

  Request encode(std::span<const Event* const> events, Moment /*moment*/) const override {
    const Event& event = *events.front();
    Request request{
        .url = url_,
        .method = "PUT",
        .headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token_}}};
    json::Writer writer(request.body);
    writer.begin_object();
    if (older_path_) {
      request.url += "/events";
      writer.member("event_id", target_of(event));
    } else {
      request.url += "/v1/events/";
      append_path_segment(request.url, target_of(event));
    }
    append_feedback(writer.key("feedback"), event);
    writer.end_object();
    return request;
  }

  Answer read(const Response& response, std::span<const Event* const> events) const override {
    if (response.status >= 200 && response.status <= 299)
      return read_success_flag(response, events.size());
    return read_failure_of_target(response);
  }

 private:
  static std::string_view target_of(const Event& event) {
    for (const Link link : {Link::span, Link::join_key, Link::session, Link::trace}) {
      if (is_any_uuid(event.links[link])) return event.links[link];
    }
    return {};
  }

  /// Top-level keys are merged, how deep is not published: so each key is sent whole, and what the
  /// vote does not have is cleared, or a former comment would stay with it.
  void append_feedback(json::Writer& writer, const Event& event) const {
    std::string key = identifier_of(event.name);
    if (key == ground_truth) key += '_';
    writer.begin_object();
    if (event.kind == Kind::correction) {
      writer.member(ground_truth, event.value);
    } else if (event.kind == Kind::retraction && key == correction_) {
      writer.key(ground_truth).null();
    }
    writer.key(key).raw(value_of(event));
    const std::string message = json_of(event, Source::message);
    writer.key(key + "_comment").raw(message.empty() ? "null" : message);
    writer.key(key + "_metadata");
    DepthVisitor depth;
    json::read(event.metadata, depth);
    if (event.metadata.empty()) {
      writer.null();
    } else if (depth.fits) {
      writer.raw(event.metadata);
    } else {
      writer.string(event.metadata);
    }
    writer.key(key + "_feedspan").begin_object().member("id", event.id).member("key", event.key);
    writer.member("seq", event.seq).member("time", event.time);
    // Two names may have one key.
    if (key != event.name) writer.member("name", event.name);
    // What is about a span whose event is not known goes on the session's, and says so here.
    for (std::size_t i = 0; i < link_count; ++i) {
      const Link link = static_cast<Link>(i);
      if (event.links.has(link)) writer.member(link_names[i], event.links[link]);
    }
    writer.end_object().end_object();
  }

  static std::string value_of(const Event& event) {
    switch (event.kind) {
      case Kind::thumb:
        return event.value == "1" ? "true" : "false";
      case Kind::signal:
        return "true";
      case Kind::retraction:
        return "null";
      default:
        return json_of(event, Source::value);
    }
  }

  std::string url_;
  std::string token_;
  std::string correction_;
  bool older_path_;
};

}  // namespace

Error make_honeyhive(const DestinationOptions& options, bool secure,
                     std::unique_ptr<Destination>& destination) {
  std::string url = options.url.empty() ? std::string(default_url) : options.url;
  if (const Error error = normalise_url(url, secure); error != Error::none) return error;
  if (options.token.empty()) return Error::destination_token;
  destination = std::make_unique<HoneyHive>(std::move(url), options);
  return Error::none;
}

}  // namespace feedspan
