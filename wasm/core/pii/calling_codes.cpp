#include "core/pii/calling_codes.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/pii/rows.h"

namespace feedspan::pii {
namespace {

template <class... Length>
constexpr std::uint16_t digits(Length... length) {
  return static_cast<std::uint16_t>(((1U << length) | ...));
}

constexpr std::uint16_t zero_led = 0x8000;

// Lengths are those of subscriber numbers in libphonenumber's metadata (Apache-2.0). Short service
// numbers are left out where a country has many: nobody writes them with a calling code.
struct CountryCode {
  unsigned code;
  std::uint16_t lengths;
};

constexpr CountryCode country_codes[] = {
    {1, digits(10)},                              // North America
    {7, digits(10)},                              // Russia
    {20, digits(8, 9, 10)},                       // Egypt
    {27, digits(9)},                              // South Africa
    {30, digits(10)},                             // Greece
    {31, digits(9)},                              // Netherlands
    {32, digits(8, 9)},                           // Belgium
    {33, digits(9)},                              // France
    {34, digits(9)},                              // Spain
    {36, digits(8, 9)},                           // Hungary
    {39, zero_led | digits(6, 7, 8, 9, 10, 11)},  // Italy
    {40, digits(9)},                              // Romania
    {41, digits(9, 12)},                          // Switzerland
    {43, digits(7, 8, 9, 10, 11, 12, 13)},        // Austria
    {44, digits(9, 10)},                          // United Kingdom
    {45, digits(8)},                              // Denmark
    {46, digits(7, 8, 9)},                        // Sweden
    {47, digits(8)},                              // Norway
    {48, digits(9)},                              // Poland
    {49, digits(7, 8, 9, 10, 11, 12, 13)},        // Germany, with up to two digits of an extension
    {51, digits(8, 9)},                           // Peru
    {52, digits(10, 11)},                         // Mexico
    {53, digits(8)},                              // Cuba
    {54, digits(10, 11)},                         // Argentina
    {55, digits(10, 11)},                         // Brazil
    {56, digits(9)},                              // Chile
    {57, digits(8, 10)},                          // Colombia
    {58, digits(10)},                             // Venezuela
    {60, digits(8, 9, 10)},                       // Malaysia
    {61, digits(9)},                              // Australia
    {62, digits(8, 9, 10, 11, 12)},               // Indonesia
    {63, digits(8, 9, 10)},                       // Philippines
    {64, digits(8, 9, 10)},                       // New Zealand
    {65, digits(8)},                              // Singapore
    {66, digits(8, 9)},                           // Thailand
    {81, digits(9, 10)},                          // Japan
    {82, digits(8, 9, 10)},                       // South Korea
    {84, digits(9, 10)},                          // Vietnam
    {86, digits(9, 10, 11)},                      // China
    {90, digits(10)},                             // Türkiye
    {91, digits(10)},                             // India
    {92, digits(9, 10)},                          // Pakistan
    {93, digits(9)},                              // Afghanistan
    {94, digits(9)},                              // Sri Lanka
    {95, digits(6, 7, 8, 9, 10)},                 // Myanmar (Burma)
    {98, digits(10)},                             // Iran
    {211, digits(9)},                             // South Sudan
    {212, digits(9)},                             // Morocco
    {213, digits(8, 9)},                          // Algeria
    {216, digits(8)},                             // Tunisia
    {218, digits(9)},                             // Libya
    {220, digits(7)},                             // Gambia
    {221, digits(9)},                             // Senegal
    {222, digits(8)},                             // Mauritania
    {223, digits(8)},                             // Mali
    {224, digits(8, 9)},                          // Guinea
    {225, zero_led | digits(10)},                 // Côte d’Ivoire
    {226, digits(8)},                             // Burkina Faso
    {227, digits(8)},                             // Niger
    {228, digits(8)},                             // Togo
    {229, zero_led | digits(10)},                 // Benin
    {230, digits(7, 8)},                          // Mauritius
    {231, digits(7, 8, 9)},                       // Liberia
    {232, digits(8)},                             // Sierra Leone
    {233, digits(8, 9)},                          // Ghana
    {234, digits(8, 10)},                         // Nigeria
    {235, digits(8)},                             // Chad
    {236, digits(8)},                             // Central African Republic
    {237, digits(8, 9)},                          // Cameroon
    {238, digits(7)},                             // Cape Verde
    {239, digits(7)},                             // São Tomé & Príncipe
    {240, digits(9)},                             // Equatorial Guinea
    {241, zero_led | digits(7, 8)},               // Gabon
    {242, zero_led | digits(9)},                  // Congo - Brazzaville
    {243, digits(7, 8, 9, 10)},                   // Congo - Kinshasa
    {244, digits(9)},                             // Angola
    {245, digits(9)},                             // Guinea-Bissau
    {246, digits(7)},                             // British Indian Ocean Territory
    {247, digits(5, 6)},                          // Ascension Island
    {248, digits(7)},                             // Seychelles
    {249, digits(9)},                             // Sudan
    {250, digits(8, 9)},                          // Rwanda
    {251, digits(9)},                             // Ethiopia
    {252, digits(7, 8, 9)},                       // Somalia
    {253, digits(8)},                             // Djibouti
    {254, digits(9)},                             // Kenya
    {255, digits(9)},                             // Tanzania
    {256, digits(9)},                             // Uganda
    {257, digits(8)},                             // Burundi
    {258, digits(8, 9)},                          // Mozambique
    {260, digits(9)},                             // Zambia
    {261, digits(9)},                             // Madagascar
    {262, digits(9)},                             // Réunion
    {263, digits(8, 9)},                          // Zimbabwe
    {264, digits(8, 9)},                          // Namibia
    {265, digits(7, 9)},                          // Malawi
    {266, digits(8)},                             // Lesotho
    {267, digits(7, 8)},                          // Botswana
    {268, digits(8, 9)},                          // Eswatini
    {269, digits(7)},                             // Comoros
    {290, digits(4, 5)},                          // St. Helena
    {291, digits(7)},                             // Eritrea
    {297, digits(7)},                             // Aruba
    {298, digits(6)},                             // Faroe Islands
    {299, digits(6)},                             // Greenland
    {350, digits(8)},                             // Gibraltar
    {351, digits(9)},                             // Portugal
    {352, digits(6, 7, 8, 9)},                    // Luxembourg
    {353, digits(7, 8, 9)},                       // Ireland
    {354, digits(7, 9)},                          // Iceland
    {355, digits(6, 7, 8, 9)},                    // Albania
    {356, digits(8)},                             // Malta
    {357, digits(8)},                             // Cyprus
    {358, digits(6, 7, 8, 9, 10)},                // Finland
    {359, digits(8, 9)},                          // Bulgaria
    {370, digits(8)},                             // Lithuania
    {371, digits(8)},                             // Latvia
    {372, digits(7, 8)},                          // Estonia
    {373, digits(8)},                             // Moldova
    {374, digits(8)},                             // Armenia
    {375, digits(9)},                             // Belarus
    {376, digits(6, 9)},                          // Andorra
    {377, digits(8, 9)},                          // Monaco
    {378, zero_led | digits(8, 10)},              // San Marino
    {380, digits(9)},                             // Ukraine
    {381, digits(8, 9, 10)},                      // Serbia
    {382, digits(8, 9)},                          // Montenegro
    {383, digits(8)},                             // Kosovo
    {385, digits(8, 9)},                          // Croatia
    {386, digits(8)},                             // Slovenia
    {387, digits(8, 9)},                          // Bosnia & Herzegovina
    {389, digits(8)},                             // North Macedonia
    {420, digits(9)},                             // Czechia
    {421, digits(9)},                             // Slovakia
    {423, digits(7, 9)},                          // Liechtenstein
    {500, digits(5)},                             // Falkland Islands
    {501, digits(7)},                             // Belize
    {502, digits(8)},                             // Guatemala
    {503, digits(7, 8, 11)},                      // El Salvador
    {504, digits(8)},                             // Honduras
    {505, digits(8)},                             // Nicaragua
    {506, digits(8)},                             // Costa Rica
    {507, digits(7, 8)},                          // Panama
    {508, digits(6, 9)},                          // St. Pierre & Miquelon
    {509, digits(8)},                             // Haiti
    {590, digits(9)},                             // Guadeloupe
    {591, digits(8, 9)},                          // Bolivia
    {592, digits(7)},                             // Guyana
    {593, digits(8, 9)},                          // Ecuador
    {594, digits(9)},                             // French Guiana
    {595, digits(9)},                             // Paraguay
    {596, digits(9)},                             // Martinique
    {597, digits(6, 7)},                          // Suriname
    {598, digits(8)},                             // Uruguay
    {599, digits(7, 8)},                          // Curaçao
    {670, digits(7, 8)},                          // Timor-Leste
    {672, digits(6)},                             // Norfolk Island
    {673, digits(7)},                             // Brunei
    {674, digits(7)},                             // Nauru
    {675, digits(7, 8)},                          // Papua New Guinea
    {676, digits(5, 7)},                          // Tonga
    {677, digits(5, 7)},                          // Solomon Islands
    {678, digits(5, 7)},                          // Vanuatu
    {679, digits(7)},                             // Fiji
    {680, digits(7)},                             // Palau
    {681, digits(6, 9)},                          // Wallis & Futuna
    {682, digits(5)},                             // Cook Islands
    {683, digits(7)},                             // Niue
    {685, digits(5, 6, 7, 10)},                   // Samoa
    {686, digits(5, 8)},                          // Kiribati
    {687, digits(6)},                             // New Caledonia
    {688, digits(5, 6, 7)},                       // Tuvalu
    {689, digits(6, 8, 9)},                       // French Polynesia
    {690, digits(4, 5, 6, 7)},                    // Tokelau
    {691, digits(7)},                             // Micronesia
    {692, digits(7)},                             // Marshall Islands
    {800, digits(8)},                             // Freephone
    {850, digits(8, 10)},                         // North Korea
    {852, digits(8)},                             // Hong Kong SAR China
    {853, digits(7, 8)},                          // Macao SAR China
    {855, digits(8, 9, 10)},                      // Cambodia
    {856, digits(8, 9, 10)},                      // Laos
    {870, digits(9)},                             // Inmarsat
    {880, digits(8, 9, 10)},                      // Bangladesh
    {881, digits(9)},                             // Satellite
    {882, digits(8, 9, 10, 11, 12)},              // International networks
    {883, digits(8, 9, 10, 11, 12)},              // International networks
    {886, digits(7, 8, 9, 10, 11)},               // Taiwan
    {960, digits(7)},                             // Maldives
    {961, digits(7, 8)},                          // Lebanon
    {962, digits(8, 9)},                          // Jordan
    {963, digits(8, 9)},                          // Syria
    {964, digits(8, 9, 10)},                      // Iraq
    {965, digits(7, 8)},                          // Kuwait
    {966, digits(9)},                             // Saudi Arabia
    {967, digits(7, 8, 9)},                       // Yemen
    {968, digits(7, 8, 9)},                       // Oman
    {970, digits(8, 9, 10)},                      // Palestinian Territories
    {971, digits(8, 9)},                          // United Arab Emirates
    {972, digits(8, 9)},                          // Israel
    {973, digits(8)},                             // Bahrain
    {974, digits(8)},                             // Qatar
    {975, digits(7, 8)},                          // Bhutan
    {976, digits(8, 9, 10)},                      // Mongolia
    {977, digits(8, 10)},                         // Nepal
    {992, digits(9)},                             // Tajikistan
    {993, digits(8)},                             // Turkmenistan
    {994, digits(9)},                             // Azerbaijan
    {995, digits(9)},                             // Georgia
    {996, digits(9, 10)},                         // Kyrgyzstan
    {998, digits(9)},                             // Uzbekistan
};

constexpr std::size_t code_count = std::size(country_codes);

/// Which of the sets of lengths a code has.
struct Sets {
  std::array<std::uint8_t, code_count> of_code{};
  std::array<std::uint16_t, code_count> lengths{};
  std::size_t count = 0;
};

constexpr Sets sets = [] {
  Sets made;
  for (std::size_t i = 0; i < code_count; ++i) {
    std::size_t set = 0;
    while (set < made.count && made.lengths[set] != country_codes[i].lengths) ++set;
    made.lengths[set] = country_codes[i].lengths;
    made.count = std::max(made.count, set + 1);
    made.of_code[i] = static_cast<std::uint8_t>(set);
  }
  return made;
}();
constexpr auto length_sets = [] {
  std::array<std::uint16_t, sets.count> made{};
  std::copy_n(sets.lengths.begin(), made.size(), made.begin());
  return made;
}();

/// The set of each code; a one in front of its digits keeps "07" from being 7.
constexpr auto code_rows = [] {
  std::array<Row, code_count> made{};
  for (std::size_t i = 0; i < code_count; ++i) {
    unsigned front = 10;
    while (front <= country_codes[i].code) front *= 10;
    made[i] = {front + country_codes[i].code, sets.of_code[i]};
  }
  return made;
}();
static_assert(std::is_sorted(code_rows.begin(), code_rows.end(),
                             [](const Row& a, const Row& b) { return a.number < b.number; }));
constexpr auto packed_codes = pack_rows<rows_size(code_rows)>(code_rows);

}  // namespace

CallingCode find_calling_code(const unsigned char* digits) {
  unsigned number = 1;
  for (std::size_t size = 1; size <= 3; ++size) {
    number = number * 10 + (digits[size - 1] - unsigned{'0'});
    const int set = find_row(packed_codes.data(), number);
    if (set >= 0) return {size, length_sets[static_cast<std::size_t>(set)]};
  }
  return {0, 0};
}

}  // namespace feedspan::pii
