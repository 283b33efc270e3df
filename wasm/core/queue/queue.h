#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/destinations/destination.h"
#include "core/event/event.h"
#include "core/moment.h"
#include "core/queue/effect.h"
#include "core/queue/server_clock.h"
#include "core/queue/transitions.h"
#include "core/random.h"

namespace feedspan {

struct QueueOptions {
  std::int64_t batch_delay = 2'000;  ///< ms that a signal waits for company
  std::size_t max_events = 10'000;   ///< waiting at once
  std::size_t max_bytes =
      4 * 1024 * 1024;  ///< of canonical JSON, waiting at once; localStorage ends at 5 Mi units
  std::int64_t max_age = 7 * std::int64_t{86'400'000};  ///< ms from the user's act to giving up
  std::int64_t timeout = 10'000;                        ///< ms for an answer
  /// Of the 64 KiB that a browser gives to all scripts of a document; the rest is headroom.
  std::int64_t keepalive_bytes = 60 * 1024;
};

/// Of events. Those restored from earlier pages are accepted too.
struct Counts {
  std::uint64_t accepted = 0;
  std::uint64_t restored = 0;
  std::uint64_t delivered = 0;
  std::uint64_t rejected = 0;
  std::uint64_t dropped = 0;
  std::array<std::uint64_t, error_count> reasons{};  ///< of the rejected and the dropped
  std::uint64_t waiting() const { return accepted - delivered - rejected - dropped; }
};

struct LaneStatus {
  std::string_view name;
  std::size_t waiting = 0;  ///< events
  Health health = Health::healthy;
  Error error = Error::none;  ///< why it is not healthy
  std::int64_t in = -1;       ///< ms to the next attempt; negative if none is due
};

/// A destination under the name by which receipts and stored events speak of it.
struct Route {
  std::string_view name{};
  const Destination* destination = nullptr;
};

/// What the store knows of an event besides the event itself.
struct Progress {
  std::vector<std::string> pending{};  ///< names of those that still want it; empty means all
  State worst = State::delivered;      ///< among those that do not
  Error error = Error::none;
};

/// Takes events from acceptance to a final outcome at each destination. A pure state machine: what
/// happens comes in as calls with the time, what is to be done goes out as effects, chance comes
/// from the seed; so any history can be replayed. Its transitions are those of transitions.h.
///
/// Votes and comments go out with the next `pump`; signals wait `batch_delay` for company. What is
/// still queued when a newer event of its key arrives is dropped as superseded; while an older
/// event of a key is in flight the newer one is held, so that a late answer cannot bring them out
/// of order. A batch that failed goes again as it was, under the same key, ahead of newer ones;
/// only what a newer version replaces, or what ends by age or for want of room, leaves it.
///
/// Each destination has a lane: it pauses after a failure (`Retry-After`, else back-off with
/// jitter; three in a row open its circuit) and then probes with one request; a healthy lane has up
/// to four under way. Lanes know nothing of each other.
///
/// The cost of an event does not depend on how many wait.
class Queue {
 public:
  static constexpr std::size_t max_destinations = 8;

  /// `routes` are 1 to 8; their names, their destinations and `random` must outlive the queue.
  Queue(const QueueOptions& options, std::span<const Route> routes, Random& random);

  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  /// Stores the event and queues it for every destination. Sends nothing: that is `pump`'s.
  void add(Event&& event, Moment moment, Effects& effects);

  /// Takes back an event that an earlier page stored. One that this page knows already, or has seen
  /// to its end, is not taken twice.
  void restore(Event&& event, const Progress& progress, Moment moment, Effects& effects);

  struct PumpReason {
    bool flush = false;    ///< batching delays hold nothing back
    bool leaving = false;  ///< the page goes away: as `flush`, with more requests under way, but no
                           ///< more new bytes than `allowance`
    bool online = false;   ///< the network may be back: do not sit out a pause that only a network
                           ///< failure caused
    std::int64_t allowance = std::int64_t{1}
                             << 30;  ///< bytes of keepalive bodies that the page has left
  };
  void pump(PumpReason reason, Moment moment, Effects& effects);

  /// The outcome of a `Fetch`. Unknown and repeated request numbers are ignored.
  void respond(std::uint32_t request, Response response, Moment moment, Effects& effects);

  /// Drops every event, those under way too, and forgets the requests.
  void purge(Effects& effects);

  const Counts& counts() const { return counts_; }
  /// Of the `index`-th destination.
  LaneStatus status(std::size_t index, Moment moment) const;

  /// What the page's clock lacks to the servers', in ms.
  std::int64_t clock_offset(Moment moment) const { return clock_.offset(moment); }

 private:
  struct Entry;

  /// An event at one destination.
  struct Slot {
    Stage stage = Stage::queued;
    std::uint8_t reduction = 0;  ///< steps of reduce.h
    Entry* before = nullptr;     ///< in the lane's `queued` or `deferred`
    Entry* after = nullptr;
    std::int64_t due = 0;  ///< `Moment::now`, of a deferred one
  };

  struct Entry {
    Event event;
    std::size_t bytes = 0;     ///< of the canonical form
    std::int64_t added = 0;    ///< `Moment::now`
    std::int64_t expires = 0;  ///< `Moment::now`
    /// `Moment::time - Moment::now` when the event was made, while its time may still be set right.
    std::optional<std::int64_t> skew{};
    std::unique_ptr<Slot[]> slots;  ///< by lane
    std::size_t open = 0;           ///< slots not done
    std::size_t in_flight = 0;      ///< slots in flight
    Entry* older = nullptr;         ///< the one before it of the same key, while that is open
    Entry* newer = nullptr;
    Entry* next_in_index = nullptr;  ///< of the index by key
    State worst = State::delivered;
    Error error = Error::none;
    std::string message;
    std::list<Entry>::iterator self;
  };
  using Entries = std::list<Entry>;
  using Batch = std::vector<Entry*>;

  struct Chain {
    Entry* first = nullptr;
    Entry* last = nullptr;
    std::size_t size = 0;
  };

  struct Lane {
    Route route;
    Chain queued{};
    Chain deferred{};            ///< the one due first is first
    std::list<Batch> retries{};  ///< frozen, in the order in which they go again
    std::size_t open = 0;        ///< events
    std::size_t urgent = 0;      ///< of the queued ones, those that do not wait for company
    std::size_t in_flight = 0;   ///< requests
    Health health = Health::healthy;
    Error error = Error::none;    ///< of the last failure
    unsigned failures = 0;        ///< in a row
    std::uint32_t round = 0;      ///< failures of requests that left in one round count once
    bool proven = false;          ///< it has answered this page
    bool warned = false;          ///< that its circuit is open
    bool network_pause = false;   ///< coming online may end the pause
    std::int64_t not_before = 0;  ///< `Moment::now`
    std::int64_t last_sent = 0;
    std::size_t batch_events = 0;  ///< shrinks when the destination answers 413, and grows back
    std::int64_t shrunk_at = 0;
  };

  struct Flight {
    std::uint32_t request;
    std::size_t lane;
    std::uint32_t round;
    unsigned step;           ///< requests before it for the same events
    std::int64_t keepalive;  ///< bytes of the budget
    Moment sent;
    Batch batch;
  };

  /// An event that has ended in this page.
  struct Ended {
    std::uint64_t key = 0;

    std::uint64_t id = 0;
    std::int64_t seq = -1;
  };

  Entry& insert(Event&& event, std::size_t bytes, Moment moment);
  void make_room(Effects& effects);
  Entry* least_important();
  void expire(Moment moment, Effects& effects);
  void expire(Entries& entries, Moment moment, Effects& effects);

  Entry** newest_of(std::string_view key);
  void grow_index();
  void link(Entry& entry, Effects& effects);

  void move(std::size_t lane, Entry& entry, Cause cause);
  void append(std::size_t lane, Chain& chain, Entry& entry);
  void unlink(std::size_t lane, Chain& chain, Entry& entry);
  void defer(std::size_t lane, Entry& entry, std::int64_t due);
  void wake_deferred(std::size_t lane, Moment moment);

  bool ready(const Lane& lane, const PumpReason& reason, Moment moment) const;
  bool send_next(std::size_t lane, const PumpReason& reason, Moment moment, Effects& effects);
  Batch next_batch(const Lane& lane, std::int64_t room) const;
  bool send(std::size_t lane, const Batch& batch, std::int64_t room, bool leaving, Moment moment,
            Effects& effects);
  void schedule(Moment moment, Effects& effects);

  void apply(Flight& flight, Answer& answer, const Response& response, Moment moment,
             Effects& effects);
  void apply_outcomes(Flight& flight, Answer& answer, Moment moment, Effects& effects);
  void split(Flight& flight, const Answer& answer, Moment moment, Effects& effects);
  void see(Lane& lane, Sign sign);
  void hold(const Flight& flight, Error error, const Response& response, Moment moment,
            Effects& effects);
  bool retry(std::size_t lane, Entry& entry, Error error, std::string_view message, Moment moment,
             Effects& effects);
  bool is_outdated(std::size_t lane, const Entry& entry) const;
  void tell_waiting(const Lane& lane, const Entry& entry, Error error, std::string_view message,
                    std::int64_t in, Effects& effects);

  /// The end of one event at one destination, in the store before it is told; true if it was the
  /// last, and the entry is gone.
  bool finish(std::size_t lane, Entry& entry, Cause cause, Error error, std::string_view message,
              Effects& effects);
  /// The same at all destinations where it is open.
  void finish_everywhere(Entry& entry, Cause cause, Error error, Effects& effects);
  /// Where the destination cannot carry the event at all. True if that was everywhere.
  bool finish_where_unsupported(Entry& entry, Effects& effects);
  void conclude(Entry& entry, Effects& effects);

  QueueOptions options_;
  Random& random_;
  std::vector<Lane> lanes_;
  // In order of arrival. Apart, so that the oldest of the least important is found at once.
  Entries signals_;
  Entries votes_;
  Entries in_flight_;           ///< somewhere
  std::vector<Entry*> newest_;  ///< the newest open entry of each key: a hash table of chains
  std::size_t keys_ = 0;
  std::array<Ended, 512> ended_{};  ///< the last ones, in a ring
  std::size_t ended_count_ = 0;
  std::list<Flight> flights_;
  std::size_t bytes_ = 0;
  std::int64_t keepalive_in_flight_ = 0;
  std::uint32_t next_request_ = 1;
  std::int64_t wake_at_ = -1;     ///< `Moment::now` of the wake-up that was asked for
  std::int64_t next_expiry_ = 0;  ///< `Moment::now`, when to look for expired ones
  ServerClock clock_;
  Counts counts_;
};

/// What a `store` effect holds: the canonical event; `"to"`, the destinations that still want it,
/// if not all do; and the worst that came of the others, `"worst"` and `"why"`.
std::string stored_text(const Event& event, const Progress& progress);

}  // namespace feedspan
