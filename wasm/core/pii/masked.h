#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/pii/policy.h"

/// The forms that masked values take in a text. Each is a type's name in brackets, with a number
/// or a word of few digits at most, so that it is told from what people write, and so that no one
/// can hide a number by putting brackets around it:
///
///     masked = "[" type ["_" number / ":" rest] "]"
///     number = 1 to 7 digits
///     rest   = 1 to 80 of letters, digits, ".", ":" and "-"; at most 8 digits, 4 in a row
namespace feedspan::pii {

inline constexpr std::string_view dropped = "DROPPED";

/// A masked form in a text.
struct Masked {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< `begin` if there is none
  std::size_t type = 0;
  std::uint32_t number = 0;  ///< 0 if it has none
};

/// The first masked form that begins at `from` or later, of the types that `policy` knows; else one
/// that is empty, at the end of the text.
Masked next_masked(std::string_view utf8, std::size_t from, const Policy& policy);

/// Appends "[TYPE:rest]", or "[TYPE]" where `rest` is empty or not of the form above.
void append_masked(std::string& out, std::string_view type, std::string_view rest);

/// What may be seen of a value, docs/pii.md has the list; empty if nothing.
std::string_view partial_of(const Span& span, std::string_view value);

}  // namespace feedspan::pii
