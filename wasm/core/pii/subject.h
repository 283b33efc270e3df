#pragma once

#include <cstddef>
#include <cstdint>

#include "core/pii/recognizer.h"

namespace feedspan::pii {

/// What the words in front of a number say that it is.
enum class Subject : std::uint8_t {
  none,        ///< nothing
  other,       ///< nobody's: an order, a version, an amount
  identifier,  ///< "id", "code": of whatever the word before it says
  phone,
  social_security,  ///< of the United States
  passport,
  driver_license,
  account,
  routing,    ///< ABA
  sort_code,  ///< United Kingdom
  birth,
  wallet,
  identity,  ///< a national number of some country, and then of the country that the word is from
  id_au,
  id_br,
  id_ca,
  id_cn,
  id_de,
  id_dk,
  id_es,
  id_fi,
  id_fr,
  id_gb,
  id_in,
  id_it,
  id_kr,
  id_mx,
  id_nl,
  id_pl,
  id_se,
  id_sg,
  id_za,
};

/// The subject of what begins at `at`: that of the nearest word within some 40 bytes before it
/// which the table (subject.cpp) knows, in six languages and more. Whole words, any case, with or
/// without accents; German and Nordic compounds with "-nummer" and "-nr" count as their first part.
/// An "id" or a '#' between a word for phones and the number makes it `other` and `phone`
/// respectively: a call id is no phone number, "phone #" is one.
Subject subject_before(const Text& text, std::size_t at);

}  // namespace feedspan::pii
