#include "core/pii/recognizers/digits.h"
#include "core/pii/vocabulary.h"

// A date behind a word for birth: day, month and year as numbers in any order that is in use, or
// with the month as a word.
namespace feedspan::pii {
namespace {

bool is_full_year(Text text, std::size_t begin, std::size_t end) {
  return end - begin == 4 && is_century(text, begin);
}
bool is_year(Text text, std::size_t begin, std::size_t end) {
  return end - begin == 2 || is_full_year(text, begin, end);
}
bool is_day(Text text, std::size_t begin, std::size_t end) {
  return end - begin <= 2 && value_of(text, begin, end) - 1 < 31;
}

/// Past the month that begins at `at`, or `at`: any word of three letters, since a word for birth
/// has to stand beside the date.
std::size_t month_end(Text text, std::size_t at) {
  const std::size_t end = word_end(text, at);
  if (end - at < 3) return at;
  return text[end] == '.' ? end + 1 : end;
}

/// "12/03/1975", "1975-03-12", "12.3.75", "12. 3. 1975", and with a character behind each number:
/// where it ends, or 0.
std::size_t numeric_date_end(Text text, std::size_t at) {
  const std::size_t first_end = digits_end(text, at);
  const unsigned char separator = text[first_end];
  const bool written = is_unspaced(separator);
  if (!written && !text::is_in("/-. ", separator)) return 0;
  const auto behind = [&](std::size_t end) {
    end += written ? 3 : 1;
    return separator != ' ' && text[end] == ' ' ? end + 1 : end;
  };
  const std::size_t second = behind(first_end);
  const std::size_t second_end = digits_end(text, second);
  const unsigned char other = text[second_end];
  if (second == second_end || (other != separator && !(written && is_unspaced(other)))) return 0;
  const std::size_t third = behind(second_end);
  const std::size_t end = digits_end(text, third);
  // One of a longer row.
  if (text[end] == separator && text::is_digit(text[end + 1])) return 0;
  const bool day_first = is_day(text, at, first_end);
  if (!is_day(text, second, second_end) ||
      !(is_full_year(text, at, first_end) ? is_day(text, third, end)
                                          : day_first && is_year(text, third, end)))
    return 0;
  if (value_of(text, second, second_end) > 12 &&
      !(day_first && value_of(text, at, first_end) <= 12))
    return 0;
  const bool day_sign = written && is_unspaced(text[end]) && text::is_continuation(text[end + 2]);
  return end + (day_sign ? 3 : 0);
}

/// Past a sign ("19-Sep-1986"), a space and "de" or "of" at `at`.
std::size_t skip_between(Text text, std::size_t at) {
  if (text::is_in(".,-/", text[at])) ++at;
  if (text[at] == ' ') ++at;
  return word_end(text, at) == at + 2 && text[at + 2] == ' ' ? at + 3 : at;
}

/// Where the year of four digits at `at` ends, or 0.
std::size_t full_year_end(Text text, std::size_t at) {
  const std::size_t end = digits_end(text, at);
  return is_full_year(text, at, end) ? end : 0;
}

/// "12 March 1975", "3rd of March 1975", "12. März 1975", "12 de marzo de 1975": where it ends, or
/// 0. `i` is behind the day.
std::size_t worded_date_end(Text text, std::size_t i) {
  if (word_end(text, i) == i + 2) i += 2;
  i = skip_between(text, i);
  const std::size_t month = month_end(text, i);
  return month == i ? 0 : full_year_end(text, skip_between(text, month));
}

/// "March 12, 1975" around its day: where the month begins, or 0.
std::size_t month_begin_before(Text text, std::size_t at) {
  if (text[at - 1] != ' ') return 0;
  const std::size_t begin = word_begin(text, at - 1);
  return begin < at - 1 && month_end(text, begin) == at - 1 ? begin : 0;
}

}  // namespace

bool recognize_date_of_birth(Text text, std::size_t at, Candidate& candidate) {
  const unsigned char before = text[at - 1];
  if (text::is_alnum(before)) return false;
  if ((before == '.' || before == '-' || before == '/') && text::is_digit(text[at - 2]))
    return false;  // the rest of what an earlier trigger has read
  candidate.begin = at;
  std::size_t end = numeric_date_end(text, at);
  if (end == 0) {
    std::size_t i = digits_end(text, at);
    if (!is_day(text, at, i)) return false;
    end = worded_date_end(text, i);
    if (end == 0) {
      candidate.begin = month_begin_before(text, at);
      if (text[i] == ',') ++i;
      if (text[i] == ' ') ++i;
      end = full_year_end(text, i);
      if (candidate.begin == 0 || end == 0) return false;
    }
  }
  candidate.end = end;
  if (text::is_alnum(text[end]) && text[end] != 'T') return false;  // the hour of midnight
  // When a file was made: an hour follows.
  if ((text[end] == ' ' || text[end] == ',') && text[end + 3] == ':') return false;
  return subject_before(text, candidate.begin) == Role::birth ||
         (text[end] == ' ' && role_of(text, end + 1, word_end(text, end + 1)) == Role::birth) ||
         role_of(text, end, end + 6) == Role::birth;  // a pair of characters
}

}  // namespace feedspan::pii
