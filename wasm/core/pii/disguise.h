#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/pii/recognizer.h"

/// Spellings that hide data from programs: digits of other scripts, characters without width,
/// "(at)" and "dot", digits in words, letters apart.
namespace feedspan::pii {

/// A text with its disguises undone, and where each of its bytes comes from. It takes memory only
/// once there is one: most texts that may hold a disguise hold none.
struct PlainText {
  /// Appends what was not yet appended before `at`, as it is; what stands in [at, behind) is
  /// undone.
  void undo(Text text, std::size_t at, std::size_t behind);
  void append(char c, std::size_t from);
  std::size_t begin() const { return reinterpret_cast<std::size_t>(bytes.get()) + Text::margin; }
  /// Where the source of the byte before `end` ends: what was dropped behind it is not a part of
  /// it.
  std::size_t end_of(Text original, std::size_t end) const;

  std::size_t next;      ///< of the original: before it everything is appended or undone
  std::size_t capacity;  ///< bytes of the original
  std::unique_ptr<char[]> bytes = nullptr;          ///< between margins; none if nothing is undone
  std::unique_ptr<std::size_t[]> source = nullptr;  ///< by byte: where its source begins
  std::size_t size = 0;
};

/// True if the character, bracket or dash at `at` may be a part of a disguise. For the bytes of
/// `Trigger::disguise` and `Trigger::joint`.
bool is_disguise(Text text, std::size_t at);

/// Where letters may be a disguise, "dot" as a word and letters apart: the first place from `begin`
/// on, `end` if there is none. Looks at every eighth place, and none of these passes between.
std::size_t find_spelled_letters(Text text, std::size_t begin, std::size_t end);

/// The same of digits in words, at every fifteenth place.
std::size_t find_digit_words(Text text, std::size_t begin, std::size_t end);

/// Undoes the disguises in `text`, in time in proportion to its length.
PlainText undisguise(Text text, std::size_t begin, std::size_t end);

}  // namespace feedspan::pii
