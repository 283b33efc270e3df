#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/pii/policy.h"

namespace feedspan::pii {

/// What a packed policy consists of. Names and limits are checked by js/policy.js, which says in a
/// sentence what is wrong; here only what the automata refuse is told.
enum class Entry : std::uint8_t {
  all_actions,  ///< b: the action of all types
  action,       ///< a: type, b: its action
  field,        ///< text: a path; the actions that follow are those of this field
  options,      ///< a: `min_confidence`, b: `allow_local_addresses`
  key,          ///< text
  allow,        ///< text: of `AllowList`
  own_type,     ///< text: its name; they are numbered from `kind_count` on
  term,         ///< a: type, b: whole words; text
  pattern,      ///< a: type, b: bit 0 whole words, bit 1 either case; text
  names,        ///< text: a pack of names (names.h)
};

/// Why a packed policy was refused.
struct Refusal {
  std::size_t entry = 0;  ///< its number, from 0
  /// Of a term `syntax`; of a pattern its own; `none` where the bytes are no packed policy.
  Patterns::Problem problem = Patterns::Problem::none;
  std::size_t read = 0;  ///< bytes of the pattern that were understood
};

/// Reads a policy: entries, each of a byte that is an `Entry`, one byte each for a and b, two for
/// the length of its text, low byte first, and the text. False if it is refused; `policy` is then
/// of no use.
bool read_policy(std::string_view packed, Policy& policy, Refusal& refusal);

}  // namespace feedspan::pii
