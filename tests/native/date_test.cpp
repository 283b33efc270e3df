#include "core/text/date.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <ctime>
#include <random>
#include <string>

namespace feedspan::text {
namespace {

std::string iso(std::int64_t time) {
  std::string out;
  append_iso8601(out, time);
  return out;
}

TEST(Iso8601, WritesTheEdges) {
  EXPECT_EQ(iso(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso(1'765'990'800'016), "2025-12-17T17:00:00.016Z");
  EXPECT_EQ(iso(951'782'400'000), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(iso(4'107'542'399'999), "2100-02-28T23:59:59.999Z");
  EXPECT_EQ(iso(4'107'542'400'000), "2100-03-01T00:00:00.000Z");
  EXPECT_EQ(iso(253'402'300'799'999), "9999-12-31T23:59:59.999Z");
}

TEST(Iso8601, AgreesWithTheSystem) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 20'000; ++round) {
    const auto seconds = static_cast<std::time_t>(random() % 253'402'300'800);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char expected[32];
    std::strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%S.000Z", &parts);
    ASSERT_EQ(iso(seconds * std::int64_t{1000}), expected);
  }
}

TEST(HttpDate, ReadsThePreferredForm) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777'000);
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_EQ(parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT"), 1'483'228'800'000);  // leap second
}

TEST(HttpDate, AgreesWithTheSystem) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 20'000; ++round) {
    const auto seconds = static_cast<std::time_t>(random() % 253'402'300'800);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[40];
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    ASSERT_EQ(parse_http_date(text), seconds * std::int64_t{1000}) << text;
  }
}

TEST(HttpDate, RefusesAnythingElse) {
  for (const char* text : {"", "0", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                           "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 GMT ",
                           "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
                           "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 anF 1994 08:49:37 GMT",
                           "Sun, 06 Nov 1969 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                           "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
                           "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov -994 08:49:37 GMT",
                           "2025-12-17T17:00:00.016Z     "}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace feedspan::text
