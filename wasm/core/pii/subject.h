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
};

/// The subject of what begins at `at`: that of the nearest word within some 40 bytes before it
/// which the table (subject.cpp) knows, in six languages and more. Whole words, any case, with or
/// without accents; German and Nordic compounds with "-nummer" and "-nr" count as their first part.
/// An "id" or a '#' between a word for phones and the number makes it `other` and `phone`
/// respectively: a call id is no phone number, "phone #" is one.
Subject subject_before(const Text& text, std::size_t at);

}  // namespace feedspan::pii
