#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/destinations/destination.h"
#include "core/event/event.h"
#include "core/pii/policy.h"
#include "core/queue/effect.h"

namespace feedspan {

/// One event on its way through the relay.
struct RelayItem {
  Event event;  ///< with its id, where one was read, even if it is refused
  Error error = Error::none;
  std::int64_t claimed_time = -1;  ///< what the page said, where that was out of bounds
  std::int64_t first_time = -1;    ///< when the first event of its key came, where that is known
  bool verified = false;           ///< the host or a link token vouches for who sent it
};

/// The relay's half of the way: checks and masks what browsers send, gives each event the key that
/// its sender has a right to, encodes it for each destination, and reads the answers. A batch goes
/// through `receive`, `grant` and `forward`, between which the host asks what only it can know:
/// whether a token is genuine, which version of a vote was seen last. Keeps nothing but the batches
/// and requests under way: what cannot be taken now is answered `retry`, and waits in the browser.
class RelayReceiver {
 public:
  static constexpr std::size_t max_destinations = 8;

  /// From `{"destinations"?: [{...}], "limits"?: {"events": 100}, "timeout"?: ms}`. `masking`, if
  /// given, must outlive the relay.
  static Error create(std::string_view options, std::unique_ptr<RelayReceiver>& relay,
                      const pii::Masking* masking = nullptr);

  /// Reads a batch and keeps it as `batch` until `forward`. An error speaks of the whole batch, of
  /// which nothing is kept.
  Error receive(std::string_view body, std::int64_t time, std::uint32_t& batch);

  /// Gives each item its key, and what is vouched for takes the place of what the page said.
  /// `grants` is `[G, ...]`, one an item, in order: null, for a sender of whom nothing is known;
  /// `{"subject": "<32 hex>", "target"?: {<links>}, "names"?: [...]}`; or `{"refused": true}`.
  /// An item that is not within its grant gets `Error::link_token`.
  Error grant(std::uint32_t batch, std::string_view grants);

  /// Asks for the requests of those items that `selection` names, `[{"to": <bits>, "first"?: ms},
  /// ...]`, one an item: bit 0 is the host's own store, bit n + 1 the destination n. Refused items
  /// go nowhere. Ends the batch if nothing waits for an answer.
  Error forward(std::uint32_t batch, std::string_view selection, std::int64_t time,
                Effects& effects);

  /// The items of a batch, in the order in which they came. `batch` must be under way.
  const std::vector<RelayItem>& items(std::uint32_t batch) const;
  /// What a destination can never take.
  struct Refusal {
    std::size_t item;
    std::size_t destination;
    Error error;
  };
  /// Those of the last `forward`: nothing was asked for them.
  const std::vector<Refusal>& refusals() const { return refusals_; }
  /// Those that the last `forward` had selected for the host's own store. Valid until the next
  /// call.
  const std::vector<const RelayItem*>& kept() const { return kept_; }

  struct ItemOutcome {
    std::uint32_t batch;
    std::size_t item;
    Outcome outcome;
  };
  struct Reply {
    std::size_t destination = 0;
    std::vector<ItemOutcome> items;  ///< of the request that was answered; `retry` or final
    std::int64_t retry_after = -1;   ///< ms that the destination asked for, or negative
  };
  /// What came of a request. A batch that was too large, or whose answer cannot be told apart, goes
  /// out again in parts: then `items` lacks those events and `effects` has more requests.
  Reply respond(std::uint32_t request, Response response, std::int64_t time, Effects& effects);

  /// The name of each destination, in order.
  std::vector<std::string_view> destinations() const;

 private:
  struct Options;
  class OptionsVisitor;

  struct Batch {
    std::size_t bytes = 0;
    std::size_t open = 0;  ///< events that wait for a destination's answer
    std::vector<RelayItem> items;
  };
  using Batches = std::map<std::uint32_t, Batch>;
  struct Passenger {
    Batches::iterator batch;
    std::size_t item;
  };
  struct Flight {
    std::size_t destination;
    unsigned step;  ///< how many requests came before it for the same events
    std::vector<Passenger> passengers;
  };

  RelayReceiver() = default;
  void end_if_idle(Batches::iterator batch);
  void send(Flight&& flight, std::int64_t time, Effects& effects);

  std::vector<std::unique_ptr<Destination>> destinations_;
  const pii::Masking* masking_ = &pii::default_policy;
  std::size_t max_events_ = 100;
  std::int64_t timeout_ = 10'000;
  Batches batches_;
  Batches::node_type ended_;  ///< the last batch that ended, as `kept_` points into it
  std::map<std::uint32_t, Flight> flights_;
  std::vector<const RelayItem*> kept_;
  std::vector<Refusal> refusals_;
  std::uint32_t next_batch_ = 1;
  std::uint32_t next_request_ = 1;
};

/// The canonical form with what the relay knows: `claimedTime`, `firstTime`, `verified`.
void append_received(std::string& out, const RelayItem& item);

}  // namespace feedspan
