#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace feedspan::text {

/// Converts offsets between the UTF-8 of the core and the UTF-16 of JavaScript in one pass over the
/// text.
///
/// Offsets must be asked in ascending order, in either unit; the whole conversion then costs one
/// reading of the text. An offset inside a code point answers for the beginning of that code point,
/// one past the end answers for the end. `encodeInto` writes a lone surrogate as U+FFFD: three
/// bytes, one unit, so the page's own count agrees. Invalid bytes count as the U+FFFD that a WHATWG
/// decoder makes of them.
///
/// Views `utf8`, which must outlive it.
class OffsetCursor {
 public:
  explicit OffsetCursor(std::string_view utf8) : utf8_(utf8) {}

  /// UTF-16 code units before byte `offset`.
  std::size_t to_utf16(std::size_t offset);

  /// Bytes before UTF-16 code unit `offset`.
  std::size_t to_utf8(std::size_t offset);

 private:
  std::string_view utf8_;
  std::size_t bytes_ = 0;
  std::size_t units_ = 0;
};

}  // namespace feedspan::text
