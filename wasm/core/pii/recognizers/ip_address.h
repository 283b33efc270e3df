#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/pii/recognizer.h"

/// What the two address families share.
namespace feedspan::pii {

/// Of an address that leads nowhere outside of its own network (private, link-local).
inline constexpr std::uint8_t local_address_confidence = 55;

/// Of an address that leads to no other host at all (loopback, multicast).
inline constexpr std::uint8_t nobodys_address_confidence = 30;

/// A dotted quad in the text.
struct DottedQuad {
  std::uint32_t value;
  std::size_t end;
};

/// Four decimal octets without leading zeros at `at`, or nothing. Says nothing about what stands
/// around.
std::optional<DottedQuad> read_dotted_quad(Text text, std::size_t at);

/// The number in a "/24" at `at`, or -1 if there is none of at most `most`.
int read_prefix_length(Text text, std::size_t at, int most);

}  // namespace feedspan::pii
