#include "core/text/date.h"

#include <array>
#include <cstddef>

#include "core/text/decimal.h"

namespace feedspan::text {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

struct Date {
  int year, month, day;  // month and day from 1
};

// Days since 1970 and back in the proleptic Gregorian calendar. Years begin in March here, so that
// the leap day is the last of a year; an era is the 400 years after which the calendar repeats. See
// H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
constexpr int days_per_era = 146'097;
constexpr int days_from_era_to_1970 = 719'468;

constexpr int days_since_1970(Date date) {
  const int year = date.year - (date.month <= 2 ? 1 : 0);
  const int era = year / 400;
  const int year_of_era = year - era * 400;
  const int day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * days_per_era + day_of_era - days_from_era_to_1970;
}

constexpr Date date_of(int days) {
  days += days_from_era_to_1970;
  const int era = days / days_per_era;
  const int day_of_era = days - era * days_per_era;
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted_month = (5 * day_of_year + 2) / 153;
  const int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {era * 400 + year_of_era + (month <= 2 ? 1 : 0), month,
          day_of_year - (153 * shifted_month + 2) / 5 + 1};
}
static_assert(days_since_1970({2000, 2, 29}) == 11'016);
static_assert(date_of(11'016).day == 29 && date_of(11'016).month == 2 &&
              date_of(11'016).year == 2000);

void append_padded(std::string& out, int value, int width) {
  for (int scale = width == 4 ? 1000 : width == 3 ? 100 : 10; scale > 0; scale /= 10) {
    out += static_cast<char>('0' + value / scale % 10);
  }
}

/// The number that stands at `at`, or -1.
int number_at(std::string_view text, std::size_t at, std::size_t width) {
  const auto value = parse_integer(text.substr(at, width));
  return value && *value >= 0 ? static_cast<int>(*value) : -1;
}

}  // namespace

void append_iso8601(std::string& out, std::int64_t time) {
  const Date date = date_of(static_cast<int>(time / ms_per_day));
  const int ms = static_cast<int>(time % ms_per_day);
  append_padded(out, date.year, 4);
  out += '-';
  append_padded(out, date.month, 2);
  out += '-';
  append_padded(out, date.day, 2);
  out += 'T';
  append_padded(out, ms / 3'600'000, 2);
  out += ':';
  append_padded(out, ms / 60'000 % 60, 2);
  out += ':';
  append_padded(out, ms / 1000 % 60, 2);
  out += '.';
  append_padded(out, ms % 1000, 3);
  out += 'Z';
}

std::optional<std::int64_t> parse_http_date(std::string_view text) {
  constexpr std::string_view form = "Sun, 06 Nov 1994 08:49:37 GMT";
  if (text.size() != form.size()) return std::nullopt;
  for (const std::size_t at : {3U, 4U, 7U, 11U, 16U, 19U, 22U, 25U, 26U, 27U, 28U}) {
    if (text[at] != form[at]) return std::nullopt;
  }
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::size_t month = months.find(text.substr(8, 3));
  const int day = number_at(text, 5, 2);
  const int year = number_at(text, 12, 4);
  const int hour = number_at(text, 17, 2);
  const int minute = number_at(text, 20, 2);
  const int second = number_at(text, 23, 2);
  if (month == std::string_view::npos || month % 3 != 0 || day < 1 || day > 31 || year < 1970)
    return std::nullopt;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return std::nullopt;
  const std::int64_t days = days_since_1970({year, static_cast<int>(month / 3) + 1, day});
  return days * ms_per_day + ((hour * 60 + minute) * 60 + second) * std::int64_t{1000};
}

}  // namespace feedspan::text
