#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "core/destinations/destination.h"

namespace feedspan {

/// A destination whose requests are ids, one a line, and whose answers are one word a line: `ok`,
/// `retry`, `isolate`, `again`, `defer` or `no`. Statuses other than 200 mean what they mean
/// everywhere.
class ScriptedDestination final : public Destination {
 public:
  explicit ScriptedDestination(std::string name,
                               BatchLimits limits = {.events = 100, .bytes = 48 * 1024})
      : name_(std::move(name)), limits_(limits) {}

  std::string_view name() const override { return name_; }
  std::string identity() const override { return name_; }
  BatchLimits limits() const override { return limits_; }
  Capabilities capabilities() const override { return {.replace = true, .retract = true}; }
  std::string_view idempotency_header() const override { return "Idempotency-Key"; }
  Request encode(std::span<const Event* const> events, Moment /*moment*/) const override {
    Request request{.url = "https://" + name_ + ".example"};
    last_events_.clear();
    for (const Event* event : events) {
      request.body += event->id + "\n";
      last_events_.push_back(*event);
    }
    return request;
  }
  Answer read(const Response& response, std::span<const Event* const> events) const override {
    if (response.status != 200) return read_failure(response, events.size());
    Answer answer = all_delivered(events.size());
    std::istringstream words(response.body);
    std::string word;
    for (std::size_t i = 0; i < events.size() && words >> word; ++i) {
      using Verdict = Outcome::Verdict;
      if (word == "retry") answer.outcomes[i] = {Verdict::retry, Error::server_error, {}};
      if (word == "isolate") answer.outcomes[i] = {Verdict::isolate, Error::rejected, {}};
      if (word == "again") answer.outcomes[i] = {Verdict::again, Error::rejected, {}};
      if (word == "defer") answer.outcomes[i] = {Verdict::defer, Error::not_found, {}};
      if (word == "no") answer.outcomes[i] = {Verdict::rejected, Error::rejected, "its own words"};
    }
    return answer;
  }

  /// What was encoded last.
  const std::vector<Event>& last_events() const { return last_events_; }

 private:
  std::string name_;
  mutable std::vector<Event> last_events_;
  BatchLimits limits_;
};

/// The ids of a request to a `ScriptedDestination`.
inline std::vector<std::string> ids_of(const Request& request) {
  std::istringstream lines(request.body);
  std::vector<std::string> ids;
  for (std::string id; lines >> id;) ids.push_back(id);
  return ids;
}

inline Response status(int code, std::string retry_after = {}, std::string body = {}) {
  return {
      .status = code, .retry_after = std::move(retry_after), .date = {}, .body = std::move(body)};
}

inline Response failure(Error error) {
  return {.status = 0, .failure = error, .retry_after = {}, .date = {}, .body = {}};
}

}  // namespace feedspan
