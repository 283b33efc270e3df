#pragma once

#include <string_view>
#include <vector>

#include "core/pii/scan.h"
#include "core/text/utf8.h"
#include "expect.h"

namespace feedspan::pii {

/// What `scan` promises of every answer: in the text, not empty, ascending, apart from each other,
/// and on code point boundaries as a WHATWG decoder counts them.
inline void expect_well_formed(std::string_view utf8, const std::vector<Span>& spans,
                               const Options& options) {
  std::size_t at = 0;  // of the decoder, which reads the text once
  const auto is_boundary = [&](std::size_t offset) {
    while (at < offset) at += text::decode(utf8, at).size;
    return at == offset;
  };
  for (const Span& span : spans) {
    FEEDSPAN_EXPECT(span.begin < span.end);
    FEEDSPAN_EXPECT(span.end <= utf8.size());
    FEEDSPAN_EXPECT(at <= span.begin);  // not before the end of the span in front
    FEEDSPAN_EXPECT(is_boundary(span.begin));
    FEEDSPAN_EXPECT(is_boundary(span.end));
    FEEDSPAN_EXPECT(index(span.kind) < kind_count);
    FEEDSPAN_EXPECT(span.confidence <= 100);
    FEEDSPAN_EXPECT(span.confidence >= options.min_confidence);
  }
}

}  // namespace feedspan::pii
