#include "core/destinations/axiom.h"

#include <algorithm>
#include <list>

#include "core/destinations/url.h"
#include "core/json/members.h"
#include "core/json/reader.h"
#include "core/json/writer.h"
#include "core/text/ascii.h"
#include "core/text/date.h"

namespace feedspan {
namespace {

/// An event that is this old when it leaves carries its own time, since Axiom would otherwise take
/// the time of arrival.
constexpr std::int64_t late_ms = 5'000;

constexpr std::size_t max_dataset = 128;

std::string_view wire_kind(Kind kind) {
  switch (kind) {
    case Kind::enumeration:
    case Kind::correction:
      return name(Kind::text);
    case Kind::retraction:
      return name(Kind::signal);
    default:
      return name(kind);
  }
}

std::string_view wire_name(Link link) {
  switch (link) {
    case Link::trace:
      return "trace_id";
    case Link::span:
      return "span_id";
    case Link::conversation:
      return "conversation_id";
    case Link::session:
      return "session_id";
    case Link::message:
      return "message_id";
    case Link::join_key:
      return "join_key";
    default:  // capability, step and userId have the same word here and there
      return link_names[static_cast<std::size_t>(link)];
  }
}

/// A dataset has 256 or 1,024 fields, which are those of all its events together, and a field's
/// name 200 bytes (axiom.co/docs/reference/limits). Metadata that would take more than its share of
/// them, or has a longer name, goes as one text.
constexpr std::size_t max_fields = 64;
constexpr std::size_t max_field_name = 200;

/// Counts the fields that an object becomes, each named by its path; false when it has too many.
bool fits(std::string_view object, std::size_t prefix, std::size_t& fields) {
  bool all_fit = true;
  json::for_each_member(object, [&](std::string_view key, std::string_view value) {
    const std::size_t name = prefix + key.size() - 1;  // two quotes less, a dot more
    if (value.front() == '{') {
      all_fit = fits(value, name, fields) && all_fit;
    } else if (++fields > max_fields || name > max_field_name) {
      all_fit = false;
    }
  });
  return all_fit;
}

/// Reads `{"ingested":2,"failed":1,"failures":[{"timestamp":"...","error":"..."}]}`.
class IngestVisitor final : public json::PathVisitor {
 public:
  struct Failure {
    std::string timestamp;
    std::string error;
  };
  std::int64_t failed = 0;
  std::list<Failure> failures;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "failed") failed = value.integer().value_or(0);
    if (path == "failures[]") failures.emplace_back();
    if (path == "failures[].timestamp" && value.is_string()) failures.back().timestamp = value.text;
    if (path == "failures[].error" && value.is_string()) failures.back().error = value.text;
    return true;
  }
};

class Axiom final : public Destination {
 public:
  Axiom(std::string url, const DestinationOptions& options)
      : url_(std::move(url)), token_(options.token), plain_(options.plain) {}

  std::string_view name() const override { return "axiom"; }
  std::string identity() const override { return url_; }
  /// Axiom takes 10,000 events a request; the browser's keepalive allowance of 64 KiB is what
  /// binds.
  BatchLimits limits() const override { return {.events = 500, .bytes = 40 * 1024}; }
  Capabilities capabilities() const override { return {.replace = false, .retract = false}; }

  Request encode(std::span<const Event* const> events, Moment moment) const override {
    Request request{
        .url = url_,
        .headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + token_}}};
    if (events.size() == 1) {
      const bool late = moment.time - events.front()->time > late_ms;
      append(request.body, *events.front(), late);
      return request;
    }
    // In a batch each event carries its time, so that a failure's timestamp tells which one it
    // means.
    request.body += '[';
    for (const Event* event : events) append(request.body, *event, true);
    request.body += ']';
    return request;
  }

  Answer read(const Response& response, std::span<const Event* const> events) const override {
    // 430: the allowance of the billing period is used up (axiom.co/docs/restapi/api-limits);
    // trying again does not help.
    if (response.status == 430) {
      Answer answer = read_failure(response);
      answer.error = Error::quota_used_up;
      return answer;
    }
    if (response.status < 200 || response.status > 299)
      return read_failure(response, events.size());
    if (is_markup(response.body))
      return {.kind = Answer::Kind::retry, .error = Error::invalid_answer};
    IngestVisitor visitor;
    // An answer that is empty or was cut off came with a status of success all the same; but what
    // it said of failures before the cut counts (a long list of them is what makes it too long).
    json::read(response.body, visitor);
    if (visitor.failed <= 0) return all_delivered(events.size());
    return failures(visitor, events);
  }

 private:
  void append(std::string& out, const Event& event, bool with_time) const {
    json::Writer writer(out, json::Writer::Inside{});
    writer.begin_object()
        .member("schemaUrl", "https://axiom.co/ai/schemas/0.0.2")
        .member("id", event.id);
    writer.member("name", event.name).key("value");
    if (event.has_text_value()) {
      writer.string(event.value);
    } else {
      writer.raw(event.value.empty() ? "null" : std::string_view(event.value));
    }
    if (!event.message.empty()) writer.member("message", event.message);
    writer.member("kind", wire_kind(event.kind)).key("links").begin_object();
    for (std::size_t i = 0; i < link_count; ++i) {
      const Link link = static_cast<Link>(i);
      if (event.links.has(link)) writer.member(wire_name(link), event.links[link]);
    }
    writer.end_object().member("event", "feedback");
    if (!event.metadata.empty()) {
      std::size_t fields = 0;
      writer.key("metadata");
      if (fits(event.metadata, std::string_view("metadata").size(), fields)) {
        writer.raw(event.metadata);
      } else {
        writer.begin_object().member("json", event.metadata).end_object();
      }
    }
    if (with_time) {
      std::string time;
      text::append_iso8601(time, event.time);
      writer.member("_time", time);
    }
    if (!plain_) {
      writer.key("feedspan").begin_object().member("key", event.key).member("seq", event.seq);
      if (event.kind == Kind::correction) writer.member("kind", feedspan::name(event.kind));
      if (event.kind == Kind::retraction) writer.key("retracted").boolean(true);
      writer.end_object();
    }
    writer.end_object();
  }

  /// Status 200 with failures is a loss of those events, and the answer names none of them but by
  /// its time. Where the times do not single them out, each event is sent once more alone, under
  /// the same id: its own answer is plain.
  static Answer failures(const IngestVisitor& visitor, std::span<const Event* const> events) {
    const std::string first_error =
        visitor.failures.empty() ? std::string() : visitor.failures.front().error;
    const Outcome rejected{Outcome::Verdict::rejected, Error::rejected, first_error};
    if (visitor.failed >= static_cast<std::int64_t>(events.size())) {
      Answer answer{.outcomes = std::vector<Outcome>(events.size(), rejected)};
      if (visitor.failures.size() == events.size()) {
        std::transform(visitor.failures.begin(), visitor.failures.end(), answer.outcomes.begin(),
                       [&](const auto& failure) {
                         return Outcome{rejected.verdict, rejected.error, failure.error};
                       });
      }
      return answer;
    }
    Answer answer = all_delivered(events.size());
    std::int64_t singled_out = 0;
    for (const auto& failure : visitor.failures) {
      const std::size_t index = index_of_time(failure.timestamp, events);
      if (index == events.size() || answer.outcomes[index].verdict == Outcome::Verdict::rejected)
        break;
      answer.outcomes[index] = {Outcome::Verdict::rejected, Error::rejected, failure.error};
      ++singled_out;
    }
    if (singled_out != visitor.failed) {
      answer.outcomes.assign(events.size(),
                             {Outcome::Verdict::isolate, Error::rejected, first_error});
    }
    return answer;
  }

  /// The index of the one event of that time; the number of events if there is none or more than
  /// one.
  static std::size_t index_of_time(std::string_view timestamp,
                                   std::span<const Event* const> events) {
    std::size_t found = events.size();
    std::string time;
    for (std::size_t i = 0; i < events.size(); ++i) {
      time.clear();
      text::append_iso8601(time, events[i]->time);
      if (time != timestamp) continue;
      if (found != events.size()) return events.size();
      found = i;
    }
    return found;
  }

  std::string url_;
  std::string token_;
  bool plain_;
};

bool is_dataset(std::string_view dataset) {
  return !dataset.empty() && dataset.size() <= max_dataset &&
         std::all_of(dataset.begin(), dataset.end(), [](char c) {
           return text::is_alnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
         });
}

bool is_token(std::string_view token) {
  // A personal token reads and deletes everything its owner may (axiom.co/docs/reference/tokens).
  return !token.empty() && !token.starts_with("xapt-") &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

Error make_axiom(const DestinationOptions& options, bool secure,
                 std::unique_ptr<Destination>& destination) {
  std::string url = options.url;
  if (const Error error = normalise_url(url, secure); error != Error::none) return error;
  if (!is_dataset(options.dataset)) return Error::destination_dataset;
  if (!is_token(options.token)) return Error::destination_token;
  // Edge hosts and the older API have different paths; the vendor's own client tells them apart by
  // the same word.
  const bool edge = url.find("edge.axiom") != std::string::npos;
  url += edge ? "/v1/ingest/" : "/v1/datasets/";
  append_path_segment(url, options.dataset);
  if (!edge) url += "/ingest";
  destination = std::make_unique<Axiom>(std::move(url), options);
  return Error::none;
}

}  // namespace feedspan
