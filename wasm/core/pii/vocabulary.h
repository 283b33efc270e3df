#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/pii/recognizer.h"

namespace feedspan::pii {

/// What a word says of what stands beside it.
enum class Role : std::uint8_t {
  none,        ///< nothing
  other,       ///< nobody's: an order, an amount
  version,     ///< nobody's: a version, a section; quads behind it are no addresses
  identifier,  ///< "id", "code", "date": of whatever the word before it says
  number,      ///< "number", "no": of whatever the word before it says
  recipient,   ///< "me"
  contact,     ///< "text", "reach": with a recipient behind it a telephone's
  possessive,  ///< "my": with "number" behind it a telephone's
  phone,
  security,  ///< "security": with "social" before it the next
  social,
  social_security,  ///< of the United States
  passport,
  driver_license,
  account,
  routing,    ///< ABA
  sort_code,  ///< United Kingdom
  birth,
  wallet,
  identity,  ///< a national number of some country, and then of the country that the word is from
  id_at,
  id_au,
  id_br,
  id_ca,
  id_ch,
  id_cl,
  id_cz,
  id_de,
  id_dk,
  id_es,
  id_fi,
  id_fr,
  id_gb,
  id_ie,
  id_in,
  id_it,
  id_mx,
  id_nl,
  id_no,
  id_pl,
  id_pt,
  id_ro,
  id_se,
  id_sg,
  id_tr,
  host,       ///< an address follows
  password,   ///< what people choose
  token,      ///< what machines make
  no_secret,  ///< stands behind "password:" without being one
  copula,     ///< "is"
  extension,  ///< of a telephone
  at_sign,    ///< of hidden spellings
  dot,
  name,        ///< "name is ..."
  called,      ///< "I am called ..."
  oneself,     ///< between those and the name
  particle,    ///< "van": small letters inside of a name
  title,       ///< "Mr ..."
  greeting,    ///< "regards, ..."
  salutation,  ///< "Dear ...,"
  post_box,
  post_code,
  street_before,  ///< "rue ..."
  street_behind,  ///< "... road"
  street_suffix,  ///< "...straße"
  zero,           ///< and the digits behind it in order
  one,
  two,
  three,
  four,
  five,
  six,
  seven,
  eight,
  nine,
};

/// Longer words have no role, and are read no further.
inline constexpr std::size_t longest_word = 28;

/// The role of the word in [begin, end), in any case, with or without the accents of Latin-1 unless
/// it has two letters ("né"), and with or without '_', '-' and spaces inside; German and Nordic
/// compounds with "-nummer" and "-nr" have that of their first part.
Role role_of(Text text, std::size_t begin, std::size_t end);

/// What a word may be by its first letters: for those who ask at many places and cannot afford
/// `role_of` there.
enum class Beginning : std::uint8_t {
  digit = 8,  ///< `Role::zero` and those behind it
  sign = 16,  ///< `Role::at_sign`, `Role::dot`
};

/// The second letter and the third of the words that `Beginning` asks about.
inline constexpr unsigned beginnings_go_on = 32;

/// By two letters, bit for bit the questions that a word with them may answer.
extern const std::array<std::array<std::uint8_t, 32>, 32> letter_pairs;

inline bool has_pair(unsigned question, unsigned char letter, unsigned char next) {
  return (letter_pairs[letter & 31U][next & 31U] & question) != 0;
}

/// False if no such word begins like what stands at `at`. Asked at every fifteenth byte of clean
/// text: a call would take as long as the look-ups.
[[gnu::always_inline]] inline bool begins_like(Beginning question, Text text, std::size_t at) {
  const unsigned char first = text[at];
  const unsigned char second = text[at + 1];
  const unsigned char third = text[at + 2];
  if (((first | second) & 0x80U) != 0) return true;
  const bool begins = has_pair(static_cast<unsigned>(question), first, second);
  const bool ends = !text::is_alpha(third);
  const bool goes_on = has_pair(beginnings_go_on, second, third);
  return begins & (ends | goes_on);  // branches would be taken at random
}

/// The same by the last two letters.
enum class Ending : std::uint8_t {
  introduction = 1,  ///< copulas, and what a name follows
  secret_name = 2,
  street = 4,   ///< in front of a name
  postal = 64,  ///< post boxes, postal codes, and what is looked through behind them
  street_suffix = 128,
};

/// False if no such word ends like what stands before `end`.
bool ends_like(Ending question, Text text, std::size_t end);

/// False if `role_of` the word that ends at `end` is none of those that `question` asks about, and
/// quicker to say; in builds for size always true.
#ifdef __OPTIMIZE_SIZE__
constexpr bool may_have_role(Ending /*question*/, Text /*text*/, std::size_t /*end*/) {
  return true;
}
#else
bool may_have_role(Ending question, Text text, std::size_t end);
#endif

/// The first byte of a Chinese, Japanese or Korean character: words without spaces between.
constexpr bool is_unspaced(unsigned char c) {
  return c >= 0xE3 && c <= 0xED;
}

/// Where the word that ends at `end` begins.
std::size_t word_begin(Text text, std::size_t end);
/// Where the word that begins at `begin` ends.
std::size_t word_end(Text text, std::size_t begin);

/// The word that ends at an offset, as `word_begin` and `role_of` have it. In builds for speed both
/// come of one reading.
struct WordBefore {
  std::size_t begin;
#ifdef __OPTIMIZE_SIZE__
  std::size_t end;
  Role role(Text text) const {
    return role_of(text, begin, end);
  }
#else
  Role known;
  Role role(Text /*text*/) const {
    return known;
  }
#endif
};
#ifdef __OPTIMIZE_SIZE__
[[gnu::always_inline]] inline WordBefore word_before(Text text, std::size_t end) {
  return {word_begin(text, end), end};
}
#else
/// Of one that is there.
WordBefore read_word_before(Text text, std::size_t end);
[[gnu::always_inline]] inline WordBefore word_before(Text text, std::size_t end) {
  const unsigned char last = text[end - 1];
  return text::is_alpha(last) || last >= 0x80 ? read_word_before(text, end)
                                              : WordBefore{end, Role::none};
}
#endif

/// Past the word in letters, dashes and apostrophes whose capital is at `at`, or `at` if there is
/// none or all of it are capitals.
std::size_t capitalized_end(Text text, std::size_t at);

/// The role of the word right before `at`; up to three bytes of space and punctuation may stand
/// between. Words that only say "number", "code" or
/// "is" are looked through.
Role role_right_before(Text text, std::size_t at);

/// Stands in front of digits that were words, and says that they are a telephone's unless a word
/// says otherwise: nobody spells out an order's number.
inline constexpr char spelled_out = '\x01';

/// What the words before `at` say that it is: the role of the nearest one within some 40 bytes that
/// speaks of numbers, or of a version. What is `other` ends with its clause. An "id" or a '#'
/// between a word for phones and the number makes it `other` and `phone` respectively: a call id is
/// no phone number, "phone #" is one.
Role subject_before(Text text, std::size_t at);

}  // namespace feedspan::pii
