#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace feedspan::pii {

/// What a span of text is. The names are the type names of the JavaScript API and of the
/// placeholders.
enum class Kind : std::uint8_t {
  email,
  phone,
  credit_card,
  iban,
  ip_address,
  secret,
  us_ssn,
  us_itin,
  passport,
  driver_license,
  bank_account,
  date_of_birth,
  national_id,
  crypto,
  mac,
  url,
  person,
  address
};

/// In the order of the enumerators; the only place where a kind is spelled out.
inline constexpr std::array<std::string_view, 18> kind_names = {
    "EMAIL",        "PHONE",         "CREDIT_CARD", "IBAN",     "IP_ADDRESS",
    "SECRET",       "US_SSN",        "US_ITIN",     "PASSPORT", "DRIVER_LICENSE",
    "BANK_ACCOUNT", "DATE_OF_BIRTH", "NATIONAL_ID", "CRYPTO",   "MAC",
    "URL",          "PERSON",        "ADDRESS"};
inline constexpr std::size_t kind_count = kind_names.size();
static_assert(static_cast<std::size_t>(Kind::address) + 1 == kind_count);

constexpr std::size_t index(Kind kind) {
  return static_cast<std::size_t>(kind);
}
constexpr std::string_view name(Kind kind) {
  return kind_names[index(kind)];
}

}  // namespace feedspan::pii
