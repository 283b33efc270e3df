#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/pii/kind.h"

namespace feedspan::pii {

/// What two values have in common that are the same.
enum class Form : std::uint8_t {
  text,    ///< case does not count
  digits,  ///< nor do separators: cards, accounts, ids
  phone,   ///< nor do the prefix ("+", "00") and a trunk zero in parentheses
};

Form form_of(Kind kind);

/// Replaces `out` by the canonical form of `value`.
void canonical(Form form, std::string_view value, std::string& out);

/// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) of a canonical form, `salt` first.
std::uint64_t value_hash(std::uint64_t salt, std::string_view canonical);

}  // namespace feedspan::pii
