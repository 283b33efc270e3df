#include "core/pii/spans.h"

#include <algorithm>

namespace feedspan::pii {

void join(Span span, std::size_t first, std::vector<Span>& out) {
  while (out.size() > first && out.back().end > span.begin) {
    const Span other = out.back();
    out.pop_back();
    const bool longer = other.end - other.begin > span.end - span.begin;
    Span whole = longer ? other : span;
    whole.begin = std::min(span.begin, other.begin);
    whole.end = std::max(span.end, other.end);
    if (whole.kind == masked_form && whole != (longer ? other : span))
      whole.kind = longer ? span.kind : other.kind;
    span = whole;
  }
  out.push_back(span);
}

void merge(const std::vector<Span>& more, std::size_t first, std::vector<Span>& out) {
  if (more.empty()) return;
  const std::vector<Span> found(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
  out.resize(first, Span{});
  auto next = found.begin();
  for (const Span& span : more) {
    for (; next != found.end() && next->begin < span.begin; ++next) join(*next, first, out);
    join(span, first, out);
  }
  for (; next != found.end(); ++next) join(*next, first, out);
}

}  // namespace feedspan::pii
