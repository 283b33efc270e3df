#pragma once

#include "core/event/event.h"

namespace feedspan {

/// What is left out of an event that a destination finds too large, step by step: 0 nothing, 1 the
/// metadata, 2 and up the ends of long texts, shorter each time. Each leaves a mark in its place.
inline constexpr unsigned last_reduction = 4;

/// The first step after `reduction` that makes this event smaller; 0 if none does.
unsigned next_reduction(const Event& event, unsigned reduction);

Event reduced(const Event& event, unsigned reduction);

}  // namespace feedspan
