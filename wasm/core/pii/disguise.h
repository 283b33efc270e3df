#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/recognizer.h"

/// Spellings that hide data from programs: digits of other scripts, characters without width,
/// "(at)" and "dot", digits in words, letters apart.
namespace feedspan::pii {

/// A text with its disguises undone, and where each of its bytes comes from.
struct PlainText {
  std::string utf8;
  std::vector<std::uint32_t> begin;  ///< by byte of `utf8`: where its source begins ...
  std::vector<std::uint32_t> end;    ///< ... and ends

  void append(char c, std::size_t from, std::size_t to);
};

/// True if the character or bracket at `at` may be a part of a disguise. For the bytes of
/// `Trigger::disguise`.
bool is_disguise(const Text& text, std::size_t at);

/// True if letters may be a disguise: "dot" as a word, digits in words, letters apart. Looks at
/// samples that none of these can pass between.
bool may_spell_out(const Text& text);

/// Undoes the disguises in `text`, in time in proportion to its length.
PlainText undisguise(const Text& text);

}  // namespace feedspan::pii
