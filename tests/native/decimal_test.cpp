#include "core/text/decimal.h"

#include <gtest/gtest.h>

#include <limits>

namespace feedspan::text {
namespace {

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

TEST(Decimal, WritesWholeNumbersToTheBounds) {
  for (const std::int64_t value : {lowest, lowest + 1, std::int64_t{-10}, std::int64_t{-1},
                                   std::int64_t{0}, std::int64_t{9}, std::int64_t{10}, highest}) {
    std::string text = "x";
    append_decimal(text, value);
    EXPECT_EQ(text, "x" + std::to_string(value));
    EXPECT_EQ(parse_integer(text.substr(1)), value);
  }
}

TEST(Decimal, ReadsNothingButAWholeNumberThatFits) {
  for (const char* text :
       {"", "-", "--1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "9223372036854775808",
        "-9223372036854775809", "18446744073709551616", "99999999999999999999"}) {
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_integer("0000000000000000000000000000007"), 7);
  EXPECT_EQ(parse_integer("-0"), 0);
}

}  // namespace
}  // namespace feedspan::text
