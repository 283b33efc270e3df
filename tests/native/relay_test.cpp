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
    const json axiom = {{"type", "axiom"},
                        {"url", "https://api.axiom.co"},
                        {"dataset", "feedback"},
                        {"token", "xaat-1"}};
    json other = axiom;
    other["dataset"] = "other";
    EXPECT_EQ(
        RelayReceiver::create(json{{"destinations", json::array({axiom, other})}}.dump(), relay),
        Error::none);
    for (std::int64_t i = 0; i < 4; ++i) {
      events.push_back(make_event(Kind::thumb, "t" + std::to_string(i), i, some_time + i));
    }
  }

  /// Receives and grants; `grants` for all of them, or null for each.
  Error receive(const std::vector<Event>& sent, const json& grants = nullptr) {
    if (const Error error = relay->receive(batch(sent), some_time, number); error != Error::none)
      return error;
    json each = json::array();
    for (std::size_t i = 0; i < sent.size(); ++i) each.push_back(grants);
    return relay->grant(number, each.dump());
  }

  /// All of them, to the places of these bits.
  void forward(int to) {
    json selection = json::array();
    for (std::size_t i = 0; i < relay->items(number).size(); ++i)
      selection.push_back({{"to", to}, {"first", some_time - 1}});
    EXPECT_EQ(relay->forward(number, selection.dump(), some_time, effects), Error::none);
  }

  void send() {
    EXPECT_EQ(receive(events), Error::none);
    forward(2);
  }

  const RelayItem& item(std::size_t index) { return relay->items(number).at(index); }

  RelayReceiver::Reply respond(std::size_t index, const char* response) {
    return relay->respond(effects.fetches.at(index).number, read_response(response), some_time,
                          effects);
  }

  std::unique_ptr<RelayReceiver> relay;
  std::vector<Event> events;
  std::uint32_t number = 0;
  Recording effects;
};

constexpr const char* subject = "0123456789abcdef0123456789abcdef";

TEST_F(RelayTest, AnswersForEachEvent) {
  send();
  ASSERT_EQ(effects.fetches.size(), 1U);
  const auto reply = respond(0, R"({"status":200,"body":"{}"})");
  EXPECT_EQ(reply.destination, 0U);
  ASSERT_EQ(reply.items.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(reply.items[i].batch, number);
    EXPECT_EQ(reply.items[i].item, i);
    EXPECT_EQ(reply.items[i].outcome.verdict, Outcome::Verdict::delivered);
  }
  EXPECT_TRUE(respond(0, R"({"status":200})").items.empty());
}

TEST_F(RelayTest, SendsHalvesOfWhatIsTooLarge) {
  send();
  EXPECT_TRUE(respond(0, R"({"status":413})").items.empty());
  ASSERT_EQ(effects.fetches.size(), 3U);
  EXPECT_EQ(respond(1, R"({"status":200})").items.size(), 2U);
  EXPECT_EQ(respond(2, R"({"status":200})").items.size(), 2U);
}

TEST_F(RelayTest, SendsAloneWhatCannotBeToldApart) {
  send();
  EXPECT_TRUE(respond(0, R"({"status":200,"body":"{\"failed\":1}"})").items.empty());
  ASSERT_EQ(effects.fetches.size(), 5U);
  const auto reply = respond(1, R"({"status":200,"body":"{\"failed\":1}"})");
  ASSERT_EQ(reply.items.size(), 1U);
  EXPECT_EQ(reply.items[0].outcome.verdict, Outcome::Verdict::rejected);
}

TEST_F(RelayTest, BlamesNoEventForItsOwnKey) {
  send();
  const auto reply = respond(0, R"({"status":401})");
  ASSERT_EQ(reply.items.size(), 4U);
  EXPECT_EQ(reply.items[0].outcome.verdict, Outcome::Verdict::retry);
}

TEST_F(RelayTest, PassesOnHowLongToWait) {
  send();
  EXPECT_EQ(respond(0, R"({"status":429,"retryAfter":"4"})").retry_after, 4'000);
}

TEST_F(RelayTest, EachDestinationHasItsOwnOutcome) {
  ASSERT_EQ(receive(events), Error::none);
  forward(2 + 4);
  ASSERT_EQ(effects.fetches.size(), 2U);
  EXPECT_NE(effects.fetches[0].request.url, effects.fetches[1].request.url);
  const auto second = respond(1, R"({"status":503})");
  EXPECT_EQ(second.destination, 1U);
  EXPECT_EQ(second.items.at(3).outcome.verdict, Outcome::Verdict::retry);
  const auto first = respond(0, R"({"status":200})");
  EXPECT_EQ(first.destination, 0U);
  EXPECT_EQ(first.items.at(3).outcome.verdict, Outcome::Verdict::delivered);
}

TEST_F(RelayTest, GivesTheHostsStoreWhatItSelected) {
  ASSERT_EQ(receive(events), Error::none);
  ASSERT_EQ(relay->forward(number, R"([{"to":0},{"to":1,"first":7},{"to":0},{"to":1}])", some_time,
                           effects),
            Error::none);
  EXPECT_TRUE(effects.fetches.empty());
  ASSERT_EQ(relay->kept().size(), 2U);
  std::string text;
  append_received(text, *relay->kept()[0]);
  const json stored = json::parse(text);
  EXPECT_EQ(stored["id"], events[1].id);
  EXPECT_EQ(stored["firstTime"], 7);
  EXPECT_EQ(stored["verified"], false);
  EXPECT_FALSE(json::parse(text).contains("claimedTime"));
  // Nothing waits for an answer, so the batch is over.
  EXPECT_EQ(relay->forward(number, "[]", some_time, effects), Error::closed);
}

TEST_F(RelayTest, EndsABatchOfWhichNothingGoesOut) {
  ASSERT_EQ(receive(events), Error::none);
  EXPECT_EQ(relay->forward(number, "[]", some_time, effects), Error::none);
  EXPECT_EQ(relay->grant(number, "[]"), Error::closed);
  EXPECT_TRUE(effects.fetches.empty());
}

TEST_F(RelayTest, RefusesASelectionOrGrantsOfAnotherForm) {
  ASSERT_EQ(relay->receive(batch(events), some_time, number), Error::none);
  for (const char* bad : {"", "{}", "[null]", R"([null,null,null,{"target":{"traceId":" "}}])"})
    EXPECT_EQ(relay->grant(number, bad), Error::invalid_json) << bad;
  EXPECT_EQ(relay->forward(number, R"([{},{},{},{},{"to":2}])", some_time, effects),
            Error::invalid_json);
  EXPECT_TRUE(effects.fetches.empty());
}

TEST_F(RelayTest, TrustsNoClockTooFarAndKeepsWhatItSaid) {
  const std::vector<Event> odd = {make_event(Kind::thumb, "a", 1, 0),
                                  make_event(Kind::thumb, "b", 1, some_time * 2),
                                  make_event(Kind::thumb, "c", 1, some_time)};
  ASSERT_EQ(receive(odd), Error::none);
  EXPECT_EQ(item(0).event.time, some_time - 7 * std::int64_t{86'400'000});
  EXPECT_EQ(item(0).claimed_time, 0);
  EXPECT_EQ(item(1).event.time, some_time + 300'000);
  EXPECT_EQ(item(1).claimed_time, some_time * 2);
  EXPECT_EQ(item(2).claimed_time, -1);
}

TEST_F(RelayTest, ComputesTheKeyItself) {
  const json grant = {{"subject", subject}, {"target", {{"traceId", "t"}}}};
  std::vector<Event> votes(3, make_event(Kind::thumb, "t", 1));
  votes[1].key = votes[0].key;
  votes[2].key = std::string(32, 'f');
  ASSERT_EQ(receive(votes, grant), Error::none);
  const std::string verified = item(0).event.key;
  EXPECT_EQ(verified, item(1).event.key);
  EXPECT_EQ(verified, item(2).event.key);
  EXPECT_NE(verified, votes[0].key);
  EXPECT_TRUE(item(0).verified);

  // Somebody who claims that very key, or knows how ours come about, does not get it.
  votes[0].key = verified;
  votes[1].key = subject;
  ASSERT_EQ(receive(votes), Error::none);
  EXPECT_NE(item(0).event.key, verified);
  EXPECT_NE(item(1).event.key, verified);
  EXPECT_NE(item(1).event.key, item(2).event.key);
  EXPECT_FALSE(item(0).verified);

  // Another sender has another key, and so has another name.
  ASSERT_EQ(receive(votes, {{"subject", std::string(32, '1')}, {"target", {{"traceId", "t"}}}}),
            Error::none);
  EXPECT_NE(item(0).event.key, verified);
  votes[0].name = "other";
  ASSERT_EQ(receive(votes, grant), Error::none);
  EXPECT_NE(item(0).event.key, verified);
}

TEST_F(RelayTest, EveryOccurrenceHasAKeyThatItKeeps) {
  const std::vector<Event> signals = {make_event(Kind::signal, "t", 1),
                                      make_event(Kind::signal, "t", 2)};
  for (const json& grant : {json(nullptr), json{{"subject", subject}}}) {
    ASSERT_EQ(receive(signals, grant), Error::none);
    const std::string key = item(0).event.key;
    EXPECT_NE(key, item(1).event.key);
    ASSERT_EQ(receive(signals, grant), Error::none);
    EXPECT_EQ(key, item(0).event.key);
  }
}

TEST_F(RelayTest, TakesTheLinksFromTheGrant) {
  Event event = make_event(Kind::thumb, "4BF92F3577B34DA6A3CE929D0E0E4736", 1);
  event.links[Link::user] = "u-2";
  event.links[Link::capability] = "claimed";
  event.link_token = "a.b";
  const json target = {{"traceId", "4bf92f3577b34da6a3ce929d0e0e4736"},
                       {"spanId", "00f067aa0ba902b7"},
                       {"capability", "support"}};
  ASSERT_EQ(receive({event}, {{"subject", subject}, {"target", target}}), Error::none);
  EXPECT_EQ(item(0).error, Error::none);
  EXPECT_EQ(item(0).event.links[Link::span], "00f067aa0ba902b7");
  EXPECT_EQ(item(0).event.links[Link::capability], "support");
  EXPECT_EQ(item(0).event.links[Link::user], std::string("anon:") + subject);
  EXPECT_TRUE(item(0).event.link_token.empty());

  json with_user = target;
  with_user["userId"] = "u-1";
  ASSERT_EQ(receive({event}, {{"subject", subject}, {"target", with_user}}), Error::none);
  EXPECT_EQ(item(0).event.links[Link::user], "u-1");

  event.links[Link::user].clear();
  ASSERT_EQ(receive({event}, {{"subject", subject}, {"target", target}}), Error::none);
  EXPECT_FALSE(item(0).event.links.has(Link::user));
}

TEST_F(RelayTest, RefusesWhatIsNotWithinTheGrant) {
  Event event = make_event(Kind::thumb, "t", 1);
  const auto error_with = [&](const json& grant) {
    EXPECT_EQ(receive({event}, grant), Error::none);
    return item(0).error;
  };
  const json target = {{"traceId", "t"}};
  EXPECT_EQ(error_with({{"subject", subject}, {"target", target}, {"names", {"thumbs"}}}),
            Error::none);
  EXPECT_EQ(error_with({{"refused", true}}), Error::link_token);
  EXPECT_EQ(error_with({{"subject", subject}, {"target", {{"traceId", "u"}}}}), Error::link_token);
  EXPECT_EQ(error_with({{"subject", subject}, {"target", {{"sessionId", "t"}}}}),
            Error::link_token);
  EXPECT_EQ(error_with({{"subject", subject}, {"target", target}, {"names", {"rating"}}}),
            Error::link_token);
  event.links[Link::message] = "m";  // more specific than what was signed
  EXPECT_EQ(error_with({{"subject", subject}, {"target", target}}), Error::link_token);
}

TEST_F(RelayTest, NoTokenLeavesTheRelay) {
  Event event = make_event(Kind::thumb, "t", 1);
  event.link_token = "secret.token";
  std::string body = "{\"events\":[";
  append_with_token(body, event);
  ASSERT_EQ(relay->receive(body + "]}", some_time, number), Error::none);
  EXPECT_EQ(item(0).event.link_token, "secret.token");
  ASSERT_EQ(relay->grant(number, "[null]"), Error::none);
  forward(3);
  EXPECT_EQ(effects.fetches.at(0).request.body.find("secret.token"), std::string::npos);
  std::string stored;
  append_received(stored, *relay->kept().at(0));
  EXPECT_EQ(stored.find("secret.token"), std::string::npos);
}

TEST_F(RelayTest, SplitsWhatADestinationTakesAtOnce) {
  std::vector<Event> long_ones;
  for (std::int64_t i = 0; i < 90; ++i) {
    long_ones.push_back(make_event(Kind::thumb, "t" + std::to_string(i), i));
    long_ones.back().message = std::string(500, 'x');
  }
  ASSERT_EQ(receive(long_ones), Error::none);
  forward(2);
  ASSERT_GE(effects.fetches.size(), 2U);
  std::size_t answered = 0;
  for (std::size_t i = 0; i < effects.fetches.size(); ++i) {
    EXPECT_LE(effects.fetches[i].request.body.size(), 64U * 1024);
    answered += respond(i, R"({"status":200})").items.size();
  }
  EXPECT_EQ(answered, 90U);
}

TEST(RelayOptions, AreChecked) {
  std::unique_ptr<RelayReceiver> relay;
  EXPECT_EQ(RelayReceiver::create("{}", relay), Error::none);
  EXPECT_TRUE(relay->destinations().empty());
  for (const char* bad : {"", R"({"limits":{"events":0}})", R"({"limits":{"events":4294967296}})",
                          R"({"timeout":-1})", R"({"destinations":["axiom"]})"}) {
    EXPECT_EQ(RelayReceiver::create(bad, relay), Error::invalid_options) << bad;
  }
  EXPECT_EQ(RelayReceiver::create(
                R"({"destinations":[{"type":"relay","url":"https://r.example"}]})", relay),
            Error::unknown_destination);
}

TEST(RelayBatch, RefusesKeysThatPolluteAndNestsThatAreDeep) {
  std::unique_ptr<RelayReceiver> relay;
  ASSERT_EQ(RelayReceiver::create("{}", relay), Error::none);
  const Event event = make_event(Kind::thumb, "t", 1);
  std::uint32_t number = 0;
  const auto error_with = [&](const std::string& member) {
    std::string text;
    append_canonical(text, event);
    text.insert(text.size() - 1, "," + member);
    EXPECT_EQ(relay->receive("{\"events\":[" + text + "]}", some_time, number), Error::none);
    return relay->items(number).at(0).error;
  };
  EXPECT_EQ(error_with(R"("unknown":{"nested":[1]})"), Error::none);
  for (const char* member :
       {R"("__proto__":{"admin":true})", R"("constructor":1)", R"("x":{"y":[{"__proto__":1}]})",
        R"("metadata":{"a":{"constructor":{}}})", R"("\u005f_proto__":1)"}) {
    EXPECT_EQ(error_with(member), Error::forbidden_key) << member;
  }
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_EQ(error_with("\"x\":" + nested(8)), Error::none);
  EXPECT_EQ(error_with("\"x\":" + nested(9)), Error::metadata_too_deep);
  EXPECT_EQ(error_with("\"x\":" + nested(30'000)), Error::metadata_too_deep);

  for (const std::string& before :
       {std::string(R"("__proto__":{})"), "\"x\":" + nested(9), "\"x\":" + nested(30'000)}) {
    EXPECT_EQ(relay->receive("{" + before + ",\"events\":[]}", some_time, number),
              Error::invalid_json);
  }
}

}  // namespace
}  // namespace feedspan
