#pragma once

#include <cstddef>

#include "core/pii/document_number.h"
#include "core/pii/recognizer.h"

namespace feedspan::pii {

/// Reads the number around the first digit at `at`: letters right before it belong to it, and so do
/// groups of digits that follow. False if it goes on beyond what is a number, is a part of
/// something longer, or if `at` is not its first digit.
bool read_document_number(const Text& text, std::size_t at, DocumentNumber& number);

}  // namespace feedspan::pii
