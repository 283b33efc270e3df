#include "core/queue/queue.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "core/digest/sha256.h"
#include "core/json/writer.h"
#include "core/queue/backoff.h"
#include "core/queue/reduce.h"
#include "core/text/ascii.h"
#include "core/text/date.h"

namespace feedspan {
namespace {

constexpr std::size_t healthy_requests = 4;

/// Under way at a destination that has not answered this page yet: if it is blocked, little is
/// knocked in vain.
constexpr std::size_t first_requests = 2;

/// A page that leaves has this many requests at most.
constexpr std::size_t leaving_requests = 16;

// Milliseconds.
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t early_timer = 20;
constexpr std::int64_t online_patience = 1'000;  ///< between attempts that hints of a network cause
constexpr std::int64_t second_look = 1'000;      ///< at what a leaving page could not send
constexpr std::int64_t expiry_interval = 60'000;
constexpr std::int64_t regrowth_interval = 600'000;
constexpr std::int64_t defer_delay = 15'000;
constexpr std::int64_t defer_limit = 600'000;

constexpr std::size_t first_index_size = 64;

State state_of(Cause cause) {
  if (cause == Cause::delivered) return State::delivered;
  const bool rejected = cause == Cause::rejected || cause == Cause::unsupported;
  return rejected ? State::rejected : State::dropped;
}

std::uint64_t hash_of(std::string_view key) {
  std::uint64_t hash = 0;  // the keys are hashes already
  for (const char digit : key.substr(0, 16)) {
    hash = hash << 4 | static_cast<unsigned>(text::hex_value(static_cast<unsigned char>(digit)));
  }
  return hash;
}

/// Of a UUIDv7, the last 48 bits.
std::uint64_t random_part(std::string_view id) {
  return hash_of(id.substr(24));
}

/// The same events, the same key, in whichever page.
std::string key_of_batch(std::span<const Event* const> events) {
  Sha256 digest;
  for (const Event* event : events) digest.field(event->id);
  return hex_prefix(digest.finish(), 16);
}

}  // namespace

Queue::Queue(const QueueOptions& options, std::span<const Route> routes, Random& random)
    : options_(options), random_(random), lanes_(routes.size()), newest_(first_index_size) {
  for (std::size_t index = 0; index < lanes_.size(); ++index) {
    lanes_[index].route = routes[index];
    lanes_[index].batch_events = lanes_[index].route.destination->limits().events;
  }
}

// --- Coming in ---------------------------------------------------------------------------------

void Queue::add(Event&& event, Moment moment, Effects& effects) {
  const std::string text = stored_text(event, {});
  Entry& entry = insert(std::move(event), text.size(), moment);
  if (clock_.offset(moment) == 0) entry.skew = moment.time - moment.now;
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    append(lane, lanes_[lane].queued, entry);
    ++lanes_[lane].open;
  }
  entry.open = lanes_.size();
  effects.store(entry.event.id, text);
  if (finish_where_unsupported(entry, effects)) return;
  link(entry, effects);
  make_room(effects);
}

void Queue::restore(Event&& event, const Progress& progress, Moment moment, Effects& effects) {
  for (const Entry* known = *newest_of(event.key); known != nullptr; known = known->older) {
    if (known->event.id == event.id) return;
  }
  const std::uint64_t key = hash_of(event.key);
  const std::uint64_t id = random_part(event.id);
  bool outdated = false;
  for (const Ended& ended : std::span(ended_).first(std::min(ended_count_, ended_.size()))) {
    if (ended.key != key) continue;
    if (ended.id == id) {  // a second copy of it
      effects.remove(event.id);
      return;
    }
    outdated = outdated || ended.seq > event.seq;
  }
  std::string text;
  append_with_token(text, event);
  Entry& entry = insert(std::move(event), text.size(), moment);
  ++counts_.restored;
  entry.worst = progress.worst;
  entry.error = progress.error;
  for (std::size_t index = 0; index < lanes_.size(); ++index) {
    Lane& lane = lanes_[index];
    const auto& pending = progress.pending;
    if (pending.empty() || std::any_of(pending.begin(), pending.end(), [&](std::string_view name) {
          return name == lane.route.name;
        })) {
      append(index, lane.queued, entry);
      ++lane.open;
      ++entry.open;
    } else {
      entry.slots[index].stage = Stage::done;
    }
  }
  if (entry.open == 0) {  // all that wanted it are gone from the configuration
    entry.worst = State::dropped;
    entry.error = Error::unknown_destination;
    effects.remove(entry.event.id);
    conclude(entry, effects);
    return;
  }
  if (outdated) {
    finish_everywhere(entry, Cause::superseded, Error::superseded, effects);
    return;
  }
  if (finish_where_unsupported(entry, effects)) return;
  link(entry, effects);
  make_room(effects);
}

Queue::Entry& Queue::insert(Event&& event, std::size_t bytes, Moment moment) {
  Entries& entries = event.is_signal() ? signals_ : votes_;
  const auto self = entries.emplace(entries.end());
  Entry& entry = *self;
  entry.self = self;
  entry.event = std::move(event);
  entry.bytes = bytes;
  entry.slots = std::make_unique<Slot[]>(lanes_.size());
  entry.added = moment.now;
  // The age of a page's own event is measured by the clock that nobody sets.
  const std::int64_t age = std::clamp<std::int64_t>(
      moment.time + clock_.offset(moment) - entry.event.time, 0, options_.max_age);
  entry.expires = moment.now + options_.max_age - age;
  next_expiry_ = counts_.waiting() == 0 ? entry.expires : std::min(next_expiry_, entry.expires);
  bytes_ += bytes;
  ++counts_.accepted;
  return entry;
}

void Queue::make_room(Effects& effects) {
  while (counts_.waiting() > options_.max_events || bytes_ > options_.max_bytes) {
    Entry* entry = least_important();
    if (entry == nullptr) return;  // all in flight
    finish_everywhere(*entry, Cause::crowded_out, Error::queue_full, effects);
  }
}

Queue::Entry* Queue::least_important() {
  Entries& entries = signals_.empty() ? votes_ : signals_;
  return entries.empty() ? nullptr : &entries.front();
}

void Queue::expire(Moment moment, Effects& effects) {
  if (moment.now < next_expiry_) return;
  next_expiry_ = never;
  expire(signals_, moment, effects);
  expire(votes_, moment, effects);
  // Looking costs as much as there is, so it is not done for every single one.
  next_expiry_ = std::max(next_expiry_, moment.now + expiry_interval);
}

void Queue::expire(Entries& entries, Moment moment, Effects& effects) {
  for (auto next = entries.begin(); next != entries.end();) {
    Entry& entry = *next++;
    if (entry.expires > moment.now) {
      next_expiry_ = std::min(next_expiry_, entry.expires);
      continue;
    }
    // Nothing expires that can be sent: it gets its chance, however wrong the page's clock is.
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
      if (entry.slots[lane].stage == Stage::done || lanes_[lane].health == Health::healthy)
        continue;
      if (finish(lane, entry, Cause::expired, Error::expired, {}, effects)) break;
    }
  }
}

// --- Versions of one vote ----------------------------------------------------------------------

/// Where the index points to the newest entry of `key`, or where it would.
Queue::Entry** Queue::newest_of(std::string_view key) {
  Entry** place = &newest_[hash_of(key) & (newest_.size() - 1)];
  while (*place != nullptr && (*place)->event.key != key) place = &(*place)->next_in_index;
  return place;
}

void Queue::grow_index() {
  std::vector<Entry*> chains(newest_.size() * 2);
  chains.swap(newest_);
  for (Entry* entry : chains) {
    while (entry != nullptr) {
      Entry* next = std::exchange(entry->next_in_index, nullptr);
      *newest_of(entry->event.key) = entry;
      entry = next;
    }
  }
}

/// Of two versions of one state only the newer one is worth sending. Restored events may be the
/// older ones.
void Queue::link(Entry& entry, Effects& effects) {
  Entry** place = newest_of(entry.event.key);
  Entry* older = *place;
  if (older == nullptr) {
    *place = &entry;
    if (++keys_ > newest_.size()) grow_index();
    return;
  }
  if (older->event.seq > entry.event.seq) {
    finish_everywhere(entry, Cause::superseded, Error::superseded, effects);
    return;
  }
  entry.older = older;
  older->newer = &entry;
  entry.next_in_index = std::exchange(older->next_in_index, nullptr);
  *place = &entry;
  while (older != nullptr) {
    Entry* oldest = older->older;
    for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
      const Stage stage = older->slots[lane].stage;
      if (stage == Stage::done) continue;
      if (stage == Stage::in_flight) {
        if (entry.slots[lane].stage == Stage::queued) move(lane, entry, Cause::held_back);
      } else if (finish(lane, *older, Cause::superseded, Error::superseded, {}, effects)) {
        break;
      }
    }
    older = oldest;
  }
}

// --- Transitions -------------------------------------------------------------------------------

void Queue::move(std::size_t index, Entry& entry, Cause cause) {
  Lane& lane = lanes_[index];
  Slot& slot = entry.slots[index];
  const std::optional<Stage> to = next(slot.stage, cause);
  assert(to.has_value());
  if (!to) return;
  if (slot.stage == Stage::queued) {
    unlink(index, lane.queued, entry);
    if (!entry.event.is_signal()) --lane.urgent;
  } else if (slot.stage == Stage::deferred) {
    unlink(index, lane.deferred, entry);
  } else if (slot.stage == Stage::in_flight && --entry.in_flight == 0) {
    Entries& home = entry.event.is_signal() ? signals_ : votes_;
    home.splice(home.begin(), in_flight_, entry.self);  // it is among the oldest
  }
  slot.stage = *to;
  if (slot.stage == Stage::queued) {
    append(index, lane.queued, entry);
  } else if (slot.stage == Stage::in_flight && ++entry.in_flight == 1) {
    in_flight_.splice(in_flight_.end(), entry.event.is_signal() ? signals_ : votes_, entry.self);
  } else if (slot.stage == Stage::done) {
    --entry.open;
    --lane.open;
  }
}

void Queue::append(std::size_t index, Chain& chain, Entry& entry) {
  Slot& slot = entry.slots[index];
  slot.before = std::exchange(chain.last, &entry);
  slot.after = nullptr;
  (slot.before == nullptr ? chain.first : slot.before->slots[index].after) = &entry;
  ++chain.size;
  if (&chain == &lanes_[index].queued && !entry.event.is_signal()) ++lanes_[index].urgent;
}

void Queue::unlink(std::size_t index, Chain& chain, Entry& entry) {
  Slot& slot = entry.slots[index];
  (slot.before == nullptr ? chain.first : slot.before->slots[index].after) = slot.after;
  (slot.after == nullptr ? chain.last : slot.after->slots[index].before) = slot.before;
  --chain.size;
}

/// All wait equally long, so the end of the chain is their place.
void Queue::defer(std::size_t index, Entry& entry, std::int64_t due) {
  move(index, entry, Cause::unknown_target);
  entry.slots[index].due = due;
  append(index, lanes_[index].deferred, entry);
}

void Queue::wake_deferred(std::size_t index, Moment moment) {
  Chain& deferred = lanes_[index].deferred;
  while (deferred.first != nullptr && deferred.first->slots[index].due <= moment.now)
    move(index, *deferred.first, Cause::due);
}

// --- Going out ---------------------------------------------------------------------------------

void Queue::pump(PumpReason reason, Moment moment, Effects& effects) {
  // Timers fire a little early at times, so one that is about due counts as used up and is asked
  // for again if need be.
  if (moment.now + early_timer >= wake_at_) wake_at_ = -1;
  expire(moment, effects);
  for (std::size_t index = 0; index < lanes_.size(); ++index) {
    Lane& lane = lanes_[index];
    wake_deferred(index, moment);
    if (reason.online && lane.network_pause) {
      lane.not_before =
          std::min(lane.not_before, std::max(moment.now, lane.last_sent + online_patience));
    }
    if (!ready(lane, reason, moment)) continue;
    const std::size_t allowed = lane.health != Health::healthy ? 1
                                : reason.leaving               ? leaving_requests
                                : lane.proven                  ? healthy_requests
                                                               : first_requests;
    while (lane.in_flight < allowed && send_next(index, reason, moment, effects)) {
    }
  }
  schedule(moment, effects);
}

bool Queue::ready(const Lane& lane, const PumpReason& reason, Moment moment) const {
  if (lane.health == Health::paused || moment.now < lane.not_before) return false;
  if (!lane.retries.empty()) return true;
  if (lane.queued.size == 0) return false;
  return reason.flush || reason.leaving || lane.urgent > 0 || lane.health != Health::healthy ||
         lane.queued.size >= lane.batch_events ||
         moment.now >= lane.queued.first->added + options_.batch_delay;
}

bool Queue::send_next(std::size_t index, const PumpReason& reason, Moment moment,
                      Effects& effects) {
  Lane& lane = lanes_[index];
  std::int64_t room = options_.keepalive_bytes - keepalive_in_flight_;
  if (reason.leaving) room = std::min(room, reason.allowance);
  for (auto batch = lane.retries.begin(); batch != lane.retries.end(); ++batch) {
    if (!send(index, *batch, room, reason.leaving, moment, effects)) continue;
    lane.retries.erase(batch);
    return true;
  }
  const std::size_t limit = lane.route.destination->limits().events;
  if (lane.batch_events < limit && moment.now >= lane.shrunk_at + regrowth_interval) {
    lane.batch_events = std::min(limit, lane.batch_events * 2);
    lane.shrunk_at = moment.now;
  }
  Batch batch = next_batch(lane, reason.leaving ? room : never);
  while (!batch.empty() && !send(index, batch, room, reason.leaving, moment, effects))
    batch.resize(batch.size() / 2);
  return !batch.empty();
}

/// What is larger than `room` alone keeps nothing behind it back.
Queue::Batch Queue::next_batch(const Lane& lane, std::int64_t room) const {
  const auto index = static_cast<std::size_t>(&lane - lanes_.data());
  const std::size_t max_bytes = lane.route.destination->limits().bytes;
  Batch batch;
  std::size_t bytes = 0;
  for (Entry* entry = lane.queued.first; entry != nullptr && batch.size() < lane.batch_events;
       entry = entry->slots[index].after) {
    if (static_cast<std::int64_t>(entry->bytes) > room) continue;
    if (!batch.empty() && bytes + entry->bytes > max_bytes) break;
    batch.push_back(entry);
    bytes += entry->bytes;
  }
  return batch;
}

/// False if the body does not fit into the page's last bytes.
bool Queue::send(std::size_t index, const Batch& batch, std::int64_t room, bool leaving,
                 Moment moment, Effects& effects) {
  Lane& lane = lanes_[index];
  std::vector<const Event*> events(batch.size());
  std::transform(batch.begin(), batch.end(), events.begin(), [&](Entry* entry) {
    if (const auto skew = std::exchange(entry->skew, std::nullopt);
        skew && ServerClock::same(*skew, moment)) {
      entry->event.time += clock_.offset(moment);
    }
    return &entry->event;
  });
  // One in a larger batch has been split off from it before it is reduced.
  Event smaller;
  if (const unsigned reduction = batch.front()->slots[index].reduction;
      reduction > 0 && batch.size() == 1) {
    smaller = reduced(*events.front(), reduction);
    events.front() = &smaller;
  }
  const Destination& destination = *lane.route.destination;
  Request request = destination.encode(events, moment);
  const auto size = static_cast<std::int64_t>(request.body.size());
  request.keepalive = size <= room;
  if (leaving && !request.keepalive) return false;
  if (const std::string_view header = destination.idempotency_header(); !header.empty())
    request.headers.push_back({header, key_of_batch(events)});
  for (Entry* entry : batch) move(index, *entry, Cause::sent);
  ++lane.in_flight;
  lane.last_sent = moment.now;
  const std::int64_t reserved = request.keepalive ? size : 0;
  keepalive_in_flight_ += reserved;
  flights_.push_back({next_request_++, index, lane.round, 0, reserved, moment, batch});
  effects.fetch(flights_.back().request, lane.route.name, request, options_.timeout);
  return true;
}

/// Asks for one wake-up, for what will happen first without anybody's doing.
void Queue::schedule(Moment moment, Effects& effects) {
  std::int64_t at = never;
  for (std::size_t index = 0; index < lanes_.size(); ++index) {
    const Lane& lane = lanes_[index];
    if (lane.open > 0 && lane.health != Health::healthy) at = std::min(at, next_expiry_);
    if (lane.health == Health::paused) continue;
    if (lane.deferred.first != nullptr) at = std::min(at, lane.deferred.first->slots[index].due);
    if (lane.queued.size == 0 && lane.retries.empty()) continue;
    if (moment.now < lane.not_before) {
      at = std::min(at, lane.not_before);
    } else if (lane.in_flight == 0) {  // else an answer will come
      const bool waits_for_company = lane.urgent == 0 && lane.retries.empty();
      at = std::min(
          at, std::max(waits_for_company ? lane.queued.first->added + options_.batch_delay : 0,
                       ready(lane, {}, moment) ? moment.now + second_look : 0));
    }
  }
  const std::int64_t wanted = at == never ? -1 : at;
  if (wanted == wake_at_) return;
  wake_at_ = wanted;
  effects.wake(wanted < 0 ? -1 : std::max<std::int64_t>(wanted - moment.now, 0));
}

// --- Answers -----------------------------------------------------------------------------------

void Queue::respond(std::uint32_t request, Response response, Moment moment, Effects& effects) {
  const auto found = std::find_if(flights_.begin(), flights_.end(),
                                  [&](const Flight& flight) { return flight.request == request; });
  if (found == flights_.end()) return;
  Flight flight = std::move(*found);
  flights_.erase(found);
  Lane& lane = lanes_[flight.lane];
  keepalive_in_flight_ -= std::exchange(flight.keepalive, 0);
  if (response.failure == Error::none) {
    lane.proven = true;
    if (const auto date = text::parse_http_date(response.date))
      clock_.learn(*date, flight.sent, moment);
  }
  std::vector<const Event*> events(flight.batch.size());
  std::transform(flight.batch.begin(), flight.batch.end(), events.begin(),
                 [](const Entry* entry) { return &entry->event; });
  response.step = flight.step;
  response.time = moment.time;
  Answer answer = lane.route.destination->read(response, events);
  if (answer.kind == Answer::Kind::next) {
    // Should the page end before its answer, the events begin with the first step again.
    Request next = lane.route.destination->encode_step(events, moment, ++flight.step);
    next.keepalive = false;
    flight.request = next_request_++;
    flight.sent = moment;
    effects.fetch(flight.request, lane.route.name, next, options_.timeout);
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
  const auto retry_all = [&] {
    std::erase_if(flight.batch, [&](Entry* entry) {
      return !retry(flight.lane, *entry, answer.error, answer.message, moment, effects);
    });
    if (!flight.batch.empty()) lane.retries.push_back(std::move(flight.batch));
  };
  switch (answer.kind) {
    case Answer::Kind::reject:
      see(lane, Sign::answered);
      for (Entry* entry : flight.batch)
        finish(flight.lane, *entry, Cause::rejected, answer.error, answer.message, effects);
      return;
    case Answer::Kind::split:
      see(lane, Sign::answered);
      split(flight, answer, moment, effects);
      return;
    case Answer::Kind::pause:
      if (lane.health != Health::paused)
        effects.report(lane.route.name, answer.error, answer.message);
      lane.error = answer.error;
      see(lane, Sign::refused);
      retry_all();
      return;
    case Answer::Kind::retry:
      hold(flight, answer.error, response, moment, effects);
      retry_all();
      return;
    case Answer::Kind::outcomes:
    case Answer::Kind::next:  // has been followed
      break;
  }
  const auto failed = std::find_if(
      answer.outcomes.begin(), answer.outcomes.end(),
      [](const Outcome& outcome) { return outcome.verdict == Outcome::Verdict::retry; });
  if (failed == answer.outcomes.end()) {
    see(lane, Sign::answered);
  } else {
    hold(flight, failed->error, response, moment, effects);
  }
  apply_outcomes(flight, answer, moment, effects);
}

void Queue::apply_outcomes(Flight& flight, Answer& answer, Moment moment, Effects& effects) {
  using Verdict = Outcome::Verdict;
  Lane& lane = lanes_[flight.lane];
  // A batch in which nobody was to blame would come back for ever.
  const bool shrinks =
      std::any_of(answer.outcomes.begin(), answer.outcomes.end(),
                  [](const Outcome& outcome) { return outcome.verdict != Verdict::again; });
  std::list<Batch> alone;
  Batch again;
  Batch later;
  for (std::size_t i = 0; i < flight.batch.size(); ++i) {
    Entry& entry = *flight.batch[i];
    Outcome& outcome = answer.outcomes[i];
    const auto still_wanted = [&] {
      return retry(flight.lane, entry, outcome.error, outcome.message, moment, effects);
    };
    switch (outcome.verdict) {
      case Verdict::delivered:
        finish(flight.lane, entry, Cause::delivered, Error::none, {}, effects);
        break;
      case Verdict::rejected:
        finish(flight.lane, entry, Cause::rejected, outcome.error, outcome.message, effects);
        break;
      case Verdict::defer:
        if (moment.now - entry.added >= defer_limit) {
          finish(flight.lane, entry, Cause::rejected, outcome.error, outcome.message, effects);
        } else if (is_outdated(flight.lane, entry)) {
          finish(flight.lane, entry, Cause::superseded, Error::superseded, {}, effects);
        } else {
          defer(flight.lane, entry, moment.now + defer_delay);
          tell_waiting(lane, entry, outcome.error, outcome.message, defer_delay, effects);
        }
        break;
      case Verdict::isolate:
        if (still_wanted()) alone.push_back({&entry});
        break;
      case Verdict::again:
        if (!still_wanted()) break;
        if (shrinks) {
          again.push_back(&entry);
        } else {
          alone.push_back({&entry});
        }
        break;
      case Verdict::retry:
        if (still_wanted()) later.push_back(&entry);
    }
  }
  if (!later.empty()) lane.retries.push_back(std::move(later));
  if (!again.empty()) lane.retries.push_front(std::move(again));
  lane.retries.splice(lane.retries.begin(), alone);
}

/// Halves of a batch that was too large; a single event loses parts of itself, visibly.
void Queue::split(Flight& flight, const Answer& answer, Moment moment, Effects& effects) {
  Lane& lane = lanes_[flight.lane];
  Batch& batch = flight.batch;
  std::string_view message = answer.message;
  if (batch.size() == 1) {
    Entry& entry = *batch.front();
    std::uint8_t& reduction = entry.slots[flight.lane].reduction;
    const unsigned step = next_reduction(entry.event, reduction);
    if (step == 0) {
      finish(flight.lane, entry, Cause::rejected, answer.error, answer.message, effects);
      return;
    }
    reduction = static_cast<std::uint8_t>(step);
    message = step == 1 ? "Too large, so it goes without its metadata."
                        : "Too large, so its texts were cut.";
  } else {
    lane.batch_events = std::min(lane.batch_events, (batch.size() + 1) / 2);
    lane.shrunk_at = moment.now;
  }
  std::erase_if(batch, [&](Entry* entry) {
    return !retry(flight.lane, *entry, answer.error, message, moment, effects);
  });
  const auto middle = batch.begin() + static_cast<std::ptrdiff_t>((batch.size() + 1) / 2);
  if (middle != batch.end()) lane.retries.emplace_front(middle, batch.end());
  if (middle != batch.begin()) lane.retries.emplace_front(batch.begin(), middle);
}

void Queue::see(Lane& lane, Sign sign) {
  if (sign == Sign::answered) {
    lane.failures = 0;
    lane.warned = lane.network_pause = false;
  }
  const std::optional<Health> to = next(lane.health, sign);
  assert(to.has_value());
  lane.health = to.value_or(lane.health);
}

/// Nothing to this destination before the pause is over.
void Queue::hold(const Flight& flight, Error error, const Response& response, Moment moment,
                 Effects& effects) {
  Lane& lane = lanes_[flight.lane];
  if (flight.round == lane.round || !lane.proven) {
    ++lane.round;
    lane.failures += response.attempts;
  }
  lane.error = error;
  see(lane, lane.failures < circuit_threshold ? Sign::failed : Sign::failed_thrice);
  if (lane.health == Health::open && !std::exchange(lane.warned, true))
    effects.report(lane.route.name, error, {});
  const auto asked =
      retry_after(response.retry_after, response.date, moment.time + clock_.offset(moment));
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

/// Whether a newer version only waits for the outcome of this one.
bool Queue::is_outdated(std::size_t lane, const Entry& entry) const {
  const Entry* newer = entry.newer;
  while (newer != nullptr && newer->slots[lane].stage != Stage::held) newer = newer->newer;
  return newer != nullptr;
}

/// What failed waits in its batch; false if it is outdated or too old for that.
bool Queue::retry(std::size_t index, Entry& entry, Error error, std::string_view message,
                  Moment moment, Effects& effects) {
  const Lane& lane = lanes_[index];
  if (is_outdated(index, entry)) {
    finish(index, entry, Cause::superseded, Error::superseded, {}, effects);
    return false;
  }
  move(index, entry, Cause::failed);
  if (moment.now >= entry.expires && lane.health != Health::healthy) {
    finish(index, entry, Cause::expired, Error::expired, message, effects);
    return false;
  }
  const bool paused = lane.health == Health::paused;
  tell_waiting(lane, entry, error, message,
               paused ? -1 : std::max<std::int64_t>(lane.not_before - moment.now, 0), effects);
  return true;
}

void Queue::tell_waiting(const Lane& lane, const Entry& entry, Error error,
                         std::string_view message, std::int64_t in, Effects& effects) {
  effects.receipt({entry.event.id, State::waiting, lane.route.name, error, message, in});
}

// --- Ends --------------------------------------------------------------------------------------

bool Queue::finish(std::size_t index, Entry& entry, Cause cause, Error error,
                   std::string_view message, Effects& effects) {
  Lane& lane = lanes_[index];
  if (entry.slots[index].stage == Stage::retrying) {
    for (auto batch = lane.retries.begin(); batch != lane.retries.end(); ++batch) {
      if (std::erase(*batch, &entry) == 0) continue;
      if (batch->empty()) lane.retries.erase(batch);
      break;
    }
  }
  const bool blocked_newer = entry.slots[index].stage == Stage::in_flight;
  move(index, entry, cause);
  for (Entry* newer = entry.newer; blocked_newer && newer != nullptr; newer = newer->newer) {
    if (newer->slots[index].stage == Stage::held) move(index, *newer, Cause::released);
  }
  const State state = state_of(cause);
  // What is told has happened in the store as well, should the page end between the two.
  const auto tell = [&] {
    if (lanes_.size() > 1)
      effects.receipt({entry.event.id, state, lane.route.name, error, message});
  };
  // Rejected is worse than dropped, and dropped worse than delivered.
  const auto rank = [](State s) { return s == State::rejected ? 2 : s == State::dropped ? 1 : 0; };
  if (rank(state) >= rank(entry.worst)) {
    entry.worst = state;
    entry.error = error;
    entry.message = message;
  }
  if (entry.open == 0) {
    effects.remove(entry.event.id);
    tell();
    conclude(entry, effects);
    return true;
  }
  Progress progress{.worst = entry.worst, .error = entry.error};
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (entry.slots[i].stage != Stage::done) progress.pending.emplace_back(lanes_[i].route.name);
  }
  effects.store(entry.event.id, stored_text(entry.event, progress));
  tell();
  return false;
}

void Queue::finish_everywhere(Entry& entry, Cause cause, Error error, Effects& effects) {
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    if (entry.slots[lane].stage == Stage::done) continue;
    if (finish(lane, entry, cause, error, {}, effects)) return;
  }
}

bool Queue::finish_where_unsupported(Entry& entry, Effects& effects) {
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    if (entry.slots[lane].stage == Stage::done) continue;
    const Error refusal = lanes_[lane].route.destination->refusal(entry.event);
    if (refusal != Error::none && finish(lane, entry, Cause::unsupported, refusal, {}, effects))
      return true;
  }
  return false;
}

void Queue::purge(Effects& effects) {
  // Their requests end without them.
  for (Lane& lane : lanes_) lane.in_flight = 0;
  flights_.clear();
  keepalive_in_flight_ = 0;
  for (Entries* entries : {&in_flight_, &signals_, &votes_}) {
    while (!entries->empty())
      finish_everywhere(entries->front(), Cause::purged, Error::purged, effects);
  }
}

void Queue::conclude(Entry& entry, Effects& effects) {
  effects.receipt({entry.event.id, entry.worst, {}, entry.error, entry.message});
  if (entry.worst == State::delivered) {
    ++counts_.delivered;
  } else {
    ++(entry.worst == State::rejected ? counts_.rejected : counts_.dropped);
    ++counts_.reasons[static_cast<std::size_t>(entry.error)];
  }
  ended_[ended_count_++ % ended_.size()] = {hash_of(entry.event.key), random_part(entry.event.id),
                                            entry.event.seq};
  if (entry.older != nullptr) entry.older->newer = entry.newer;
  if (entry.newer != nullptr) entry.newer->older = entry.older;
  if (Entry** place = newest_of(entry.event.key); *place == &entry) {
    if (entry.older == nullptr) {
      *place = entry.next_in_index;
      --keys_;
    } else {
      entry.older->next_in_index = entry.next_in_index;
      *place = entry.older;
    }
  }
  bytes_ -= entry.bytes;
  (entry.event.is_signal() ? signals_ : votes_).erase(entry.self);
}

LaneStatus Queue::status(std::size_t index, Moment moment) const {
  const Lane& lane = lanes_[index];
  const bool sick = lane.health != Health::healthy;
  const bool pausing = sick && lane.health != Health::paused;
  return {lane.route.name, lane.open, lane.health, sick ? lane.error : Error::none,
          pausing ? std::max<std::int64_t>(lane.not_before - moment.now, 0) : -1};
}

std::string stored_text(const Event& event, const Progress& progress) {
  std::string text;
  append_with_token(text, event);
  if (progress.pending.empty()) return text;
  text.pop_back();  // the closing brace
  json::Writer writer(text, json::Writer::Inside{});
  writer.key("to").begin_array();
  for (const std::string_view name : progress.pending) writer.string(name);
  writer.end_array();
  if (progress.worst != State::delivered) {
    writer.member("worst", state_name(progress.worst));
    writer.member("why", code(progress.error));
  }
  writer.end_object();
  return text;
}

}  // namespace feedspan
