#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/pii/recognizer.h"

namespace feedspan::pii {

/// How many bytes one mask speaks of. No more than `Text::margin`.
inline constexpr std::size_t trigger_block = 64;

/// What each byte triggers, a `Trigger` or 0. Most bytes of most texts trigger nothing.
extern const std::array<std::uint8_t, 256> trigger_classes;

/// Bit i is set if the byte at `at + i` triggers something. May reach into the margin.
///
/// This is what clean text costs: eight look-ups are joined by one branch, since a branch for each
/// byte takes twice as long.
std::uint64_t trigger_mask(const Text& text, std::size_t at);

}  // namespace feedspan::pii
