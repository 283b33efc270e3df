#include "core/pii/recognizers/document_number.h"

#include "core/pii/context.h"

namespace feedspan::pii {
namespace {

constexpr std::size_t most_letters_in_front = 6;

constexpr unsigned char to_capital(unsigned char c) {
  return text::is_alpha(c) ? static_cast<unsigned char>(c & ~0x20) : c;
}

/// True if the group of `size` characters at `at` may be a part of a number: it has digits, or is
/// one letter, or letters in capitals.
bool is_number_group(const Text& text, std::size_t at, std::size_t size) {
  for (std::size_t i = at; i < at + size; ++i) {
    if (text::is_digit(text[i])) return true;
  }
  return size == 1 && text::is_upper(text[at]);
}

bool read_characters(const Text& text, std::size_t at, DocumentNumber& number) {
  std::size_t begin = at;
  while (begin > 0 && at - begin <= most_letters_in_front && text::is_alpha(text[begin - 1]))
    --begin;
  // "X-2482300-W"
  if (begin == at && text[at - 1] == '-' && text::is_upper(text[at - 2]) &&
      !text::is_word(text[at - 3]) && text[at - 3] != '-')
    begin = at - 2;
  const unsigned char before = text[begin - 1];
  if (text::is_word(before) || before == '+' || before == '$' || before == '#') return false;
  // Digits before a separator: an earlier trigger has read from there.
  if ((before == '-' || before == '.' || before == '/' || before == ',') &&
      text::is_alnum(text[begin - 2]))
    return false;
  if (before == ' ' && begin == at && text::is_digit(text[begin - 2])) return false;

  // "AB 12 34 56 C": two capitals apart from the digits.
  if (begin == at && before == ' ' && text::is_upper(text[at - 2]) &&
      text::is_upper(text[at - 3]) && !text::is_word(text[at - 4]) && text[at - 4] != '-') {
    begin = at - 3;
  }
  number.begin = begin;
  std::size_t i = begin;
  std::size_t group = 0;
  std::uint64_t groups = 0;
  for (;;) {
    while (text::is_alnum(text[i])) {
      if (number.size == longest_document_number) return false;
      number.characters[number.size++] = to_capital(text[i]);
      number.letters += text::is_alpha(text[i]) ? 1U : 0U;
      ++group;
      ++i;
    }
    groups = groups << 4 | (group & 0xFU);
    number.end = i;
    const Separator separator = separator_at(text, i);
    const bool parts = separator.symbol == ' ' || separator.symbol == '-' ||
                       separator.symbol == '.' || separator.symbol == '/';
    // A long group is a number by itself, whatever stands behind the space.
    if (!parts || (separator.symbol == ' ' && group >= 8)) break;
    const std::size_t next = i + separator.size;
    std::size_t size = 0;
    while (size <= longest_document_number && text::is_alnum(text[next + size])) ++size;
    if (size == 0 || !is_number_group(text, next, size)) {
      if (separator.symbol == '-' && size > 0) return false;
      break;
    }
    number.separator = number.separator == 0 || number.separator == separator.symbol
                           ? separator.symbol
                           : static_cast<unsigned char>('*');
    i = next;
    group = 0;
  }
  number.groups = number.separator == 0 ? 0 : groups;
  const unsigned char after = text[number.end];
  return after != '_' && after != '%' && after != '@' && number.size > 0;
}

}  // namespace

bool read_document_number(const Text& text, std::size_t at, DocumentNumber& number) {
  Text::KnownDocument& known = text.known_document();
  if (known.at != at) {
    known = {};
    known.at = at;
    known.found = read_characters(text, at, known.number);
  }
  number = known.number;
  return known.found;
}

}  // namespace feedspan::pii
