#pragma once

namespace feedspan::text {

/// The lower-case letter of a capital: Latin with its accents, Greek and Cyrillic, whatever takes
/// as many bytes of UTF-8 in either case, so that offsets hold. All else stays as it is.
char32_t fold(char32_t code_point);

/// Whether a word goes on here: letters and digits of scripts that put spaces between words, and
/// '_'. Not Chinese, Japanese, Korean or Thai and its neighbours, where a word ends anywhere.
bool continues_word(char32_t code_point);

}  // namespace feedspan::text
