#include <algorithm>

#include "core/pii/number.h"
#include "core/pii/recognizers/digits.h"
#include "core/pii/vocabulary.h"

// Postal addresses: the number of a house and the word for a street beside it, in the order of the
// country, or any name beside it and postal code and town behind; and what follows of those. Codes
// and numbers of post boxes alone behind their names.
namespace feedspan::pii {
namespace {

constexpr std::size_t most_words = 5;

/// Past capitalized words from `at` on, with one space or a particle between ("Rio de Janeiro").
std::size_t town_end(Text text, std::size_t at) {
  std::size_t end = at;
  for (std::size_t i = at, words = 0; words < most_words; ++words) {
    std::size_t word = capitalized_end(text, i);
    if (word != i) {
      end = word;
    } else {
      if (end == at) break;
      word = word_end(text, i);
      if (role_of(text, i, word) != Role::particle) break;
    }
    if (text[word] != ' ') break;
    i = word + 1;
  }
  return end;
}

/// Past the postal code at `at`, in one or two groups of digits, or `at`.
std::size_t postal_code_end(Text text, std::size_t at) {
  std::size_t end = digits_end(text, at);
  if (end != at && (text[end] == ' ' || text[end] == '-') && text::is_digit(text[end + 1]))
    end = digits_end(text, end + 1);
  return end - at >= 4 && end - at <= 10 ? end : at;
}

/// Four or five digits end at `end` that are no year.
bool is_lone_code(Text text, std::size_t end) {
  std::size_t begin = end;
  while (text::is_digit(text[begin - 1])) --begin;
  return end - begin == 5 || (end - begin == 4 && !is_century(text, begin));
}

/// Past ", 12345 Town", ", Town, ST 12345" or ", Town AB1 2CD" at `end`, or `end`. `coded` becomes
/// true if it is a town with its postal code, and no year.
std::size_t place_end(Text text, std::size_t end, bool& coded) {
  coded = false;
  std::size_t i = end;
  if (text[i] == ',') ++i;
  if (text[i] != ' ' && text[i] != '\n') return end;
  ++i;
  const std::size_t code = postal_code_end(text, i);
  if (code != i && text[code] == ' ') {
    // "1234 AB Town" of the Netherlands.
    const bool letters =
        text::is_upper(text[code + 1]) && text::is_upper(text[code + 2]) && text[code + 3] == ' ';
    const std::size_t begin = code + (letters ? 4 : 1);
    const std::size_t town = town_end(text, begin);
    if (town == begin) return end;
    coded = code - i > 4 || !is_century(text, i);
    return town;
  }
  const std::size_t town = town_end(text, i);
  if (town == i) return end;
  // "IL 62704", "NW1 6XE", "ON P4Y 4H7"
  std::size_t last = town + (text[town] == ',' ? 1 : 0);
  int groups = 0;
  for (; groups < 3; ++groups) {
    // "TAS, 5445"
    if (groups == 1 && text[last] == ',' && text::is_digit(text[last + 2])) ++last;
    if (text[last] != ' ') break;
    const std::size_t group = last + 1;
    std::size_t k = group;
    while (k - group < 6 && (text::is_upper(text[k]) || text::is_digit(text[k]))) ++k;
    if (k == group || text::is_word(text[k])) break;
    last = k;
  }
  // "Apt 4, ...", "Suite 54)", "Town 98310"
  if (groups == 1 && (text[last] != ' ' || is_lone_code(text, last))) return last;
  if (groups < 2 || (!text::is_digit(text[last - 1]) && !text::is_digit(text[last - 3])))
    return town;
  if (text[last] == '-') last = digits_end(text, last + 1);
  coded = true;
  return last;
}

/// English "via" stands before anything: "via Python 3".
bool is_small_via(Text text, std::size_t begin, std::size_t end) {
  return text[begin] == 'v' && end - begin == 3;
}

/// Words for streets of France that are others elsewhere, or have another place there.
bool is_french_street(Text text, std::size_t at) {
  switch (text[at]) {
    case 'a':
      return text.has(at, "avenue ") || text.has(at, "all\u00E9e ");
    case 'b':
      return text.has(at, "boulevard ");
    case 'p':
      return text.has(at, "place d");
    default:
      return false;
  }
}

/// Past " NW" behind a street, or `end`.
std::size_t direction_end(Text text, std::size_t end) {
  std::size_t i = end + 1;
  while (i - end < 3 && text::is_in("NESW", text[i])) ++i;
  return text[end] == ' ' && i > end + 1 && !text::is_word(text[i]) ? i : end;
}

/// "12 rue de la Paix", "221B Baker Street": where the street ends that follows the number of a
/// house, which ends at `house`, or 0.
std::size_t street_behind_end(Text text, std::size_t house) {
  std::size_t i = house;
  if (text[i] == ' ' && (text.has(i + 1, "bis") || text.has(i + 1, "ter")) &&
      !text::is_word(text[i + 4]))
    i += 4;
  if (text[i] == ',') ++i;
  bool before = false;
  std::size_t end = 0;
  for (std::size_t words = 0; words < most_words && text[i] == ' '; ++words) {
    const std::size_t word = i + 1;
    i = capitalized_end(text, word);
    bool capital = i != word;
    if (!capital) {
      i = word_end(text, digits_end(text, word));
      capital = (i - word < 3 && text::is_upper(text[word])) ||  // "12 N Main St"
                (i > word + 2 && text::is_digit(text[word]));    // "350 5th Ave"
    }
    if (i == word) break;
    if (words == 0) {
      // Those of France stand before the name, with a small letter.
      before = is_french_street(text, word) ||
               (ends_like(Ending::street, text, i) &&
                role_of(text, word, i) == Role::street_before && !is_small_via(text, word, i));
    } else if (before) {
      if (capital) end = i;
    } else if (role_of(text, word, i) == Role::street_behind) {
      return direction_end(text, i);
    }
    if (!before && !capital) break;
    if (text[i] == '.' && i - word < 3) ++i;  // "N. Main St", "St. James Street"
  }
  return end;
}

/// "Berliner Straße", "Karl-Marx-Straße": where the name before the word at `at` begins, or `at`.
/// "Die Straße" is none.
std::size_t name_begin(Text text, std::size_t at) {
  std::size_t i = at;
  for (std::size_t words = 0;
       words < most_words && text[i - 1] == '-' && text::is_alpha(text[i - 2]); ++words)
    i = word_begin(text, i - 1);
  if (i == at && text[i - 1] == ' ') i = word_begin(text, i - 1);
  return at - i > 4 && capitalized_end(text, i) != i ? i : at;
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
    if (words == 0 && (text::is_upper(text[i]) || text[i] >= 0x80) &&
        may_have_role(Ending::street_suffix, text, end)) {
      for (const std::size_t suffix : {3U, 4U, 5U, 6U, 7U}) {
        if (end - i < suffix || role_of(text, end - suffix, end) != Role::street_suffix) continue;
        if (end - i > suffix + 1) return i;
        const std::size_t name = name_begin(text, i);
        if (name != i) return name;
      }
    }
    if (named && may_have_role(Ending::street, text, end) &&
        role_of(text, i, end) == Role::street_before &&
        (text[at - 2] == ',' || !(is_small_via(text, i, end) || text.has(i, "av "))))
      return i;
    named = named || text::is_upper(text[i]);
    if (text[i - 1] != ' ') return at;
    --i;
    if (words == 0 && text[i - 1] == ',') --i;  // "Rua Augusta, nº 12"
  }
  return at;
}

/// Where the capitalized words before `at` begin, or `at`; none of them has another meaning. Words
/// for streets may be small ("Kolodvorska ulica").
std::size_t name_before_begin(Text text, std::size_t at) {
  std::size_t begin = at;
  for (std::size_t words = 0; words < most_words && text[begin - 1] == ' '; ++words) {
    const unsigned char sign = text[begin - 2];
    const std::size_t end = begin - (sign == '.' || (sign == ',' && words == 0) ? 2 : 1);
    const std::size_t word = word_begin(text, end);
    const Role role = role_of(text, word, end);
    const bool capital = word != end && capitalized_end(text, word) == end;
    if (role != Role::street_behind &&
        (!capital || (role != Role::none && role != Role::title && role < Role::street_before)))
      break;
    begin = word;
  }
  // "890 Silva Tunnel Suite 310"
  std::size_t house = begin - 1;
  while (begin != at && begin - house < 6 && text::is_digit(text[house - 1])) --house;
  return text[begin - 1] == ' ' && house != begin - 1 && !text::is_word(text[house - 1]) ? house
                                                                                         : begin;
}

/// A town with its postal code follows: what stands before needs no word for streets then.
bool is_before_town(Text text, std::size_t end) {
  bool coded = false;
  if (text[end] == ',' || text[end] == '\n') place_end(text, end, coded);
  return coded;
}

#ifdef __OPTIMIZE_SIZE__

constexpr bool may_be_postal(Text /*text*/, std::size_t /*at*/) {
  return true;
}

#else

/// False if `is_postal` is.
bool may_be_postal(Text text, std::size_t at) {
  // As `role_right_before` begins.
  std::size_t word = at;
  while (at - word < 3 && text[word - 1] < 'A' && !text::is_digit(text[word - 1]) &&
         text[word - 1] != '\n' && text[word - 1] != 0)
    --word;
  return may_have_role(Ending::postal, text, word);
}

#endif

/// Behind a word for post boxes or postal codes. A "box" is one in "PO Box" and "P.O. Box".
bool is_postal(Text text, std::size_t at, std::size_t end) {
  const Role role = role_right_before(text, at);
  if (role == Role::post_code) return end - at >= 4;
  if (role != Role::post_box || text[at - 1] != ' ') return false;
  const unsigned char last = text[at - 2];
  if ((last | 0x20) != 'x') return last == '.' || last > '/';  // "box, 12" is an argument
  const std::size_t o = at - (text[at - 6] == '.' ? 7 : 6);
  return (text[o] | 0x20) == 'o' && (text[o - 1] == '.' || (text[o - 1] | 0x20) == 'p');
}

}  // namespace

bool recognize_address(Text text, std::size_t at, Candidate& candidate) {
  const std::size_t digits = digits_end(text, at);
  const unsigned char after = text[digits];
  if (text::is_word(text[at - 1]) || digits - at > 5 || after == '%' ||
      (text[at - 1] == '.' && text::is_digit(text[at - 2])) ||
      ((after == '.' || after == ':') && text::is_digit(text[digits + 1])))
    return false;
  // "In 2023 Wall Street ..."
  const bool year = digits - at == 4 && is_century(text, at);
  candidate.begin = street_before_begin(text, at);
  std::size_t house = digits;
  // "7/1", "12-14"
  if (candidate.begin != at && text::is_in("-/", text[house]) && text::is_digit(text[house + 1]))
    house = digits_end(text, house + 1);
  if (text[house] == '/' && text::is_alpha(text[house + 1])) ++house;  // "180/A"
  if (text::is_alpha(text[house])) ++house;
  candidate.end = house;
  bool coded = false;
  if (candidate.begin == at) {
    candidate.end = year ? 0 : street_behind_end(text, house);
    if (candidate.end == 0 && !year) {
      const std::size_t street = text[house] == ' ' ? town_end(text, house + 1) : house;
      if (street > house + 1 && is_before_town(text, street)) {
        candidate.end = street;
      } else if (is_before_town(text, house)) {
        candidate.begin = name_before_begin(text, at);
        if (candidate.begin != at) candidate.end = house;
      }
    }
    if (candidate.end == 0) {
      if (!may_be_postal(text, at)) return false;
      candidate.end = std::max(digits, postal_code_end(text, at));
      if (ends_inside(text, candidate.end) || !is_postal(text, at, candidate.end)) return false;
      const std::size_t place = place_end(text, candidate.end, coded);
      if (coded) candidate.end = place;
      return true;
    }
  }
  if (text::is_word(text[candidate.end])) return false;
  candidate.end = place_end(text, candidate.end, coded);
  // A line between street and town.
  const std::size_t further = place_end(text, candidate.end, coded);
  if (coded) candidate.end = further;
  return true;
}

}  // namespace feedspan::pii
