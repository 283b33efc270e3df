#pragma once

#include <cstddef>
#include <cstdint>

#include "core/pii/recognizer.h"

/// What the two address families share.
namespace feedspan::pii {

/// Of an address that leads nowhere outside of its own network (private, link-local).
inline constexpr std::uint8_t local_address_confidence = 55;

/// Of an address that leads to no other host at all (loopback, multicast).
inline constexpr std::uint8_t nobodys_address_confidence = 30;

/// Past four decimal octets without leading zeros at `at`, or 0; `value` becomes theirs. Says
/// nothing about what stands around.
std::size_t dotted_quad_end(Text text, std::size_t at, std::uint32_t& value);

/// The number in a "/24" at `at`, or -1 if there is none of at most `most`.
int read_prefix_length(Text text, std::size_t at, int most);

}  // namespace feedspan::pii
