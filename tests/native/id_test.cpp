#include "core/event/id.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace feedspan {
namespace {

TEST(IdSource, WritesTheTimeInFront) {
  Random random({1, 2, 3, 4});
  // 0x0123456789ab ms since 1970; version 7 and variant 10 (RFC 9562, 5.7).
  const std::string id = IdSource().next(0x0123456789ab, random);
  EXPECT_TRUE(is_uuid(id)) << id;
  EXPECT_EQ(id.substr(0, 15), "01234567-89ab-7");
  EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
}

TEST(IdSource, AscendsWhateverTheClockDoes) {
  Random random({5, 6, 7, 8});
  IdSource source;
  std::string last;
  for (int i = 0; i < 100'000; ++i) {
    const std::int64_t time = 1'765'990'800'000 + (i % 7 == 0 ? -86'400'000 : i / 1000);
    std::string id = source.next(time, random);
    ASSERT_GT(id, last);
    ASSERT_TRUE(is_uuid(id)) << id;
    last = std::move(id);
  }
}

TEST(IdSource, DiffersBetweenSources) {
  std::set<std::string> ids;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    Random random({seed, seed, seed, seed});
    for (int i = 0; i < 16; ++i) random.next();  // neighbouring seeds drift apart
    ids.insert(IdSource().next(1'765'990'800'000, random));
  }
  EXPECT_EQ(ids.size(), 1000U);
}

TEST(Random, YieldsFromAnySeed) {
  Random zero({0, 0, 0, 0});
  EXPECT_NE(zero.next() | zero.next() | zero.next(), 0U);
  EXPECT_EQ(Random({9, 9, 9, 9}).next(), Random({9, 9, 9, 9}).next());
}

TEST(Random, KeepsTheLimit) {
  Random random({1, 2, 3, 4});
  std::set<std::int64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.up_to(5));
  EXPECT_EQ(seen, (std::set<std::int64_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(random.up_to(0), 0);
}

TEST(IsUuid, TakesTheUsualFormOnly) {
  EXPECT_TRUE(is_uuid("01234567-89ab-7cde-8f01-23456789abcd"));
  for (const char* text :
       {"", "0123456789ab7cde8f0123456789abcd", "01234567-89AB-7cde-8f01-23456789abcd",
        "01234567-89ab-7cde-8f01-23456789abc", "01234567-89ab-7cde-8f01-23456789abcde",
        "01234567-89ab-7cde-8f01-23456789abcg", "01234567889ab-7cde-8f01-23456789abcd",
        "{1234567-89ab-7cde-8f01-23456789abc}"}) {
    EXPECT_FALSE(is_uuid(text)) << text;
  }
}

}  // namespace
}  // namespace feedspan
