#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/ascii.h"
#include "core/text/utf16.h"
#include "core/text/utf8.h"

namespace feedspan::text {
namespace {

using namespace std::string_view_literals;

/// A copy that ends where its allocation ends, so that the sanitizer sees one byte of overrun.
class Exact {
 public:
  explicit Exact(std::string_view text) : size_(text.size()), bytes_(new char[text.size()]) {
    text.copy(bytes_.get(), size_);
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
};

std::vector<char32_t> decode_all(std::string_view utf8) {
  const Exact exact(utf8);
  std::vector<char32_t> code_points;
  for (std::size_t i = 0; i < utf8.size();) {
    const Decoded decoded = decode(exact.view(), i);
    EXPECT_GT(decoded.size, 0);
    code_points.push_back(decoded.code_point);
    i += decoded.size;
  }
  return code_points;
}

using CodePoints = std::vector<char32_t>;

TEST(Decode, TakesEveryScalarValue) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string utf8;
    if (c < 0x80) {
      utf8 = {static_cast<char>(c)};
    } else if (c < 0x800) {
      utf8 = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    } else if (c < 0x10000) {
      utf8 = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
              static_cast<char>(0x80 | (c & 0x3F))};
    } else {
      utf8 = {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)),
              static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
    }
    for (const Decoded decoded : {decode(utf8, 0), decode_before(utf8, utf8.size())}) {
      ASSERT_TRUE(decoded.valid) << static_cast<unsigned>(c);
      ASSERT_EQ(decoded.code_point, c);
      ASSERT_EQ(decoded.size, utf8.size());
    }
  }
}

// The table of "maximal subparts" in the Unicode standard, 3.9, tables 3-8 to 3-11.
TEST(Decode, ReplacesInvalidBytesAsPagesDo) {
  constexpr char32_t r = replacement_character;
  EXPECT_EQ(decode_all("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"),
            (CodePoints{r, r, r, r, r, r, r, r, 0x41}));
  EXPECT_EQ(decode_all("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"),
            (CodePoints{r, r, r, r, r, r, r, r, 0x41}));
  EXPECT_EQ(decode_all("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"),
            (CodePoints{r, r, r, r, r, 0x41, r, r, 0x42}));
  EXPECT_EQ(decode_all("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), (CodePoints{r, r, r, r, 0x41}));
  EXPECT_EQ(decode_all("\xF0\x9F\x98"), (CodePoints{r}));
}

TEST(Decode, TellsAReplacementCharacterFromOneItMade) {
  EXPECT_TRUE(decode("\xEF\xBF\xBD", 0).valid);
  EXPECT_FALSE(decode("\xFF", 0).valid);
}

TEST(DecodeBefore, TakesOneInvalidByte) {
  EXPECT_EQ(decode_before("a\x80", 2).size, 1);
  EXPECT_FALSE(decode_before("a\x80", 2).valid);
  EXPECT_EQ(decode_before("\xE2\x82", 2).size, 1);
  EXPECT_EQ(decode_before("\x80\x80\x80\x80\x80", 5).size, 1);
}

TEST(OffsetCursor, CountsCodeUnits) {
  // a, é (2 bytes), € (3), 😀 (4 bytes, 2 units), b
  const Exact text(
      "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"
      "b");
  const std::size_t bytes[] = {0, 1, 3, 6, 10, 11};
  const std::size_t units[] = {0, 1, 2, 3, 5, 6};
  OffsetCursor forward(text.view());
  OffsetCursor back(text.view());
  for (std::size_t i = 0; i < std::size(bytes); ++i) {
    EXPECT_EQ(forward.to_utf16(bytes[i]), units[i]);
    EXPECT_EQ(back.to_utf8(units[i]), bytes[i]);
  }
}

TEST(OffsetCursor, AnswersForTheBeginningOfACodePoint) {
  EXPECT_EQ(OffsetCursor("\xF0\x9F\x98\x80").to_utf16(2), 0U);
  EXPECT_EQ(OffsetCursor("\xF0\x9F\x98\x80").to_utf8(1), 0U);
  EXPECT_EQ(OffsetCursor("ab").to_utf16(99), 2U);
  EXPECT_EQ(OffsetCursor("ab").to_utf8(99), 2U);
}

TEST(OffsetCursor, CountsALoneSurrogateAsTheUnitItWas) {
  // "x\uD83Dy" through TextEncoder
  EXPECT_EQ(OffsetCursor("x\xEF\xBF\xBDy").to_utf16(4), 2U);
}

TEST(OffsetCursor, CountsInvalidBytesAsReplacementCharacters) {
  EXPECT_EQ(OffsetCursor("\xFF\xE2\x82z"sv).to_utf16(4), 3U);
}

TEST(Ascii, ClassesHoldForEveryByte) {
  for (unsigned i = 0; i < 256; ++i) {
    const auto c = static_cast<unsigned char>(i);
    const bool digit = i >= '0' && i <= '9';
    const bool upper = i >= 'A' && i <= 'Z';
    const bool lower = i >= 'a' && i <= 'z';
    EXPECT_EQ(is_digit(c), digit);
    EXPECT_EQ(is_upper(c), upper);
    EXPECT_EQ(is_alpha(c), upper || lower);
    EXPECT_EQ(is_word(c), digit || upper || lower || i == '_');
    EXPECT_EQ(to_lower(c), upper ? i + 32 : i);
    EXPECT_EQ(hex_value(c), digit                    ? static_cast<int>(i - '0')
                            : (i >= 'a' && i <= 'f') ? static_cast<int>(i - 'a' + 10)
                            : (i >= 'A' && i <= 'F') ? static_cast<int>(i - 'A' + 10)
                                                     : -1);
  }
}

}  // namespace
}  // namespace feedspan::text
