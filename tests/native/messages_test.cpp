#include "core/client/messages.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace feedspan {
namespace {

using nlohmann::json;

TEST(EffectWriter, WritesWhatTheBoundarySays) {
  EffectWriter effects;
  effects.store("1", R"({"a":"\n"})");
  effects.remove("1");
  effects.fetch(7, "axiom", {.url = "u", .headers = {{"A", "b"}}, .body = "\"x\""}, 10'000);
  effects.mark("7");
  effects.wake(-1);
  effects.receipt({"1", State::waiting, "axiom", Error::network, "", 5});
  effects.receipt({"1", State::delivered});
  effects.report("", Error::store_full, "");
  EXPECT_EQ(
      json::parse("[" + effects.text() + "]"),
      json({{{"do", "store"}, {"id", "1"}, {"text", R"({"a":"\n"})"}},
            {{"do", "remove"}, {"id", "1"}},
            {{"do", "fetch"},
             {"request", 7},
             {"destination", "axiom"},
             {"url", "u"},
             {"method", "POST"},
             {"headers", {{"A", "b"}}},
             {"body", "\"x\""},
             {"keepalive", true},
             {"timeout", 10'000}},
            {{"do", "mark"}, {"text", "7"}},
            {{"do", "wake"}, {"in", -1}},
            {{"do", "receipt"},
             {"id", "1"},
             {"state", "waiting"},
             {"destination", "axiom"},
             {"code", "network"},
             {"message", sentence(Error::network)},
             {"in", 5}},
            {{"do", "receipt"}, {"id", "1"}, {"state", "delivered"}},
            {{"do", "report"}, {"code", "store_full"}, {"message", sentence(Error::store_full)}}}));
}

TEST(ReadResponse, TakesWhatIsNoneForANetworkFailure) {
  for (const char* text : {"", "[]", "{}", R"({"status":0})", R"({"status":"200"})",
                           R"({"status":0,"failure":"quantum"})", R"({"status":200)"}) {
    EXPECT_EQ(read_response(text).failure, Error::network) << text;
  }
  EXPECT_EQ(read_response(R"({"status":0,"failure":"timeout"})").failure, Error::timeout);
  EXPECT_EQ(read_response(R"({"status":0,"attempts":2})").attempts, 2U);
  EXPECT_EQ(read_response(R"({"status":0,"attempts":-9})").attempts, 1U);
  const Response response =
      read_response(R"({"status":429,"retryAfter":"4","date":"d","body":"b"})");
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.failure, Error::none);
  EXPECT_EQ(response.retry_after + response.date + response.body, "4db");
}

TEST(Errors, HaveAWordAndASentenceEach) {
  for (int i = 1; i <= static_cast<int>(Error::closed); ++i) {
    const Error error = static_cast<Error>(i);
    EXPECT_EQ(error_of(code(error)), error);
    EXPECT_FALSE(sentence(error).empty());
  }
  EXPECT_EQ(error_of("of a later version"), Error::rejected);
  EXPECT_EQ(error_of(""), Error::rejected);
}

}  // namespace
}  // namespace feedspan
