#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/pii/kind.h"

namespace feedspan::pii {

/// A place in the text that holds personal data.
struct Span {
  Kind kind;
  std::uint32_t begin;      ///< byte offset of the first byte, on a code point boundary
  std::uint32_t end;        ///< byte offset past the last byte, on a code point boundary
  std::uint8_t confidence;  ///< 0..100; see docs/pii.md for what each recognizer gives
  std::uint8_t scheme;      ///< of a national id: index into `schemes` (scheme.h)

  friend bool operator==(const Span&, const Span&) = default;
};

struct Options {
  /// Spans below are not answered. At 60, addresses of private networks stay in the text; at 0,
  /// loopback and multicast do not.
  std::uint8_t min_confidence = 50;
};

/// Finds personal data and appends its spans to `out`, in ascending order and without overlap.
///
/// `utf8` may be invalid UTF-8 and may hold NUL; it must be shorter than 4 GiB. Takes time in
/// proportion to its length whatever it holds, and allocates only to grow `out`. docs/pii.md has
/// the rule for overlaps.
void scan(std::string_view utf8, const Options& options, std::vector<Span>& out);

}  // namespace feedspan::pii
