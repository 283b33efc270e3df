#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/event/event.h"
#include "core/moment.h"

namespace feedspan {

/// An HTTP request as a value; the shim performs it.
struct Request {
  std::string url{};
  std::string_view method = "POST";
  std::vector<std::pair<std::string_view, std::string>> headers{};
  std::string body{};
  bool keepalive = true;  ///< it may outlive its page; the queue decides
};

/// What came of a request. `failure` is `none` exactly when a status arrived.
struct Response {
  int status = 0;
  Error failure = Error::none;  ///< none, network, timeout or redirect
  unsigned attempts = 1;        ///< requests that it took
  std::string retry_after;      ///< the header as it came, or empty
  std::string date;             ///< the server's `Date` header, or empty where it may not be read
  std::string body;             ///< its first 64 KiB
};

/// What a destination's answer means for one event.
struct Outcome {
  enum class Verdict : std::uint8_t {
    delivered,
    retry,    ///< later, by the lane's back-off
    isolate,  ///< the answer speaks of several events and cannot be told apart: send each alone,
              ///< now
    again,    ///< others of the batch are to blame and are rejected: send it once more, now
    defer,    ///< what it speaks about is not known there yet (its trace is still on the way): hold
              ///< it for some minutes while others flow, then reject it
    rejected,  ///< never again
  };
  Verdict verdict = Verdict::delivered;
  Error error = Error::none;
  std::string message{};  ///< the destination's own words, if it gave some
};

/// What a destination's answer means for the batch.
struct Answer {
  enum class Kind : std::uint8_t {
    outcomes,  ///< one `Outcome` an event, in the order of the batch
    retry,     ///< the whole batch later, and nothing else to this destination before
    split,     ///< too large: halves; a single event goes without its metadata, then with its texts
               ///< cut, before it is rejected
    pause,     ///< nothing more to this destination until it is configured anew
    reject,    ///< the whole batch, never again
  };
  Kind kind = Kind::outcomes;
  Error error = Error::none;
  std::string message{};
  std::vector<Outcome> outcomes{};
};

struct BatchLimits {
  std::size_t events;
  std::size_t
      bytes;  ///< of canonical JSON, which bounds the body near enough; one larger event goes alone
};

/// What can be said of a vote after it was delivered.
struct Capabilities {
  bool replace;  ///< a changed vote takes the place of the earlier one at the destination itself
  bool retract;  ///< a vote can be taken back at the destination itself
};

/// One vendor: its encoder, its answer reader, its limits. Holds configuration only, so every call
/// is a pure function.
class Destination {
 public:
  virtual ~Destination() = default;
  /// The word for its type.
  virtual std::string_view name() const = 0;
  /// Says which stored events are meant for this place: its address without its secrets.
  virtual std::string identity() const = 0;
  virtual BatchLimits limits() const = 0;
  virtual Capabilities capabilities() const = 0;
  /// The request header in which a key of the batch goes out, the same for the same events in every
  /// retry; empty where the destination reads none, since an unknown header can fail its preflight.
  virtual std::string_view idempotency_header() const { return {}; }
  /// `events` is not empty.
  virtual Request encode(std::span<const Event* const> events, Moment moment) const = 0;
  virtual Answer read(const Response& response, std::span<const Event* const> events) const = 0;
};

/// The options of a destination, as the page gave them; each destination checks those it needs.
struct DestinationOptions {
  std::string type;
  std::string name{};  ///< tells two of one type apart; by default the type
  std::string url{};
  std::string dataset;
  std::string token;
  bool plain = false;
};

/// Makes the destination that `options.type` names, or says what is wrong with the options.
/// `secure`: the page came by https.
Error make_destination(const DestinationOptions& options, bool secure,
                       std::unique_ptr<Destination>& destination);

/// What a status other than 2xx, or no status at all, means wherever a vendor's documentation says
/// nothing else: retry what may pass (network, timeout, 408, 425, 429, 5xx but 501, 505 and 511),
/// split on 413, pause on 401 and 403, reject the rest. `message` is taken from `{"message"}`,
/// `{"error"}` or `{"error": {"message"}}` of a JSON body. With the size of the batch, a 400 or 422
/// that names the bad ones, `{"errors": [{"index": 0, "message"?}]}`, rejects only those and lets
/// the rest go again.
Answer read_failure(const Response& response, std::size_t count = 0);

/// One `delivered` for each event.
Answer all_delivered(std::size_t count);

}  // namespace feedspan
