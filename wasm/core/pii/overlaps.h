#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/pii/scan.h"

namespace feedspan::pii {

/// The overlap rule: the more certain, then the longer, then the earlier.
inline bool beats(const Span& a, const Span& b) {
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  const std::uint32_t a_size = a.end - a.begin;
  const std::uint32_t b_size = b.end - b.begin;
  return a_size != b_size ? a_size > b_size : a.begin < b.begin;
}

/// Holds candidates back until nothing can overlap them any more, and then takes the best, drops
/// what it overlaps, takes the best of the rest, and so on.
class Overlaps {
 public:
  explicit Overlaps(std::vector<Span>& out) : out_(out), first_(out.size()) {}

  /// `at` is the trigger; it never descends.
  void add(const Span& span, std::size_t at) {
    if (count_ == most || at > end_ + longest_look_back) settle();
    // Or it could drop others and not be taken itself.
    if (span.begin < settled_end_) return;
    pending_[count_++] = span;
    end_ = std::max<std::size_t>(end_, span.end);
  }

  void settle() {
#ifdef __OPTIMIZE_SIZE__
    settle(0, count_);
#else
    // What overlaps nothing decides nothing for others, so they are settled apart.
    for (std::size_t i = 1; i < count_; ++i) {
      const Span span = pending_[i];
      std::size_t place = i;
      for (; place > 0 && pending_[place - 1].begin > span.begin; --place)
        pending_[place] = pending_[place - 1];
      pending_[place] = span;
    }
    for (std::size_t first = 0, last = 0; first < count_; first = last) {
      std::uint32_t end = 0;
      do end = std::max(end, pending_[last++].end);
      while (last < count_ && pending_[last].begin < end);
      settle(first, last);
    }
#endif
    count_ = 0;
    if (out_.size() > first_) settled_end_ = out_.back().end;
    first_ = out_.size();
  }

 private:
  /// So many candidates within reach of each other are settled together; in what follows them
  /// closely the rule holds among those that come after.
  static constexpr std::size_t most = 32;
  /// No recognizer begins farther before its trigger.
  static constexpr std::size_t longest_look_back = 80;

  /// The pending ones in [first, last), which nothing else overlaps.
  void settle(std::size_t first, std::size_t last) {
    while (last > first) {
      std::size_t best = first;
      for (std::size_t i = first + 1; i < last; ++i) {
        if (beats(pending_[i], pending_[best])) best = i;
      }
      const Span taken = pending_[best];
      std::size_t left = first;
      for (std::size_t i = first; i < last; ++i) {
        const Span& other = pending_[i];
        if (other.end <= taken.begin || other.begin >= taken.end) pending_[left++] = other;
      }
      last = left;
      // In ascending order; few are out of place.
      out_.push_back(taken);
      Span* place = &out_.back();
      for (Span* const begin = out_.data() + first_; place > begin && place[-1].begin > taken.begin;
           --place)
        *place = place[-1];
      *place = taken;
    }
  }

  std::vector<Span>& out_;
  std::size_t first_;  ///< of those in `out_` that are settled together
  std::size_t count_ = 0;
  std::size_t end_ = 0;          ///< of the pending ones
  std::size_t settled_end_ = 0;  ///< nothing may begin before it any more
  std::array<Span, most>
      pending_;  ///< `count_` of them; not cleared: a short comment costs less than that
};

}  // namespace feedspan::pii
