#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/event.h"
#include "core/event/id.h"
#include "core/queue/effect.h"

namespace feedspan {

/// Performs what can be performed in memory, and keeps the rest to be looked at.
class Recording final : public Effects {
 public:
  struct Fetch {
    std::uint32_t number;
    std::string destination;
    Request request;
    std::int64_t timeout;
  };
  struct Seen {
    std::string id;
    State state;
    std::string destination;
    Error error;
    std::string message;
    std::int64_t in;
  };
  struct Reported {
    std::string destination;
    Error error;
    std::string message;
  };

  std::map<std::string, std::string> stored;
  std::vector<std::string> removed;
  std::vector<std::string> marks;
  std::vector<Fetch> fetches;
  std::vector<std::int64_t> wakes;
  std::vector<Seen> receipts;
  std::vector<Reported> reports;

  void store(std::string_view id, std::string_view text) override {
    stored[std::string(id)] = text;
  }
  void remove(std::string_view id) override {
    stored.erase(std::string(id));
    removed.emplace_back(id);
  }
  void mark(std::string_view text) override { marks.emplace_back(text); }
  void fetch(std::uint32_t number, std::string_view destination, const Request& request,
             std::int64_t timeout) override {
    fetches.push_back({number, std::string(destination), request, timeout});
  }
  void wake(std::int64_t in) override { wakes.push_back(in); }
  void receipt(const Receipt& receipt) override {
    receipts.push_back({std::string(receipt.id), receipt.state, std::string(receipt.destination),
                        receipt.error, std::string(receipt.message), receipt.in});
  }
  void report(std::string_view destination, Error error, std::string_view message) override {
    reports.push_back({std::string(destination), error, std::string(message)});
  }

  /// The receipts of one event that speak for all destinations.
  std::vector<Seen> final_receipts(std::string_view id) const {
    std::vector<Seen> out;
    std::copy_if(receipts.begin(), receipts.end(), std::back_inserter(out),
                 [&](const Seen& seen) { return seen.id == id && seen.destination.empty(); });
    return out;
  }
};

inline nlohmann::json read_vectors(const std::string& file) {
  std::ifstream stream(std::string(FEEDSPAN_VECTORS_DIR) + "/" + file);
  return nlohmann::json::parse(stream);
}

inline constexpr std::int64_t some_time = 1'765'990'800'016;  // 2025-12-17T17:00:00.016Z

/// A checked event about trace `target`, as the client would hand it to the queue.
inline Event make_event(Kind kind, const std::string& target, std::int64_t seq,
                        std::int64_t time = some_time) {
  static IdSource ids;
  static Random random({1, 2, 3, 4});
  Event event;
  event.id = ids.next(time, random);
  event.kind = kind;
  event.name = "thumbs";
  if (kind == Kind::thumb) event.value = "1";
  event.links[Link::trace] = target;
  event.seq = seq;
  event.time = time;
  event.key = event.is_signal() ? key_of_occurrence(event.id) : key_of(event.links, "thumbs", "");
  return event;
}

}  // namespace feedspan
