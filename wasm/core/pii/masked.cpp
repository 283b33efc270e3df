#include "core/pii/masked.h"

#include <algorithm>

#include "core/pii/report.h"
#include "core/pii/scheme.h"
#include "core/text/ascii.h"

namespace feedspan::pii {
namespace {

constexpr std::size_t longest_rest = 80;
constexpr std::size_t most_number_digits = 7;

/// The number of characters from the beginning of `text` that can be the rest of a masked form.
std::size_t rest_size(std::string_view text) {
  constexpr int most_digits = 8;
  constexpr int most_in_a_row = 4;
  int digits = 0;
  int in_a_row = 0;
  std::size_t size = 0;
  for (; size < text.size(); ++size) {
    const auto c = static_cast<unsigned char>(text[size]);
    if (!text::is_alnum(c) && c != '.' && c != ':' && c != '-') break;
    in_a_row = text::is_digit(c) ? in_a_row + 1 : 0;
    digits += text::is_digit(c) ? 1 : 0;
    if (size == longest_rest || digits > most_digits || in_a_row > most_in_a_row) return 0;
  }
  return size;
}

bool known_type(std::string_view name, const Policy& policy, std::size_t& type) {
  type = kind_of_name(name);
  if (type < kind_count || name == dropped) return true;
  for (const std::string& own : policy.own_types) {
    if (own == name) return true;
    ++type;
  }
  return false;
}

/// The form whose bracket is at `at`.
Masked masked_at(std::string_view utf8, std::size_t at, const Policy& policy) {
  Masked masked{.begin = at, .end = at};
  std::size_t i = at + 1;
  const auto byte = [&](std::size_t k) {
    return k < utf8.size() ? static_cast<unsigned char>(utf8[k]) : static_cast<unsigned char>(0);
  };
  while (text::is_upper(byte(i)) || (byte(i) == '_' && !text::is_digit(byte(i + 1)))) ++i;
  if (!known_type(utf8.substr(at + 1, i - at - 1), policy, masked.type)) return masked;
  if (byte(i) == '_') {
    const std::size_t digits = ++i;
    for (; text::is_digit(byte(i)) && i - digits < most_number_digits; ++i)
      masked.number = masked.number * 10 + static_cast<std::uint32_t>(byte(i) - '0');
  } else if (byte(i) == ':') {
    const std::size_t size = rest_size(utf8.substr(i + 1));
    if (size == 0) return masked;
    i += size + 1;
  }
  if (byte(i) == ']') masked.end = i + 1;
  return masked;
}

std::string_view last_four(std::string_view value) {
  constexpr std::size_t shown = 4;
  constexpr std::size_t least = 9;  // of shorter ones four would be half
  const auto is_alnum = [](char c) { return text::is_alnum(static_cast<unsigned char>(c)); };
  if (static_cast<std::size_t>(std::count_if(value.begin(), value.end(), is_alnum)) < least)
    return {};
  const std::string_view last = value.substr(value.size() - shown);
  return std::all_of(last.begin(), last.end(), is_alnum) ? last : std::string_view();
}

/// The first `parts` of what `separators` divide.
std::string_view first_parts(std::string_view value, std::string_view separators, int parts) {
  std::size_t end = value.find_first_of(separators);
  while (--parts > 0 && end != std::string_view::npos)
    end = value.find_first_of(separators, end + 1);
  if (end == std::string_view::npos) return {};
  while (end > 0 && separators.find(value[end - 1]) != std::string_view::npos) --end;
  return value.substr(0, end);
}

}  // namespace

Masked next_masked(std::string_view utf8, std::size_t from, const Policy& policy) {
  for (std::size_t at = utf8.find('[', from); at != std::string_view::npos;
       at = utf8.find('[', at + 1)) {
    const Masked masked = masked_at(utf8, at, policy);
    if (masked.end > at) return masked;
  }
  return {.begin = utf8.size(), .end = utf8.size()};
}

void append_masked(std::string& out, std::string_view type, std::string_view rest) {
  out += '[';
  out += type;
  if (!rest.empty() && rest_size(rest) == rest.size()) {
    out += ':';
    out += rest;
  }
  out += ']';
}

std::string_view partial_of(const Span& span, std::string_view value) {
  switch (span.kind) {
    case Kind::email:
      return value.substr(std::min(value.rfind('@'), value.size() - 1) + 1);
    case Kind::url: {
      const std::size_t host = value.find("//");
      if (host == std::string_view::npos) return {};
      const std::string_view authority =
          value.substr(host + 2, value.find_first_of("/?#", host + 2) - host - 2);
      return authority.find('@') == std::string_view::npos ? authority : std::string_view();
    }
    case Kind::ip_address:
      return first_parts(value, ".:", 2);
    case Kind::mac:
      return first_parts(value, ":-.", 3);
    case Kind::national_id:
      return schemes[span.scheme].country;
    case Kind::phone:
    case Kind::credit_card:
    case Kind::iban:
    case Kind::us_ssn:
    case Kind::us_itin:
    case Kind::bank_account:
    case Kind::crypto:
      return last_four(value);
    default:
      // Of the site's own types numbers alone: the end of a word says what word it is.
      return index(span.kind) >= kind_count &&
                     text::is_digit(static_cast<unsigned char>(value.back()))
                 ? last_four(value)
                 : std::string_view();
  }
}

}  // namespace feedspan::pii
