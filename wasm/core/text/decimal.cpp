#include "core/text/decimal.h"

#include <iterator>
#include <limits>

#include "core/text/ascii.h"

namespace feedspan::text {

void append_decimal(std::string& out, std::int64_t value) {
  // The magnitude of the lowest number fits only without a sign.
  auto rest = static_cast<std::uint64_t>(value);
  if (value < 0) {
    rest = 0 - rest;
    out += '-';
  }
  char digits[20];
  char* first = std::end(digits);
  do {
    *--first = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  out.append(first, std::end(digits));
}

std::optional<std::int64_t> parse_integer(std::string_view digits) {
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  if (digits.empty()) return std::nullopt;
  const std::uint64_t limit =
      std::uint64_t{std::numeric_limits<std::int64_t>::max()} + (negative ? 1 : 0);
  std::uint64_t magnitude = 0;
  for (const char c : digits) {
    if (!is_digit(static_cast<unsigned char>(c))) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (magnitude > (limit - digit) / 10) return std::nullopt;
    magnitude = magnitude * 10 + digit;
  }
  return static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
}

}  // namespace feedspan::text
