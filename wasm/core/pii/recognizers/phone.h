#pragma once

#include <cstddef>

#include "core/pii/recognizer.h"

namespace feedspan::pii {

/// Past the extension ("x12", ", ext. 12") at `end`, or `end` if there is none.
std::size_t skip_extension(const Text& text, std::size_t end);

}  // namespace feedspan::pii
