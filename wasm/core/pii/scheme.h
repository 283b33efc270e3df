#pragma once

#include <cstddef>
#include <string_view>

namespace feedspan::pii {

/// Which register a number belongs to.
struct Scheme {
  std::string_view country;  ///< ISO 3166-1 alpha-2
  std::string_view subtype;
};

/// By `Span::scheme`; number 0 is none. New ones go to the end: the numbers cross the boundary.
inline constexpr Scheme schemes[] = {
    {"", ""},           {"GB", "NINO"},         {"GB", "NHS"},
    {"CA", "SIN"},      {"AU", "TFN"},          {"AU", "ABN"},
    {"AU", "MEDICARE"}, {"IN", "AADHAAR"},      {"IN", "PAN"},
    {"ES", "NIF"},      {"ES", "NIE"},          {"IT", "CODICE_FISCALE"},
    {"FR", "NIR"},      {"DE", "IDNR"},         {"NL", "BSN"},
    {"PL", "PESEL"},    {"SE", "PERSONNUMMER"}, {"FI", "HETU"},
    {"DK", "CPR"},      {"BR", "CPF"},          {"CN", "RIC"},
    {"KR", "RRN"},      {"SG", "NRIC"},         {"ZA", "ID"},
    {"MX", "CURP"},     {"BE", "NN"},           {"CH", "AHV"},
    {"PT", "NIF"},      {"TR", "TCKN"},         {"AT", "SVNR"},
    {"NO", "FNR"},      {"RO", "CNP"},          {"CL", "RUT"},
    {"CZ", "RC"},       {"IE", "PPS"},
};
inline constexpr std::size_t scheme_count = sizeof(schemes) / sizeof(schemes[0]);

}  // namespace feedspan::pii
