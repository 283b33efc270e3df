#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/destinations/destination.h"
#include "core/event/event.h"
#include "core/pii/redact.h"
#include "core/queue/effect.h"

namespace feedspan {

/// The relay's half of the way: checks and masks what browsers send, encodes it for a destination,
/// and reads the answer. Keeps nothing but the requests under way: what cannot be taken now is
/// answered `retry`, and waits in the browser.
class RelayReceiver {
 public:
  /// From `{"destination"?: {...}, "limits"?: {"events": 100}, "timeout"?: ms}`. `policy`, if
  /// given, must outlive the relay.
  static Error create(std::string_view options, std::unique_ptr<RelayReceiver>& relay,
                      const pii::Policy* policy = nullptr);

  /// Reads a batch. `items` gets one entry a record, in order. With a destination, `effects` gets
  /// the requests for those that were taken. An error speaks of the whole batch.
  Error receive(std::string_view body, std::int64_t time, std::vector<BatchItem>& items,
                Effects& effects);

  struct ItemOutcome {
    std::string id;
    Outcome outcome;
  };
  struct Reply {
    std::vector<ItemOutcome> items;  ///< of the request that was answered; `retry` or final
    std::int64_t retry_after = -1;   ///< ms that the destination asked for, or negative
  };
  /// What came of a request. A batch that was too large, or whose answer cannot be told apart, goes
  /// out again in parts: then `items` lacks those events and `effects` has more requests.
  Reply respond(std::uint32_t request, const Response& response, std::int64_t time,
                Effects& effects);

 private:
  struct Options;
  class OptionsVisitor;
  struct Flight {
    std::uint32_t request;
    std::vector<Event> events;
  };

  RelayReceiver() = default;
  void send(std::vector<Event>&& events, std::int64_t time, Effects& effects);

  std::unique_ptr<Destination> destination_;
  const pii::Policy* policy_ = &pii::default_policy;
  std::size_t max_events_ = 100;
  std::int64_t timeout_ = 10'000;
  std::vector<Flight> flights_;
  std::uint32_t next_request_ = 1;
};

}  // namespace feedspan
