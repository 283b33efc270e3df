#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/pii/scan.h"

namespace feedspan::pii {

/// Appends `span`. Where it overlaps what is in `out` from `first` on, they become one that covers
/// all of them, of the type of the longest: of two findings that overlap, neither may leave a
/// piece of the other in the text. Spans must come in order of their ends or of their beginnings.
inline void join(Span span, std::size_t first, std::vector<Span>& out) {
  std::size_t longest = span.end - span.begin;
  while (out.size() > first && out.back().end > span.begin) {
    const Span& other = out.back();
    Span whole = other.end - other.begin > longest ? other : span;
    longest = std::max<std::size_t>(longest, other.end - other.begin);
    whole.begin = std::min(span.begin, other.begin);
    whole.end = std::max(span.end, other.end);
    span = whole;
    out.pop_back();
  }
  out.push_back(span);
}

}  // namespace feedspan::pii
