#include <string_view>

#include "core/pii/recognizer.h"
#include "core/pii/vocabulary.h"
#include "core/text/one_of.h"
#include "core/text/utf8.h"

// What stands behind a name for a secret and a sign ("password: ...", "api_key=..."), or behind
// "password is". Words are no secrets unless nothing follows them; placeholders, types and
// expressions of code never are.
namespace feedspan::pii {
namespace {

constexpr std::size_t longest_name = 32;
constexpr std::size_t longest_value = 128;
constexpr std::size_t most_words_between = 6;  ///< between a name for a secret and "is"
constexpr std::size_t shortest_bare = 8;       ///< right behind its name

/// The role of the name that ends right before `end`, spaces and quotes aside. Names go by their
/// end, from a change of case, a '_', a '-' or a space on: DB_PASSWORD, api_key, accessKey, "API
/// key".
Role name_before(Text text, std::size_t end) {
  for (int skipped = 0; skipped < 2; ++skipped) {
    if (!text::is_in(" \"'", text[end - 1])) break;
    --end;
  }
  if (!ends_like(Ending::secret_name, text, end)) return Role::none;
  std::size_t begin = end;
  for (int parts = 0; parts < 2; ++parts) {
    const std::size_t part = begin;
    while (part - begin < longest_name &&
           (text::is_alpha(text[begin - 1]) || text[begin - 1] >= 0x80) &&
           !(begin != part && text::is_upper(text[begin]) && !text::is_upper(text[begin - 1])))
      --begin;
    const Role role = role_of(text, begin, end);
    // "PublicKeyToken=b77a5c561934e089" is a part of an assembly's name.
    if (role == Role::password || role == Role::token)
      return text::is_digit(text[begin - 1]) || text.has(begin - 9, "publickey") ? Role::none
                                                                                 : role;
    // "api_key": two parts make the name.
    if (text::is_in("_- ", text[begin - 1])) --begin;
  }
  return Role::none;
}

struct SecretValue {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t digits = 0;
  std::size_t upper = 0;
  std::size_t lower = 0;
  std::size_t symbols = 0;
  bool code = false;  ///< a call, an index, a member; a version

  std::size_t size() const { return end - begin; }
};

constexpr bool ends_value(unsigned char c) {
  return c <= ' ' || text::is_in("\"'`,;<>&", c);
}

SecretValue read_value(Text text, std::size_t at) {
  SecretValue value;
  value.begin = at;
  std::size_t i = at;
  while (i - at < longest_value && (!ends_value(text[i]) || (text[i] == '&' && i > at))) {
    if (text[i] == '&' && text::is_word(text[i + 1])) {
      // A parameter of a query follows, unless what follows is no "name=".
      std::size_t k = i + 1;
      while (k < i + longest_name && text::is_word(text[k])) ++k;
      if (text[k] == '=') break;
    }
    ++i;
  }
  while (i > at && text::is_in(".:?)]}", text[i - 1])) --i;
  while (i > at && text::is_continuation(text[i])) --i;
  value.end = i;
  bool snake = false;
  for (std::size_t k = at; k < i; ++k) {
    const unsigned char c = text[k];
    if (text::is_digit(c)) {
      ++value.digits;
    } else if (text::is_upper(c)) {
      ++value.upper;
    } else if (text::is_alpha(c) || c >= 0x80) {
      ++value.lower;
    } else {
      ++value.symbols;
      value.code = value.code || text::is_in("([{", c) ||
                   (c == '.' && (value.digits == 0 || value.upper + value.lower == 0));
      snake = snake || (c == '_' && value.digits == 0 && text::is_alpha(text[k + 1]));
    }
  }
  value.code = value.code || (snake && (value.upper < 2 || value.lower == 0));
  return value;
}

bool is_placeholder(Text text, const SecretValue& value) {
  const unsigned char first = text[value.begin];
  if (text::is_in("[{<$(/\\", first)) return true;
  // "*Ab3x" is none, "***", "%PASS1%" and "-p 3306" are.
  if (text::is_in("%*=|#-", first) && (value.digits == 0 || value.upper == 0 || value.lower == 0))
    return true;
  for (std::size_t i = value.begin; i < value.end; ++i) {
    if (text[i] != first) return false;
  }
  return true;  // one character repeated
}

/// A word that nothing of the same line follows.
bool is_last_word(Text text, const SecretValue& value) {
  if (value.size() < 6 || value.size() > 16 || role_of(text, value.begin, value.end) != Role::none)
    return false;
  const unsigned char after = text[value.end];
  return after == 0 || text::is_in("\n\r\"'", after);
}

/// "is" and its kin right before `end`: where the word begins, or `end`.
std::size_t copula_begin(Text text, std::size_t end) {
  if (text[end - 1] != ' ' || !ends_like(Ending::introduction, text, end - 1)) return end;
  const WordBefore word = word_before(text, end - 1);
  return word.role(text) == Role::copula ? word.begin : end;
}

/// "The password for the build server is ...": one of the last words before `end` names a password,
/// with a preposition behind it. "The password hash is ..." is another matter.
bool is_named_further(Text text, std::size_t end) {
  for (std::size_t words = 0; words < most_words_between && text[end - 1] == ' '; ++words) {
    const WordBefore word = word_before(text, end - 1);
    if (word.role(text) == Role::password) {
      const std::size_t size = word_end(text, end) - end;
      return size < 4 || (size == 4 && text[end] == 'p');  // "para", "pour"
    }
    end = word.begin;
  }
  return false;
}

/// What may stand before the first digit or capital of a password.
constexpr bool is_before_capital(unsigned char c) {
  constexpr text::OneOf is_sign("!*$%&+#?@");
  return (text::is_alpha(c) && !text::is_upper(c)) || is_sign(c);
}

/// `shortest_bare` bytes without a space from `at` on: most words are shorter.
bool is_long(Text text, std::size_t at) {
  std::size_t i = at;
  while (i - at < shortest_bare && text[i] > ' ') ++i;
  return i - at == shortest_bare;
}

/// Right behind its name, as in "Authorization: Bearer ..." and "password Sunny2024", it is no word
/// and no number.
bool is_bare_secret(const SecretValue& value, Role name) {
  return name == Role::token
             ? value.size() >= 16 && value.digits > 2
             : value.size() >= shortest_bare && value.digits > 1 && value.upper + value.lower > 1;
}

bool is_secret(Text text, const SecretValue& value, Role name, bool said, Candidate& candidate) {
  if (value.code || is_placeholder(text, value)) return false;
  if (name == Role::token)
    return value.size() >= 12 && value.digits >= 1 && value.digits + value.upper >= 2 &&
           value.upper + value.lower > 0;
  if (value.digits > 0 && value.size() >= (said ? 5U : 4U)) return true;
  const bool mixed = value.symbols > 0 || (value.upper > 1 && value.lower > 0);
  if (value.size() >= 6 && mixed && value.upper + value.lower > 3)
    return !said || text[value.end] != ' ';
  candidate.confidence = 70;
  return !said && value.symbols == 0 && is_last_word(text, value);
}

}  // namespace

bool recognize_password(Text text, std::size_t at, Candidate& candidate) {
  const bool sign = text::is_in(":=", text[at]);
  std::size_t begin = at;
  std::size_t name_end = at;
  bool bare = false;
  if (sign) {
    if (text.has(at - 3, " is")) name_end -= 3;
  } else {
    // The first digit or capital of a word: nothing but small letters and signs stand before it in
    // the word, so no word is read twice.
    while (at - begin < longest_name && is_before_capital(text[begin - 1])) --begin;
    const std::size_t copula_end = begin - (text::is_in("\"'", text[begin - 1]) ? 1U : 0U);
    name_end = copula_begin(text, copula_end);
    bare = name_end == copula_end;
    if (bare && (text[begin - 1] != ' ' || !is_long(text, begin))) return false;
  }
  Role name = name_before(text, name_end);
  const bool further = name == Role::none;
  if (further) {
    if (sign || bare || !is_long(text, begin) || !is_named_further(text, name_end)) return false;
    name = Role::password;
  }
  if (sign) {
    if (text[++begin] == ':') return false;  // "Password::Salt"
    for (int skipped = 0; skipped < 2 && text::is_in(" \"'", text[begin]); ++skipped) ++begin;
  }
  const SecretValue value = read_value(text, begin);
  if (value.size() < 4 || (bare && !is_bare_secret(value, name)) ||
      (further && (value.digits == 0 || value.upper + value.lower < 2)))
    return false;
  candidate.begin = value.begin;
  candidate.end = value.end;
  if (!is_secret(text, value, name, !sign, candidate)) return false;
  if (value.size() == longest_value) {
    // What goes on is taken whole, and not looked at again.
    while (!ends_value(text[candidate.end])) ++candidate.end;
    candidate.confidence = 98;
  }
  return true;
}

}  // namespace feedspan::pii
