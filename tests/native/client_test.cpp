#include "core/client/client.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/client/messages.h"
#include "recording.h"

namespace feedspan {
namespace {

using nlohmann::json;

json options() {
  return {{"destinations", {{{"type", "relay"}, {"url", "https://relay.example"}}}},
          {"seed", std::string(64, '7')},
          {"subject", "me"},
          {"secure", true}};
}

Error error_of_options(const json& options) {
  std::unique_ptr<Client> client;
  return Client::create(options.dump(), client);
}

class ClientTest : public testing::Test {
 protected:
  ClientTest() { EXPECT_EQ(Client::create(options().dump(), client), Error::none); }

  Accepted submit(json record, std::int64_t time = some_time) {
    Accepted accepted;
    EXPECT_EQ(client->submit(record.dump(), {.now = 0, .time = time}, accepted, effects),
              Error::none);
    return accepted;
  }
  static json vote(const char* kind = "thumb") {
    json record = {{"kind", kind}, {"name", "thumbs"}, {"links", {{"traceId", "t"}}}};
    if (std::string_view(kind) == "thumb") record["value"] = "up";
    return record;
  }

  Recording effects;
  std::unique_ptr<Client> client;
};

TEST(ClientOptions, AreChecked) {
  EXPECT_EQ(error_of_options(options()), Error::none);
  json bad = options();
  bad["destinations"] = json::array();
  EXPECT_EQ(error_of_options(bad), Error::no_destination);
  for (int i = 0; i < 9; ++i) bad["destinations"].push_back(options()["destinations"][0]);
  EXPECT_EQ(error_of_options(bad), Error::no_destination);
  for (const char* seed : {"", "7", "zz"}) {
    bad = options();
    bad["seed"] = seed;
    EXPECT_EQ(error_of_options(bad), Error::invalid_options);
  }
  bad = options();
  bad["queue"]["batchDelay"] = -1;
  EXPECT_EQ(error_of_options(bad), Error::invalid_options);
  bad = options();
  bad["destinations[].url"] = "x";  // a key, not a path
  EXPECT_EQ(error_of_options(bad), Error::none);
  std::unique_ptr<Client> client;
  EXPECT_EQ(Client::create("", client), Error::invalid_options);
  EXPECT_EQ(client, nullptr);
}

TEST(ClientOptions, TakeLimitsThatLimitNothing) {
  json endless = options();
  for (const char* name : {"batchDelay", "maxEvents", "maxBytes", "maxAge"}) {
    endless["queue"][name] = INT64_MAX;
  }
  std::unique_ptr<Client> client;
  ASSERT_EQ(Client::create(endless.dump(), client), Error::none);
  Recording effects;
  Accepted accepted;
  const json signal = {{"kind", "signal"}, {"name", "n"}, {"links", {{"traceId", "t"}}}};
  ASSERT_EQ(client->submit(signal.dump(), {.now = 1, .time = some_time}, accepted, effects),
            Error::none);
  client->pump({}, {.now = 1, .time = some_time}, effects);
  EXPECT_EQ(effects.stored.size(), 1U);
}

TEST(ClientOptions, NameTheQueueByItsDestinations) {
  const auto name = [](const json& options) {
    std::unique_ptr<Client> client;
    EXPECT_EQ(Client::create(options.dump(), client), Error::none);
    return client->queue_name();
  };
  json other = options();
  other["destinations"][0]["url"] = "https://other.example";
  EXPECT_EQ(name(options()).size(), 16U);
  EXPECT_EQ(name(options()), name(options()));
  EXPECT_NE(name(options()), name(other));
}

TEST_F(ClientTest, GivesARetractionTheKeyOfItsVote) {
  const Accepted up = submit(vote());
  json upper = vote("retraction");
  EXPECT_EQ(submit(upper).key, up.key);
  EXPECT_NE(submit(vote("signal")).key, submit(vote("signal")).key);
  json other = vote();
  other["links"]["userId"] = "u";
  EXPECT_NE(submit(other).key, up.key);
}

TEST_F(ClientTest, CountsUpWhateverTheClockDoes) {
  Accepted last = submit(vote());
  EXPECT_EQ(last.seq, some_time);
  for (const std::int64_t step : {0, -86'400'000, 5, 1}) {
    const Accepted next = submit(vote(), some_time + step);
    EXPECT_GT(next.seq, last.seq);
    EXPECT_GT(next.id, last.id);
    last = next;
  }
}

TEST_F(ClientTest, CountsOnFromWhatAnEarlierPageStored) {
  submit(vote(), some_time + 86'400'000);
  const auto [id, text] = *effects.stored.begin();
  std::unique_ptr<Client> later;
  ASSERT_EQ(Client::create(options().dump(), later), Error::none);
  Recording fresh;
  EXPECT_EQ(later->restore(json{{{"id", id}, {"text", text}}}.dump(), {.now = 0, .time = some_time},
                           fresh),
            1U);
  Accepted changed;  // the clock was set right since
  ASSERT_EQ(later->submit(vote().dump(), {.now = 0, .time = some_time}, changed, fresh),
            Error::none);
  ASSERT_EQ(fresh.final_receipts(id).size(), 1U);
  EXPECT_EQ(fresh.final_receipts(id)[0].error, Error::superseded);
  EXPECT_TRUE(fresh.final_receipts(changed.id).empty());
}

TEST_F(ClientTest, IsNotPushedToTheEndOfNumbersByADamagedStore) {
  submit(vote());
  const auto [id, text] = *effects.stored.begin();
  json damaged = json::parse(text);
  damaged["seq"] = 9'007'199'254'740'991;
  Recording fresh;
  std::unique_ptr<Client> later;
  ASSERT_EQ(Client::create(options().dump(), later), Error::none);
  later->restore(json{{{"id", id}, {"text", damaged.dump()}}}.dump(), {.now = 0, .time = some_time},
                 fresh);
  Accepted next;
  ASSERT_EQ(later->submit(vote().dump(), {.now = 0, .time = some_time}, next, fresh), Error::none);
  EXPECT_EQ(next.seq, some_time);
}

TEST(ClientOptions, GiveEachDestinationANameOfItsOwn) {
  json two = options();
  const json relay = two["destinations"][0];
  two["destinations"] = {relay, relay, relay};
  two["destinations"][1]["name"] = "relay-2";
  std::unique_ptr<Client> client;
  ASSERT_EQ(Client::create(two.dump(), client), Error::none);
  EXPECT_EQ(client->names(), (std::vector<std::string>{"relay", "relay-2", "relay-3"}));
  two["destinations"][0]["name"] = "relay-2";
  EXPECT_EQ(error_of_options(two), Error::destination_name);
  for (const char* name : {"a b", "\u00e9", ""}) {
    two["destinations"][0]["name"] = name;
    EXPECT_EQ(error_of_options(two), *name == 0 ? Error::none : Error::destination_name) << name;
  }
  two["destinations"][0]["name"] = std::string(65, 'a');
  EXPECT_EQ(error_of_options(two), Error::destination_name);
}

TEST_F(ClientTest, RestoresForTheNameAndKeepsTheWorst) {
  json two = options();
  two["destinations"].push_back(two["destinations"][0]);
  ASSERT_EQ(Client::create(two.dump(), client), Error::none);
  const Accepted accepted = submit(vote());
  json stored = json::parse(effects.stored[accepted.id]);
  stored["to"] = {"relay-2"};
  stored["worst"] = "rejected";
  stored["why"] = "too_large";
  ASSERT_EQ(Client::create(two.dump(), client), Error::none);
  Recording fresh;
  client->restore(json{{{"id", accepted.id}, {"text", stored.dump()}}}.dump(),
                  {.now = 0, .time = some_time}, fresh);
  client->pump({}, {.now = 0, .time = some_time}, fresh);
  ASSERT_EQ(fresh.fetches.size(), 1U);
  EXPECT_EQ(fresh.fetches[0].destination, "relay-2");
  client->respond(
      fresh.fetches[0].number,
      {.status = 200,
       .retry_after = {},
       .date = {},
       .body = json{{"items", {{{"id", accepted.id}, {"outcome", "accepted"}}}}}.dump()},
      {.now = 0, .time = some_time}, fresh);
  ASSERT_EQ(fresh.final_receipts(accepted.id).size(), 1U);
  EXPECT_EQ(fresh.final_receipts(accepted.id)[0].error, Error::too_large);
}

TEST_F(ClientTest, CountsOnAfterAClockThatWasSetBackBetweenVisits) {
  constexpr std::int64_t years = 5 * 366 * std::int64_t{86'400'000};
  const Accepted before = submit(vote(), some_time + years);
  ASSERT_EQ(effects.marks.size(), 1U);
  submit(vote(), some_time + years + 1);
  EXPECT_EQ(effects.marks.size(), 1U);  // a minute's votes need one
  const auto next_seq = [&](const std::string& mark, std::int64_t time) {
    EXPECT_EQ(Client::create(options().dump(), client), Error::none);
    Recording fresh;
    EXPECT_EQ(client->restore(json{{{"id", "mark"}, {"text", mark}}}.dump(),
                              {.now = 0, .time = time}, fresh),
              0U);
    EXPECT_TRUE(fresh.reports.empty());
    return submit(vote(), time).seq;
  };
  EXPECT_GT(next_seq(effects.marks[0], some_time), before.seq);
  EXPECT_EQ(next_seq(effects.marks[0], some_time + years + 5), some_time + years + 5);
  EXPECT_EQ(next_seq("9007199254740991", some_time), some_time);  // damage
  EXPECT_EQ(next_seq("x", some_time), some_time);
}

TEST_F(ClientTest, AVoteThatAnEarlierPageCouldNotHandOverIsOlderThanWhatIsDoneHere) {
  json earlier = vote();
  earlier["time"] = some_time - 5000;
  const json entries = {{{"id", ""}, {"text", earlier.dump()}}};
  const Accepted later = submit([] {
    json changed = vote();
    changed["value"] = "down";
    return changed;
  }());
  EXPECT_EQ(client->restore(entries.dump(), {.now = 0, .time = some_time}, effects), 1U);
  client->pump({}, {.now = 0, .time = some_time}, effects);
  ASSERT_EQ(effects.fetches.size(), 1U);
  const json sent = json::parse(effects.fetches[0].request.body)["events"];
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0]["id"], later.id);
  EXPECT_EQ(sent[0]["value"], -1);
  EXPECT_EQ(effects.stored.size(), 1U);
}

TEST_F(ClientTest, StoresAVoteThatAnEarlierPageCouldNotHandOver) {
  json earlier = vote();
  earlier["time"] = some_time - 5000;
  earlier["metadata"] = {{"mail", "ada@example.com"}};
  EXPECT_EQ(client->restore(
                json{{{"id", ""}, {"text", earlier.dump()}}, {{"id", ""}, {"text", "{}"}}}.dump(),
                {.now = 0, .time = some_time}, effects),
            1U);
  ASSERT_EQ(effects.stored.size(), 1U);
  const json stored = json::parse(effects.stored.begin()->second);
  EXPECT_EQ(stored["id"], effects.stored.begin()->first);
  EXPECT_EQ(stored["time"], some_time - 5000);
  EXPECT_EQ(stored["seq"], some_time - 5000);
  EXPECT_EQ(stored["metadata"]["mail"], "[EMAIL]");
  ASSERT_EQ(effects.reports.size(), 1U);
  EXPECT_TRUE(effects.removed.empty());
}

TEST_F(ClientTest, RestoresWhatCanBeReadAndRemovesTheRest) {
  const Accepted good = submit(vote());
  const std::string text = effects.stored[good.id];
  std::unique_ptr<Client> later;
  ASSERT_EQ(Client::create(options().dump(), later), Error::none);
  Recording fresh;
  const json entries = {{{"id", "damaged"}, {"text", text.substr(0, 50)}},
                        {{"id", "another"}, {"text", text}},
                        {{"id", good.id}, {"text", text}}};
  EXPECT_EQ(later->restore(entries.dump(), {.now = 0, .time = some_time}, fresh), 1U);
  EXPECT_EQ(fresh.removed, (std::vector<std::string>{"damaged", "another"}));
  EXPECT_EQ(fresh.reports.size(), 2U);
  EXPECT_EQ(later->counts().waiting(), 1U);
  EXPECT_EQ(later->restore("garbage", {.now = 0, .time = some_time}, fresh), 0U);
}

TEST_F(ClientTest, StoresNothingOfWhatItRefuses) {
  Accepted accepted;
  EXPECT_EQ(client->submit("{}", {.now = 0, .time = some_time}, accepted, effects),
            Error::unknown_kind);
  EXPECT_TRUE(effects.stored.empty());
  EXPECT_EQ(client->counts().accepted, 0U);
}

}  // namespace
}  // namespace feedspan
