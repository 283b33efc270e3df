#include "core/relay/relay.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/json/reader.h"
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
    if (path == "destination.plain") options_.destination.plain = value.boolean;
    if (path == "limits.events") return positive(value, relay_.max_events_);
    if (path == "timeout") return positive(value, relay_.timeout_);
    if (!value.is_string()) return true;
    if (path == "destination.type") options_.destination.type = value.text;
    if (path == "destination.url") options_.destination.url = value.text;
    if (path == "destination.dataset") options_.destination.dataset = value.text;
    if (path == "destination.token") options_.destination.token = value.text;
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

Error RelayReceiver::create(std::string_view json, std::unique_ptr<RelayReceiver>& relay,
                            const pii::Policy* policy) {
  std::unique_ptr<RelayReceiver> made(
      new RelayReceiver);  // make_unique cannot reach the constructor
  if (policy != nullptr) made->policy_ = policy;
  Options options;
  OptionsVisitor visitor(options, *made);
  if (!json::read(json, visitor)) return Error::invalid_options;
  if (options.has_destination) {
    if (options.destination.type == "relay")
      return Error::unknown_destination;  // no chains of relays
    const Error error = make_destination(options.destination, false, made->destination_);
    if (error != Error::none) return error;
  }
  relay = std::move(made);
  return Error::none;
}

Error RelayReceiver::receive(std::string_view body, std::int64_t time,
                             std::vector<BatchItem>& items, Effects& effects) {
  if (const Error error = read_batch(body, *policy_, time, max_events_, items);
      error != Error::none)
    return error;
  std::vector<Event> events;
  std::size_t bytes = 0;
  for (BatchItem& item : items) {
    if (item.error != Error::none) continue;
    item.event.time = std::clamp(item.event.time, time - furthest_back, time + furthest_ahead);
    if (destination_ == nullptr) continue;
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
  Flight& flight = flights_.emplace_back(Flight{next_request_++, std::move(events)});
  std::vector<const Event*> views;
  for (const Event& event : flight.events) views.push_back(&event);
  effects.fetch(flight.request, destination_->name(), destination_->encode(views, {.time = time}),
                timeout_);
}

RelayReceiver::Reply RelayReceiver::respond(std::uint32_t request, const Response& response,
                                            std::int64_t time, Effects& effects) {
  Reply reply;
  const auto found = std::find_if(flights_.begin(), flights_.end(),
                                  [&](const Flight& flight) { return flight.request == request; });
  if (found == flights_.end()) return reply;
  std::vector<Event> events = std::move(found->events);
  flights_.erase(found);

  std::vector<const Event*> views;
  views.reserve(events.size());
  for (const Event& event : events) views.push_back(&event);
  Answer answer = destination_->read(response, views);
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
    reply.retry_after = retry_after(response.retry_after, response.date, time).value_or(-1);
  }
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (answer.outcomes[i].verdict == Outcome::Verdict::isolate) {
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
