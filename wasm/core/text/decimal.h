#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace feedspan::text {

// Not <charconv>, whose tables and unrolled loops for speed are 1.4 KB of WebAssembly more.

/// Appends the decimal digits of a whole number.
void append_decimal(std::string& out, std::int64_t value);

/// The whole number that `digits` is, all of it; nothing where it is not one or does not fit.
std::optional<std::int64_t> parse_integer(std::string_view digits);

}  // namespace feedspan::text
