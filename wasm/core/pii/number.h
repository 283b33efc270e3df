#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/pii/recognizer.h"
#include "core/pii/vocabulary.h"

namespace feedspan::pii {

/// Digits, and the letters that documents have among them, in groups with separators between. It is
/// read once where it begins; recognizers are then asked about the whole and about each beginning
/// of it that ends between groups.
struct Number {
  static constexpr std::size_t fewest_characters = 6;
  static constexpr std::size_t most_characters = 20;
  static constexpr std::size_t most_groups = 8;

  struct Group {
    std::uint8_t size;
    bool letters;
    unsigned char before;  ///< the separator in front: ' ', '-', '.', '/', or ')' for none
    bool spaced;           ///< with spaces around that separator
    bool parenthesized;    ///< "(030)"
    std::size_t end;       ///< past the characters, and the parenthesis that closes on them
  };

  // Not cleared: most runs of digits are short, and reading one costs less than that.
  std::array<unsigned char, most_characters + 1> characters;  ///< capitals and digits, then NUL
  std::size_t all = 0;                                        ///< groups that were read
  Role subject = Role::none;    ///< what the words before say that it is; whoever asks reads them
  bool plus = false;            ///< '+' in front
  bool trunk_zero = false;      ///< "(0)" was among the groups; it is not counted
  bool follows_number = false;  ///< one of a row of numbers
  bool hash = false;            ///< its last letter is a small one from a to f
  std::size_t opening = 0;      ///< of "(030) ..." the parenthesis, else the first character

  // Of the groups that are asked about.
  std::size_t begin = 0;
  std::size_t count = 0;
  std::size_t size = 0;  ///< characters
  bool letters = false;
  std::uint32_t shape = 0;      ///< sizes as hexadecimal digits, 0x324; 0 if there is one group
  unsigned char separator = 0;  ///< of all groups; 0 if there is one group, '*' if they differ
  std::size_t end = 0;
  std::size_t extended = 0;  ///< past a telephone's extension, or `end`
  std::array<Group, most_groups + 1> groups;

  /// Asks about the first `wanted` groups.
  void cut(Text text, std::size_t wanted);
  /// The number that the digits in [first, last), nine at most, are.
  std::uint32_t value(std::size_t first, std::size_t last) const;
  /// What is left of the number that the digits before `last` are.
  std::uint32_t remainder(std::size_t last, std::uint32_t modulus) const;
};

/// False if the digits at `at` are the rest of what an earlier trigger has read, or one of a row of
/// small numbers.
bool may_begin_number(Text text, std::size_t at);

/// Reads the number whose first digit is at `at`, where it may begin. False if it is a part of
/// something longer.
bool read_number(Text text, std::size_t at, Number& number);

/// True if what ends at `end` goes on: in a word, a fraction, an amount, another number.
bool ends_inside(Text text, std::size_t end);

/// Luhn's sum of the digits in [first, number.size) is divisible by ten.
bool passes_luhn(const Number& number, std::size_t first);

/// Fills `candidate` and answers true if what is asked about is of the recognizer's kind.
using RecognizeNumber = bool (*)(Text text, const Number& number, Candidate& candidate);

struct NumberRecognizer {
  RecognizeNumber recognize;
  Kind kind;
  std::uint8_t confidence;
};

bool recognize_credit_card(Text text, const Number& number, Candidate& candidate);
bool recognize_phone(Text text, const Number& number, Candidate& candidate);
bool recognize_social_security(Text text, const Number& number, Candidate& candidate);
bool recognize_national_id(Text text, const Number& number, Candidate& candidate);
bool recognize_named_document(Text text, const Number& number, Candidate& candidate);

inline constexpr NumberRecognizer number_recognizers[] = {
    {recognize_credit_card, Kind::credit_card, 98},
    {recognize_phone, Kind::phone, 80},
    {recognize_social_security, Kind::us_ssn, 85},
    {recognize_national_id, Kind::national_id, 85},
    {recognize_named_document, Kind::bank_account, 75},
};

}  // namespace feedspan::pii
