#include "core/pii/value.h"

#include <cstddef>

#include "core/text/ascii.h"

namespace feedspan::pii {

Form form_of(Kind kind) {
  switch (kind) {
    case Kind::phone:
      return Form::phone;
    case Kind::credit_card:
    case Kind::iban:
    case Kind::us_ssn:
    case Kind::us_itin:
    case Kind::bank_account:
    case Kind::national_id:
    case Kind::mac:
      return Form::digits;
    default:
      return Form::text;
  }
}

void canonical(Form form, std::string_view value, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < value.size(); ++i) {
    const unsigned char c = text::to_lower(static_cast<unsigned char>(value[i]));
    if (form != Form::text) {
      if (c < 0x80 && !text::is_alnum(c)) continue;
      // No-break and thin spaces, dashes, characters of no width. Digits of other scripts stay.
      const std::size_t separator = value.substr(i, 2) == "\xC2\xA0"   ? 2U
                                    : value.substr(i, 2) == "\xE2\x80" ? 3U
                                                                       : 0U;
      if (separator > 0) {
        i += separator - 1;
        continue;
      }
    }
    if (form == Form::phone && c == '0' &&
        (out.empty() || (value[i - 1] == '(' && value.substr(i + 1, 1) == ")")))
      continue;
    out += static_cast<char>(c);
  }
}

std::uint64_t value_hash(std::uint64_t salt, std::string_view canonical) {
  constexpr std::uint64_t prime = 0x100000001B3U;
  std::uint64_t hash = (0xCBF29CE484222325U ^ salt) * prime;
  for (const char c : canonical) hash = (hash ^ static_cast<unsigned char>(c)) * prime;
  return hash;
}

}  // namespace feedspan::pii
