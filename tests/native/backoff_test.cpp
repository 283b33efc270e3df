#include "core/queue/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace feedspan {
namespace {

TEST(Backoff, JittersUpToADoublingBound) {
  Random random({1, 2, 3, 4});
  for (const auto& [failures, bound] : {std::pair<unsigned, std::int64_t>{1, 1'000},
                                        {2, 2'000},
                                        {5, 16'000},
                                        {9, 256'000},
                                        {10, 300'000},
                                        {100, 300'000},
                                        {4'000'000'000U, 300'000}}) {
    std::int64_t least = bound;
    std::int64_t most = 0;
    std::int64_t sum = 0;
    constexpr int rounds = 2'000;
    for (int i = 0; i < rounds; ++i) {
      const std::int64_t pause = backoff(failures, random);
      least = std::min(least, pause);
      most = std::max(most, pause);
      sum += pause;
    }
    EXPECT_GE(least, 0);
    EXPECT_LE(most, bound);
    // Full jitter: all of the range, evenly. Of 2,000 even picks the mean is off by 1 % of the
    // bound at one standard error or so.
    EXPECT_LT(least, bound / 50) << failures;
    EXPECT_GT(most, bound - bound / 50) << failures;
    EXPECT_NEAR(static_cast<double>(sum) / rounds, static_cast<double>(bound) / 2,
                static_cast<double>(bound) * 0.04);
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
