#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/destinations/relay.h"
#include "recording.h"

namespace feedspan {
namespace {

using nlohmann::json;

std::unique_ptr<Destination> relay() {
  std::unique_ptr<Destination> destination;
  EXPECT_EQ(make_relay({.type = "relay", .url = "https://r.example/", .dataset = {}, .token = {}},
                       true, destination),
            Error::none);
  return destination;
}

TEST(RelayDestination, SendsCanonicalEvents) {
  const Event a = make_event(Kind::thumb, "a", 1);
  const Event b = make_event(Kind::signal, "b", 2);
  const Event* events[] = {&a, &b};
  const Request request = relay()->encode(events, {});
  EXPECT_EQ(request.url, "https://r.example");
  const json body = json::parse(request.body);
  ASSERT_EQ(body["events"].size(), 2U);
  EXPECT_EQ(body["events"][1]["id"], b.id);
}

TEST(RelayDestination, SendsTheLinkTokenWithTheLinks) {
  Event a = make_event(Kind::thumb, "a", 1);
  a.link_token = "payload.mac";
  const Event* events[] = {&a};
  const json body = json::parse(relay()->encode(events, {}).body);
  EXPECT_EQ(body["events"][0]["links"]["linkToken"], "payload.mac");
}

TEST(RelayDestination, TakesItemsOfA403ForTheirOwnAndGoesQuietOnAnyOther) {
  const Event a = make_event(Kind::thumb, "a", 1);
  const Event* events[] = {&a};
  const auto read = [&](const json& body) {
    return relay()->read({.status = 403, .retry_after = {}, .date = {}, .body = body.dump()},
                         events);
  };
  const json item = {{"id", a.id}, {"outcome", "rejected"}, {"code", "link_token"}};
  const Answer items = read({{"items", {item}}});
  ASSERT_EQ(items.kind, Answer::Kind::outcomes);
  EXPECT_EQ(items.outcomes[0].error, Error::link_token);
  const Answer disabled = read({{"error", {{"code", "disabled"}, {"message", "off"}}}});
  EXPECT_EQ(disabled.kind, Answer::Kind::pause);
  EXPECT_EQ(disabled.error, Error::disabled);
  const Answer origin = read({{"error", {{"code", "rejected"}}}});
  EXPECT_EQ(origin.kind, Answer::Kind::pause);
  EXPECT_EQ(origin.error, Error::unauthorized);
}

TEST(RelayDestination, ReadsAnOutcomeForEachId) {
  const Event a = make_event(Kind::thumb, "a", 1);
  const Event b = make_event(Kind::thumb, "b", 1);
  const Event c = make_event(Kind::thumb, "c", 1);
  const Event* events[] = {&a, &b, &c};
  const json items = {{{"id", b.id}, {"outcome", "rejected"}, {"code", "invalid_name"}},
                      {{"id", a.id}, {"outcome", "duplicate"}}};
  const Response response{
      .status = 200, .retry_after = {}, .date = {}, .body = json{{"items", items}}.dump()};
  const Answer answer = relay()->read(response, events);
  ASSERT_EQ(answer.outcomes.size(), 3U);
  EXPECT_EQ(answer.outcomes[0].verdict, Outcome::Verdict::delivered);
  EXPECT_EQ(answer.outcomes[1].verdict, Outcome::Verdict::rejected);
  EXPECT_EQ(answer.outcomes[1].error, Error::invalid_name);
  EXPECT_EQ(answer.outcomes[2].verdict, Outcome::Verdict::retry);  // not named: not known
}

TEST(RelayDestination, TakesNothingElseForADelivery) {
  const Event a = make_event(Kind::thumb, "a", 1);
  const Event* events[] = {&a};
  for (const char* body : {"", "{}", "<html>", R"({"items":[]})", R"({"items[].id":"x"})"}) {
    const Answer answer =
        relay()->read({.status = 200, .retry_after = {}, .date = {}, .body = body}, events);
    EXPECT_EQ(answer.kind, Answer::Kind::retry) << body;
    EXPECT_EQ(answer.error, Error::invalid_answer);
  }
}

}  // namespace
}  // namespace feedspan
