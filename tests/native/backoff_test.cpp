#include "core/queue/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace feedspan {
namespace {

TEST(Backoff, JittersBetweenTheBoundsOfEachFailure) {
  struct Case {
    unsigned failures;
    std::int64_t least;
    std::int64_t most;
  };
  Random random({1, 2, 3, 4});
  // From the third on the circuit is open.
  for (const Case& each : {Case{1, 0, 1'000},
                           {2, 0, 2'000},
                           {3, 30'000, 60'000},
                           {4, 30'000, 60'000},
                           {5, 60'000, 120'000},
                           {7, 150'000, 300'000},
                           {100, 150'000, 300'000},
                           {4'000'000'000U, 150'000, 300'000}}) {
    std::int64_t least = each.most;
    std::int64_t most = 0;
    std::int64_t sum = 0;
    constexpr int rounds = 2'000;
    for (int i = 0; i < rounds; ++i) {
      const std::int64_t pause = backoff(each.failures, random);
      least = std::min(least, pause);
      most = std::max(most, pause);
      sum += pause;
    }
    EXPECT_GE(least, each.least);
    EXPECT_LE(most, each.most);
    // All of the range, evenly. Of 2,000 even picks the mean is off by 1 % of the range at one
    // standard error or so.
    const std::int64_t range = each.most - each.least;
    EXPECT_LT(least, each.least + range / 50) << each.failures;
    EXPECT_GT(most, each.most - range / 50) << each.failures;
    EXPECT_NEAR(static_cast<double>(sum) / rounds, static_cast<double>(each.least + each.most) / 2,
                static_cast<double>(range) * 0.04);
  }
}

constexpr std::int64_t time = 784'111'777'000;  // Sun, 06 Nov 1994 08:49:37 GMT

TEST(RetryAfter, ReadsSeconds) {
  EXPECT_EQ(retry_after("4", "", time), 4'000);
  EXPECT_EQ(retry_after("3600", "", time), 3'600'000);
}

TEST(RetryAfter, AsksAgainAfterAnHour) {
  EXPECT_EQ(retry_after("3601", "", time), 3'600'000);
  EXPECT_EQ(retry_after("864000", "", time), 3'600'000);
  EXPECT_EQ(retry_after("9223372036854775807", "", time), 3'600'000);
  EXPECT_EQ(retry_after("Wed, 16 Nov 1994 08:49:37 GMT", "", time), 3'600'000);
}

TEST(RetryAfter, ReadsDatesByTheServersClock) {
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:50:37 GMT", "", time), 60'000);
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:50:27 GMT", time),
            10'000);
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:50:37 GMT", "garbage", time), 60'000);
}

TEST(RetryAfter, IgnoresWhatAsksForNothing) {
  for (const char* header : {"", "0", "-1", "-9223372036854775808", "9223372036854775808", "4.5",
                             "4s", " 4", "soon", "1e3", "+4", "Sun, 06 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 08:49:36 GMT", "Sun, 06 Nov 94 08:50:37 GMT"}) {
    EXPECT_EQ(retry_after(header, "", time), std::nullopt) << header;
  }
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:50:37 GMT", time),
            std::nullopt);
}

}  // namespace
}  // namespace feedspan
