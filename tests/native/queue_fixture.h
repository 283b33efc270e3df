#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/queue/queue.h"
#include "recording.h"
#include "scripted_destination.h"

namespace feedspan {

using Ids = std::vector<std::string>;

/// One queue with its destinations, its clock, and what it asked for.
class QueueTest : public testing::Test {
 protected:
  explicit QueueTest() { make({"a"}); }

  void make(const Ids& names, QueueOptions options = {},
            BatchLimits limits = {.events = 100, .bytes = 48 * 1024}) {
    destinations.clear();
    for (const std::string& name : names) {
      destinations.push_back(std::make_unique<ScriptedDestination>(name, limits));
    }
    std::vector<Route> routes;
    for (std::size_t i = 0; i < names.size(); ++i)
      routes.push_back({destinations[i]->name(), destinations[i].get()});
    effects = {};
    queue = std::make_unique<Queue>(options, routes, random);
  }

  Moment moment() const { return {now, some_time + now}; }
  std::string add(Event event) {
    std::string id = event.id;
    queue->add(std::move(event), moment(), effects);
    return id;
  }
  std::string vote(const std::string& target) {
    return add(make_event(Kind::thumb, target, ++seq));
  }
  std::string signal() { return add(make_event(Kind::signal, "t", ++seq)); }
  void pump(Queue::PumpReason reason = {}) { queue->pump(reason, moment(), effects); }
  /// Answers the request that was made `index`-th.
  void respond(std::size_t index, const Response& response) {
    queue->respond(effects.fetches.at(index).number, response, moment(), effects);
  }
  Ids sent(std::size_t index) const { return ids_of(effects.fetches.at(index).request); }
  /// The destination answers for the first time, so that it is trusted with several requests.
  void prove() {
    vote("first");
    pump();
    for (std::size_t i = 0; i < effects.fetches.size(); ++i) respond(i, status(200));
    ASSERT_EQ(queue->counts().waiting(), 0U);
    effects = {};
  }
  const Recording::Seen& last() const { return effects.receipts.back(); }

  std::int64_t now = 1'000;
  std::int64_t seq = 0;
  Random random{{1, 2, 3, 4}};
  std::vector<std::unique_ptr<ScriptedDestination>> destinations;
  Recording effects;
  std::unique_ptr<Queue> queue;
};

}  // namespace feedspan
