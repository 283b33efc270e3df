#include <nlohmann/json.hpp>

#include "queue_fixture.h"

namespace feedspan {
namespace {

using nlohmann::json;

TEST_F(QueueTest, SendsAVoteWithTheNextPump) {
  const std::string id = vote("t");
  EXPECT_EQ(effects.stored.count(id), 1U);
  EXPECT_TRUE(effects.fetches.empty());
  pump();
  ASSERT_EQ(effects.fetches.size(), 1U);
  EXPECT_EQ(sent(0), Ids{id});
  EXPECT_EQ(effects.fetches[0].timeout, 10'000);
  respond(0, status(200));
  EXPECT_TRUE(effects.stored.empty());
  EXPECT_EQ(effects.removed, Ids{id});
  ASSERT_EQ(effects.receipts.size(), 1U);
  EXPECT_EQ(last().state, State::delivered);
  EXPECT_EQ(queue->counts().delivered, 1U);
  EXPECT_EQ(queue->counts().waiting(), 0U);
  respond(0, status(500));  // a repeated answer says nothing
  EXPECT_EQ(effects.receipts.size(), 1U);
}

TEST_F(QueueTest, SendsTheVotesOfOneTickTogether) {
  const Ids ids = {vote("t"), vote("u"), signal()};
  pump();
  ASSERT_EQ(effects.fetches.size(), 1U);
  EXPECT_EQ(sent(0), ids);
}

TEST_F(QueueTest, LetsSignalsWaitForCompany) {
  const std::string first = signal();
  pump();
  EXPECT_TRUE(effects.fetches.empty());
  EXPECT_EQ(effects.wakes, std::vector<std::int64_t>{2'000});
  now += 1'500;
  const std::string second = signal();
  pump();
  EXPECT_TRUE(effects.fetches.empty());
  EXPECT_EQ(effects.wakes.size(), 1U);  // the first one's wake-up stands
  now += 500;
  pump();
  ASSERT_EQ(effects.fetches.size(), 1U);
  EXPECT_EQ(sent(0), (Ids{first, second}));
}

TEST_F(QueueTest, HoldsNoSignalBackWhenAskedToFlushOrThePageLeaves) {
  signal();
  pump({.flush = true});
  EXPECT_EQ(effects.fetches.size(), 1U);
  signal();
  pump({.leaving = true});
  EXPECT_EQ(effects.fetches.size(), 2U);
}

TEST_F(QueueTest, KeepsTheLimitsOfABatch) {
  make({"a"}, {}, {.events = 3, .bytes = 100'000});
  prove();
  for (int i = 0; i < 7; ++i) vote("t" + std::to_string(i));
  pump();
  ASSERT_EQ(effects.fetches.size(), 3U);
  EXPECT_EQ(sent(0).size(), 3U);
  EXPECT_EQ(sent(2).size(), 1U);

  make({"a"}, {}, {.events = 100, .bytes = 1'000});
  Event large = make_event(Kind::thumb, "large", 1);
  large.message = std::string(2'000, 'x');
  const std::string first = vote("t");
  const std::string alone = add(std::move(large));
  pump();
  ASSERT_EQ(effects.fetches.size(), 2U);
  EXPECT_EQ(sent(0), Ids{first});
  EXPECT_EQ(sent(1), Ids{alone});  // larger than a batch may be: alone, and no block to the rest
}

TEST_F(QueueTest, HasFourRequestsUnderWayAndMoreOnlyWhenThePageLeaves) {
  make({"a"}, {}, {.events = 1, .bytes = 100'000});
  for (int i = 0; i < 30; ++i) vote("t" + std::to_string(i));
  pump();
  EXPECT_EQ(effects.fetches.size(), 2U);  // nobody has answered there yet
  respond(0, status(200));
  EXPECT_EQ(effects.fetches.size(), 5U);  // four under way
  pump({.leaving = true});
  EXPECT_EQ(effects.fetches.size(), 17U);  // sixteen under way
}

TEST_F(QueueTest, CollapsesWhatIsQueued) {
  const std::string first = vote("t");
  const std::string second = vote("t");
  ASSERT_EQ(effects.receipts.size(), 1U);
  EXPECT_EQ(last().id, first);
  EXPECT_EQ(last().state, State::dropped);
  EXPECT_EQ(last().error, Error::superseded);
  EXPECT_EQ(effects.stored.count(first), 0U);
  pump();
  EXPECT_EQ(sent(0), Ids{second});
}

TEST_F(QueueTest, HoldsTheNewerVoteWhileTheOlderIsUnderWay) {
  const std::string first = vote("t");
  pump();
  const std::string second = vote("t");
  const std::string other = vote("u");
  pump();
  ASSERT_EQ(effects.fetches.size(), 2U);
  EXPECT_EQ(sent(1), Ids{other});
  respond(0, status(200));
  ASSERT_EQ(effects.fetches.size(), 3U);
  EXPECT_EQ(sent(2), Ids{second});
}

TEST_F(QueueTest, SendsNoOlderVoteAfterANewerOne) {
  const std::string first = vote("t");
  pump();
  const std::string second = vote("t");
  respond(0, status(500));  // would go again, were there no newer one
  EXPECT_EQ(effects.final_receipts(first).at(0).error, Error::superseded);
  now += 1'000;
  pump();
  EXPECT_EQ(sent(1), Ids{second});
}

TEST_F(QueueTest, HoldsTheThirdVoteToo) {
  make({"a", "b"});
  vote("t");
  pump();  // the first is under way to both
  respond(1, status(200));
  vote("t");
  pump();  // the second is under way to b, and held for a
  const std::size_t before = effects.fetches.size();
  vote("t");
  pump();  // of the third nothing may go: b has the second, a still has the first
  EXPECT_EQ(effects.fetches.size(), before);
}

TEST_F(QueueTest, WaitsAsLongAsTheServerAsks) {
  vote("t");
  pump();
  respond(0, status(429, "4"));
  EXPECT_EQ(last().state, State::waiting);
  EXPECT_EQ(last().error, Error::rate_limited);
  EXPECT_GE(last().in, 4'000);
  EXPECT_LE(last().in, 4'400);
  ASSERT_EQ(effects.wakes.size(), 1U);
  EXPECT_EQ(effects.wakes[0], last().in);
  const std::int64_t until = now + last().in;
  for (; now < until; now += 100) {
    vote("u" + std::to_string(now));
    pump({.flush = true, .leaving = true, .online = true});
  }
  EXPECT_EQ(effects.fetches.size(), 1U);
  now = until;
  pump();
  EXPECT_EQ(effects.fetches.size(), 2U);  // one request, as a probe
}

TEST_F(QueueTest, ComesBackEarlyOnlyFromANetworkFailure) {
  vote("t");
  pump();
  respond(0, failure(Error::network));
  now += 1'000;
  pump({.online = true});
  EXPECT_EQ(effects.fetches.size(), 2U);
  respond(1, failure(Error::timeout));
  const std::size_t before = effects.fetches.size();
  if (last().in > 0) {
    pump({.online = true});
    EXPECT_EQ(effects.fetches.size(), before);
  }
}

TEST_F(QueueTest, KeepsARetryAfterThatAnEarlierNetworkPauseOutlasts) {
  int outlasting = 0;
  for (int round = 0; round < 20; ++round) {
    make({"a"}, {}, {.events = 1, .bytes = 100'000});
    now = 1'584;  // 17:00:01.600
    vote("t");
    vote("u");
    pump();
    respond(0, failure(Error::network));
    outlasting += last().in > 450 ? 1 : 0;
    respond(1, status(503, "Wed, 17 Dec 2025 17:00:02 GMT"));
    pump({.online = true});
    EXPECT_EQ(effects.fetches.size(), 2U) << round;
  }
  EXPECT_GT(outlasting, 0);
}

TEST_F(QueueTest, BacksOffWithinBoundsAndProbesWithOneRequest) {
  make({"a"}, {}, {.events = 1, .bytes = 100'000});
  prove();
  for (int i = 0; i < 5; ++i) vote("t" + std::to_string(i));
  pump();
  for (std::size_t i = 0; i < 4; ++i) respond(i, status(500));  // one round, one failure
  const std::int64_t bounds[] = {1'000, 2'000, 60'000, 60'000, 120'000, 240'000, 300'000, 300'000};
  for (const std::int64_t bound : bounds) {
    const std::int64_t in = queue->status(0, moment()).in;
    EXPECT_LE(in, bound);
    EXPECT_GE(in, bound < 60'000 ? 0 : bound / 2);
    const std::size_t before = effects.fetches.size();
    now += in;
    pump();
    ASSERT_EQ(effects.fetches.size(), before + 1);
    respond(before, status(500));
    ASSERT_EQ(effects.fetches.size(), before + 1);
  }
  now += queue->status(0, moment()).in;
  pump();
  respond(effects.fetches.size() - 1, status(200));
  EXPECT_EQ(queue->counts().delivered, 2U);
  EXPECT_EQ(queue->counts().waiting(), 4U);
}

TEST_F(QueueTest, SplitsWhatIsTooLarge) {
  Ids ids;
  for (int i = 0; i < 8; ++i) ids.push_back(vote("t" + std::to_string(i)));
  pump();
  std::size_t answered = 0;
  while (answered < effects.fetches.size()) {
    respond(answered, status(sent(answered).size() > 2 ? 413 : 200));
    ++answered;
  }
  EXPECT_EQ(queue->counts().delivered, 8U);
  EXPECT_EQ(answered, 1U + 2U + 4U);
}

TEST_F(QueueTest, RejectsTheOneEventThatIsTooLargeAlone) {
  const std::string id = vote("t");
  pump();
  respond(0, status(413));
  EXPECT_EQ(last().state, State::rejected);
  EXPECT_EQ(last().error, Error::too_large);
  vote("u");
  pump();
  EXPECT_EQ(effects.fetches.size(), 2U);
}

TEST_F(QueueTest, SendsAloneWhatTheAnswerDoesNotTellApart) {
  const Ids ids = {vote("t"), vote("u"), vote("v")};
  pump();
  respond(0, status(200, {}, "isolate isolate isolate"));
  ASSERT_EQ(effects.fetches.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(sent(i + 1), Ids{ids[i]});
  respond(2, status(200, {}, "no"));
  EXPECT_EQ(effects.final_receipts(ids[1]).at(0).message, "its own words");
}

TEST_F(QueueTest, TakesEachOutcomeForItself) {
  const Ids ids = {vote("t"), vote("u"), vote("v")};
  pump();
  respond(0, status(200, "2", "ok retry no"));
  EXPECT_EQ(queue->counts().delivered, 1U);
  EXPECT_EQ(queue->counts().rejected, 1U);
  EXPECT_EQ(queue->counts().waiting(), 1U);
  now += 2'200;
  pump();
  EXPECT_EQ(sent(1), Ids{ids[1]});
}

TEST_F(QueueTest, PausesOnRefusedCredentialsAndSaysSoOnce) {
  make({"a"}, {}, {.events = 1, .bytes = 100'000});
  vote("t");
  vote("u");
  pump();
  respond(0, status(401, {}, R"({"message":"bad token"})"));
  respond(1, status(403));
  ASSERT_EQ(effects.reports.size(), 1U);
  EXPECT_EQ(effects.reports[0].error, Error::unauthorized);
  EXPECT_EQ(effects.reports[0].message, "bad token");
  EXPECT_EQ(last().in, -1);
  vote("v");
  now += 86'400'000;
  pump({.flush = true, .leaving = true, .online = true});
  EXPECT_EQ(effects.fetches.size(), 2U);
  EXPECT_EQ(effects.stored.size(), 3U);
  EXPECT_EQ(queue->counts().waiting(), 3U);
}

TEST_F(QueueTest, RejectsWhatWillNeverPass) {
  for (const int code : {300, 301, 304, 400, 404, 410, 422, 501, 505, 511}) {
    make({"a"});
    vote("t");
    pump();
    respond(0, status(code));
    EXPECT_EQ(last().state, State::rejected) << code;
    EXPECT_TRUE(effects.stored.empty());
  }
  for (const int code : {408, 425, 429, 500, 502, 503, 504, 520}) {
    make({"a"});
    vote("t");
    pump();
    respond(0, status(code, "1"));
    EXPECT_EQ(last().state, State::waiting) << code;
  }
}

TEST_F(QueueTest, GivesUpByAge) {
  make({"a"}, {.max_age = 60'000});
  vote("t");
  now += 60'001;
  pump();
  respond(0, failure(Error::network));
  EXPECT_EQ(last().state, State::dropped);
  EXPECT_EQ(last().error, Error::expired);
}

TEST_F(QueueTest, DropsSignalsFirstWhenItIsFull) {
  make({"a"}, {.max_events = 3});
  const std::string a = vote("t");
  const std::string b = signal();
  const std::string c = vote("u");
  vote("v");
  EXPECT_EQ(effects.final_receipts(b).at(0).error, Error::queue_full);
  vote("w");
  EXPECT_EQ(effects.final_receipts(a).at(0).error, Error::queue_full);
  EXPECT_EQ(effects.stored.size(), 3U);
  EXPECT_EQ(effects.stored.count(c), 1U);
  pump();
  vote("x");  // all others are under way
  EXPECT_EQ(last().error, Error::queue_full);
  EXPECT_EQ(queue->counts().waiting(), 3U);
  EXPECT_EQ(queue->counts().dropped, 3U);
}

TEST_F(QueueTest, KeepsTheLimitOfBytes) {
  make({"a"}, {.max_bytes = 1'000});
  for (int i = 0; i < 50; ++i) vote("t" + std::to_string(i));
  std::size_t bytes = 0;
  for (const auto& [id, text] : effects.stored) bytes += text.size();
  EXPECT_LE(bytes, 1'000U);
  EXPECT_GT(bytes, 500U);
}

TEST_F(QueueTest, KeepsDestinationsApart) {
  make({"a", "b"});
  const std::string id = vote("t");
  pump();
  ASSERT_EQ(effects.fetches.size(), 2U);
  EXPECT_FALSE(json::parse(effects.stored[id]).contains("to"));
  respond(0, status(200));
  EXPECT_EQ(last().destination, "a");
  EXPECT_EQ(last().state, State::delivered);
  EXPECT_TRUE(effects.final_receipts(id).empty());
  EXPECT_EQ(json::parse(effects.stored[id])["to"], json({"b"}));
  respond(1, status(400, {}, R"({"error":{"message":"no"}})"));
  ASSERT_EQ(effects.final_receipts(id).size(), 1U);
  EXPECT_EQ(effects.final_receipts(id)[0].state, State::rejected);
  EXPECT_EQ(effects.final_receipts(id)[0].message, "no");
  EXPECT_TRUE(effects.stored.empty());
  EXPECT_EQ(queue->counts().rejected, 1U);
  vote("u");
  pump();
  EXPECT_EQ(effects.fetches.size(), 4U);
}

TEST_F(QueueTest, RestoresForThoseThatStillWantIt) {
  make({"a", "b"});
  const Progress pending = {.pending = {"b"}};
  queue->restore(make_event(Kind::thumb, "t", 1), pending, moment(), effects);
  queue->restore(make_event(Kind::thumb, "u", 1), {}, moment(), effects);
  pump();
  ASSERT_EQ(effects.fetches.size(), 2U);
  EXPECT_EQ(sent(0).size(), 1U);
  EXPECT_EQ(sent(1).size(), 2U);
  const Progress gone = {.pending = {"c"}};
  queue->restore(make_event(Kind::thumb, "v", 1), gone, moment(), effects);
  EXPECT_EQ(last().error, Error::unknown_destination);
  EXPECT_EQ(last().state, State::dropped);
}

TEST_F(QueueTest, RestoresNothingTwice) {
  const Event event = make_event(Kind::thumb, "t", 1);
  queue->add(Event(event), moment(), effects);
  queue->restore(Event(event), {}, moment(), effects);
  EXPECT_EQ(queue->counts().accepted, 1U);
  pump();
  queue->restore(Event(event), {}, moment(), effects);
  EXPECT_EQ(queue->counts().accepted, 1U);
  EXPECT_EQ(effects.fetches.size(), 1U);
}

TEST_F(QueueTest, DropsARestoredVoteThatWasChangedSince) {
  seq = 10;
  const std::string newer = vote("t");
  queue->restore(make_event(Kind::thumb, "t", 5), {}, moment(), effects);
  EXPECT_EQ(last().error, Error::superseded);
  EXPECT_NE(last().id, newer);
  queue->restore(make_event(Kind::thumb, "t", 20), {}, moment(), effects);
  EXPECT_EQ(last().id, newer);
  EXPECT_EQ(queue->counts().waiting(), 1U);
}

// Timers fire a millisecond early in browsers, and minutes late in a throttled tab.
TEST_F(QueueTest, NeitherStallsNorStormsWhenTimersAreWrong) {
  for (const std::int64_t error : {-1, 0, 5, 600'000}) {
    make({"a"});
    signal();
    pump();
    int rounds = 0;
    while (effects.fetches.empty() && rounds < 10) {
      ASSERT_FALSE(effects.wakes.empty());
      ASSERT_GE(effects.wakes.back(), 0) << "stalled";
      now += std::max<std::int64_t>(effects.wakes.back() + error, 1);
      pump();
      ++rounds;
    }
    EXPECT_EQ(effects.fetches.size(), 1U);
    EXPECT_LE(rounds, 3) << error;
  }
}

TEST_F(QueueTest, CancelsTheWakeUpThatNobodyNeeds) {
  signal();
  pump();
  pump({.flush = true});
  EXPECT_EQ(effects.wakes, (std::vector<std::int64_t>{2'000, -1}));
}

TEST_F(QueueTest, TakesABurst) {
  make({"a"}, {}, {.events = 500, .bytes = 1'000'000});
  for (int i = 0; i < 10'000; ++i) vote("t" + std::to_string(i));
  pump();
  for (std::size_t i = 0; i < effects.fetches.size(); ++i) respond(i, status(200));
  EXPECT_EQ(queue->counts().delivered, 10'000U);
  EXPECT_EQ(effects.fetches.size(), 20U);
}

}  // namespace
}  // namespace feedspan
