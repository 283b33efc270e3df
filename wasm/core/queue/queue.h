#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/destinations/destination.h"
#include "core/event/event.h"
#include "core/moment.h"
#include "core/queue/effect.h"
#include "core/random.h"

namespace feedspan {

struct QueueOptions {
  std::int64_t batch_delay = 2'000;  ///< ms that a signal waits for company
  std::size_t max_events = 10'000;   ///< waiting at once
  std::size_t max_bytes =
      4 * 1024 * 1024;  ///< of canonical JSON, waiting at once; localStorage ends at 5 Mi units
  std::int64_t max_age = 7 * std::int64_t{86'400'000};  ///< ms from the user's act to giving up
  std::int64_t timeout = 10'000;                        ///< ms for an answer
};

struct Counts {
  std::uint64_t accepted = 0;
  std::uint64_t delivered = 0;
  std::uint64_t rejected = 0;
  std::uint64_t dropped = 0;
  std::uint64_t waiting() const { return accepted - delivered - rejected - dropped; }
};

/// Takes events from acceptance to a final outcome at each destination. A pure state machine: what
/// happens comes in as calls with the time, what is to be done goes out as effects, chance comes
/// from the seed; so any history can be replayed.
///
/// For each event and destination: `queued -> in flight -> done`, and back to `queued` when an
/// attempt fails that may succeed later. Votes and comments go out with the next `pump`; signals
/// wait `batch_delay` for company. What is still queued when a newer event of its key arrives is
/// dropped as superseded; while an older event of a key is in flight the newer one is held, so that
/// a late answer cannot bring them out of order.
///
/// Each destination has a lane: it pauses after a failure (`Retry-After`, else back-off with
/// jitter) and then probes with one request; a healthy lane has up to four under way. Lanes know
/// nothing of each other.
class Queue {
 public:
  static constexpr std::size_t max_destinations = 8;

  /// `destinations` (1 to 8) and `random` must outlive the queue.
  Queue(const QueueOptions& options, std::span<const Destination* const> destinations,
        Random& random);

  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  /// Stores the event and queues it for every destination. Sends nothing: that is `pump`'s.
  void add(Event&& event, Moment moment, Effects& effects);

  /// Takes back an event that an earlier page stored. `pending` names the destinations that still
  /// want it; empty means all.
  void restore(Event&& event, std::span<const std::string> pending, Moment moment,
               Effects& effects);

  struct PumpReason {
    bool flush = false;  ///< batching delays hold nothing back
    bool leaving =
        false;  ///< the page goes away: as `flush`, and no limit to the requests under way
    bool online = false;  ///< the network may be back: do not sit out a pause that only a network
                          ///< failure caused
  };
  void pump(PumpReason reason, Moment moment, Effects& effects);

  /// The outcome of a `Fetch`. Unknown and repeated request numbers are ignored.
  void respond(std::uint32_t request, Response response, Moment moment, Effects& effects);

  const Counts& counts() const { return counts_; }

 private:
  enum class Stage : std::uint8_t { queued, in_flight, done };

  struct Entry {
    Event event;
    std::size_t bytes = 0;   ///< of the canonical form
    std::int64_t added = 0;  ///< `Moment::now`
    std::array<Stage, max_destinations> stages{};
    std::array<bool, max_destinations> alone{};  ///< goes in a request of its own
    std::size_t open = 0;                        ///< destinations not done
    Entry* older = nullptr;  ///< the one before it of the same key, while that is open
    Entry* newer = nullptr;
    Entry* next_in_slot = nullptr;  ///< of the index by key
    State worst = State::delivered;
    Error error = Error::none;
    std::string message;
    std::list<Entry>::iterator self;
  };

  struct Lane {
    const Destination* destination = nullptr;
    unsigned failures = 0;        ///< in a row
    std::int64_t not_before = 0;  ///< `Moment::now`
    bool network_pause =
        false;            ///< the pause comes of a network failure, so coming online may end it
    bool paused = false;  ///< until configured anew
    std::size_t batch_events = 0;  ///< shrinks when the destination answers 413
    std::size_t in_flight = 0;     ///< requests
    std::size_t queued = 0;        ///< events
    std::size_t urgent = 0;        ///< of these, the ones that do not wait for company
    std::uint32_t round = 0;       ///< failures of requests that left in one round count once
  };

  struct Flight {
    std::uint32_t request;
    std::size_t lane;
    std::uint32_t round;
    unsigned step;  ///< requests before it for the same entries
    std::vector<Entry*> entries;
  };

  Entry& insert(Event&& event, Moment moment);
  void queue_in(std::size_t lane, Entry& entry, Effects& effects);
  std::vector<std::string_view> pending(const Entry& entry) const;
  Entry** newest_of(std::string_view key);
  void link_to_older(Entry& entry, Effects& effects);
  void make_room(Effects& effects);
  Entry* least_important();

  bool ready(const Lane& lane, PumpReason reason, Moment moment) const;
  bool may_send(std::size_t lane, const Entry& entry) const;
  std::vector<Entry*> next_batch(std::size_t lane);
  void send(std::size_t lane, std::vector<Entry*>&& batch, Moment moment, Effects& effects);
  void schedule(Moment moment, Effects& effects);

  void apply(Flight& flight, Answer& answer, const Response& response, Moment moment,
             Effects& effects);
  void hold(std::size_t lane, Error error, const Response& response, std::uint32_t round,
            Moment moment);
  void requeue(std::size_t lane, Entry& entry, Error error, const std::string& message,
               Moment moment, Effects& effects);
  /// The outcome of one event at one destination; after the last of them the entry is gone.
  void finish(std::size_t lane, Entry& entry, State state, Error error, std::string message,
              Effects& effects);
  void conclude(Entry& entry, Effects& effects);

  QueueOptions options_;
  Random& random_;
  std::vector<Lane> lanes_;
  std::list<Entry> entries_;  ///< in order of arrival
  /// The newest open entry of each key: a hash table of chains. The keys are hashes already.
  std::array<Entry*, 2048> newest_{};
  std::list<Flight> flights_;
  std::size_t bytes_ = 0;
  std::uint32_t next_request_ = 1;
  std::int64_t wake_at_ = -1;  ///< `Moment::now` of the wake-up that was asked for
  Counts counts_;
};

/// What a `Store` effect holds: the canonical event, and `"to"`, the destinations that still want
/// it, if not all do.
std::string stored_text(const Event& event, std::span<const std::string_view> pending);

}  // namespace feedspan
