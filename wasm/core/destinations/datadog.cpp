#include "core/destinations/datadog.h"

#include <algorithm>
#include <array>

#include "core/destinations/fields.h"
#include "core/destinations/identifier.h"
#include "core/destinations/url.h"
#include "core/json/writer.h"
#include "core/text/ascii.h"

namespace feedspan {
namespace {

constexpr std::string_view path = "/api/intake/llm-obs/v2/eval-metric";

/// Those that have the product; the government's have not.
constexpr std::string_view sites[] = {"datadoghq.com",     "us3.datadoghq.com", "us5.datadoghq.com",
                                      "ap1.datadoghq.com", "ap2.datadoghq.com", "uk1.datadoghq.com",
                                      "datadoghq.eu"};

constexpr std::size_t max_ml_app = 193;
constexpr std::size_t max_tag = 200;  // a longer one is cut there without a word

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return text::is_digit(static_cast<unsigned char>(c));
  });
}

bool all_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return text::is_hex(static_cast<unsigned char>(c)); });
}

/// Lower case, and nothing but what Datadog keeps of a service's name.
std::string ml_app_of(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool kept = text::is_word(byte) || std::string_view("-:./").find(c) != std::string::npos;
    out += kept ? static_cast<char>(text::to_lower(byte)) : '_';
  }
  return out;
}

class Datadog final : public Destination {
 public:
  Datadog(std::string url, bool agent, const DestinationOptions& options)
      : url_(std::move(url)),
        key_(agent ? std::string() : options.token),
        ml_app_(ml_app_of(options["mlApp"])),
        sixteen_are_hex_(options["spanIds"] != "decimal") {
    for (const auto& [option, value] : options.others) {
      if (option == "tags[]") tags_.push_back(value);
    }
  }

  std::string_view name() const override { return "datadog"; }
  std::string identity() const override { return url_; }
  /// 5 MiB a payload; a metric repeats the event's tags, and an event has three metrics at most.
  BatchLimits limits() const override { return {.events = 500, .bytes = 1024 * 1024}; }
  Capabilities capabilities() const override {
    return {.replace = false,
            .retract = false,
            .targets = bits({Link::span, Link::trace, Link::session, Link::join_key})};
  }
  Error refusal(const Event& event) const override {
    const Error error = Destination::refusal(event);
    return error == Error::none && target_of(event).key.empty() ? Error::unsupported_target : error;
  }

  Request encode(std::span<const Event* const> events, Moment /*moment*/) const override {
    Request request{.url = url_, .headers = {{"Content-Type", "application/json"}}};
    if (key_.empty()) {
      request.headers.emplace_back("X-Datadog-EVP-Subdomain", "api");
    } else {
      request.headers.emplace_back("DD-API-KEY", key_);
    }
    request.answer_header = "x-ratelimit-reset";
    std::string& out = request.body;
    out = R"({"data":{"type":"evaluation_metric","attributes":{"metrics":[)";
    for (const Event* event : events) append(out, *event);
    out += "]}}}";
    return request;
  }

  Answer read(const Response& response, std::span<const Event* const> events) const override {
    if (response.status >= 200 && response.status <= 299) return all_delivered(events.size());
    Answer answer = read_failure(response);
    if (response.status > 500 && answer.kind == Answer::Kind::reject)
      answer.kind = Answer::Kind::retry;
    // Seconds, as `Retry-After` has them.
    if (response.retry_after.empty()) answer.retry_after = response.header;
    return answer;
  }

 private:
  struct Target {
    std::string_view key;
    std::string id;
  };

  /// Exactly one: the most specific of those that are there in a form that Datadog has.
  Target target_of(const Event& event) const {
    std::string span = decimal_span_id(event.links[Link::span], sixteen_are_hex_);
    if (!span.empty()) return {"span_id", std::move(span)};
    const std::string& trace = event.links[Link::trace];
    if (all_digits(trace) || (trace.size() == 32 && all_hex(trace))) return {"trace_id", trace};
    if (event.links.has(Link::join_key)) return {"feedback_join_key", event.links[Link::join_key]};
    if (event.links.has(Link::session)) return {"session_id", event.links[Link::session]};
    return {};
  }

  void append(std::string& out, const Event& event) const {
    const std::string label = identifier_of(event.name);
    std::string value = json_of(event, Source::value);
    switch (event.kind) {
      case Kind::thumb:
        append(out, event, "categorical", label, event.value == "1" ? "\"up\"" : "\"down\"");
        break;
      case Kind::enumeration:
        append(out, event, "categorical", label, value);
        break;
      case Kind::number:
        append(out, event, "score", label, value);
        break;
      case Kind::boolean:
        append(out, event, "boolean", label, value);
        break;
      case Kind::text:
      case Kind::correction:
        append(out, event, "text", label, value);
        break;
      case Kind::signal:
        append(out, event, "boolean", label, "true");
        break;
      case Kind::retraction:
        // Of a label of its own, since one label has values of one type.
        append(out, event, "boolean", label + "_retracted", "true");
    }
    // One value a metric: what goes with the vote is metrics of its own.
    if (!event.message.empty())
      append(out, event, "text", label + "_comment", json_of(event, Source::message));
    if (!event.metadata.empty()) append(out, event, "json", label + "_metadata", event.metadata);
  }

  void append(std::string& out, const Event& event, std::string_view type, std::string_view label,
              std::string_view value) const {
    const Target target = target_of(event);
    json::Writer writer(out, json::Writer::Inside{});
    writer.begin_object()
        .member("event_kind", "feedback")
        .member(target.key, target.id)
        .member("ml_app", ml_app_)
        .member("timestamp_ms", event.time)
        .member("metric_type", type)
        .member("label", label)
        .key(std::string(type) + "_value")
        .raw(value);
    if (event.kind == Kind::thumb && type == "categorical")
      writer.member("assessment", event.value == "1" ? "pass" : "fail");
    writer.key("tags").begin_array();
    for (const std::string& tag : tags_) writer.string(tag);
    writer.string("feedspan_id:" + event.id).string("feedspan_key:" + event.key);
    writer.string("feedspan_seq:" + json_of(event, Source::seq));
    // Two names may have one label.
    if (identifier_of(event.name) != event.name) writer.string("feedspan_name:" + event.name);
    for (const Link link : {Link::capability, Link::step}) {
      const auto word = link_names[static_cast<std::size_t>(link)];
      if (event.links.has(link)) writer.string(std::string(word) + ':' + event.links[link]);
    }
    const bool known = event.links.has(Link::user);
    writer.end_array().key("submitter").begin_object();
    writer.member("id", known ? event.links[Link::user] : "anonymous").member("type", "user");
    writer.end_object().end_object();
  }

  std::string url_;
  std::string key_;
  std::string ml_app_;
  bool sixteen_are_hex_;
  std::vector<std::string> tags_;
};

}  // namespace

std::string decimal_span_id(std::string_view id, bool sixteen_are_hex) {
  if (id.size() != 16 || !sixteen_are_hex || !all_hex(id))
    return all_digits(id) ? std::string(id) : std::string();
  std::uint64_t value = 0;
  for (const char c : id)
    value = value << 4 | static_cast<std::uint64_t>(text::hex_value(static_cast<unsigned char>(c)));
  std::string digits;
  do {
    digits += static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

Error make_datadog(const DestinationOptions& options, bool secure,
                   std::unique_ptr<Destination>& destination) {
  // Cut, it would be another application's.
  const std::size_t ml_app = options["mlApp"].size();
  if (ml_app == 0 || ml_app > max_ml_app) return Error::destination_option;
  for (const auto& [option, value] : options.others) {
    if (option == "tags[]" && value.size() > max_tag) return Error::destination_option;
  }
  const bool agent = !options.url.empty();
  std::string url = options.url;
  if (!agent) {
    const std::string_view site = options["site"].empty() ? sites[0] : options["site"];
    if (std::find(std::begin(sites), std::end(sites), site) == std::end(sites))
      return Error::destination_option;
    if (options.token.empty()) return Error::destination_token;
    url = "api." + std::string(site);
  }
  if (const Error error = normalise_url(url, secure); error != Error::none) return error;
  if (agent) url += "/evp_proxy/v2";
  destination = std::make_unique<Datadog>(url.append(path), agent, options);
  return Error::none;
}

}  // namespace feedspan
