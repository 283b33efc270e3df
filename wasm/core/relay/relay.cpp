#include "core/relay/relay.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/json/reader.h"
#include "core/pii/policy.h"
#include "core/queue/backoff.h"

namespace feedspan {
namespace {

// A browser's clock is not to be trusted further than this with a vendor's time axis.
constexpr std::int64_t furthest_back = 7 * std::int64_t{86'400'000};
constexpr std::int64_t furthest_ahead = 5 * std::int64_t{60'000};

constexpr std::int64_t largest_limit = 1'000'000;  // events, or ms: beyond that it is a slip

}  // namespace

struct RelayReceiver::Options {
  bool has_destination = false;
  DestinationOptions destination;
};

class RelayReceiver::OptionsVisitor final : public json::PathVisitor {
 public:
  OptionsVisitor(Options& options, RelayReceiver& relay) : options_(options), relay_(relay) {}

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "destination" && value.type == json::Type::object) options_.has_destination = true;
    if (path.starts_with("destination.")) read_option(path.substr(12), value, options_.destination);
    if (path == "limits.events") return positive(value, relay_.max_events_);
    if (path == "timeout") return positive(value, relay_.timeout_);
    if (path == "redaction.numbered" && value.boolean) pii::number_placeholders(relay_.policy_);
    if (!value.is_string()) return true;
    if (path == "redaction.allow[]") return pii::allow(relay_.policy_, value.text);
    return true;
  }

  template <class Number>
  static bool positive(const json::Value& value, Number& number) {
    const auto integer = value.integer();
    if (!integer || *integer <= 0 || *integer > largest_limit) return false;
    number = static_cast<Number>(*integer);
    return true;
  }

  Options& options_;
  RelayReceiver& relay_;
};

Error RelayReceiver::create(std::string_view json, std::unique_ptr<RelayReceiver>& relay) {
  std::unique_ptr<RelayReceiver> made(
      new RelayReceiver);  // make_unique cannot reach the constructor
  Options options;
  OptionsVisitor visitor(options, *made);
  if (!json::read(json, visitor)) return Error::invalid_options;
  if (options.has_destination) {
    const Error error = make_server_destination(options.destination, made->destination_);
    if (error != Error::none) return error;
  }
  relay = std::move(made);
  return Error::none;
}

Error RelayReceiver::receive(std::string_view body, std::int64_t time,
                             std::vector<BatchItem>& items, Effects& effects) {
  if (const Error error = read_batch(body, policy_, time, max_events_, items); error != Error::none)
    return error;
  std::vector<Event> events;
  std::size_t bytes = 0;
  for (BatchItem& item : items) {
    if (item.error != Error::none) continue;
    item.event.time = std::clamp(item.event.time, time - furthest_back, time + furthest_ahead);
    if (destination_ == nullptr) continue;
    item.refusal = destination_->refusal(item.event);
    if (item.refusal != Error::none) continue;
    std::string canonical;
    append_canonical(canonical, item.event);
    const BatchLimits limits = destination_->limits();
    if (!events.empty() &&
        (events.size() >= limits.events || bytes + canonical.size() > limits.bytes)) {
      send(std::exchange(events, {}), time, effects);
      bytes = 0;
    }
    events.push_back(item.event);
    bytes += canonical.size();
  }
  if (!events.empty()) send(std::move(events), time, effects);
  return Error::none;
}

void RelayReceiver::send(std::vector<Event>&& events, std::int64_t time, Effects& effects) {
  std::vector<const Event*> views;
  for (const Event& event : events) views.push_back(&event);
  const Request request = destination_->encode(views, {.time = time});
  send(std::move(events), request, 0, effects);
}

void RelayReceiver::send(std::vector<Event>&& events, const Request& request, unsigned step,
                         Effects& effects) {
  flights_.push_back({next_request_, step, std::move(events)});
  effects.fetch(next_request_++, destination_->name(), request, timeout_);
}

RelayReceiver::Reply RelayReceiver::respond(std::uint32_t request, Response response,
                                            std::int64_t time, Effects& effects) {
  Reply reply;
  const auto found = std::find_if(flights_.begin(), flights_.end(),
                                  [&](const Flight& flight) { return flight.request == request; });
  if (found == flights_.end()) return reply;
  std::vector<Event> events = std::move(found->events);
  response.step = found->step;
  response.time = time;
  flights_.erase(found);

  std::vector<const Event*> views;
  views.reserve(events.size());
  for (const Event& event : events) views.push_back(&event);
  Answer answer = destination_->read(response, views);
  if (answer.kind == Answer::Kind::next) {
    const Request next = destination_->encode_step(views, {.time = time}, response.step + 1);
    send(std::move(events), next, response.step + 1, effects);
    return reply;
  }
  if (answer.kind == Answer::Kind::split && events.size() > 1) {
    const auto middle = events.begin() + static_cast<std::ptrdiff_t>(events.size() / 2);
    send({std::make_move_iterator(events.begin()), std::make_move_iterator(middle)}, time, effects);
    send({std::make_move_iterator(middle), std::make_move_iterator(events.end())}, time, effects);
    return reply;
  }
  if (answer.kind != Answer::Kind::outcomes) {
    // The destination refusing our own key is nothing that a browser's event is to blame for, so
    // `pause` is `retry` here.
    const bool later = answer.kind == Answer::Kind::retry || answer.kind == Answer::Kind::pause;
    const Outcome outcome{
        later ? Outcome::Verdict::retry : Outcome::Verdict::rejected, answer.error, {}};
    answer.outcomes.assign(events.size(), outcome);
    const std::string& pause =
        answer.retry_after.empty() ? response.retry_after : answer.retry_after;
    reply.retry_after = retry_after(pause, response.date, time).value_or(-1);
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Outcome::Verdict verdict = answer.outcomes[i].verdict;
    if (verdict == Outcome::Verdict::isolate || verdict == Outcome::Verdict::again) {
      std::vector<Event> alone;
      alone.push_back(std::move(events[i]));
      send(std::move(alone), time, effects);
    } else {
      reply.items.push_back({std::move(events[i].id), std::move(answer.outcomes[i])});
    }
  }
  return reply;
}

}  // namespace feedspan
