#include "core/pii/recognizer.h"
#include "core/pii/recognizers/document_number.h"
#include "core/pii/subject.h"

// Numbers that nothing but their name tells from others: passports, driving licences, accounts.
namespace feedspan::pii {
namespace {

bool read_named(const Text& text, std::size_t at, DocumentNumber& number, Candidate& candidate) {
  if (!read_document_number(text, at, number)) return false;
  candidate.begin = number.begin;
  candidate.end = number.end;
  return true;
}

/// ABA routing numbers: prefixes of the Federal Reserve districts, weights 3, 7, 1.
bool is_routing_number(const DocumentNumber& number) {
  if (number.size != 9 || number.letters > 0 || number.groups != 0) return false;
  const auto digit = [&](std::size_t i) { return number.characters[i] - '0'; };
  const int prefix = digit(0) * 10 + digit(1);
  const bool district = prefix <= 12 || (prefix >= 21 && prefix <= 32) ||
                        (prefix >= 61 && prefix <= 72) || prefix == 80;
  int sum = 0;
  for (std::size_t i = 0; i < 9; i += 3) sum += 3 * digit(i) + 7 * digit(i + 1) + digit(i + 2);
  return district && sum % 10 == 0;
}

}  // namespace

bool recognize_passport(const Text& text, std::size_t at, Candidate& candidate) {
  DocumentNumber number;
  return read_named(text, at, number, candidate) && number.groups == 0 && number.size >= 7 &&
         number.size <= 9 && number.letters <= 4 &&
         subject_before(text, number.begin) == Subject::passport;
}

bool recognize_driver_license(const Text& text, std::size_t at, Candidate& candidate) {
  DocumentNumber number;
  return read_named(text, at, number, candidate) && number.groups == 0 && number.size >= 7 &&
         number.size <= 16 && number.size - number.letters >= 4 &&
         subject_before(text, number.begin) == Subject::driver_license;
}

bool recognize_bank_account(const Text& text, std::size_t at, Candidate& candidate) {
  DocumentNumber number;
  if (!read_named(text, at, number, candidate) || number.letters > 0 || number.size < 6)
    return false;
  switch (subject_before(text, number.begin)) {
    case Subject::routing:
      candidate.confidence = 90;
      return is_routing_number(number);
    case Subject::sort_code:
      return number.size == 6 && (number.groups == 0 || number.groups == 0x222);
    case Subject::account:
      return number.size <= 17 && (number.groups == 0 || number.separator == ' ');
    default:
      return false;
  }
}

}  // namespace feedspan::pii
