// The overlap rule of docs/pii.md against its own words: of all matches take the best, drop what it
// overlaps, and begin again with the rest.
#include "core/pii/overlaps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <random>
#include <vector>

namespace feedspan::pii {

void PrintTo(const Span& span, std::ostream* out) {
  *out << '[' << span.begin << ", " << span.end << ") " << unsigned{span.confidence};
}

namespace {

bool overlap(const Span& a, const Span& b) {
  return a.begin < b.end && b.begin < a.end;
}

/// More certain, longer, earlier; and of those that are alike in all that the one that came first.
bool is_better(const Span& a, const Span& b) {
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  if (a.end - a.begin != b.end - b.begin) return a.end - a.begin > b.end - b.begin;
  return a.begin < b.begin;
}

std::vector<Span> by_the_rule(std::vector<Span> matches) {
  std::vector<Span> taken;
  while (!matches.empty()) {
    const Span best =
        *std::min_element(matches.begin(), matches.end(),
                          [](const Span& a, const Span& b) { return is_better(a, b); });
    taken.push_back(best);
    std::erase_if(matches, [&best](const Span& other) { return overlap(other, best); });
  }
  std::sort(taken.begin(), taken.end(),
            [](const Span& a, const Span& b) { return a.begin < b.begin; });
  return taken;
}

struct Match {
  Span span;
  std::size_t trigger;
};

/// As the scan does: in the order of triggers, which lie up to 80 bytes behind where matches begin.
std::vector<Span> settled(std::vector<Match> matches) {
  std::stable_sort(matches.begin(), matches.end(),
                   [](const Match& a, const Match& b) { return a.trigger < b.trigger; });
  std::vector<Span> out;
  Overlaps overlaps(out);
  for (const Match& match : matches) overlaps.add(match.span, match.trigger);
  overlaps.settle();
  return out;
}

std::vector<Span> spans_of(const std::vector<Match>& matches) {
  std::vector<Span> spans;
  for (const Match& match : matches) spans.push_back(match.span);
  return spans;
}

Match match(std::uint32_t begin, std::uint32_t end, std::uint8_t confidence) {
  return {{Kind::phone, begin, end, confidence, 0}, begin};
}

TEST(Overlaps, KeepTheOuterTwoOfAChainIfOneOfThemBeatsTheMiddle) {
  EXPECT_EQ(settled({match(0, 10, 90), match(8, 20, 80), match(18, 30, 70)}),
            (std::vector<Span>{{Kind::phone, 0, 10, 90, 0}, {Kind::phone, 18, 30, 70, 0}}));
  EXPECT_EQ(settled({match(0, 10, 70), match(8, 20, 90), match(18, 30, 80)}),
            (std::vector<Span>{{Kind::phone, 8, 20, 90, 0}}));
}

TEST(Overlaps, TakeTheLongerAndThenTheEarlierOfEquallyCertainOnes) {
  EXPECT_EQ(settled({match(0, 10, 80), match(5, 16, 80)}),
            (std::vector<Span>{{Kind::phone, 5, 16, 80, 0}}));
  EXPECT_EQ(settled({match(0, 10, 80), match(5, 15, 80)}),
            (std::vector<Span>{{Kind::phone, 0, 10, 80, 0}}));
}

TEST(Overlaps, SettleWhatLiesApartByItself) {
  std::vector<Match> matches;
  for (std::uint32_t i = 0; i < 1000; ++i) matches.push_back(match(i * 10, i * 10 + 10, 50));
  EXPECT_EQ(settled(matches), spans_of(matches));
}

/// Clusters of up to 32 matches, with more than 80 bytes between them.
std::vector<Match> random_matches(std::mt19937& random) {
  const auto below = [&random](std::uint32_t most) {
    return static_cast<std::uint32_t>(random()) % most;
  };
  std::vector<Match> matches;
  std::uint32_t from = below(100);
  for (std::uint32_t clusters = 1 + below(4); clusters > 0; --clusters) {
    std::uint32_t end = from;
    const std::uint32_t width = 1 + below(120);
    const std::uint32_t longest = 1 + below(40);
    const std::uint32_t levels = 1 + below(5);  // few of them, for ties
    for (std::uint32_t count = below(33); count > 0; --count) {
      const std::uint32_t begin = from + below(width);
      const Span span{static_cast<Kind>(below(kind_count)), begin, begin + 1 + below(longest),
                      static_cast<std::uint8_t>(50 + 10 * below(levels)), 0};
      matches.push_back({span, begin + below(span.end - begin)});
      end = std::max(end, span.end);
    }
    from = end + 81 + 80 + below(100);
  }
  return matches;
}

TEST(Overlaps, AreSettledByTheRule) {
  std::mt19937 random(20261121);
  std::size_t chains = 0;  // where three and more hang together
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Match> matches = random_matches(random);
    // Equal in all but the kind: which of them comes first is the order of the recognizers.
    std::stable_sort(matches.begin(), matches.end(),
                     [](const Match& a, const Match& b) { return a.trigger < b.trigger; });
    const std::vector<Span> expected = by_the_rule(spans_of(matches));
    ASSERT_EQ(settled(matches), expected) << testing::PrintToString(spans_of(matches));
    chains += matches.size() > expected.size() + 1 ? 1U : 0U;
  }
  EXPECT_GT(chains, 10'000U);
}

TEST(Overlaps, LeaveNoneThatOverlapHoweverManyThereAre) {
  std::mt19937 random(20261122);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<Match> matches;
    std::uint32_t begin = 0;
    for (int count = 0; count < 200; ++count) {
      begin += static_cast<std::uint32_t>(random()) % 8;
      matches.push_back(match(begin, begin + 1 + static_cast<std::uint32_t>(random()) % 60,
                              static_cast<std::uint8_t>(random() % 100)));
    }
    const std::vector<Span> spans = settled(matches);
    ASSERT_FALSE(spans.empty());
    for (std::size_t i = 1; i < spans.size(); ++i)
      ASSERT_LE(spans[i - 1].end, spans[i].begin) << testing::PrintToString(spans);
    // Nothing is lost for nothing: what is not there overlaps something that is.
    for (const Match& each : matches) {
      ASSERT_TRUE(std::any_of(spans.begin(), spans.end(), [&each](const Span& span) {
        return overlap(span, each.span);
      })) << testing::PrintToString(each.span);
    }
  }
}

}  // namespace
}  // namespace feedspan::pii
