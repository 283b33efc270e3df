#pragma once

#include <cstdint>
#include <optional>

#include "core/moment.h"

namespace feedspan {

/// How far the page's clock is off, as the `Date` of answers tells. What was learned holds only
/// while the page's two clocks run side by side: after one of them jumped (the clock was set, the
/// laptop slept) nothing is known until the next answer.
class ServerClock {
 public:
  /// `server` is what an answer said that came at `moment` to a request of `sent`. One that took
  /// long by either clock may have lain somewhere while the laptop slept, and is old.
  void learn(std::int64_t server, Moment sent, Moment moment) {
    constexpr std::int64_t longest = 30'000;
    if (beyond(moment.now - sent.now, longest) || beyond(moment.time - sent.time, longest)) return;
    offset_ = server - moment.time;
    skew_ = moment.time - moment.now;
  }

  /// Milliseconds to add to the page's time. Differences that a slow answer, or a date in whole
  /// seconds, could explain count as none.
  std::int64_t offset(Moment moment) const {
    constexpr std::int64_t notable = 60'000;
    return skew_ && same(*skew_, moment) && beyond(offset_, notable) ? offset_ : 0;
  }

  /// Whether neither clock has jumped since `time - now` was `skew`.
  static bool same(std::int64_t skew, Moment moment) {
    constexpr std::int64_t jump = 2'000;
    return !beyond(moment.time - moment.now - skew, jump);
  }

 private:
  static bool beyond(std::int64_t value, std::int64_t bound) {
    return value > bound || value < -bound;
  }

  std::int64_t offset_ = 0;
  std::optional<std::int64_t> skew_{};
};

}  // namespace feedspan
