#include "core/queue/queue.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/json/writer.h"
#include "core/queue/backoff.h"
#include "core/text/ascii.h"

namespace feedspan {
namespace {

constexpr std::size_t healthy_requests = 4;

/// A page that leaves has this many requests at most: what does not fit the browser's keepalive
/// allowance stays stored.
constexpr std::size_t leaving_requests = 16;

constexpr std::int64_t early_timer = 20;  // ms

}  // namespace

Queue::Queue(const QueueOptions& options, std::span<const Destination* const> destinations,
             Random& random)
    : options_(options), random_(random), lanes_(destinations.size()) {
  for (std::size_t index = 0; index < lanes_.size(); ++index) {
    lanes_[index].destination = destinations[index];
    lanes_[index].batch_events = destinations[index]->limits().events;
  }
}

void Queue::add(Event&& event, Moment moment, Effects& effects) {
  Entry& entry = insert(std::move(event), moment);
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) queue_in(lane, entry, effects);
  if (entry.open == 0) {
    conclude(entry, effects);
    return;
  }
  effects.store(entry.event.id, stored_text(entry.event, pending(entry)));
  link_to_older(entry, effects);
  make_room(effects);
}

void Queue::restore(Event&& event, std::span<const std::string> pending, Moment moment,
                    Effects& effects) {
  for (const Entry* known = *newest_of(event.key); known != nullptr; known = known->older) {
    if (known->event.id == event.id) return;
  }
  Entry& entry = insert(std::move(event), moment);
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    const bool wanted =
        pending.empty() || std::find(pending.begin(), pending.end(),
                                     lanes_[lane].destination->name()) != pending.end();
    if (wanted) {
      queue_in(lane, entry, effects);
    } else {
      entry.stages[lane] = Stage::done;
    }
  }
  if (entry.open == 0) {  // all that wanted it are gone from the configuration
    if (entry.error == Error::none) {
      entry.worst = State::dropped;
      entry.error = Error::unknown_destination;
    }
    conclude(entry, effects);
    return;
  }
  link_to_older(entry, effects);
  make_room(effects);
}

Queue::Entry& Queue::insert(Event&& event, Moment moment) {
  const auto self = entries_.emplace(entries_.end());
  Entry& entry = *self;
  entry.self = self;
  entry.event = std::move(event);
  entry.added = moment.now;
  std::string canonical;
  append_with_token(canonical, entry.event);
  entry.bytes = canonical.size();
  bytes_ += entry.bytes;
  ++counts_.accepted;
  return entry;
}

/// An event that the destination can never take is rejected there at once.
void Queue::queue_in(std::size_t lane, Entry& entry, Effects& effects) {
  const Destination& destination = *lanes_[lane].destination;
  const Error refusal = destination.refusal(entry.event);
  if (refusal != Error::none) {
    entry.stages[lane] = Stage::done;
    entry.worst = State::rejected;
    entry.error = refusal;
    if (lanes_.size() > 1)
      effects.receipt({entry.event.id, State::rejected, destination.name(), refusal});
    return;
  }
  entry.stages[lane] = Stage::queued;
  ++entry.open;
  ++lanes_[lane].queued;
  if (!entry.event.is_signal()) ++lanes_[lane].urgent;
}

/// Where the index points to the newest entry of `key`, or where it would.
Queue::Entry** Queue::newest_of(std::string_view key) {
  std::size_t slot = 0;
  for (const char digit : key.substr(0, 3))
    slot = slot << 4 | static_cast<std::size_t>(text::hex_value(static_cast<unsigned char>(digit)));
  Entry** place = &newest_[slot % newest_.size()];
  while (*place != nullptr && (*place)->event.key != key) place = &(*place)->next_in_slot;
  return place;
}

/// Of two versions of one state only the newer one is worth sending. Restored events may be the
/// older ones.
void Queue::link_to_older(Entry& entry, Effects& effects) {
  Entry** place = newest_of(entry.event.key);
  Entry* older = *place;
  if (older == nullptr) {
    *place = &entry;
    return;
  }
  if (older->event.seq > entry.event.seq) {
    older = &entry;
  } else {
    entry.older = older;
    older->newer = &entry;
    entry.next_in_slot = std::exchange(older->next_in_slot, nullptr);
    *place = &entry;
  }
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    if (older->stages[lane] != Stage::queued) continue;
    const bool last = older->open == 1;
    finish(lane, *older, State::dropped, Error::superseded, {}, effects);
    if (last) break;  // and `older` is gone
  }
}

void Queue::make_room(Effects& effects) {
  while (entries_.size() > options_.max_events || bytes_ > options_.max_bytes) {
    Entry* entry = least_important();
    if (entry == nullptr) return;  // all in flight
    for (std::size_t lane = 0, open = entry->open; open > 0; ++lane) {
      if (entry->stages[lane] == Stage::done) continue;
      --open;
      finish(lane, *entry, State::dropped, Error::queue_full, {}, effects);
    }
  }
}

/// The oldest signal, else the oldest event, of those not in flight anywhere.
Queue::Entry* Queue::least_important() {
  Entry* oldest = nullptr;
  for (Entry& entry : entries_) {
    if (std::find(entry.stages.begin(), entry.stages.end(), Stage::in_flight) != entry.stages.end())
      continue;
    if (entry.event.is_signal()) return &entry;
    if (oldest == nullptr) oldest = &entry;
  }
  return oldest;
}

void Queue::pump(PumpReason reason, Moment moment, Effects& effects) {
  // Timers fire a little early at times, so one that is about due counts as used up and is asked
  // for again if need be.
  if (moment.now + early_timer >= wake_at_) wake_at_ = -1;
  for (std::size_t index = 0; index < lanes_.size(); ++index) {
    Lane& lane = lanes_[index];
    if (reason.online && lane.network_pause) lane.not_before = moment.now;
    if (!ready(lane, reason, moment)) continue;
    const std::size_t allowed = lane.failures > 0 ? 1
                                : reason.leaving  ? leaving_requests
                                                  : healthy_requests;
    while (lane.in_flight < allowed) {
      std::vector<Entry*> batch = next_batch(index);
      if (batch.empty()) break;
      send(index, std::move(batch), moment, effects);
    }
  }
  schedule(moment, effects);
}

bool Queue::ready(const Lane& lane, PumpReason reason, Moment moment) const {
  if (lane.paused || lane.queued == 0 || moment.now < lane.not_before) return false;
  if (reason.flush || reason.leaving || lane.urgent > 0 || lane.queued >= lane.batch_events ||
      lane.failures > 0)
    return true;
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    const auto index = static_cast<std::size_t>(&lane - lanes_.data());
    return entry.stages[index] == Stage::queued && moment.now - entry.added >= options_.batch_delay;
  });
}

bool Queue::may_send(std::size_t lane, const Entry& entry) const {
  if (entry.stages[lane] != Stage::queued) return false;
  // Not the next older one alone: that may be open for another lane only.
  for (const Entry* older = entry.older; older != nullptr; older = older->older) {
    if (older->stages[lane] == Stage::in_flight) return false;
  }
  return true;
}

std::vector<Queue::Entry*> Queue::next_batch(std::size_t lane) {
  const std::size_t max_bytes = lanes_[lane].destination->limits().bytes;
  std::vector<Entry*> batch;
  std::size_t bytes = 0;
  for (Entry& entry : entries_) {
    if (!may_send(lane, entry)) continue;
    if (!batch.empty() && (entry.alone[lane] || bytes + entry.bytes > max_bytes)) break;
    batch.push_back(&entry);
    bytes += entry.bytes;
    if (entry.alone[lane] || batch.size() >= lanes_[lane].batch_events) break;
  }
  return batch;
}

void Queue::send(std::size_t index, std::vector<Entry*>&& batch, Moment moment, Effects& effects) {
  Lane& lane = lanes_[index];
  std::vector<const Event*> events(batch.size());
  std::transform(batch.begin(), batch.end(), events.begin(),
                 [](const Entry* entry) { return &entry->event; });
  for (Entry* entry : batch) {
    entry->stages[index] = Stage::in_flight;
    --lane.queued;
    if (!entry->event.is_signal()) --lane.urgent;
  }
  ++lane.in_flight;
  const std::uint32_t request = next_request_++;
  effects.fetch(request, lane.destination->name(), lane.destination->encode(events, moment),
                options_.timeout);
  flights_.push_back({request, index, lane.round, 0, std::move(batch)});
}

/// Asks for one wake-up: when the first pause ends, or when the oldest waiting signal has waited
/// long enough.
void Queue::schedule(Moment moment, Effects& effects) {
  constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  std::int64_t at = never;
  for (std::size_t index = 0; index < lanes_.size(); ++index) {
    const Lane& lane = lanes_[index];
    if (lane.paused || lane.queued == 0) continue;
    if (moment.now < lane.not_before) {
      at = std::min(at, lane.not_before);
    } else if (lane.urgent == 0 && lane.in_flight == 0) {
      const auto oldest = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return entry.stages[index] == Stage::queued;
      });
      at = std::min(at, std::max(oldest->added + options_.batch_delay, moment.now));
    }
  }
  const std::int64_t wanted = at == never ? -1 : at;
  if (wanted == wake_at_) return;
  wake_at_ = wanted;
  effects.wake(wanted < 0 ? -1 : wanted - moment.now);
}

void Queue::respond(std::uint32_t request, Response response, Moment moment, Effects& effects) {
  const auto found = std::find_if(flights_.begin(), flights_.end(),
                                  [&](const Flight& flight) { return flight.request == request; });
  if (found == flights_.end()) return;
  Flight flight = std::move(*found);
  flights_.erase(found);

  std::vector<const Event*> events(flight.entries.size());
  std::transform(flight.entries.begin(), flight.entries.end(), events.begin(),
                 [](const Entry* entry) { return &entry->event; });
  Lane& lane = lanes_[flight.lane];
  response.step = flight.step;
  response.time = moment.time;
  Answer answer = lane.destination->read(response, events);
  if (answer.kind == Answer::Kind::next) {
    flight.request = next_request_++;
    effects.fetch(flight.request, lane.destination->name(),
                  lane.destination->encode_step(events, moment, ++flight.step), options_.timeout);
    flights_.push_back(std::move(flight));
    return;
  }
  if (!answer.retry_after.empty()) response.retry_after = std::move(answer.retry_after);
  --lane.in_flight;
  apply(flight, answer, response, moment, effects);
  pump({}, moment, effects);
}

void Queue::apply(Flight& flight, Answer& answer, const Response& response, Moment moment,
                  Effects& effects) {
  Lane& lane = lanes_[flight.lane];
  const auto reject_all = [&] {
    for (Entry* entry : flight.entries) {
      finish(flight.lane, *entry, State::rejected, answer.error, answer.message, effects);
    }
  };
  const auto requeue_all = [&] {
    for (Entry* entry : flight.entries)
      requeue(flight.lane, *entry, answer.error, answer.message, moment, effects);
  };
  switch (answer.kind) {
    case Answer::Kind::reject:
      lane.failures = 0;
      reject_all();
      return;
    case Answer::Kind::split:
      lane.failures = 0;
      if (flight.entries.size() == 1) {
        reject_all();
      } else {
        lane.batch_events = std::min(lane.batch_events, (flight.entries.size() + 1) / 2);
        requeue_all();
      }
      return;
    case Answer::Kind::pause:
      if (!lane.paused) effects.report(lane.destination->name(), answer.error, answer.message);
      lane.paused = true;
      requeue_all();
      return;
    case Answer::Kind::retry:
      hold(flight.lane, answer.error, response, flight.round, moment);
      requeue_all();
      return;
    case Answer::Kind::outcomes:
    case Answer::Kind::next:  // read before
      break;
  }
  const bool any_retry = std::any_of(
      answer.outcomes.begin(), answer.outcomes.end(),
      [](const Outcome& outcome) { return outcome.verdict == Outcome::Verdict::retry; });
  if (any_retry) {
    hold(flight.lane, Error::server_error, response, flight.round, moment);
  } else {
    lane.failures = 0;
    lane.network_pause = false;
  }
  for (std::size_t i = 0; i < flight.entries.size(); ++i) {
    Entry& entry = *flight.entries[i];
    Outcome& outcome = answer.outcomes[i];
    switch (outcome.verdict) {
      case Outcome::Verdict::delivered:
        finish(flight.lane, entry, State::delivered, Error::none, {}, effects);
        break;
      case Outcome::Verdict::rejected:
        finish(flight.lane, entry, State::rejected, outcome.error, std::move(outcome.message),
               effects);
        break;
      case Outcome::Verdict::isolate:
        entry.alone[flight.lane] = true;
        requeue(flight.lane, entry, outcome.error, outcome.message, moment, effects);
        break;
      case Outcome::Verdict::retry:
        requeue(flight.lane, entry, outcome.error, outcome.message, moment, effects);
    }
  }
}

/// Nothing to this destination before the pause is over.
void Queue::hold(std::size_t index, Error error, const Response& response, std::uint32_t round,
                 Moment moment) {
  Lane& lane = lanes_[index];
  if (round == lane.round) {
    ++lane.round;
    ++lane.failures;
  }
  const auto asked = retry_after(response.retry_after, response.date, moment.time);
  // A little chance on top of what the server asked for keeps its clients from coming back in one
  // moment.
  const std::int64_t pause =
      asked ? *asked + random_.up_to(*asked / 10) : backoff(lane.failures, random_);
  const std::int64_t until = moment.now + pause;
  // An answer that comes late must not shorten a pause that another one asked for, and coming
  // online must not end one that a server asked for.
  if (asked || until > lane.not_before) lane.network_pause = !asked && error == Error::network;
  lane.not_before = std::max(lane.not_before, until);
}

void Queue::requeue(std::size_t index, Entry& entry, Error error, const std::string& message,
                    Moment moment, Effects& effects) {
  if (entry.newer != nullptr) {
    finish(index, entry, State::dropped, Error::superseded, {}, effects);
    return;
  }
  if (moment.time - entry.event.time > options_.max_age) {
    finish(index, entry, State::dropped, Error::expired, message, effects);
    return;
  }
  Lane& lane = lanes_[index];
  entry.stages[index] = Stage::queued;
  ++lane.queued;
  if (!entry.event.is_signal()) ++lane.urgent;
  const std::int64_t in =
      lane.paused ? -1 : std::max<std::int64_t>(lane.not_before - moment.now, 0);
  effects.receipt({entry.event.id, State::waiting, lane.destination->name(), error, message, in});
}

void Queue::finish(std::size_t index, Entry& entry, State state, Error error, std::string message,
                   Effects& effects) {
  Lane& lane = lanes_[index];
  if (entry.stages[index] == Stage::queued) {
    --lane.queued;
    if (!entry.event.is_signal()) --lane.urgent;
  }
  entry.stages[index] = Stage::done;
  --entry.open;
  if (lanes_.size() > 1) {
    effects.receipt({entry.event.id, state, lane.destination->name(), error, message});
  }
  // Rejected is worse than dropped, and dropped worse than delivered.
  const auto rank = [](State s) { return s == State::rejected ? 2 : s == State::dropped ? 1 : 0; };
  if (rank(state) >= rank(entry.worst)) {
    entry.worst = state;
    entry.error = error;
    entry.message = std::move(message);
  }
  if (entry.open == 0) {
    conclude(entry, effects);
    return;
  }
  effects.store(entry.event.id, stored_text(entry.event, pending(entry)));
}

/// The destinations that still want the event; none named if all do.
std::vector<std::string_view> Queue::pending(const Entry& entry) const {
  std::vector<std::string_view> names;
  if (entry.open == lanes_.size()) return names;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (entry.stages[i] != Stage::done) names.push_back(lanes_[i].destination->name());
  }
  return names;
}

void Queue::conclude(Entry& entry, Effects& effects) {
  effects.remove(entry.event.id);
  effects.receipt({entry.event.id, entry.worst, {}, entry.error, entry.message});
  switch (entry.worst) {
    case State::delivered:
      ++counts_.delivered;
      break;
    case State::rejected:
      ++counts_.rejected;
      break;
    default:
      ++counts_.dropped;
  }
  if (entry.older != nullptr) entry.older->newer = entry.newer;
  if (entry.newer != nullptr) entry.newer->older = entry.older;
  if (Entry** place = newest_of(entry.event.key); *place == &entry) {
    if (entry.older == nullptr) {
      *place = entry.next_in_slot;
    } else {
      entry.older->next_in_slot = entry.next_in_slot;
      *place = entry.older;
    }
  }
  bytes_ -= entry.bytes;
  entries_.erase(entry.self);
}

std::string stored_text(const Event& event, std::span<const std::string_view> pending) {
  std::string text;
  append_with_token(text, event);
  if (pending.empty()) return text;
  text.pop_back();  // the closing brace
  json::Writer writer(text, json::Writer::Inside{});
  writer.key("to").begin_array();
  for (const std::string_view name : pending) writer.string(name);
  writer.end_array().end_object();
  return text;
}

}  // namespace feedspan
