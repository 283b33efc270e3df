#include "core/pii/recognizer.h"
#include "core/pii/vocabulary.h"

// Postal addresses: the number of a house and the word for a street beside it, in the order of the
// country; and what follows of postal code and town.
namespace feedspan::pii {
namespace {

constexpr std::size_t most_words = 5;

std::size_t digits_end(Text text, std::size_t at) {
  std::size_t i = at;
  while (i - at < 6 && text::is_digit(text[i])) ++i;
  return i;
}

/// Past capitalized words from `at` on, with one space between.
std::size_t town_end(Text text, std::size_t at) {
  std::size_t end = at;
  for (std::size_t i = at, words = 0; words < 3; ++words) {
    const std::size_t word = capitalized_end(text, i);
    if (word == i) break;
    end = word;
    if (text[end] != ' ') break;
    i = end + 1;
  }
  return end;
}

/// Past ", 12345 Town", ", Town, ST 12345" or ", Town AB1 2CD" at `end`, or `end`.
std::size_t skip_town(Text text, std::size_t end) {
  std::size_t i = end;
  if (text[i] == ',') ++i;
  if (text[i] != ' ' && text[i] != '\n') return end;
  ++i;
  const std::size_t code = digits_end(text, i);
  if (code - i >= 4 && code - i <= 5 && text[code] == ' ') {
    // "1234 AB Town" of the Netherlands.
    const bool letters =
        text::is_upper(text[code + 1]) && text::is_upper(text[code + 2]) && text[code + 3] == ' ';
    const std::size_t begin = code + (letters ? 4 : 1);
    const std::size_t town = town_end(text, begin);
    return town == begin ? end : town;
  }
  const std::size_t town = town_end(text, i);
  if (town == i) return end;
  // "IL 62704", "NW1 6XE"
  const std::size_t half = town + (text[town] == ',' ? 2 : 1);
  std::size_t last = half;
  while (last - half < 5 && (text::is_upper(text[last]) || text::is_digit(text[last]))) ++last;
  if (text[half - 1] != ' ' || last - half < 2 || text[last] != ' ' ||
      !text::is_digit(text[last + 1]))
    return town;
  ++last;
  while (text::is_upper(text[last]) || text::is_digit(text[last])) ++last;
  return last;
}

/// "12 rue de la Paix", "221B Baker Street": where the street that follows the number at `at` ends.
std::size_t street_behind_end(Text text, std::size_t at) {
  std::size_t i = digits_end(text, at);
  if (text::is_alpha(text[i])) ++i;
  if (text[i] == ',') ++i;
  if (text[i] != ' ') return at;
  bool before = false;
  std::size_t end = at;
  for (std::size_t words = 0; words < most_words && text[i] == ' '; ++words) {
    const std::size_t word = i + 1;
    i = capitalized_end(text, word);
    const bool capital = i != word;
    if (!capital) i = word_end(text, word);
    if (i == word) break;
    if (words == 0) {
      before = ends_like(Ending::street, text, i) && role_of(text, word, i) == Role::street_before;
    } else if (before) {
      if (capital) end = i;
    } else if (role_of(text, word, i) == Role::street_behind) {
      return i;
    }
    if (!before && !capital) return at;
  }
  return end;
}

/// "Musterstraße 12", "Calle Mayor, 12": where the street before the number at `at` begins, or
/// `at`.
std::size_t street_before_begin(Text text, std::size_t at) {
  std::size_t i = at;
  if (text[i - 1] != ' ') return at;
  --i;
  if (text[i - 1] == ',') --i;
  bool named = false;
  for (std::size_t words = 0; words < most_words; ++words) {
    const std::size_t end = i - (text[i - 1] == '.' ? 1U : 0U);
    i = word_begin(text, end);
    if (i == end || text::is_word(text[i - 1])) return at;
    if (words == 0 && (text::is_upper(text[i]) || text[i] >= 0x80) && end - i > 5) {
      for (const std::size_t suffix : {3U, 4U, 5U, 6U, 7U}) {
        if (end - i > suffix && role_of(text, end - suffix, end) == Role::street_suffix) return i;
      }
    }
    if (named && role_of(text, i, end) == Role::street_before) return i;
    named = named || text::is_upper(text[i]);
    if (text[i - 1] != ' ') return at;
    --i;
  }
  return at;
}

}  // namespace

bool recognize_address(Text text, std::size_t at, Candidate& candidate) {
  const std::size_t digits = digits_end(text, at);
  if (text::is_word(text[at - 1]) || digits - at > 5) return false;
  // "In 2023 Wall Street ..."
  const bool year = digits - at == 4 && ((text[at] == '1' && text[at + 1] == '9') ||
                                         (text[at] == '2' && text[at + 1] == '0'));
  candidate.begin = street_before_begin(text, at);
  if (candidate.begin != at) {
    candidate.end = text::is_alpha(text[digits]) ? digits + 1 : digits;
  } else {
    candidate.end = street_behind_end(text, at);
    if (candidate.end == at || year) return false;
  }
  if (text::is_word(text[candidate.end])) return false;
  candidate.end = skip_town(text, candidate.end);
  return true;
}

}  // namespace feedspan::pii
