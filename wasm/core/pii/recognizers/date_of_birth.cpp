#include "core/pii/recognizer.h"
#include "core/pii/vocabulary.h"

// A date behind a word for birth: day, month and year as numbers in any order that is in use, or
// with the month as a word.
namespace feedspan::pii {
namespace {

struct DatePart {
  unsigned value = 0;
  std::size_t size = 0;
  std::size_t end = 0;
};

DatePart read_date_part(Text text, std::size_t at) {
  DatePart part{0, 0, at};
  while (part.size < 5 && text::is_digit(text[part.end])) {
    part.value = part.value * 10 + (text[part.end++] - '0');
    ++part.size;
  }
  return part;
}

bool is_year(const DatePart& part) {
  return part.size == 2 || (part.size == 4 && part.value >= 1900 && part.value < 2100);
}
bool is_day(const DatePart& part) {
  return part.size <= 2 && part.value >= 1 && part.value <= 31;
}

/// Past the month that begins at `at`, or `at`: any word of three letters, since a word for birth
/// has to stand beside the date.
std::size_t month_end(Text text, std::size_t at) {
  const std::size_t end = word_end(text, at);
  if (end - at < 3) return at;
  return text[end] == '.' ? end + 1 : end;
}

/// "12/03/1975", "1975-03-12", "12.3.75", "12. 3. 1975", and with a character behind each number.
std::size_t numeric_date_end(Text text, std::size_t at) {
  const DatePart first = read_date_part(text, at);
  const unsigned char separator = text[first.end];
  const bool written = is_unspaced(separator);
  if (separator != '/' && separator != '-' && separator != '.' && separator != ' ' && !written)
    return at;
  const auto behind = [&](const DatePart& part) {
    const std::size_t end = part.end + (written ? 3 : 1);
    return end + (separator != ' ' && text[end] == ' ' ? 1 : 0);
  };
  const DatePart second = read_date_part(text, behind(first));
  const unsigned char other = text[second.end];
  if (second.size == 0 || (other != separator && !(written && is_unspaced(other)))) return at;
  const DatePart third = read_date_part(text, behind(second));
  // One of a longer row.
  if (text[third.end] == separator && text::is_digit(text[third.end + 1])) return at;
  const bool year_first = first.size == 4 && is_year(first) && is_day(second) && is_day(third);
  const bool year_last = is_day(first) && is_day(second) && is_year(third);
  const bool month = second.value <= 12 || (year_last && first.value <= 12);
  if ((!year_first && !year_last) || !month) return at;
  const bool day_sign =
      written && is_unspaced(text[third.end]) && text::is_continuation(text[third.end + 2]);
  return third.end + (day_sign ? 3 : 0);
}

/// "12 March 1975", "12. März 1975", "12 de marzo de 1975".
std::size_t worded_date_end(Text text, std::size_t at) {
  const DatePart day = read_date_part(text, at);
  if (!is_day(day)) return at;
  std::size_t i = day.end;
  const auto skip_between = [&] {
    if (text[i] == '.' || text[i] == ',') ++i;
    if (text[i] == ' ') ++i;
    if (text[i] == 'd' && text[i + 1] == 'e' && text[i + 2] == ' ') i += 3;
  };
  if ((text[i] == 't' && text[i + 1] == 'h') || (text[i] == 's' && text[i + 1] == 't')) i += 2;
  skip_between();
  const std::size_t month = month_end(text, i);
  if (month == i) return at;
  i = month;
  skip_between();
  const DatePart year = read_date_part(text, i);
  return year.size == 4 && is_year(year) ? year.end : at;
}

/// "March 12, 1975" around its day; 0 if there is none.
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
  candidate.end = numeric_date_end(text, at);
  if (candidate.end == at) candidate.end = worded_date_end(text, at);
  if (candidate.end == at) {
    const std::size_t month = month_begin_before(text, at);
    const DatePart day = read_date_part(text, at);
    std::size_t i = day.end;
    if (month == 0 || !is_day(day)) return false;
    if (text[i] == ',') ++i;
    if (text[i] == ' ') ++i;
    const DatePart year = read_date_part(text, i);
    if (year.size != 4 || !is_year(year)) return false;
    candidate.begin = month;
    candidate.end = year.end;
  }
  const std::size_t end = candidate.end;
  if (text::is_alnum(text[end]) && text[end] != 'T') return false;  // the hour of midnight
  // When a file was made: an hour follows.
  if ((text[end] == ' ' || text[end] == ',') && text[end + 3] == ':') return false;
  return subject_before(text, candidate.begin) == Role::birth ||
         (text[end] == ' ' && role_of(text, end + 1, word_end(text, end + 1)) == Role::birth) ||
         role_of(text, end, end + 6) == Role::birth;  // a pair of characters
}

}  // namespace feedspan::pii
