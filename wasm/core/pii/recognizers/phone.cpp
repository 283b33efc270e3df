#include <array>
#include <string_view>

#include "core/pii/calling_codes.h"
#include "core/pii/context.h"
#include "core/pii/recognizer.h"
#include "core/pii/recognizers/phone.h"
#include "core/pii/subject.h"

// Numbers with an international prefix: "+" or "00", a calling code that exists, and as many digits
// as its country gives out (ITU-T E.164). Written in groups with spaces, dots, dashes, slashes and
// parentheses.
namespace feedspan::pii {
namespace {

constexpr std::size_t most_digits = 15;  // E.164 6.1, calling code included

/// Longer words before the words that they begin with.
constexpr std::string_view extension_words[] = {"extension", "durchwahl", "poste", "extn",
                                                "ext",       "x",         "#"};

/// What stands between two groups of digits.
struct Gap {
  std::size_t end = 0;
  bool tight = false;  ///< a dash or a dot without space around: the number goes on
  bool valid = true;   ///< something that is written between groups
  bool dot = false;
};

/// Reads the gap at `at`, keeping count of the parentheses in `depth`.
Gap read_gap(const Text& text, std::size_t at, int& depth) {
  Gap gap;
  gap.end = at;
  int spaces = 0;
  int marks = 0;
  while (spaces + marks <= 3) {
    const Separator separator = separator_at(text, gap.end);
    if (separator.symbol == 0) break;
    switch (separator.symbol) {
      case ' ':
        ++spaces;
        break;
      case '(':
        ++marks;
        ++depth;
        break;
      case ')':
        ++marks;
        --depth;
        break;
      default:
        if (gap.tight) gap.valid = false;
        gap.tight = separator.symbol != '/';
        gap.dot = separator.symbol == '.';
        ++marks;
    }
    if (depth < 0 || depth > 1) gap.valid = false;
    gap.end += separator.size;
  }
  if (spaces > (marks > 0 ? 2 : 1) || spaces + marks > 3) gap.valid = false;
  if (spaces > 0) gap.tight = false;
  return gap;
}

/// A national number as written, without its trunk zero.
struct National {
  std::array<unsigned char, most_digits> digits{};
  std::size_t size = 0;
  bool trunk_zero = false;
};

/// NANP numbers: neither area code nor exchange begins with 0 or 1.
bool is_north_american(const National& national) {
  return national.digits[0] >= '2' && national.digits[3] >= '2';
}

bool is_valid(const CallingCode& code, const National& national, std::size_t size) {
  if (!code.has_length(size)) return false;
  if (national.digits[0] == '0' && !code.is_zero_led()) return false;
  return code.code != 1 || is_north_american(national);
}

/// Where the calling code begins, and what its prefix says.
struct Prefix {
  std::size_t end = 0;
  int depth = 0;      ///< 1 if a parenthesis opened before it
  bool plus = false;  ///< "+": certain enough to forgive a trunk zero that does not belong there
};

/// Reads calling code and national number.
bool recognize_number(const Text& text, const Prefix& prefix, Candidate& candidate) {
  int depth = prefix.depth;
  std::size_t i = prefix.end;
  if (text[i] == '(') {
    ++depth;
    ++i;
  }
  const CallingCode* code = nullptr;
  unsigned value = 0;
  std::size_t code_size = 0;
  while (code_size < 3 && code == nullptr && text::is_digit(text[i])) {
    value = value * 10 + (text[i] - '0');
    if (value == 0) return false;
    ++i;
    ++code_size;
    code = find_calling_code(value);
  }
  if (code == nullptr) return false;

  National national;
  std::size_t found = 0;
  std::size_t groups = 0;
  bool single_dot = false;
  for (;;) {
    const std::size_t gap_begin = i;
    const Gap gap = read_gap(text, i, depth);
    if (!gap.valid || !text::is_digit(text[gap.end])) break;
    if (gap.end != gap_begin) {
      // The dash or dot that goes on makes what was found a part of something longer.
      if (gap.tight) found = 0;
      single_dot = groups == 0 && gap.dot && gap.tight;
    }
    i = gap.end;
    if (national.size == 0 && !national.trunk_zero && text[i] == '0' && text[i + 1] == ')' &&
        depth == 1) {
      national.trunk_zero = true;  // +44 (0)20
      ++i;
      continue;
    }
    if (prefix.plus && national.size == 0 && !national.trunk_zero && text[i] == '0' &&
        !code->is_zero_led()) {
      national.trunk_zero = true;  // +44 020, wrong and common
      candidate.confidence = static_cast<std::uint8_t>(candidate.confidence - 10);
      ++i;
      if (!text::is_digit(text[i])) continue;
    }
    bool full = false;
    while (text::is_digit(text[i])) {
      if (national.size + code_size == most_digits) {
        full = true;
        break;
      }
      national.digits[national.size++] = text[i++];
    }
    if (full) break;
    ++groups;
    std::size_t end = i;
    if (depth == 1) {
      if (text[end] != ')') continue;
      ++end;
    }
    if (!is_valid(*code, national, national.size)) continue;
    const std::size_t extended = skip_extension(text, end);
    const bool ended =
        extended != end || (!text::is_word(text[end]) && text[end] != '%' && text[end] != '@');
    if (ended) found = end;
  }
  if (found == 0 || (groups == 1 && single_dot)) return false;
  candidate.end = skip_extension(text, found);
  return true;
}

}  // namespace

std::size_t skip_extension(const Text& text, std::size_t end) {
  std::size_t i = end;
  if (text[i] == ',' || text[i] == ';') ++i;
  for (int spaces = 0; spaces < 2 && text[i] == ' '; ++spaces) ++i;
  bool named = false;
  for (const std::string_view word : extension_words) {
    std::size_t size = 0;
    while (size < word.size() &&
           text::to_lower(text[i + size]) == static_cast<unsigned char>(word[size]))
      ++size;
    if (size == word.size()) {
      i += size;
      named = true;
      break;
    }
  }
  if (!named) return end;
  for (int between = 0; between < 2 && (text[i] == '.' || text[i] == ':' || text[i] == ' ');
       ++between)
    ++i;
  std::size_t digits = 0;
  while (digits < 7 && text::is_digit(text[i + digits])) ++digits;
  if (digits == 0 || digits > 6 || text::is_word(text[i + digits])) return end;
  return i + digits;
}

bool recognize_phone_plus(const Text& text, std::size_t at, Candidate& candidate) {
  const unsigned char before = text[at - 1];
  if (text::is_word(before) || before == ')' || before == ']' || before == '+') return false;
  if (before == '(') {
    // "(+44) 20 ..." closes inside of the number; "(+44 20 ...)" is a remark.
    candidate.begin = at - 1;
    std::size_t i = at + 1;
    while (i < at + 4 && text::is_digit(text[i])) ++i;
    if (text[i] == ')') return recognize_number(text, {at + 1, 1, true}, candidate);
  }
  candidate.begin = at;
  return recognize_number(text, {at + 1, 0, true}, candidate);
}

bool recognize_phone_zeros(const Text& text, std::size_t at, Candidate& candidate) {
  if (text[at] != '0' || text[at + 1] != '0') return false;
  const unsigned char before = text[at - 1];
  if (text::is_word(before) || before == '.' || before == '-' || before == '+' || before == '#')
    return false;
  if ((before == ':' || before == '/') && text::is_digit(text[at - 2])) return false;
  if (follows_column(text, at)) return false;
  std::size_t begin = at + 2;
  const Separator separator = separator_at(text, begin);
  if (separator.symbol == ' ') begin += separator.size;
  candidate.begin = at;
  if (!recognize_number(text, {begin, 0, false}, candidate)) return false;
  const Subject subject = subject_before(text, at);
  return subject != Subject::other && subject != Subject::identifier;
}

}  // namespace feedspan::pii
