#include "core/relay/relay.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/client/messages.h"
#include "recording.h"

namespace feedspan {
namespace {

using nlohmann::json;

std::string batch(const std::vector<Event>& events) {
  std::string out = "{\"events\":[";
  for (const Event& event : events) append_canonical(out, event);
  return out + "]}";
}

class RelayTest : public testing::Test {
 protected:
  RelayTest() {
    const json options = {{"destination",
                           {{"type", "axiom"},
                            {"url", "https://api.axiom.co"},
                            {"dataset", "feedback"},
                            {"token", "xaat-1"}}}};
    EXPECT_EQ(RelayReceiver::create(options.dump(), relay), Error::none);
    for (std::int64_t i = 0; i < 4; ++i) {
      events.push_back(make_event(Kind::thumb, "t" + std::to_string(i), i, some_time + i));
    }
    EXPECT_EQ(relay->receive(batch(events), some_time, items, effects), Error::none);
  }

  RelayReceiver::Reply respond(std::size_t index, const char* response) {
    return relay->respond(effects.fetches.at(index).number, read_response(response), some_time,
                          effects);
  }

  std::unique_ptr<RelayReceiver> relay;
  std::vector<Event> events;
  std::vector<BatchItem> items;
  Recording effects;
};

TEST_F(RelayTest, AnswersForEachEvent) {
  ASSERT_EQ(effects.fetches.size(), 1U);
  const auto reply = respond(0, R"({"status":200,"body":"{}"})");
  ASSERT_EQ(reply.items.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(reply.items[i].id, events[i].id);
    EXPECT_EQ(reply.items[i].outcome.verdict, Outcome::Verdict::delivered);
  }
  EXPECT_TRUE(respond(0, R"({"status":200})").items.empty());
}

TEST_F(RelayTest, SendsHalvesOfWhatIsTooLarge) {
  EXPECT_TRUE(respond(0, R"({"status":413})").items.empty());
  ASSERT_EQ(effects.fetches.size(), 3U);
  EXPECT_EQ(respond(1, R"({"status":200})").items.size(), 2U);
  EXPECT_EQ(respond(2, R"({"status":200})").items.size(), 2U);
}

TEST_F(RelayTest, SendsAloneWhatCannotBeToldApart) {
  EXPECT_TRUE(respond(0, R"({"status":200,"body":"{\"failed\":1}"})").items.empty());
  ASSERT_EQ(effects.fetches.size(), 5U);
  const auto reply = respond(1, R"({"status":200,"body":"{\"failed\":1}"})");
  ASSERT_EQ(reply.items.size(), 1U);
  EXPECT_EQ(reply.items[0].outcome.verdict, Outcome::Verdict::rejected);
}

TEST_F(RelayTest, BlamesNoEventForItsOwnKey) {
  const auto reply = respond(0, R"({"status":401})");
  ASSERT_EQ(reply.items.size(), 4U);
  EXPECT_EQ(reply.items[0].outcome.verdict, Outcome::Verdict::retry);
}

TEST_F(RelayTest, PassesOnHowLongToWait) {
  EXPECT_EQ(respond(0, R"({"status":429,"retryAfter":"4"})").retry_after, 4'000);
}

TEST_F(RelayTest, TrustsNoClockTooFar) {
  const std::vector<Event> odd = {make_event(Kind::thumb, "a", 1, 0),
                                  make_event(Kind::thumb, "b", 1, some_time * 2)};
  ASSERT_EQ(relay->receive(batch(odd), some_time, items, effects), Error::none);
  EXPECT_EQ(items[0].event.time, some_time - 7 * std::int64_t{86'400'000});
  EXPECT_EQ(items[1].event.time, some_time + 300'000);
}

TEST(RelayOptions, AreChecked) {
  std::unique_ptr<RelayReceiver> relay;
  EXPECT_EQ(RelayReceiver::create("{}", relay), Error::none);
  for (const char* bad : {"", R"({"limits":{"events":0}})", R"({"limits":{"events":4294967296}})",
                          R"({"timeout":-1})"}) {
    EXPECT_EQ(RelayReceiver::create(bad, relay), Error::invalid_options) << bad;
  }
  EXPECT_EQ(
      RelayReceiver::create(R"({"destination":{"type":"relay","url":"https://r.example"}})", relay),
      Error::unknown_destination);
}

}  // namespace
}  // namespace feedspan
