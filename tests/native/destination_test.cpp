#include "core/destinations/destination.h"

#include <gtest/gtest.h>

#include <list>
#include <nlohmann/json.hpp>

#include "core/queue/queue.h"
#include "recording.h"
#include "scripted_destination.h"

namespace feedspan {
namespace {

/// Wants two requests, and speaks of thumbs on traces only.
class TwoSteps final : public Destination {
 public:
  std::string_view name() const override { return "two"; }
  std::string identity() const override { return "two"; }
  BatchLimits limits() const override { return {.events = 1, .bytes = 1024}; }
  Capabilities capabilities() const override {
    return {.replace = true,
            .retract = true,
            .targets = bits({Link::trace}),
            .kinds = 1U << static_cast<unsigned>(Kind::thumb)};
  }
  Request encode(std::span<const Event* const> /*events*/, Moment /*moment*/) const override {
    return {.url = "https://two.example/0"};
  }
  Request encode_step(std::span<const Event* const> /*events*/, Moment /*moment*/,
                      unsigned step) const override {
    return {.url = "https://two.example/" + std::to_string(step)};
  }
  Answer read(const Response& response, std::span<const Event* const> events) const override {
    if (response.status != 200) return read_failure(response);
    if (response.step == 1) return all_delivered(events.size());
    return {.kind = Answer::Kind::next};
  }
};

struct Fixture : ::testing::Test {
  TwoSteps two;
  ScriptedDestination other{"other"};
  Random random{{1, 2, 3, 4}};
  Recording effects;
  Moment moment{.now = 0, .time = some_time};
  std::list<Queue> queues;

  Queue& queue(std::initializer_list<const Destination*> destinations) {
    std::vector<Route> routes;
    for (const Destination* each : destinations) routes.push_back({each->name(), each});
    return queues.emplace_back(QueueOptions{}, routes, random);
  }
};
using SeveralRequests = Fixture;
using Refusal = Fixture;

TEST_F(SeveralRequests, AreOneDelivery) {
  Queue& one = queue({&two});
  one.add(make_event(Kind::thumb, "a", 1), moment, effects);
  one.pump({}, moment, effects);
  ASSERT_EQ(effects.fetches.size(), 1U);
  one.respond(effects.fetches[0].number, status(200), moment, effects);
  ASSERT_EQ(effects.fetches.size(), 2U);
  EXPECT_EQ(effects.fetches[1].request.url, "https://two.example/1");
  EXPECT_NE(effects.fetches[1].number, effects.fetches[0].number);
  EXPECT_EQ(one.counts().waiting(), 1U);
  one.respond(effects.fetches[1].number, status(200), moment, effects);
  EXPECT_EQ(one.counts().delivered, 1U);
  EXPECT_TRUE(effects.stored.empty());
}

TEST_F(SeveralRequests, BeginAnewAfterAFailureBetweenThem) {
  Queue& one = queue({&two});
  one.add(make_event(Kind::thumb, "a", 1), moment, effects);
  one.pump({}, moment, effects);
  one.respond(effects.fetches[0].number, status(200), moment, effects);
  one.respond(effects.fetches[1].number, status(503, "1"), moment, effects);
  moment.now += 5'000;
  one.pump({}, moment, effects);
  ASSERT_EQ(effects.fetches.size(), 3U);
  EXPECT_EQ(effects.fetches[2].request.url, "https://two.example/0");
}

TEST_F(SeveralRequests, HoldANewerVoteUntilTheLastIsAnswered) {
  Queue& one = queue({&two});
  one.add(make_event(Kind::thumb, "a", 1), moment, effects);
  one.pump({}, moment, effects);
  one.add(make_event(Kind::thumb, "a", 2), moment, effects);
  one.respond(effects.fetches[0].number, status(200), moment, effects);
  one.pump({}, moment, effects);
  EXPECT_EQ(effects.fetches.size(), 2U);
  one.respond(effects.fetches[1].number, status(200), moment, effects);
  EXPECT_EQ(effects.fetches.size(), 3U);
}

TEST_F(Refusal, IsARejectionBeforeAnythingIsSent) {
  Queue& one = queue({&two});
  one.add(make_event(Kind::signal, "a", 1), moment, effects);
  one.pump({.flush = true}, moment, effects);
  EXPECT_TRUE(effects.fetches.empty());
  EXPECT_TRUE(effects.stored.empty());
  EXPECT_EQ(one.counts().rejected, 1U);
  ASSERT_EQ(effects.receipts.size(), 1U);
  EXPECT_EQ(effects.receipts[0].error, Error::unsupported_kind);
}

TEST_F(Refusal, OfOneDestinationLeavesTheOthers) {
  Queue& both = queue({&two, &other});
  Event event = make_event(Kind::thumb, "a", 1);
  event.links[Link::trace].clear();
  event.links[Link::conversation] = "c";
  const std::string id = event.id;
  both.add(std::move(event), moment, effects);
  EXPECT_EQ(nlohmann::json::parse(effects.stored.at(id))["to"], nlohmann::json({"other"}));
  both.pump({}, moment, effects);
  ASSERT_EQ(effects.fetches.size(), 1U);
  both.respond(effects.fetches[0].number, status(200, {}, "ok"), moment, effects);
  const auto final_ones = effects.final_receipts(id);
  ASSERT_EQ(final_ones.size(), 1U);
  EXPECT_EQ(final_ones[0].state, State::rejected);
  EXPECT_EQ(final_ones[0].error, Error::unsupported_target);
}

TEST(VendorsWords, AreCutVisiblyAndBetweenCharacters) {
  EXPECT_EQ(shortened(std::string(500, 'a')), std::string(500, 'a'));
  EXPECT_EQ(shortened(std::string(501, 'a')), std::string(500, 'a') + "\xE2\x80\xA6");
  EXPECT_EQ(shortened(std::string(499, 'a') + "\xC3\xBC" + "b"),
            std::string(499, 'a') + "\xE2\x80\xA6");
}

TEST(PageDestinations, RefuseKeysThatAreAServers) {
  std::unique_ptr<Destination> destination;
  for (const char* key : {"xapt-1", "sk-live", "sk_live_1", "ghp_1"}) {
    const DestinationOptions options{
        .type = "axiom", .url = "https://api.axiom.co", .dataset = "d", .token = key};
    EXPECT_EQ(make_page_destination(options, true, destination), Error::secret_in_page) << key;
  }
}

}  // namespace
}  // namespace feedspan
