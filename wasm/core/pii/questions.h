#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

#include "core/pii/number.h"
#include "core/pii/recognizer.h"
#include "core/pii/triggers.h"
#include "core/pii/vocabulary.h"

/// The first look of recognizers, in line and in one place, for builds whose speed counts more than
/// their bytes: most triggers anchor nothing, and a call costs more than such an answer.
///
/// A question may be answered yes in vain, but never no where the recognizer would find something:
/// each is a part of what the recognizer asks itself. What has none here is always asked.
namespace feedspan::pii {

/// Bit for bit the rows of `recognizers`.
using Rows = std::uint32_t;
static_assert(std::size(recognizers) <= 32);

constexpr bool is_letter_byte(unsigned char c) {
  return text::is_alpha(c) || c >= 0x80;
}

/// The bit of `c` among characters below 64.
constexpr std::uint64_t sign(unsigned char c) {
  return std::uint64_t{1} << c;
}
constexpr bool is_sign_of(std::uint64_t signs, unsigned char c) {
  return c < 64 && (signs >> c & 1U) != 0;
}

/// A word that `ends_like` knows may end at `end`.
[[gnu::always_inline]] inline bool may_end_word(Ending question, Text text, std::size_t end) {
  const unsigned char last = text[end - 1];
  const unsigned char other = text[end - 2];
  return is_letter_byte(last) &&
         (((last | other) & 0x80U) != 0 || has_pair(static_cast<unsigned>(question), other, last));
}

/// A name for a secret may end right before the sign at `at`.
[[gnu::always_inline]] inline bool may_be_named_secret(Text text, std::size_t at) {
  constexpr std::uint64_t between = sign(' ') | sign('"') | sign('\'');
  for (int skipped = 0; skipped < 2 && is_sign_of(between, text[at - 1]); ++skipped) --at;
  const unsigned char last = text[at - 1];
  const unsigned char other = text[at - 2];
  return ((last | other) & 0x80U) != 0 || (last == 's' && other == 'i') ||
         has_pair(static_cast<unsigned>(Ending::secret_name), other, last);
}

/// "is" or a name for a secret may stand before the word whose first digit or capital is at `at`.
[[gnu::always_inline]] inline bool may_be_said_secret(Text text, std::size_t at) {
  const unsigned char before = text[at - 1];
  if (before == ' ')
    return may_end_word(Ending::introduction, text, at - 1) ||
           may_end_word(Ending::secret_name, text, at - 1);
  if (before == '"' || before == '\'')
    return text[at - 2] == ' ' && may_end_word(Ending::introduction, text, at - 2);
  constexpr std::uint64_t signs =
      sign('!') | sign('*') | sign('$') | sign('%') | sign('&') | sign('+') | sign('#') | sign('?');
  return (text::is_alpha(before) && !text::is_upper(before)) || before == '@' ||
         is_sign_of(signs, before);
}

/// What announces a name may stand before the capital at `at`.
[[gnu::always_inline]] inline bool may_be_person(Text text, std::size_t at) {
  if (text[at - 1] != ' ' && text[at - 1] != '\n') return false;
  constexpr std::uint64_t between =
      sign(' ') | sign('.') | sign(':') | sign('\n') | sign(',') | sign('!');
  std::size_t end = at - 1;
  while (at - end < 4 && is_sign_of(between, text[end - 1])) --end;
  return may_end_word(Ending::introduction, text, end);
}

/// A month and a year may follow the day that ends at `end`, in front of the space there.
[[gnu::always_inline]] inline bool may_precede_month(Text text, std::size_t end) {
  std::size_t i = end + 1;
  while (text::is_alpha(text[i])) ++i;
  const std::size_t size = i - end - 1;
  if (text[i] >= 0x80 || size > longest_word) return true;
  if (size < 3) return size == 2 && text[i] == ' ';  // "12 de marzo"
  constexpr std::uint64_t signs = sign('.') | sign(',') | sign('-') | sign('/');
  for (int skipped = 0; skipped < 2 && is_sign_of(signs, text[i]); ++skipped) ++i;
  if (text[i] == ' ') ++i;
  return text::is_digit(text[i])
             ? text::is_digit(text[i + 3])
             : is_letter_byte(text[i]) && text[i + 2] == ' ' && text::is_digit(text[i + 3]);
}

/// `end` is behind the digits at `at`: a day, or the year that a date begins with.
[[gnu::always_inline]] inline bool may_be_date(Text text, std::size_t at, std::size_t end) {
  if (text::is_alnum(text[at - 1])) return false;
  const unsigned char after = text[end];
  const unsigned char further = text[end + 1];
  if (after >= 0x80) return true;
  if (end - at == 4) {
    constexpr std::uint64_t separators = sign('/') | sign('-') | sign('.') | sign(' ');
    return is_sign_of(separators, after) && (text::is_digit(further) || further == ' ') &&
           (text[at] == '1' || text[at] == '2');
  }
  if (end - at > 2) return false;
  switch (after) {
    case ' ':
      return is_letter_byte(further) ? may_precede_month(text, end) : text::is_digit(further);
    case '-':
    case '/':
    case '.':
    case ',':
      return text::is_digit(further) || further == ' ' || is_letter_byte(further);
    default:
      return text::is_alpha(after);
  }
}

/// `end` is behind the digits at `at`: the number of a house, or a postal code behind its name.
[[gnu::always_inline]] inline bool may_be_address(Text text, std::size_t at, std::size_t end) {
  const unsigned char before = text[at - 1];
  const unsigned char after = text[end];
  if (text::is_word(before) || end - at > 5 || after == '%' ||
      (before == '.' && text::is_digit(text[at - 2])) ||
      ((after == '.' || after == ':') && text::is_digit(text[end + 1])))
    return false;
  if (before == ' ' || after == ' ' || after == ',' || after == '\n' || text::is_alpha(after))
    return true;
  // What `role_right_before` passes over.
  std::size_t word = at;
  while (at - word < 3 && text[word - 1] < 'A') --word;
  return may_have_role(Ending::postal, text, word);
}

/// Base58Check has 26 characters and more, "0x" is Ethereum's, "c1" and "b1" are Bech32's.
[[gnu::always_inline]] inline bool may_be_wallet(Text text, std::size_t at) {
  const unsigned char first = text[at];
  if (first == '0') return (text[at + 1] | 0x20U) == 'x';
  if (first != '1' && first != '3') return false;
  const unsigned char before = text[at - 1];
  return text::is_word(before) ? text::is_alpha(before)
                               : text::is_word(text[at + 4]) && text::is_word(text[at + 25]);
}

constexpr bool begins_capital_key(unsigned char first, unsigned char next) {
  return (first == 'A' && (next == 'K' || next == 'S' || next == 'I')) ||
         (first == 'G' && next == 'O') || (first == 'S' && next == 'G');
}

/// Whether to ask row `Row` about the trigger at `at`; `end` is behind the digits there.
template <std::size_t Row, Trigger Kind>
[[gnu::always_inline]] inline bool is_worth_asking(Text text, std::size_t at, std::size_t end) {
  constexpr Recognize recognize = recognizers[Row].recognize;
  constexpr Trigger behind = recognizers[Row].behind;
  const unsigned char before = text[at - 1];
  const unsigned char after = text[at + 1];
  if (behind != anything && (trigger_classes[after] & static_cast<unsigned>(behind)) == 0)
    return false;
  // No `if constexpr`: under -fsanitize=undefined GCC takes no comparison of functions for
  // constant.
  if (recognize == recognize_iban)
    return text::is_alpha(before) && text::is_alpha(text[at - 2]) && end > at + 1;
  if (recognize == recognize_ipv4)
    return end - at <= 3 && text[end] == '.' && text::is_digit(text[end + 1]);
  if (recognize == recognize_secret_key && Kind == Trigger::capitals)
    return begins_capital_key(text[at], after);
  if (recognize == recognize_json_web_token) return text[at] == 'J' && before == 'y';
  if (recognize == recognize_password)
    return Kind == Trigger::colon || Kind == Trigger::equals ? may_be_named_secret(text, at)
                                                             : may_be_said_secret(text, at);
  if (recognize == recognize_date_of_birth) return may_be_date(text, at, end);
  if (recognize == recognize_crypto) return may_be_wallet(text, at);
  if (recognize == recognize_mac) return text::is_hex(before) && text::is_hex(text[at - 2]);
  if (recognize == recognize_url_credentials || recognize == recognize_url)
    return after == '/' && text[at + 2] == '/';
  if (recognize == recognize_person) return may_be_person(text, at);
  if (recognize == recognize_address) return may_be_address(text, at, end);
  return true;
}

template <Trigger Kind, std::size_t Row>
[[gnu::always_inline]] inline Rows row_worth_asking(Text text, std::size_t at, std::size_t end) {
  if constexpr ((static_cast<unsigned>(recognizers[Row].triggers) & static_cast<unsigned>(Kind)) ==
                0) {
    return 0;
  } else {
    return is_worth_asking<Row, Kind>(text, at, end) ? Rows{1} << Row : Rows{0};
  }
}

template <Trigger Kind, std::size_t... Row>
[[gnu::always_inline]] inline Rows rows_worth_asking(Text text, std::size_t at, std::size_t end,
                                                     std::index_sequence<Row...> /*all*/) {
  return (row_worth_asking<Kind, Row>(text, at, end) | ...);
}

/// The rows of `recognizers` that are worth asking about the trigger at `at`.
template <Trigger Kind>
[[gnu::always_inline]] inline Rows rows_worth_asking(Text text, std::size_t at, std::size_t end) {
  return rows_worth_asking<Kind>(text, at, end, std::make_index_sequence<std::size(recognizers)>());
}

/// The digits in [at, end) may be, or begin, a number of `Number::fewest_characters`.
[[gnu::always_inline]] inline bool may_be_number(Text text, std::size_t at, std::size_t end) {
  if (end - at >= Number::fewest_characters) return true;
  const unsigned char before = text[at - 1];
  const unsigned char after = text[end];
  // Letters in front.
  if (text::is_alpha(before) || ((before == '-' || before == ' ') && text::is_upper(text[at - 2])))
    return true;
  const unsigned char further = text[end + 1];
  switch (after) {
    case ' ': {
      if (!text::is_alpha(further))
        return text::is_digit(further) || further == '(' || further == '-' || further == '.' ||
               further == '/' || further >= 0x80;
      // Words have no digits.
      std::size_t i = end + 2;
      while (text::is_alpha(text[i])) ++i;
      return text::is_digit(text[i]) || (i == end + 2 && text::is_upper(further));
    }
    case '.':
      return text::is_alnum(further) || further == '(';
    case '-':
    case '/':
    case '(':
    case ')':
      return true;
    default:
      return text::is_alnum(after) || after >= 0x80;
  }
}

}  // namespace feedspan::pii
