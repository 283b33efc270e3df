#pragma once

#include <cstdint>

#include "core/client/messages.h"
#include "core/error.h"

/// Answers of the modules that have clients or relays (docs/boundary.md): errors, and effects.
namespace feedspan::boundary {

std::uint32_t error_answer(Error error);

/// The effects of the call at hand; cleared when the next one begins.
EffectWriter& begin_effects();

/// Ends an answer that has effects.
std::uint32_t end_with_effects();

}  // namespace feedspan::boundary
