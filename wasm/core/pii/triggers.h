#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/pii/recognizer.h"

namespace feedspan::pii {

/// What each byte is, a `Trigger` or 0. Most bytes of most texts are nothing.
extern const std::array<std::uint8_t, 256> trigger_classes;

/// The first trigger at or behind `at`, or `end` or more.
///
/// This is what clean text costs: eight look-ups are joined by one branch, since a branch for each
/// byte takes twice as long. May read eight bytes of the margin.
std::size_t next_trigger(Text text, std::size_t end, std::size_t at);

}  // namespace feedspan::pii
