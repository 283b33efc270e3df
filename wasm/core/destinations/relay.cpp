#include "core/destinations/relay.h"

#include "core/destinations/item_outcomes.h"
#include "core/destinations/url.h"

namespace feedspan {
namespace {

/// Reads `{"error":{"code":"..."}}`.
class CodeVisitor final : public json::PathVisitor {
 public:
  Error error = Error::rejected;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "error.code") error = error_of(value.text);
    return true;
  }
};

class Relay final : public Destination {
 public:
  explicit Relay(std::string url) : url_(std::move(url)) {}

  std::string_view name() const override { return "relay"; }
  std::string identity() const override { return url_; }
  /// The relay's own limits are 100 events and 64 KiB, and the browser's keepalive allowance is 64
  /// KiB.
  BatchLimits limits() const override { return {.events = 100, .bytes = 48 * 1024}; }
  Capabilities capabilities() const override { return {.replace = true, .retract = true}; }

  Request encode(std::span<const Event* const> events, Moment /*moment*/) const override {
    Request request{.url = url_, .headers = {{"Content-Type", "application/json"}}, .plain = true};
    request.body = "{\"events\":[";
    for (const Event* event : events) append_with_token(request.body, *event);
    request.body += "]}";
    return request;
  }

  Answer read(const Response& response, std::span<const Event* const> events) const override {
    const bool success = response.status >= 200 && response.status <= 299;
    // Our own relay always answers in full; anything else is a captive portal or a wrong address,
    // and no delivery.
    Answer answer{.kind = Answer::Kind::retry, .error = Error::invalid_answer};
    // 403 with items says that none of them may be written by who sent them, and is no end of the
    // others.
    if ((success || response.status == 403) && read_items(response.body, events, answer))
      return answer;
    if (success) return answer;
    answer = read_failure(response, events.size());
    CodeVisitor visitor;
    json::read(response.body, visitor);
    // Why it can hand nothing on now: one of the errors of requests, which stand together.
    const bool upstream = visitor.error >= Error::network && visitor.error <= Error::server_error;
    if (visitor.error == Error::disabled || (upstream && answer.kind == Answer::Kind::retry))
      answer.error = visitor.error;
    return answer;
  }

 private:
  std::string url_;
};

}  // namespace

Error make_relay(const DestinationOptions& options, bool secure,
                 std::unique_ptr<Destination>& destination) {
  std::string url = options.url;
  if (const Error error = normalise_url(url, secure); error != Error::none) return error;
  destination = std::make_unique<Relay>(std::move(url));
  return Error::none;
}

}  // namespace feedspan
