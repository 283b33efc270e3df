#pragma once

#include <cstddef>
#include <vector>

#include "core/pii/scan.h"

namespace feedspan::pii {

/// The type of a span that holds a masked form (masked.h).
inline constexpr Kind masked_form{0xFF};

/// Appends `span`. Where it overlaps what is in `out` from `first` on, they become one that covers
/// all of them, of the type of the longest: of two findings that overlap, neither may leave a
/// piece of the other in the text. A masked form keeps its type only while nothing reaches beyond
/// it. Spans must come in order of their ends or of their beginnings.
void join(Span span, std::size_t first, std::vector<Span>& out);

/// Joins what is in `out` from `first` on with `more`, both in order.
void merge(const std::vector<Span>& more, std::size_t first, std::vector<Span>& out);

}  // namespace feedspan::pii
