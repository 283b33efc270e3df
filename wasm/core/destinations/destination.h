#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/event/event.h"
#include "core/json/reader.h"
#include "core/moment.h"

namespace feedspan {

/// An HTTP request as a value; the shim performs it.
struct Request {
  std::string url{};
  std::string_view method = "POST";
  std::vector<std::pair<std::string_view, std::string>> headers{};
  std::string body{};
  bool keepalive = true;  ///< it may outlive its page; the queue decides
  /// The receiver takes the body as `text/plain` too, which another origin may be sent without a
  /// preflight (Fetch standard, "CORS-safelisted request-header").
  bool plain = false;
  /// The name, in lower case, of a header of the answer that the destination reads besides
  /// `Retry-After` and `Date`; comes back in `Response::header`.
  std::string_view answer_header{};
};

/// What came of a request. `failure` is `none` exactly when a status arrived.
struct Response {
  int status = 0;
  Error failure = Error::none;  ///< none, network, timeout or redirect
  unsigned attempts = 1;        ///< requests that it took
  std::string retry_after;      ///< the header as it came, or empty
  std::string date;             ///< the server's `Date` header, or empty where it may not be read
  std::string body;             ///< its first 64 KiB
  std::string header{};         ///< of `Request::answer_header`, or empty
  std::int64_t time = 0;        ///< when it came, in milliseconds since 1970
  unsigned step = 0;            ///< of its request: how many came before it for the same events
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
    next,      ///< this request did its part; the next step's is to follow for the same events
  };
  Kind kind = Kind::outcomes;
  Error error = Error::none;
  std::string message{};
  std::vector<Outcome> outcomes{};
  std::string retry_after{};  ///< for `retry`, what stands in for the header of that name, if it
                              ///< has another one here
};

struct BatchLimits {
  std::size_t events;
  std::size_t
      bytes;  ///< of canonical JSON, which bounds the body near enough; one larger event goes alone
};

/// What a destination can carry, and what can be said of a vote after it was delivered.
struct Capabilities {
  bool replace;  ///< a changed vote takes the place of the earlier one at the destination itself
  bool retract;  ///< a vote can be taken back at the destination itself
  std::uint8_t targets = (1U << target_link_count) - 1;  ///< bit n: `Link` n can be the target
  std::uint8_t kinds = 0xFF;                             ///< bit n: `Kind` n can be carried
};

constexpr std::uint8_t bits(std::initializer_list<Link> links) {
  unsigned mask = 0;
  for (const Link link : links) mask |= 1U << static_cast<unsigned>(link);
  return static_cast<std::uint8_t>(mask);
}

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
  /// Why this event cannot go here whatever the destination would answer: `unsupported_target`,
  /// `unsupported_kind`, or `none`. Such an event is rejected before anything is sent.
  virtual Error refusal(const Event& event) const;
  /// `events` is not empty, and none is refused.
  virtual Request encode(std::span<const Event* const> events, Moment moment) const = 0;
  /// The request of step 1, 2, ... where the answer to the one before was `next`.
  virtual Request encode_step(std::span<const Event* const> events, Moment moment,
                              unsigned step) const;
  virtual Answer read(const Response& response, std::span<const Event* const> events) const = 0;
};

/// The options of a destination, as its host gave them; each destination checks those it needs.
struct DestinationOptions {
  std::string type;
  std::string name{};  ///< tells two of one type apart; by default the type
  std::string url{};
  std::string dataset;
  std::string token;
  bool plain = false;
  /// All that were given, by their path: `site`, `headers.x-scope`, `tags[]`. Booleans and numbers
  /// as their token.
  std::list<std::pair<std::string, std::string>> others{};

  /// The first of `others` with that path, or empty.
  std::string_view operator[](std::string_view path) const;
};

/// Takes one value of a destination's options. `path` is within them.
void read_option(std::string_view path, const json::Value& value, DestinationOptions& options);

struct Factory {
  std::string_view type;
  Error (*make)(const DestinationOptions&, bool secure, std::unique_ptr<Destination>&);
};

/// Makes the destination that `options.type` names, or says what is wrong with the options.
/// For a page (page.cpp): those that may be written to with a key that everybody can read. The
/// others are refused by name, and so is a key that is known to be a server's. `secure`: the page
/// came by https.
Error make_page_destination(const DestinationOptions& options, bool secure,
                            std::unique_ptr<Destination>& destination);

/// For a server (server.cpp): all but a further relay.
Error make_server_destination(const DestinationOptions& options,
                              std::unique_ptr<Destination>& destination);

/// What a status other than 2xx, or no status at all, means wherever a vendor's documentation says
/// nothing else: retry what may pass (network, timeout, 408, 425, 429, 5xx but 501, 505 and 511),
/// split on 413, pause on 401 and 403, reject the rest. `message` is `message_of` the body; where
/// that is empty and the error says little, the status. With
/// the size of the batch, a 400 or 422 that names the bad ones, `{"errors": [{"index": 0,
/// "message"?}]}`, rejects only those and lets the rest go again.
Answer read_failure(const Response& response, std::size_t count = 0);

/// The destination's words in a JSON body: `{"message"}`, `{"error"}`, `{"error": {"message"}}` or
/// the first of `{"errors": [...]}`; at most 500 bytes and then an ellipsis, or empty.
std::string message_of(std::string_view body);

/// A vendor's words as far as 500 bytes, with an ellipsis where they go on.
std::string shortened(std::string_view words);

/// Whether the body is HTML or XML: the login page of a captive portal comes with status 200 too.
bool is_markup(std::string_view body);

/// One `delivered` for each event.
Answer all_delivered(std::size_t count);

}  // namespace feedspan
