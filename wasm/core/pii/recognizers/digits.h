#pragma once

#include <cstddef>

#include "core/pii/recognizer.h"

/// Small numbers in the text: days, years, houses, postal codes.
namespace feedspan::pii {

/// Past the digits at `at`, six at most.
std::size_t digits_end(Text text, std::size_t at);

/// The number that the digits in [begin, end) are.
unsigned value_of(Text text, std::size_t begin, std::size_t end);

/// "19" or "20", as years begin that people were born in.
bool is_century(Text text, std::size_t at);

}  // namespace feedspan::pii
