#include "core/destinations/axiom.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/client/messages.h"
#include "recording.h"

namespace feedspan {
namespace {

using nlohmann::json;

DestinationOptions options(std::string url = "https://us-east-1.aws.edge.axiom.co") {
  return {.type = "axiom", .url = std::move(url), .dataset = "feedback", .token = "xaat-1"};
}

Error error_of_options(const DestinationOptions& options, bool secure = true) {
  std::unique_ptr<Destination> destination;
  return make_page_destination(options, secure, destination);
}

std::unique_ptr<Destination> made(const DestinationOptions& options) {
  std::unique_ptr<Destination> destination;
  EXPECT_EQ(make_page_destination(options, true, destination), Error::none);
  return destination;
}

TEST(Axiom, KnowsBothFormsOfTheAddress) {
  const std::string edge = "https://us-east-1.aws.edge.axiom.co/v1/ingest/feedback";
  const std::string api = "https://api.axiom.co/v1/datasets/feedback/ingest";
  EXPECT_EQ(made(options())->identity(), edge);
  EXPECT_EQ(made(options("us-east-1.aws.edge.axiom.co"))->identity(), edge);
  EXPECT_EQ(made(options("HTTPS://us-east-1.aws.edge.axiom.co//"))->identity(), edge);
  EXPECT_EQ(made(options("https://api.axiom.co/"))->identity(), api);
}

TEST(Axiom, RefusesOptionsThatCannotWork) {
  for (const char* url : {"", "https://", "/v1", "//host", "ftp://host", "https:// host",
                          "https://:80", "https://user@host", "https://user:word@host/path"}) {
    EXPECT_EQ(error_of_options(options(url)), Error::destination_url) << url;
  }
  EXPECT_EQ(error_of_options(options("http://api.axiom.co")), Error::insecure_url);
  EXPECT_EQ(error_of_options(options("http://api.axiom.co"), false), Error::none);
  for (const char* local :
       {"http://localhost:3000", "http://127.0.0.1", "http://[::1]:80/x", "http://a.localhost"}) {
    EXPECT_EQ(error_of_options(options(local)), Error::none) << local;
  }
  for (const std::string& dataset :
       {std::string(), std::string("a/b"), std::string("a b"), std::string(129, 'a')}) {
    DestinationOptions bad = options();
    bad.dataset = dataset;
    EXPECT_EQ(error_of_options(bad), Error::destination_dataset) << dataset;
  }
  for (const char* token : {"", "a b", "a\nb", "\xC3\xA9"}) {
    DestinationOptions bad = options();
    bad.token = token;
    EXPECT_EQ(error_of_options(bad), Error::destination_token) << token;
  }
  DestinationOptions other = options();
  other.type = "nobody";
  EXPECT_EQ(error_of_options(other), Error::unknown_destination);
}

TEST(Axiom, WritesWhatTheVectorsSay) {
  for (const json& vector : read_vectors("axiom/request.json")) {
    Event event;
    ASSERT_EQ(read_event(vector["record"].dump(), Origin::page, {}, some_time, event), Error::none);
    event.id = "01234567-89ab-7cde-8f01-23456789abcd";
    event.key = key_of(event.links, event.name, "");
    event.seq = 7;
    const Event* events[] = {&event};
    const Request request = made(options())->encode(events, {.now = 0, .time = some_time});
    EXPECT_EQ(request.method, "POST");
    json expected = vector["body"];
    expected["id"] = event.id;
    DestinationOptions plain = options();
    plain.plain = true;
    EXPECT_EQ(json::parse(made(plain)->encode(events, {.now = 0, .time = some_time}).body),
              expected);
    expected["feedspan"] = vector.value("feedspan", json::object());
    expected["feedspan"]["key"] = event.key;
    expected["feedspan"]["seq"] = 7;
    EXPECT_EQ(json::parse(request.body), expected) << vector["why"];
  }
}

TEST(Axiom, SendsMetadataOfManyOrLongNamesAsOneText) {
  Event event = make_event(Kind::signal, "a", 1);
  const Event* events[] = {&event};
  const auto sent = [&](const json& metadata) {
    event.metadata = metadata.dump();
    return json::parse(made(options())->encode(events, {.now = 0, .time = some_time}).body)
        .at("metadata");
  };
  json metadata;
  for (int i = 0; i < 63; ++i) metadata["k" + std::to_string(i)] = {1, 2};
  metadata["inner"]["a"] = 1;
  EXPECT_EQ(sent(metadata), metadata);
  metadata["inner"]["b"] = "x, \"y\": {";
  EXPECT_EQ(sent(metadata), json({{"json", metadata.dump()}}));
  const std::string name(95, 'n');
  EXPECT_EQ(sent({{name, {{name, 1}}}}), json({{name, {{name, 1}}}}));
  EXPECT_NE(sent({{name, {{name + "n", 1}}}}), json({{name, {{name + "n", 1}}}}));
}

TEST(Axiom, PutsSeveralIntoAnArrayEachWithItsTime) {
  const Event a = make_event(Kind::thumb, "a", 1);
  const Event b = make_event(Kind::signal, "b", 2);
  const Event* events[] = {&a, &b};
  const Request request = made(options())->encode(events, {.now = 0, .time = some_time});
  const json body = json::parse(request.body);
  ASSERT_EQ(body.size(), 2U);
  EXPECT_EQ(body[0]["_time"], "2025-12-17T17:00:00.016Z");
  EXPECT_EQ(body[1]["id"], b.id);
  ASSERT_EQ(request.headers.size(), 2U);
  EXPECT_EQ(request.headers[1].second, "Bearer xaat-1");
}

TEST(Axiom, ReadsAnswersAsTheVectorsSay) {
  const json kinds = {"outcomes", "retry", "split", "pause", "reject"};
  const json verdicts = {"delivered", "retry", "isolate", "again", "defer", "rejected"};
  for (const json& vector : read_vectors("axiom/response.json")) {
    std::vector<Event> events;
    for (const std::int64_t time : vector["times"]) {
      events.push_back(make_event(Kind::thumb, "t", time, time));
    }
    std::vector<const Event*> views;
    for (const Event& event : events) views.push_back(&event);
    const Answer answer = made(options())->read(read_response(vector["response"].dump()), views);
    EXPECT_EQ(kinds[static_cast<std::size_t>(answer.kind)], vector["kind"]) << vector["why"];
    EXPECT_EQ(code(answer.error), vector.value("code", "")) << vector["why"];
    EXPECT_EQ(answer.message, vector.value("message", "")) << vector["why"];
    json seen = json::array();
    for (const Outcome& outcome : answer.outcomes) {
      seen.push_back(verdicts[static_cast<std::size_t>(outcome.verdict)]);
    }
    EXPECT_EQ(seen, vector.value("verdicts", json::array())) << vector["why"];
  }
}

TEST(ReadFailure, CutsAMessageBetweenCharacters) {
  std::string message(499, 'x');
  message += "\xC3\xA9 and more";
  const Answer answer = read_failure(
      {.status = 400, .retry_after = {}, .date = {}, .body = json{{"message", message}}.dump()});
  EXPECT_EQ(answer.message, std::string(499, 'x') + "\xE2\x80\xA6");
}

}  // namespace
}  // namespace feedspan
