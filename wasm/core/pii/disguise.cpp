#include "core/pii/disguise.h"

#include <algorithm>
#include <bit>

#include "core/pii/vocabulary.h"
#include "core/text/ascii.h"
#include "core/text/eight.h"
#include "core/text/sixteen.h"
#include "core/text/utf8.h"

namespace feedspan::pii {
namespace {

using text::eight_of;

constexpr std::size_t fewest_digit_words = 7;  // of a row that is a number
constexpr std::size_t most_digit_words = 24;
constexpr std::size_t fewest_apart = 6;  // characters of a row with spaces between

/// Zeros of the decimal digits that people type: Unicode's Nd, in blocks of ten.
constexpr char32_t zeros[] = {0x0660, 0x06F0, 0x0E50};

/// U+00AD, which is seen at the end of a line alone, U+200B to U+200F, U+2060 to U+2064, U+FEFF,
/// and the two that make a keycap of a digit.
bool has_no_width(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF ||
         c == 0xFE0F || c == 0x20E3;
}

/// What joins or colours an emoji at `at`, which hides nothing: chats are full of it, and each
/// would have all of the text read twice.
bool is_of_emoji(Text text, std::size_t at, char32_t c) {
  if (c != 0xFE0F && c != 0x200D) return false;
  const auto before = static_cast<std::uint32_t>(text.eight(at - 4));
  // Behind U+1F000 and above, U+2190 and above, or a colour.
  return (before & 0xFFFFU) == 0x9FF0 ||
         (c == 0xFE0F ? (before >> 8 & 0xFFU) == 0xE2 && (before >> 16 & 0xFFU) > 0x85
                      : before >> 8 == 0x8FB8EF);
}

/// A character of no width at `at`, or a no-break space beside an '@', that may part what belongs
/// together.
bool parts(Text text, std::size_t at, char32_t c) {
  return (has_no_width(c) && !is_of_emoji(text, at, c)) ||
         (c == 0xA0 && (text[at - 1] == '@' || text[at + 2] == '@'));
}

/// The ASCII that `c` stands for, or 0.
char plain(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char>(c - 0xFF01 + '!');
  if (c == 0x3000) return ' ';
  if (c >= 0x2460 && c < 0x2469) return static_cast<char>(c - 0x2460 + '1');  // in circles
  if (c == 0x24EA) return '0';
  // The scripts of India have theirs at the same place of their blocks.
  if (c >= 0x966 && c < 0xD70 && (c - 0x966) % 0x80 < 10)
    return static_cast<char>((c - 0x966) % 0x80 + '0');
  for (const char32_t zero : zeros) {
    if (c >= zero && c < zero + 10) return static_cast<char>(c - zero + '0');
  }
  if (c >= 0x1D7CE && c <= 0x1D7FF) return static_cast<char>((c - 0x1D7CE) % 10 + '0');
  return 0;
}

constexpr bool is_open(unsigned char c) {
  return c == '(' || c == '[' || c == '{' || c == '<';
}
constexpr bool is_close(unsigned char c) {
  return c == ')' || c == ']' || c == '}' || c == '>';
}

/// '@' for "%40" and '+' for "%2B", as forms and queries encode them, '@' and '.' for "&#64;" and
/// "&#46;" of HTML; else 0.
char encoded(Text text, std::size_t at) {
  return text.has(at, "%40") || text.has(at, "&#64;") ? '@'
         : text.has(at, "%2b")                        ? '+'
         : text.has(at, "&#46;")                      ? '.'
                                                      : '\0';
}

std::size_t skip_spaces(Text text, std::size_t at) {
  for (int spaces = 0; spaces < 2 && text[at] == ' '; ++spaces) ++at;
  return at;
}

/// False if there is a word at `at` that is none of these.
bool may_begin(Beginning question, Text text, std::size_t at) {
  return !text::is_alpha(text[at]) || begins_like(question, text, at);
}

/// A sign spelled as a word: ' ' or a bracket, "at" or "dot", and the same behind.
struct SpelledSign {
  char sign = 0;
  std::size_t end = 0;
  bool bracketed = false;
};

SpelledSign read_spelled_sign(Text text, std::size_t at) {
  std::size_t i = skip_spaces(text, at);
  const bool bracketed = is_open(text[i]);
  if (!bracketed && i == at) return {};
  if (bracketed) i = skip_spaces(text, i + 1);
  const std::size_t word = i;
  if (!may_begin(Beginning::sign, text, i)) return {};
  i = word_end(text, i);
  const Role role = role_of(text, word, i);
  char sign = role == Role::at_sign ? '@' : role == Role::dot ? '.' : '\0';
  if (i == word && text::is_in("@.:", text[i])) sign = static_cast<char>(text[i++]);
  if (sign == 0 || text::is_word(text[i])) return {};
  const std::size_t spaces = skip_spaces(text, i);
  if (bracketed) {
    if (!is_close(text[spaces])) return {};
    i = skip_spaces(text, spaces + 1);
  } else {
    if (spaces == i) return {};
    i = spaces;
  }
  // "2001[:]db8[:][:]1"
  return text::is_alnum(text[i]) || is_open(text[i]) ? SpelledSign{sign, i, bracketed}
                                                     : SpelledSign{};
}

/// What ends at `end` ends like the domains of many people.
bool has_common_end(Text text, std::size_t end) {
  if (text.has(end - 4, ".com") || text.has(end - 4, ".org")) return true;
  if (text[end - 3] != '.') return false;
  for (const char* country = "atbrchdeesfritnlplptseuk"; *country != 0; country += 2) {
    if (text[end - 2] == static_cast<unsigned char>(country[0]) &&
        text[end - 1] == static_cast<unsigned char>(country[1]))
      return true;
  }
  return false;
}

/// '@' for "_at_" and '.' for "_dot_" at `at`, with dashes as well, the former in front of what may
/// be a domain; else 0.
char joined_sign(Text text, std::size_t at) {
  const unsigned char joint = text[at];
  const auto is_dot = [&](std::size_t i) {
    return text[i] == joint && text.has(i + 1, "dot") && text[i + 4] == joint;
  };
  if (is_dot(at)) return '.';
  if (!text.has(at + 1, "at") || text[at + 3] != joint) return 0;
  std::size_t i = at + 4;
  while (i - at < 40 && (text::is_alnum(text[i]) || text::is_in(".-_", text[i]))) {
    if (is_dot(i)) return '@';
    ++i;
  }
  return has_common_end(text, i) ? '@' : '\0';
}

/// A name that is no word ends at `end`: "ute.lang", "jane24".
bool ends_no_word(Text text, std::size_t end) {
  std::size_t i = end;
  while (end - i < 32 && (text::is_word(text[i - 1]) || text::is_in(".-", text[i - 1]))) --i;
  for (; i < end; ++i) {
    if (!text::is_alpha(text[i])) return true;
  }
  return false;
}

/// " at " without brackets is a sign if a domain with a spelled dot follows, or with a dot if it
/// closes "<jane at example.com>". So is " @ " with a dot if the domain is one of mail by its name,
/// as "gmail.com" is, or if it ends like those of many people and what stands before is no word; "x
/// @ numpy.ones" is a product.
bool is_spelled_domain(Text text, std::size_t at) {
  std::size_t i = at;
  bool dotted = false;
  bool mail = false;
  while (i - at < 32 && (text::is_alnum(text[i]) || text[i] == '-' ||
                         (text[i] == '.' && text::is_alpha(text[i + 1])))) {
    dotted = dotted || text[i] == '.';
    ++i;
    mail = mail || text.has(i, "mail.co");
  }
  // " at gmail.com" alone would have nobody look for disguises, so it does not count beside others.
  if (dotted)
    return (text[at - 2] == '@' &&
            (mail || (has_common_end(text, i) && ends_no_word(text, at - 3)))) ||
           text[i] == '>';
  // "at some point we", "dinner @ 8 . ok"
  if (text[at - 2] == 't' && text.has(i, " poi")) return false;
  if (i - at < 3 && text::is_digit(text[at])) return false;
  // "look at the dot com bubble"
  if (text.has(at, "the ") || text.has(at, "a ")) return false;
  // "at work dot dot dot"
  const SpelledSign dot = read_spelled_sign(text, i);
  return i > at && dot.sign == '.' && !text.has(dot.end, "dot ");
}

/// "4 5 6", "4, 5, 6" at `at`.
bool counts_up(Text text, std::size_t at) {
  const std::size_t step = text[at + 1] == ' ' ? 2 : 3;
  return text::is_digit(text[at]) && text[at + step] == text[at] + 1 &&
         text[at + 2 * step] == text[at] + 2;
}

struct DigitWord {
  int digit = -1;
  std::size_t end = 0;
  std::size_t times = 1;
};

/// "four", "4", "double four", "triple four".
DigitWord read_digit_word(Text text, std::size_t at) {
  const std::size_t times = text.has(at, "double ") ? 2 : text.has(at, "triple ") ? 3 : 1;
  if (times > 1) at += 7;
  const unsigned char only = text[at];
  if (text::is_digit(only) && !text::is_word(text[at + 1])) return {only - '0', at + 1, times};
  const std::size_t end = word_end(text, at);
  const Role role = role_of(text, at, end);
  if (role < Role::zero || text::is_word(text[end])) return {};
  return {static_cast<int>(role) - static_cast<int>(Role::zero), end, times};
}

/// Past what separates the digit word that ends at `end` from the next. "4, 1, 5" is a list.
std::size_t skip_digit_separator(Text text, std::size_t end) {
  if (!text::is_alpha(text[end - 1])) return skip_spaces(text, end);
  if (text.has(end, " - ")) return end + 3;
  return skip_spaces(text, end + (text::is_in(",-", text[end]) ? 1 : 0));
}

/// Appends a row of digits in words, as one number; ten of them as North America dictates its
/// numbers, unless they begin as those do not. Where the row ends, or `at`
/// if there is none.
std::size_t append_digit_words(Text text, std::size_t at, PlainText& out) {
  if (!may_begin(Beginning::digit, text, at)) return at;
  // Read twice: few rows are long enough.
  std::size_t count = 0;
  std::size_t spelled = 0;
  std::size_t end = at;
  for (std::size_t i = at; count < most_digit_words;) {
    const DigitWord word = read_digit_word(text, i);
    if (word.digit < 0) break;
    count += word.times;
    spelled += word.end > i + 1 ? 1U : 0U;
    end = word.end;
    i = skip_digit_separator(text, end);
    if (i == end) break;
  }
  // "7 8 9 10", "26 3 0 0": numbers in a row. "0, 1, 2, 3": counted up.
  if (count < fewest_digit_words || counts_up(text, at) || text::is_digit(text[at - 2]) ||
      text::is_digit(text[end + 1]))
    return at;
  out.undo(text, at, end);
  const bool plus = text.has(at - 5, "plus ");
  const bool marked = !plus && spelled > 7;
  if (plus || marked) out.append(plus ? '+' : spelled_out, at);
  const std::size_t first = Text::margin + out.size;
  for (std::size_t k = 0, i = at; k < count;) {
    const DigitWord word = read_digit_word(text, i);
    for (std::size_t n = 0; n < word.times; ++n, ++k) {
      if (count == 10 && (k == 3 || k == 6) && out.bytes[first] > '1') out.append('-', i);
      out.append(static_cast<char>('0' + word.digit), i);
    }
    i = skip_digit_separator(text, word.end);
  }
  // "one two three four ..." is counted.
  char* const digits = &out.bytes[first];
  if (marked && digits[1] == digits[0] + 1 && digits[2] == digits[1] + 1) digits[-1] = ' ';
  return end;
}

/// How many characters from `at` on stand apart, each followed by one space.
std::size_t count_apart(Text text, std::size_t at, std::size_t most) {
  std::size_t count = 0;
  while (count < most && text[at] > ' ' && text[at] < 0x80 && text[at + 1] == ' ') {
    ++count;
    at += 2;
  }
  return count;
}

/// " dot " around one of the eight bytes at `at`.
bool has_dot(Text text, std::size_t at) {
  for (std::size_t i = at; i < at + 8; ++i) {
    if (text[i - 1] == ' ' && text.has(i, "dot ")) return true;
  }
  return false;
}

#ifdef __wasm_simd128__

/// As below, sixteen bytes at once.
std::size_t find_apart_or_dot(Text text, std::size_t begin, std::size_t end) {
  const auto spaces = [&](std::size_t at) { return text::equal(text.sixteen(at), ' '); };
  const v128_t small = wasm_i8x16_const_splat(0x20);
  const v128_t first = wasm_i64x2_const_splat(0xFF);
  const v128_t second = wasm_i64x2_const_splat(0xFF00);
  for (std::size_t i = begin; i < end; i += 16) {
    const v128_t here = spaces(i);
    const v128_t apart =
        wasm_v128_andnot(wasm_v128_and(wasm_v128_and(here, spaces(i + 2)), spaces(i + 4)),
                         wasm_v128_or(spaces(i + 1), spaces(i + 3)));
    // The second byte of each eight counts where the first is no space.
    const v128_t counted = wasm_v128_or(first, wasm_v128_andnot(second, wasm_i64x2_shl(here, 8)));
    if (wasm_v128_any_true(wasm_v128_and(apart, counted))) return i;
    const v128_t dots = wasm_v128_and(text::equal(wasm_v128_or(text.sixteen(i), small), 'd'),
                                      text::equal(wasm_v128_or(text.sixteen(i + 1), small), 'o'));
    if (wasm_v128_any_true(dots) && (has_dot(text, i) || has_dot(text, i + 8))) return i;
  }
  return end;
}

/// How many of the bytes at `at` stand before what separates words; seven, the longest digit word
/// and one more, if that is farther.
unsigned first_separator(Text text, std::size_t at) {
  const v128_t bytes = text.sixteen(at);
  const v128_t separators = wasm_v128_or(text::equal(bytes, ' '), text::equal(bytes, '-'));
  return static_cast<unsigned>(std::countr_zero(wasm_i8x16_bitmask(separators) | 0x80U));
}

#else

/// Two characters between three spaces, from the first or the second byte on: a row of letters
/// apart has them at one of any eight places in a row.
bool has_letters_apart(Text text, std::size_t at) {
  const std::size_t space = text[at] == ' ' ? at : at + 1;
  return text[space] == ' ' && text[space + 2] == ' ' && text[space + 4] == ' ' &&
         text[space + 1] != ' ' && text[space + 3] != ' ';
}

/// Letters apart, at one of the eight places where any row of them is seen, or " dot ".
std::size_t find_apart_or_dot(Text text, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; i += 8) {
    if (has_letters_apart(text, i)) return i;
    const std::uint64_t differences =
        (text.eight(i) ^ eight_of('d')) | (text.eight(i + 1) ^ eight_of('o'));
    // None of seven bits, but a zero, has the eighth when 1 is taken away.
    const std::uint64_t dots = ((differences & eight_of(0x5F)) - eight_of(1)) & eight_of(0x80);
    if (dots != 0 && has_dot(text, i)) return i;
  }
  return end;
}

/// How many of the bytes at `at` stand before what separates words; seven, the longest digit word
/// and one more, if that is farther.
unsigned first_separator(Text text, std::size_t at) {
  constexpr std::uint64_t last = std::uint64_t{0x80} << 56U;
  const std::uint64_t bytes = text.eight(at);
  return text::first_in(text::zeros_in(bytes ^ eight_of(' ')) |
                        text::zeros_in(bytes ^ eight_of('-')) | last);
}

#endif

}  // namespace

void PlainText::undo(Text text, std::size_t at, std::size_t behind) {
  if (bytes == nullptr) {
    bytes.reset(new char[capacity + most_digit_words * 2 + 2 * Text::margin]());
    source.reset(new std::size_t[capacity + most_digit_words * 2 + 1]);
  }
  for (; next < at; ++next) append(static_cast<char>(text[next]), next);
  next = behind;
}

void PlainText::append(char c, std::size_t from) {
  source[size] = from;
  bytes[Text::margin + size++] = c;
}

std::size_t PlainText::end_of(Text original, std::size_t end) const {
  std::size_t i = source[end];
  for (std::size_t size = 1;; i -= size) {
    if (original[i - 1] == ' ') {
      size = 1;
      continue;
    }
    const text::Decoded last = original.decode_before(i);
    if (!has_no_width(last.code_point)) break;
    size = last.size;
  }
  return i;
}

bool is_disguise(Text text, std::size_t at) {
  if (text[at] == '_' || text[at] == '-') return joined_sign(text, at) == '@';
  if (text[at] < 0x80) {
    if (encoded(text, at) != 0) return true;
    if (read_spelled_sign(text, at).sign != 0) return true;
    // "<jane at example.com>"
    std::size_t i = at + 1;
    while (text[at] == '<' && i - at < 32 && text[i] > ' ' && text[i] != '<') ++i;
    return text.has(i, " at ");
  }
  const text::Decoded decoded = text.decode(at);
  return parts(text, at, decoded.code_point) || plain(decoded.code_point) != 0;
}

std::size_t find_spelled_letters(Text text, std::size_t begin, std::size_t end) {
  return find_apart_or_dot(text, begin, end);
}

std::size_t find_digit_words(Text text, std::size_t begin, std::size_t end) {
  // Seven digits in words are 27 bytes or more, so one of these looks at two of them.
  for (std::size_t i = begin; i + 8 < end; i += 15) {
    const std::size_t word = i + first_separator(text, i) + 1;
    if (!begins_like(Beginning::digit, text, word)) continue;
#ifndef __OPTIMIZE_SIZE__
    // Most are followed by another word. Letters beyond ASCII say nothing.
    if (text[word] < 0x80) {
      const std::size_t second = skip_digit_separator(text, word_end(text, word));
      if (!text::is_digit(text[second]) && !begins_like(Beginning::digit, text, second)) continue;
    }
#endif
    const DigitWord first = read_digit_word(text, word);
    if (first.digit < 0 || first.end == word + 1) continue;  // none, or a digit as such
    if (read_digit_word(text, skip_digit_separator(text, first.end)).digit >= 0) return i;
  }
  return end;
}

PlainText undisguise(Text text, std::size_t begin, std::size_t end) {
  // Dashes that are put into a row of digit words are fewer than the letters of the words; but the
  // last row may go beyond the end.
  PlainText out{begin, end - begin};
  std::size_t i = begin;
  const auto replace = [&](char sign, std::size_t behind) {
    out.undo(text, i, behind);
    out.append(sign, i);
    i = behind;
  };
  while (i < end) {
    const unsigned char c = text[i];
    if (c >= 0x80) {
      const text::Decoded decoded = text.decode(i);
      const std::size_t next = i + decoded.size;
      const char ascii = plain(decoded.code_point);
      if (ascii != 0 || parts(text, i, decoded.code_point)) out.undo(text, i, next);
      if (ascii != 0) out.append(ascii, i);
      i = next;
      continue;
    }
    if (c == '%' || c == '&') {
      if (const char sign = encoded(text, i); sign != 0) {
        replace(sign, i + (c == '%' ? 3 : 5));
        continue;
      }
    }
    if (((c == ' ' && may_begin(Beginning::sign, text, i + 1)) || is_open(c)) &&
        (text::is_word(text[i - 1]) || is_close(text[i - 1]))) {
      const SpelledSign spelled = read_spelled_sign(text, i);
      if (spelled.sign == '.' ||
          (spelled.sign != 0 &&
           (spelled.bracketed || (spelled.sign == '@' && is_spelled_domain(text, spelled.end))))) {
        replace(spelled.sign, spelled.end);
        continue;
      }
    }
    if (c == '_' || c == '-') {
      if (const char sign = joined_sign(text, i); sign != 0) {
        replace(sign, i + (sign == '@' ? 4 : 5));
        continue;
      }
    }
    if (text::is_alnum(c) && !text::is_word(text[i - 1])) {
      const std::size_t next = append_digit_words(text, i, out);
      if (next != i) {
        i = next;
        continue;
      }
    }
    if (text[i + 1] == ' ' && text[i - 1] <= ' ' && !counts_up(text, i) &&
        count_apart(text, i, fewest_apart) == fewest_apart) {
      out.undo(text, i, i);
      // "+ 3 4 6 5 6 2 7 7 4 8 7 o": a small letter is a word of its own behind digits.
      const bool digits = !text::is_alpha(c);
      const auto goes_on = [&] {
        return text[i] > ' ' && text[i] < 0x80 &&
               !(digits && text::is_alpha(text[i]) && !text::is_upper(text[i]));
      };
      while (i < end && goes_on() && text[i + 1] == ' ') {
        out.append(static_cast<char>(text[i]), i);
        i += 2;
      }
      // The last one is not followed by a space.
      if (goes_on() && !text::is_alnum(text[i + 1])) {
        out.append(static_cast<char>(text[i]), i);
        ++i;
      } else {
        out.append(' ', i - 1);
      }
      out.next = i;
      continue;
    }
    // The rest of a word is as it is.
    ++i;
    while (i < end && text::is_alnum(c) && text::is_alpha(text[i])) ++i;
  }
  if (out.bytes != nullptr) {
    // The last disguise may have gone beyond the end.
    out.undo(text, end, std::max(out.next, end));
    out.source[out.size] = out.next;
  }
  return out;
}

}  // namespace feedspan::pii
