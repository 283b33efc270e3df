#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/pii/recognizer.h"

/// What stands around a candidate: words before it, separators inside it.
namespace feedspan::pii {

/// True if the word right before `at` is in `words`: lower case, each between two spaces (" order
/// invoice "). Up to three bytes of space and punctuation may stand between. Words that only say
/// "number" are looked through.
bool follows_word(const Text& text, std::size_t at, std::string_view words);

/// One separator between two groups of digits.
struct Separator {
  unsigned char symbol =
      0;  ///< ' ' and '-' also for their Unicode kin (no-break space, en dash); 0 if there is none
  std::uint8_t size = 0;  ///< bytes
};

/// The separator at `at`: a space, '-', '.', '/', '(' or ')'.
Separator separator_at(const Text& text, std::size_t at);

/// True if the word right before `at`, with one space between, is a column of the table that the
/// groups of four digits from `at` on would belong to: four digits, or four and more characters
/// that mix digits and letters a to f.
bool follows_column(const Text& text, std::size_t at);

/// The same for the word that begins at `at`.
bool is_column(const Text& text, std::size_t at);

}  // namespace feedspan::pii
