#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json/reader.h"
#include "core/json/writer.h"

namespace feedspan::json {
namespace {

using namespace std::string_view_literals;

/// Writes down where each value stood.
class Paths final : public PathVisitor {
 public:
  std::vector<std::pair<std::string, std::string>> seen;

 private:
  bool value_at(std::string_view path, const Value& value) override {
    std::string text(value.text);
    if (value.type == Type::object) text = "{}";
    if (value.type == Type::array) text = "[]";
    if (value.type == Type::null) text = "null";
    if (value.type == Type::boolean) text = value.boolean ? "true" : "false";
    seen.emplace_back(path, text);
    return true;
  }
};

/// Copies a document through the writer.
class Copy final : public Visitor {
 public:
  std::string out;

  bool key(std::string_view name) override {
    Writer(out, Writer::Inside{}).key(name);
    return true;
  }
  bool value(const Value& value) override {
    Writer writer(out, Writer::Inside{});
    switch (value.type) {
      case Type::null:
        writer.null();
        break;
      case Type::boolean:
        writer.boolean(value.boolean);
        break;
      case Type::number:
        writer.raw(value.text);
        break;
      case Type::string:
        writer.string(value.text);
        break;
      case Type::object:
        writer.begin_object();
        closing_ += '}';
        break;
      case Type::array:
        writer.begin_array();
        closing_ += ']';
    }
    return true;
  }
  bool end() override {
    out += closing_.back();
    closing_.pop_back();
    return true;
  }

 private:
  std::string closing_;
};

std::string copy(std::string_view text) {
  Copy visitor;
  return read(text, visitor) ? visitor.out : "refused";
}

using Seen = std::vector<std::pair<std::string, std::string>>;

Seen paths(std::string_view text) {
  Paths visitor;
  EXPECT_TRUE(read(text, visitor)) << text;
  return visitor.seen;
}

TEST(JsonReader, KeepsNumbersAsTheyWereWritten) {
  for (const char* text :
       {"0", "1", "-1", "1.50", "1e3", "1E-7", "0.1", "123456789012345678", "18446744073709551615",
        "18446744073709551616", "-9223372036854775808", "1234567890123456789012345678901234567890",
        "1.7976931348623157e308", "5e-324"}) {
    EXPECT_EQ(copy(text), text);
  }
}

TEST(JsonReader, KnowsWhichNumbersAreFinite) {
  const std::vector<std::string> tokens = {"1.7976931348623157e308",
                                           "1.7976931348623158e308",
                                           "1.7976931348623159e308",
                                           "17976931348623157e292",
                                           "17976931348623159e292",
                                           "0.00017976931348623157e312",
                                           "0.00017976931348623159e312",
                                           "9e307",
                                           "9e308",
                                           "-9e308",
                                           "1E+308",
                                           "1E+309",
                                           "0e999",
                                           "0.0e99999999999999999999",
                                           "1e-99999999999999999999",
                                           "1e99999999999999999999",
                                           "1" + std::string(308, '0'),
                                           "1" + std::string(309, '0'),
                                           "0." + std::string(400, '0') + "1",
                                           "0." + std::string(400, '0') + "1e708",
                                           "0." + std::string(400, '0') + "1e710"};
  for (const std::string& token : tokens) {
    const bool finite = std::isfinite(std::strtod(token.c_str(), nullptr));
    EXPECT_EQ(copy(token), finite ? token : "refused");
  }
}

TEST(JsonReader, RefusesWhatIsNotJson) {
  for (const std::string_view text :
       {""sv,         " "sv,         "{"sv,      "[1,]"sv, "{\"a\":}"sv, "{a:1}"sv, "NaN"sv,
        "Infinity"sv, "-Infinity"sv, "01"sv,     "+1"sv,   "1."sv,       ".5"sv,    "1e999"sv,
        "-1e999"sv,   "tru"sv,       "\"a"sv,    "'a'"sv,  "1 2"sv,      "{} x"sv,  "// c\n1"sv,
        "\"\x01\""sv, "\"\n\""sv,    "\"\0\""sv, "\0"sv,   "\"\\x\""sv}) {
    EXPECT_EQ(copy(text), "refused") << text;
  }
}

TEST(JsonReader, RefusesWhatIsNotUtf8) {
  for (const std::string_view text :
       {"\"\xFF\""sv, "\"\xC3\""sv, "\"\xC0\x80\""sv, "\"\xE2\x82\""sv, "\"\xED\xA0\x80\""sv,
        "\"\xF4\x90\x80\x80\""sv, "{\"\xFF\":1}"sv, R"("\ud800")"sv, R"("\udc00")"sv,
        R"("\ud800\u0041")"sv, R"("\ud800\ud800")"sv}) {
    EXPECT_EQ(copy(text), "refused") << text;
  }
}

TEST(JsonReader, TakesEscapesForWhatTheyMean) {
  EXPECT_EQ(copy(R"("\u0041\u00e9\ud83d\ude00\/")"), "\"A\xC3\xA9\xF0\x9F\x98\x80/\"");
  EXPECT_EQ(copy(R"("a\u0000b")"), R"("a\u0000b")");
}

TEST(JsonReader, StandsAnyDepth) {
  for (const char* open : {"[", "{\"a\":"}) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += open;
    EXPECT_EQ(copy(deep), "refused");
    Paths visitor;
    EXPECT_FALSE(read(deep, visitor));
  }
  const std::string closed = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(copy(closed), closed);
}

TEST(JsonReader, StopsWhenTheVisitorDoes) {
  class Stop final : public Visitor {
   public:
    int calls = 0;
    bool key(std::string_view) override { return ++calls < 3; }
    bool value(const Value&) override { return ++calls < 3; }
    bool end() override { return ++calls < 3; }
  } visitor;
  EXPECT_FALSE(read(R"({"a":1,"b":2,"c":3})", visitor));
  EXPECT_EQ(visitor.calls, 3);
}

TEST(JsonValue, TakesWholeNumbersOnly) {
  const auto integer = [](std::string_view token) {
    return Value{.type = Type::number, .text = token}.integer();
  };
  EXPECT_EQ(integer("0"), 0);
  EXPECT_EQ(integer("-12"), -12);
  EXPECT_EQ(integer("1765990800016.75"), 1'765'990'800'016);
  EXPECT_EQ(integer("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(integer("9223372036854775808"), std::nullopt);
  EXPECT_EQ(integer("1e3"), std::nullopt);
  EXPECT_EQ(integer("1.5e21"), std::nullopt);
  EXPECT_EQ(integer("1.5E-7"), std::nullopt);
  EXPECT_EQ((Value{.type = Type::string, .text = "1"}).integer(), std::nullopt);
}

TEST(PathVisitor, SaysWhereEachValueStands) {
  EXPECT_EQ(paths(R"({"items":[{"id":"a"},[1,[2]],3],"failed":0,"o":{"p":{}},"n":null})"),
            (Seen{{"", "{}"},
                  {"items", "[]"},
                  {"items[]", "{}"},
                  {"items[].id", "a"},
                  {"items[]", "[]"},
                  {"items[][]", "1"},
                  {"items[][]", "[]"},
                  {"items[][][]", "2"},
                  {"items[]", "3"},
                  {"failed", "0"},
                  {"o", "{}"},
                  {"o.p", "{}"},
                  {"n", "null"}}));
  EXPECT_EQ(paths("[[],{}]"), (Seen{{"", "[]"}, {"[]", "[]"}, {"[]", "{}"}}));
}

// A reader of `items[].id` counts on an item having begun.
TEST(PathVisitor, TakesNoKeyForAPath) {
  for (const char* text : {R"({"items[].id":"a"})", R"({"items[]":{"id":"a"}})",
                           R"({"items[]":"a"})", R"({"items":{"[]":{"id":"a"}}})"}) {
    for (const auto& [path, value] : paths(text)) {
      EXPECT_NE(path, "items[].id") << text;
      EXPECT_NE(path, "items[]") << text;
    }
  }
  for (const auto& [path, value] : paths(R"({"error.message":"a"})")) {
    EXPECT_NE(path, "error.message");
  }
}

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
  std::string out = "before ";
  Writer(out)
      .begin_object()
      .member("a", 1)
      .key("b")
      .begin_array()
      .null()
      .boolean(true)
      .begin_object()
      .end_object()
      .begin_array()
      .end_array()
      .raw("-1.5")
      .end_array()
      .member("c", "x")
      .end_object();
  EXPECT_EQ(out, R"(before {"a":1,"b":[null,true,{},[],-1.5],"c":"x"})");
}

TEST(JsonWriter, ContinuesInside) {
  std::string out = R"({"list":[)";
  Writer(out, Writer::Inside{}).string("{").string("[").string(":").string(",");
  EXPECT_EQ(out, R"({"list":["{","[",":",",")");
}

TEST(JsonWriter, EscapesWhatJsonAsksFor) {
  std::string out;
  Writer(out).string("\"\\/\b\f\n\r\t\x01\x1f\x7f \xE2\x80\xA8\xF0\x9F\x98\x80\0"sv);
  EXPECT_EQ(out,
            "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0001\\u001f\x7f \xE2\x80\xA8\xF0\x9F\x98\x80"
            "\\u0000\"");
}

TEST(JsonWriter, WritesWholeNumbers) {
  std::string out;
  Writer(out).begin_array().number(INT64_MIN).number(0).number(INT64_MAX).end_array();
  EXPECT_EQ(out, "[-9223372036854775808,0,9223372036854775807]");
}

}  // namespace
}  // namespace feedspan::json
