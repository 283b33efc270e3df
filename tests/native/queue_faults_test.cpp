// The rarer roads through the queue: docs/delivery.md says what each is for.
#include <nlohmann/json.hpp>

#include "queue_fixture.h"

namespace feedspan {
namespace {

using nlohmann::json;

class QueueFaults : public QueueTest {
 protected:
  std::size_t requests() const { return effects.fetches.size(); }
  std::string key(std::size_t index) const {
    for (const auto& [name, value] : effects.fetches.at(index).request.headers) {
      if (name == "Idempotency-Key") return value;
    }
    return {};
  }
  /// On to the wake-up that was asked for.
  void wake() {
    ASSERT_GE(effects.wakes.back(), 0);
    now += effects.wakes.back();
    pump();
  }
};

TEST_F(QueueFaults, SendsAFailedBatchAgainAsItWas) {
  const Ids first = {vote("t"), vote("u")};
  pump();
  respond(0, failure(Error::timeout));
  const std::string later = vote("v");
  wake();
  ASSERT_EQ(requests(), 2U);
  EXPECT_EQ(sent(1), first);
  EXPECT_EQ(key(1), key(0));
  EXPECT_EQ(key(0).size(), 32U);
  respond(1, status(200));
  EXPECT_EQ(sent(2), Ids{later});
  EXPECT_NE(key(2), key(1));
}

TEST_F(QueueFaults, KnocksFourTimesInTheFirstMinuteAtWhatIsBlocked) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    random = Random({seed, 2, 3, 4});
    make({"a"}, {}, {.events = 1, .bytes = 100'000});
    for (int i = 0; i < 20; ++i) vote("t" + std::to_string(i));
    const std::int64_t end = now + 60'000;
    pump();
    for (std::size_t next = 0; now < end;) {
      if (next < requests()) {
        respond(next++, failure(Error::network));
      } else {
        wake();
      }
    }
    // The one at the end is the first after the minute.
    EXPECT_LE(requests(), 5U);
    EXPECT_EQ(effects.reports.size(), 1U);
    EXPECT_EQ(effects.reports.at(0).error, Error::network);
    EXPECT_EQ(queue->status(0, moment()).health, Health::open);
  }
}

TEST_F(QueueFaults, CountsARequestThatTookTwo) {
  vote("t");
  pump();
  Response twice = failure(Error::network);
  twice.attempts = 2;
  respond(0, twice);
  wake();
  respond(1, twice);
  EXPECT_EQ(queue->status(0, moment()).health, Health::open);
  EXPECT_GE(queue->status(0, moment()).in, 30'000);
}

TEST_F(QueueFaults, OutlivesAMinuteWithoutAServerInEightRequests) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    random = Random({seed, 2, 3, 4});
    make({"a"});
    const std::int64_t back = now + 60'000;
    for (int i = 0; i < 5; ++i) {
      vote("t" + std::to_string(i));
      pump();
    }
    for (std::size_t next = 0; queue->counts().waiting() > 0;) {
      if (next < requests()) {
        respond(next++, now < back ? failure(Error::network) : status(200));
      } else {
        wake();
      }
    }
    EXPECT_LE(requests(), 8U);
    EXPECT_LE(now, back + 61'000);
  }
}

TEST_F(QueueFaults, GrowsBackAfterABatchWasTooLarge) {
  for (int i = 0; i < 4; ++i) vote("t" + std::to_string(i));
  pump();
  respond(0, status(413));
  for (std::size_t next = 1; next < requests(); ++next) respond(next, status(200));
  const auto largest = [&] {
    const std::size_t before = requests();
    for (int i = 0; i < 9; ++i) vote("u" + std::to_string(i));
    pump();
    const std::size_t size = sent(before).size();
    for (std::size_t next = before; next < requests(); ++next) respond(next, status(200));
    return size;
  };
  EXPECT_EQ(largest(), 2U);
  now += 600'000;
  EXPECT_EQ(largest(), 4U);
  now += 600'000;
  EXPECT_EQ(largest(), 8U);
}

TEST_F(QueueFaults, ShedsPartsOfWhatIsTooLargeAloneAndSaysSo) {
  Event event = make_event(Kind::correction, "t", ++seq);
  event.value = std::string(40'000, 'v');
  event.message = std::string(60'000, 'm');
  event.metadata = R"({"a":")" + std::string(1'000, 'x') + R"("})";
  const std::string id = add(event);
  pump();
  std::size_t size = 200'000;
  for (std::size_t request = 0; effects.final_receipts(id).empty(); ++request) {
    ASSERT_EQ(requests(), request + 1);
    const Event& sent = destinations[0]->last_events().front();
    const std::size_t now_size = sent.value.size() + sent.message.size() + sent.metadata.size();
    EXPECT_LT(now_size, size);
    size = now_size;
    EXPECT_EQ(sent.metadata.find("left out") != std::string::npos, request > 0);
    EXPECT_EQ(sent.message.ends_with("[cut: too large]"), request > 1);
    respond(request, status(413));
    EXPECT_EQ(last().error, Error::too_large);
  }
  EXPECT_EQ(requests(), 5U);  // whole, without metadata, and cut three times
  EXPECT_EQ(last().state, State::rejected);
  vote("u");
  pump();
  EXPECT_EQ(requests(), 6U);
}

TEST_F(QueueFaults, RejectsOnlyThoseThatAreNamed) {
  const Ids ids = {vote("t"), vote("u"), vote("v")};
  pump();
  respond(0, status(400, {}, R"({"errors":[{"index":1,"message":"its own"}]})"));
  EXPECT_EQ(effects.final_receipts(ids[1]).at(0).message, "its own");
  ASSERT_EQ(requests(), 2U);
  EXPECT_EQ(sent(1), (Ids{ids[0], ids[2]}));
  respond(1, status(400, {}, R"({"errors":[{"index":7}]})"));  // names none of them
  EXPECT_EQ(queue->counts().rejected, 3U);
}

TEST_F(QueueFaults, DoesNotGoRoundWithABatchInWhichNobodyIsToBlame) {
  vote("t");
  vote("u");
  pump();
  for (int round = 0; round < 20 && !effects.fetches.empty(); ++round) {
    const std::size_t all = requests();
    respond(all - 1, status(200, {}, sent(all - 1).size() > 1 ? "again again" : "ok"));
  }
  respond(1, status(200));
  EXPECT_EQ(queue->counts().delivered, 2U);
  EXPECT_EQ(requests(), 3U);
}

TEST_F(QueueFaults, HoldsWhatTheDestinationDoesNotKnowYet) {
  const std::string late = vote("t");
  pump();
  respond(0, status(200, {}, "defer"));
  EXPECT_EQ(last().state, State::waiting);
  EXPECT_EQ(last().error, Error::not_found);
  vote("u");
  pump();
  ASSERT_EQ(requests(), 2U);  // others flow
  respond(1, status(200));
  wake();
  ASSERT_EQ(requests(), 3U);
  EXPECT_EQ(sent(2), Ids{late});
  while (effects.final_receipts(late).empty()) {
    respond(requests() - 1, status(200, {}, "defer"));
    if (effects.final_receipts(late).empty()) wake();
  }
  EXPECT_EQ(last().state, State::rejected);
  EXPECT_LE(requests(), 45U);
  EXPECT_LE(now, 1'000 + 620'000);
}

TEST_F(QueueFaults, ReplacesADeferredVote) {
  const std::string first = vote("t");
  pump();
  const std::string second = vote("t");
  respond(0, status(200, {}, "defer"));
  EXPECT_EQ(effects.final_receipts(first).at(0).error, Error::superseded);
  ASSERT_EQ(requests(), 2U);
  EXPECT_EQ(sent(1), Ids{second});
}

TEST_F(QueueFaults, LetsPausedEventsExpireWhileThePageLives) {
  make({"a"}, {.max_age = 3'600'000});
  const std::string id = vote("t");
  pump();
  respond(0, status(401));
  EXPECT_EQ(effects.wakes.back(), 3'599'000);  // it was made a second ago
  wake();
  EXPECT_EQ(effects.final_receipts(id).at(0).error, Error::expired);
  EXPECT_EQ(queue->counts().waiting(), 0U);
}

TEST_F(QueueFaults, NeitherStormsNorLosesWhenTheClockJumps) {
  for (const std::int64_t jump :
       {-86'400'000LL, 86'400'000LL, -315'360'000'000LL, 315'360'000'000LL}) {
    make({"a"});
    vote("t");
    pump();
    respond(0, status(503));
    queue->pump({}, {now, some_time + jump}, effects);
    EXPECT_LE(requests(), 2U);
    now += 1'000;
    queue->pump({}, {now, some_time + jump}, effects);
    ASSERT_EQ(requests(), 2U);
    queue->respond(effects.fetches[1].number, status(503), {now, some_time + jump}, effects);
    EXPECT_EQ(queue->counts().waiting(), 1U);
    now += 2'000;
    queue->pump({}, {now, some_time + jump}, effects);
    queue->respond(effects.fetches.back().number, status(200), {now, some_time + jump}, effects);
    EXPECT_EQ(queue->counts().delivered, 1U);
  }
}

TEST_F(QueueFaults, SetsTheTimesOfWhatIsNotSentYetRightByTheServersClock) {
  make({"a"}, {}, {.events = 1, .bytes = 100'000});
  vote("t");
  vote("u");
  vote("v");
  pump();
  Response answer = status(200);
  answer.date = "Fri, 19 Dec 2025 17:00:01 GMT";  // two days on
  respond(0, answer);
  ASSERT_EQ(requests(), 3U);
  EXPECT_EQ(destinations[0]->last_events().front().time, some_time + 172'799'984);
  EXPECT_EQ(queue->clock_offset(moment()), 172'799'984);
  // A clock that was set since is not to be set right a second time.
  EXPECT_EQ(queue->clock_offset({now, some_time + 172'799'984}), 0);
}

TEST_F(QueueFaults, TellsWhichRequestsMayOutliveThePage) {
  make({"a"}, {.keepalive_bytes = 100}, {.events = 1, .bytes = 100'000});
  prove();
  for (int i = 0; i < 4; ++i) vote("t" + std::to_string(i));  // 37 bytes each
  pump();
  ASSERT_EQ(requests(), 4U);
  EXPECT_TRUE(effects.fetches[1].request.keepalive);
  EXPECT_FALSE(effects.fetches[2].request.keepalive);
  respond(0, status(200));
  vote("u");
  pump();
  EXPECT_TRUE(effects.fetches[4].request.keepalive);
}

TEST_F(QueueFaults, LeavesWithNoMoreThanThePageHasLeft) {
  make({"a"}, {}, {.events = 100, .bytes = 100'000});
  Event large = make_event(Kind::thumb, "large", ++seq);
  large.message = std::string(5'000, 'x');
  add(large);
  const std::string small = vote("t");
  for (int i = 0; i < 8; ++i) vote("t" + std::to_string(i));
  pump({.leaving = true, .allowance = 100});
  EXPECT_TRUE(effects.fetches.empty());  // no event is as small
  pump({.leaving = true, .allowance = 1'000});
  ASSERT_EQ(requests(), 1U);
  EXPECT_EQ(sent(0).front(), small);  // the large one keeps nothing back
  EXPECT_TRUE(effects.fetches[0].request.keepalive);
  for (std::size_t next = 0; next < requests(); ++next) respond(next, status(200));
  EXPECT_EQ(queue->counts().waiting(), 0U);  // the page lived on
}

TEST_F(QueueFaults, WakesForWhatALeavingPageCouldNotSend) {
  vote("t");
  pump({.leaving = true, .allowance = 0});
  EXPECT_TRUE(effects.fetches.empty());
  wake();
  EXPECT_EQ(requests(), 1U);
}

TEST_F(QueueFaults, ForgetsEverythingWhenConsentIsWithdrawn) {
  make({"a", "b"});
  const Ids ids = {vote("t"), vote("u"), signal()};
  pump();
  respond(0, status(500));
  vote("t");
  queue->purge(effects);
  EXPECT_TRUE(effects.stored.empty());
  EXPECT_EQ(queue->counts().waiting(), 0U);
  EXPECT_EQ(effects.final_receipts(ids[2]).at(0).error, Error::purged);
  const std::size_t before = effects.receipts.size();
  respond(1, status(200));
  EXPECT_EQ(effects.receipts.size(), before);
  const std::string later = vote("t");  // consent may come back
  now += 100'000;
  pump();
  EXPECT_EQ(ids_of(effects.fetches.back().request), Ids{later});
}

TEST_F(QueueFaults, LetsAHeldVoteHurryNoSignal) {
  vote("t");
  pump();
  vote("t");
  signal();
  pump();
  EXPECT_EQ(requests(), 1U);
}

TEST_F(QueueFaults, RemembersTheWorstOutcomeAcrossPages) {
  make({"a", "b"});
  const std::string id = vote("t");
  pump();
  respond(0, status(400));
  const json stored = json::parse(effects.stored[id]);
  EXPECT_EQ(stored["to"], json({"b"}));
  EXPECT_EQ(stored["worst"], "rejected");
  EXPECT_EQ(stored["why"], "rejected");
  make({"a", "b"});
  queue->restore(make_event(Kind::thumb, "t", 1),
                 {.pending = {"b"}, .worst = State::rejected, .error = Error::rejected}, moment(),
                 effects);
  pump();
  respond(0, status(200));
  EXPECT_EQ(last().state, State::rejected);
  EXPECT_TRUE(last().destination.empty());
  EXPECT_EQ(queue->counts().rejected, 1U);
  EXPECT_EQ(queue->counts().restored, 1U);
}

TEST_F(QueueFaults, TakesNothingBackThatHasEnded) {
  const Event old = make_event(Kind::thumb, "t", 5);
  const Event newer = make_event(Kind::thumb, "t", 9);
  add(newer);
  pump();
  respond(0, status(200));
  queue->restore(Event(newer), {}, moment(), effects);
  EXPECT_EQ(effects.removed.back(), newer.id);
  EXPECT_EQ(queue->counts().accepted, 1U);
  queue->restore(Event(old), {}, moment(), effects);  // another tab's, from before
  EXPECT_EQ(last().error, Error::superseded);
  pump();
  EXPECT_EQ(requests(), 1U);
}

TEST_F(QueueFaults, SaysWhyAndHowLongEachDestinationWaits) {
  make({"a", "b", "c"});
  vote("t");
  pump();
  respond(0, status(429, "9"));
  respond(1, status(403));
  respond(2, status(200));
  const LaneStatus all[] = {queue->status(0, moment()), queue->status(1, moment()),
                            queue->status(2, moment())};
  EXPECT_EQ(all[0].health, Health::backing_off);
  EXPECT_EQ(all[0].error, Error::rate_limited);
  EXPECT_GE(all[0].in, 9'000);
  EXPECT_EQ(all[1].health, Health::paused);
  EXPECT_EQ(all[1].error, Error::unauthorized);
  EXPECT_EQ(all[1].in, -1);
  EXPECT_EQ(all[1].waiting, 1U);
  EXPECT_EQ(all[2].health, Health::healthy);
  EXPECT_EQ(all[2].waiting, 0U);
}

TEST_F(QueueFaults, CountsWhyEventsWereDropped) {
  make({"a"}, {.max_events = 2});
  vote("t");
  vote("t");
  for (int i = 0; i < 3; ++i) vote("u" + std::to_string(i));
  const Counts& counts = queue->counts();
  EXPECT_EQ(counts.reasons[static_cast<std::size_t>(Error::superseded)], 1U);
  EXPECT_EQ(counts.reasons[static_cast<std::size_t>(Error::queue_full)], 2U);
  EXPECT_EQ(counts.dropped, 3U);
}

TEST(Transitions, LeaveNoStageWithoutAnEndNorAnEndWithAWayOut) {
  for (const StageRow& row : stage_table) {
    EXPECT_NE(row.from, Stage::done);
    EXPECT_EQ(next(row.from, row.cause), row.to) << "two rows for one cause";
  }
  for (const Stage stage :
       {Stage::queued, Stage::held, Stage::in_flight, Stage::retrying, Stage::deferred}) {
    EXPECT_EQ(next(stage, Cause::purged), Stage::done);
  }
  for (const Health health : {Health::healthy, Health::backing_off, Health::open, Health::paused}) {
    for (const Sign sign : {Sign::answered, Sign::failed_thrice, Sign::refused}) {
      EXPECT_TRUE(next(health, sign).has_value());
    }
  }
}

}  // namespace
}  // namespace feedspan
