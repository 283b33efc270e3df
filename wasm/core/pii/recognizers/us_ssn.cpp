#include "core/pii/recognizer.h"
#include "core/pii/recognizers/document_number.h"
#include "core/pii/subject.h"

// Social security numbers (SSA: area not 000, 666 or 900 and above, group and serial not zero) and
// individual taxpayer numbers (IRS: 9, and the groups that are in use), 3-2-4 with one separator;
// nine digits in a row behind their name only.
namespace feedspan::pii {
namespace {

struct NineDigits {
  unsigned area = 0;
  unsigned group = 0;
  unsigned serial = 0;
  std::size_t end = 0;
  bool separated = false;
};

bool read_nine_digits(const Text& text, std::size_t at, NineDigits& number) {
  DocumentNumber read;
  if (!read_document_number(text, at, read) || read.size != 9 || read.letters > 0 ||
      (read.groups != 0 && read.separator != ' ' && read.separator != '-'))
    return false;
  const auto value = [&](std::size_t from, std::size_t to) {
    unsigned sum = 0;
    for (std::size_t i = from; i < to; ++i) sum = sum * 10 + (read.characters[i] - '0');
    return sum;
  };
  if (read.groups != 0 && read.groups != 0x324) return false;
  number = {value(0, 3), value(3, 5), value(5, 9), read.end, read.groups != 0};
  return number.group != 0 || number.area >= 900;
}

/// IRS, Internal Revenue Manual 3.21.263: groups 50-65, 70-88, 90-92 and 94-99.
bool is_itin(const NineDigits& number) {
  const unsigned g = number.group;
  return number.area >= 900 &&
         ((g >= 50 && g <= 65) || (g >= 70 && g <= 88) || (g >= 90 && g != 93));
}

bool is_ssn(const NineDigits& number) {
  return number.area != 0 && number.area != 666 && number.area < 900 && number.group != 0 &&
         number.serial != 0;
}

bool is_named(const Text& text, std::size_t at, const NineDigits& number, Candidate& candidate) {
  const Subject subject = subject_before(text, at);
  if (subject == Subject::social_security) {
    candidate.confidence = 95;
  } else if (!number.separated || subject == Subject::other || subject == Subject::identifier) {
    return false;
  }
  candidate.begin = at;
  candidate.end = number.end;
  return true;
}

}  // namespace

bool recognize_us_ssn(const Text& text, std::size_t at, Candidate& candidate) {
  NineDigits number;
  return read_nine_digits(text, at, number) && is_ssn(number) &&
         is_named(text, at, number, candidate);
}

bool recognize_us_itin(const Text& text, std::size_t at, Candidate& candidate) {
  NineDigits number;
  return read_nine_digits(text, at, number) && is_itin(number) &&
         is_named(text, at, number, candidate);
}

}  // namespace feedspan::pii
