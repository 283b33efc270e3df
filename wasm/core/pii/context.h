#pragma once

#include <cstddef>
#include <cstdint>

#include "core/pii/recognizer.h"

/// What stands around a candidate and inside of it that is no word.
namespace feedspan::pii {

/// One separator between two groups of digits.
struct Separator {
  unsigned char symbol =
      0;  ///< ' ' and '-' also for their Unicode kin (no-break space, en dash); 0 if there is none
  std::uint8_t size = 0;  ///< bytes
};

/// The separator at `at`: a space, '-', '.', '/', '(' or ')'.
Separator separator_at(Text text, std::size_t at);

/// True if the word right before `at`, with one space between, is a column of the table that the
/// groups of four digits from `at` on would belong to: four digits, or four and more characters
/// that mix digits and letters a to f.
bool follows_column(Text text, std::size_t at);

/// The same for the word that begins at `at`.
bool is_column(Text text, std::size_t at);

}  // namespace feedspan::pii
