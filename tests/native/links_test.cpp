#include "core/event/links.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace feedspan {
namespace {

std::optional<std::string> normalised(Link link, std::string value) {
  return normalise_link(link, value) ? std::optional(value) : std::nullopt;
}

TEST(Links, LowerTheHexIdsOfTraceContext) {
  EXPECT_EQ(normalised(Link::trace, "4BF92F3577B34DA6A3CE929D0E0E4736"),
            "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(normalised(Link::span, "00F067AA0BA902B7"), "00f067aa0ba902b7");
}

// A join key, a session or a message is the host's own word; its database may tell cases apart.
TEST(Links, KeepOtherIdsAsTheyAre) {
  for (const Link link : {Link::message, Link::join_key, Link::session, Link::conversation}) {
    EXPECT_EQ(normalised(link, "4BF92F3577B34DA6A3CE929D0E0E4736"),
              "4BF92F3577B34DA6A3CE929D0E0E4736");
  }
  EXPECT_EQ(normalised(Link::trace, "Root=1-67891233-ABCDEF012345678912345678"),
            "Root=1-67891233-ABCDEF012345678912345678");
}

TEST(Links, RefuseIdsThatAreNoIds) {
  for (const Link link : {Link::span, Link::message, Link::trace, Link::join_key, Link::session,
                          Link::conversation}) {
    for (const char* value : {"", "0", "00000000000000000000000000000000", "0000000000000000",
                              "00000000-0000-0000-0000-000000000000", "jane@example.com",
                              "+442079460958", "a b", "a\nb", "a\"b", "\xC3\xA9", "<script>"}) {
      EXPECT_EQ(normalised(link, value), std::nullopt) << value;
    }
    EXPECT_EQ(normalised(link, std::string("a\0b", 3)), std::nullopt);
    EXPECT_TRUE(normalised(link, std::string(128, 'a')));
    EXPECT_FALSE(normalised(link, std::string(129, 'a')));
  }
}

TEST(Links, TakeLabelsInAnyScript) {
  for (const Link link : {Link::capability, Link::step, Link::user}) {
    EXPECT_EQ(normalised(link, "R\xC3\xA9ponse 1"), "R\xC3\xA9ponse 1");
    for (const char* value : {"", "a\nb", "a\x7f", "\x1b[0m"}) {
      EXPECT_EQ(normalised(link, value), std::nullopt) << value;
    }
    EXPECT_TRUE(normalised(link, std::string(128, 'a')));
    EXPECT_FALSE(normalised(link, std::string(129, 'a')));
  }
}

TEST(Links, PointAtTheMostSpecificTarget) {
  Links links;
  EXPECT_EQ(links.target(), std::nullopt);
  links[Link::user] = "u";
  links[Link::capability] = "c";
  EXPECT_EQ(links.target(), std::nullopt);
  for (const Link link : {Link::conversation, Link::session, Link::join_key, Link::trace,
                          Link::message, Link::span}) {
    links[link] = "x";
    EXPECT_EQ(links.target(), link);
  }
}

TEST(Links, HaveOneWordEach) {
  for (std::size_t i = 0; i < link_count; ++i) {
    EXPECT_EQ(link_of(link_names[i]), static_cast<Link>(i));
  }
  EXPECT_EQ(link_of("trace_id"), std::nullopt);
  EXPECT_EQ(link_of(""), std::nullopt);
}

}  // namespace
}  // namespace feedspan
