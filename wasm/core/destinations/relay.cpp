#include "core/destinations/relay.h"

#include <list>

#include "core/destinations/url.h"
#include "core/json/reader.h"
#include "core/json/writer.h"

namespace feedspan {
namespace {

/// Reads `{"items":[{"id":"...","outcome":"accepted","code":"...","message":"..."}]}`, or
/// `{"error":{"code":"..."}}`.
class ItemsVisitor final : public json::PathVisitor {
 public:
  struct Item {
    std::string id;
    std::string outcome;
    std::string code;
    std::string message;
  };
  std::list<Item> items;
  bool disabled = false;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "items[]") items.emplace_back();
    if (path == "error.code") disabled = value.text == code(Error::disabled);
    if (!value.is_string() || items.empty()) return true;
    if (path == "items[].id") items.back().id = value.text;
    if (path == "items[].outcome") items.back().outcome = value.text;
    if (path == "items[].code") items.back().code = value.text;
    if (path == "items[].message") items.back().message = value.text;
    return true;
  }
};

Outcome outcome_of(const ItemsVisitor::Item& item) {
  if (item.outcome == "accepted" || item.outcome == "duplicate" || item.outcome == "superseded")
    return {};
  if (item.outcome == "rejected")
    return {Outcome::Verdict::rejected, error_of(item.code), item.message};
  return {Outcome::Verdict::retry, item.code.empty() ? Error::server_error : error_of(item.code),
          item.message};
}

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
    Request request{.url = url_, .headers = {{"Content-Type", "application/json"}}};
    request.body = "{\"events\":[";
    for (const Event* event : events) append_with_token(request.body, *event);
    request.body += "]}";
    return request;
  }

  Answer read(const Response& response, std::span<const Event* const> events) const override {
    ItemsVisitor visitor;
    const bool read = json::read(response.body, visitor) && !visitor.items.empty();
    // 403 says that none of the items may be written by who sent them, and is no end of the others.
    if ((response.status < 200 || response.status > 299) && !(response.status == 403 && read)) {
      Answer answer = read_failure(response);
      if (visitor.disabled) answer.error = Error::disabled;
      return answer;
    }
    // Our own relay always answers in full; anything else is a captive portal or a wrong address,
    // and no delivery.
    if (!read) {
      return {.kind = Answer::Kind::retry, .error = Error::invalid_answer};
    }
    Answer answer;
    answer.outcomes.reserve(events.size());
    for (const Event* event : events) {
      Outcome outcome{Outcome::Verdict::retry, Error::invalid_answer, {}};
      for (const auto& item : visitor.items) {
        if (item.id == event->id) outcome = outcome_of(item);
      }
      answer.outcomes.push_back(std::move(outcome));
    }
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
