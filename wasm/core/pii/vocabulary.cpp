#include "core/pii/vocabulary.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/pii/ribbon.h"
#include "core/pii/words.h"
#include "core/text/ascii.h"
#include "core/text/utf8.h"

namespace feedspan::pii {
namespace {

constexpr std::size_t longest_reach = 40;

template <std::uint32_t basis>
constexpr Solution solution = solve(basis);

template <std::uint32_t basis, int tries>
constexpr std::uint32_t first_solved() {
  static_assert(tries > 0, "a word has two roles?");
  if constexpr (solution<basis>.solved) {
    return basis;
  } else {
    return first_solved<basis + 1, tries - 1>();
  }
}

/// To begin at another number takes other words for listed ones: this one was chosen of 40,000 by
/// scripts/choose-basis, for the fewest and rarest of 1.35 million words and names.
constexpr std::uint32_t hash_basis = first_solved<39296, 30>();

constexpr auto ribbon = solution<hash_basis>.ribbon;

/// Which questions the words of a role answer with their last two letters.
constexpr unsigned endings_of(Role role) {
  switch (role) {
    case Role::copula:
      return static_cast<unsigned>(Ending::introduction) | static_cast<unsigned>(Ending::postal);
    case Role::number:
    case Role::identifier:
    case Role::post_box:
    case Role::post_code:
      return static_cast<unsigned>(Ending::postal);
    case Role::title:
    case Role::called:
    case Role::name:
    case Role::greeting:
    case Role::salutation:
    case Role::oneself:
      return static_cast<unsigned>(Ending::introduction);
    case Role::password:
    case Role::token:
      return static_cast<unsigned>(Ending::secret_name);
    case Role::street_before:
      return static_cast<unsigned>(Ending::street);
    case Role::street_suffix:
      return static_cast<unsigned>(Ending::street_suffix);
    default:
      return 0;
  }
}

constexpr unsigned beginning_of(Role role) {
  if (role >= Role::zero) return static_cast<unsigned>(Beginning::digit);
  return role == Role::at_sign || role == Role::dot ? static_cast<unsigned>(Beginning::sign) : 0;
}

/// Of all roles.
constexpr auto endings = [] {
  std::array<std::uint8_t, role_count> made{};
  for (std::size_t role = 0; role < role_count; ++role)
    made[role] = static_cast<std::uint8_t>(endings_of(static_cast<Role>(role)));
  return made;
}();

/// What the ribbon tells of the word in [begin, end), whose hash it is. A role that is noise ends
/// like none of its words more often than not. (Builds for speed look at the ending first, and must
/// find the same.)
Role answer(std::uint32_t hash, Text text, std::size_t begin, std::size_t end) {
  Question question(hash);
#ifdef __OPTIMIZE_SIZE__
  if (ask(ribbon, question, zeros_before) != 0) return Role::none;
#else
  // Three of four words that are none end here.
  if (ask(ribbon, question, 2) != 0 || ask(ribbon, question, zeros_before - 2) != 0)
    return Role::none;
#endif
  const unsigned role = ask(ribbon, question, role_bits);
  if (role >= role_count || ask(ribbon, question, zeros_behind[role]) != 0) return Role::none;
  const unsigned ending = endings[role];
  if (ending != 0 && end - begin > 1 && text::is_alpha(text[end - 2]) &&
      !ends_like(static_cast<Ending>(ending), text, end))
    return Role::none;
  return static_cast<Role>(role);
}

/// The base letters of U+00C0 to U+00FF.
constexpr std::string_view base_letters =
    "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty";

/// The role of the word as it stands in [begin, end).
Role find(Text text, std::size_t begin, std::size_t end) {
  if (end - begin > longest_word) return Role::none;
  std::uint32_t hash = hash_basis;
  for (std::size_t i = end; i > begin; --i) {
#ifndef __OPTIMIZE_SIZE__
    if (text::is_alpha(text[i - 1])) {
      hash = add_letter(hash, text[i - 1] | 0x20U);
      continue;
    }
#endif
    unsigned char c = text::to_lower(text[i - 1]);
    if (c == '_' || c == '-' || c == ' ') continue;
    if (text::is_continuation(c) && text[i - 2] == 0xC3) {
      c |= 0x20U;  // the small letter
      if (end - begin > 3) c = static_cast<unsigned char>(base_letters[text[--i] & 0x3FU]);
    }
    hash = add_letter(hash, c);
  }
  return answer(hash, text, begin, end);
}

constexpr bool is_word_byte(unsigned char c) {
  return text::is_alpha(c) || c >= 0x80;
}

/// A full stop or its kin before a word, unless it may be that of an abbreviation ("Tel. Nr.").
bool ends_sentence(Text text, std::size_t at) {
  return (text[at] == '.' || text[at] == '!' || text[at] == '?') && text[at + 1] == ' ' &&
         is_word_byte(text[at + 2]) &&
         (text::is_digit(text[at - 1]) ||
          (is_word_byte(text[at - 2]) && is_word_byte(text[at - 3]) && is_word_byte(text[at - 4])));
}

constexpr const char* ideographic_full_stop = "\xE3\x80\x82";

constexpr bool is_number_role(Role role) {
  return role > Role::possessive && role < Role::host;
}

/// Ends what a word before it speaks of, but for telephones: a question, an exclamation; a full
/// stop behind more than an abbreviation; a comma behind a word.
bool ends_clause(Text text, std::size_t at) {
  if (text[at + 1] > ' ') return false;
  switch (text[at]) {
    case '?':
    case '!':
      return true;
    case '.':
      // "Bestellnr."
      return is_word_byte(text[at - 2]) && is_word_byte(text[at - 3]) &&
             is_word_byte(text[at - 4]) && !text.has(at - 2, "nr");
    case ',':
      return is_word_byte(text[at - 1]);
    default:
      return false;
  }
}

/// Where the last part of the word in [begin, end) begins if it has capitals inside ("phoneNumber",
/// "homePhone") and that part says so much, or `begin`.
std::size_t last_part(Text text, std::size_t begin, std::size_t end, Role& role) {
  std::size_t i = end;
  while (i > begin && !text::is_upper(text[i])) --i;
  if (i == begin || text::is_upper(text[i - 1])) return begin;
  const Role part = role_of(text, i, end);
  if (part != Role::number && (part != Role::phone || text[i] != 'P')) return begin;
  role = part;
  return i;
}

/// What a letter alone says of what begins at `at`: "M: " at the foot of a letter, "A/C", "D.O.B."
Role role_of_letter(Text text, std::size_t letter, std::size_t at) {
  const unsigned char c = text[letter];
  if (text::is_in("FMPT", c))
    return text[letter + 1] == ':' && at - letter < 4 ? Role::phone : Role::none;
  if (text::to_lower(c) == 'c' && text[letter - 1] == '/' &&
      text::to_lower(text[letter - 2]) == 'a')
    return Role::account;
  if (text::to_lower(c) == 'b' && text[letter - 1] == '.' &&
      text::to_lower(text[letter - 2]) == 'o')
    return Role::birth;
  return Role::none;
}

}  // namespace

constexpr std::array<std::array<std::uint8_t, 32>, 32> letter_pairs = [] {
  std::array<std::array<std::uint8_t, 32>, 32> pairs{};
  const auto add = [&](unsigned letter, unsigned next, unsigned questions) {
    if (letter > 0x7FU || next > 0x7FU) return;
    std::uint8_t& pair = pairs[letter % 32][next % 32];
    pair = static_cast<std::uint8_t>(pair | questions);
  };
  for_each_word([&](std::string_view word, Role role) {
    const auto letter = [&](std::size_t i) { return static_cast<unsigned char>(word[i]); };
    const std::size_t end = word.size();
    if (end < 2) return;
    // "je m'appelle" is of the words for phones.
    add(letter(end - 2), letter(end - 1),
        word == "appelle" ? static_cast<unsigned>(Ending::introduction) : endings_of(role));
    const unsigned beginning = beginning_of(role);
    if (beginning == 0) return;
    add(letter(0), letter(1), beginning);
    // One of two letters goes on in "-nummer" and its kin.
    add(letter(1), end > 2 ? letter(2) : 'n', beginnings_go_on);
  });
  return pairs;
}();

bool ends_like(Ending question, Text text, std::size_t end) {
  const unsigned char last = text[end - 1];
  const unsigned char other = text[end - 2];
  return ((last | other) & 0x80U) != 0 || has_pair(static_cast<unsigned>(question), other, last);
}

std::size_t word_begin(Text text, std::size_t end) {
  std::size_t i = end;
  while (end - i <= longest_word && is_word_byte(text[i - 1])) {
    --i;
#ifndef __OPTIMIZE_SIZE__
    if (text[i] < 0x80) continue;
#endif
    if (text[i] == 0xE3 && text[i + 1] == 0x80) return std::min(i + 3, end);  // ideographic signs
    if (is_unspaced(text[i]) && end - i == 6) break;
  }
  return i;
}

std::size_t word_end(Text text, std::size_t begin) {
  std::size_t i = begin;
  while (i - begin <= longest_word && is_word_byte(text[i])) ++i;
  return i;
}

Role role_of(Text text, std::size_t begin, std::size_t end) {
  if (begin == end) return Role::none;
  const Role role = find(text, begin, end);
  if (role != Role::none) return role;
  constexpr std::array<std::string_view, 3> suffixes = {"nummer", "nr", "no"};
  const unsigned char last = text::to_lower(text[end - 1]);
  if (last != 'r' && last != 'o') return Role::none;
  for (const std::string_view suffix : suffixes) {
    if (end - begin <= suffix.size() + 1) continue;
    bool same = true;
    for (std::size_t i = suffix.size(), k = end; i > 0 && same; --i, --k)
      same = text::to_lower(text[k - 1]) == static_cast<unsigned char>(suffix[i - 1]);
    if (same) return find(text, begin, end - suffix.size());
  }
  return Role::none;
}

#ifndef __OPTIMIZE_SIZE__

bool may_have_role(Ending question, Text text, std::size_t end) {
  const unsigned char last = text[end - 1];
  const unsigned char other = text[end - 2];
  // "-nummer", "-nr" and "-no" say nothing of what stands before them, and of one letter there is
  // no pair.
  const bool suffix =
      ((last | 0x20U) == 'r' && ((other | 0x20U) == 'n' || (other | 0x20U) == 'e')) ||
      ((last | 0x20U) == 'o' && (other | 0x20U) == 'n');
  return suffix || ((last | other) & 0x80U) != 0 ||
         (text::is_alpha(last) && !text::is_alpha(other)) ||
         has_pair(static_cast<unsigned>(question), other, last);
}

WordBefore read_word_before(Text text, std::size_t end) {
  // Most words have letters of ASCII alone, which are read once then.
  std::uint32_t hash = hash_basis;
  std::size_t i = end;
  unsigned char c = text[i - 1];
  for (; end - i < longest_word && text::is_alpha(c); c = text[i - 1]) {
    hash = add_letter(hash, c | 0x20U);
    --i;
  }
  if (!is_word_byte(c)) {
    const Role role = answer(hash, text, i, end);
    const unsigned char last = text::to_lower(text[end - 1]);
    const unsigned char other = text::to_lower(text[end - 2]);
    if (role != Role::none || (other != 'n' && other != 'e') || (last != 'r' && last != 'o'))
      return {i, role};
  }
  const std::size_t begin = word_begin(text, end);
  return {begin, role_of(text, begin, end)};
}

#endif

std::size_t capitalized_end(Text text, std::size_t at) {
  if (!text::is_upper(text[at]) && text[at] != 0xC3) return at;
  std::size_t i = at + 1;
  bool small = false;
  while (i - at <= longest_word && (is_word_byte(text[i]) || text[i] == '-' || text[i] == '\'')) {
    small = small || !text::is_upper(text[i]);
    ++i;
  }
  return small && is_word_byte(text[i - 1]) ? i : at;
}

Role role_right_before(Text text, std::size_t at) {
  Role role = Role::number;
  for (int words = 0;
       words < 3 && (role == Role::number || role == Role::identifier || role == Role::copula);
       ++words) {
    for (int skipped = 0; skipped < 3 && text[at - 1] != 0 && text[at - 1] < 'A' &&
                          !text::is_digit(text[at - 1]) && text[at - 1] != '\n';
         ++skipped)
      --at;
    const WordBefore word = word_before(text, at);
    if (text::is_word(text[word.begin - 1])) return Role::none;
    role = word.role(text);
    at = word.begin;
  }
  return role;
}

Role subject_before(Text text, std::size_t at) {
  bool identifier = false;
  bool sign = false;     // '#'
  bool spelled = false;  // out: `spelled_out`
  bool clause = false;   // it ended
  bool contact = false;
  bool recipient = false;
  bool named = false;        // by a word that nobody knows
  std::size_t digits = 0;    // before that word
  Role last = Role::copula;  // of the word behind; the number itself may be right behind
  for (std::size_t i = at; at - i < longest_reach;) {
    const std::size_t end = i;
    const WordBefore word = word_before(text, end);
    i = word.begin;
    if (i == end) {
      --i;
      const unsigned char c = text[i];
      if (c == 0 || (c < 'A' && ends_sentence(text, i)) ||
          (c == 0x82 && text.has(i - 2, ideographic_full_stop)))
        break;
      sign = sign || (c == '#' && !clause);
      spelled = spelled || c == spelled_out;
      clause = clause || ends_clause(text, i);
      digits += named && text::is_digit(c) ? 1U : 0U;
      continue;
    }
    // "sin(123456782)" is a call.
    if (text[end] == '(' && !text::is_upper(text[i])) continue;
    // One that is part of an identifier ("x1call") is not a word.
    if (text::is_digit(text[i - 1])) continue;
    // Nor the end of a constant's name: "ERROR_CALLBACK 3221226755".
    if (end + 1 == at && text[end] == ' ' && text[i - 1] == '_') continue;
    Role role = word.role(text);
    if (role == Role::none) i = last_part(text, i, end, role);
    // The next pair begins one character before this one.
    if (role == Role::none && is_unspaced(text[i]) && end - i == 6) i += 3;
    // "social security", "my social is"
    if (role == Role::social &&
        (last == Role::security || last == Role::copula || last == Role::number))
      role = Role::social_security;
    if (end - i == 1 && role == Role::none) role = role_of_letter(text, i, at);
    // "nota fiscal" is an invoice of Brazil.
    if (role == Role::identity && text.has(i - 5, "nota ")) role = Role::other;
    // "Customer: it's 07700 900123" is what somebody says in a chat.
    if (role == Role::other && text[end] == ':' && last != Role::copula) role = Role::none;
    named = named || (role == Role::none && end - i > 4);
    contact = contact || role == Role::contact;
    recipient = recipient || role == Role::recipient;
    // Also of "Maria's".
    const bool possessive = role == Role::possessive && (end - i > 1 || text[i - 1] == '\'');
    if ((possessive && last == Role::number) || (contact && recipient)) role = Role::phone;
    last = role;
    // Of a version nothing that looks like a telephone is one, wherever the word stands.
    const bool version = role == Role::version;
    if (version) role = Role::other;
    if (role == Role::identifier && !clause) identifier = true;
    if ((role != Role::other || (clause && !version)) && !is_number_role(role)) continue;
    if (role == Role::security || role == Role::social) continue;
    if (version) return Role::version;
    if (identifier && (role == Role::phone || role == Role::account)) return Role::other;
    // "Tel. 06 44583448 Bestelling 1029384756": the word spoke of another number.
    return role == Role::phone && digits > 5 ? Role::none : role;
  }
  if (identifier) return Role::identifier;
  if (spelled) return Role::phone;
  return sign ? Role::other : Role::none;
}

}  // namespace feedspan::pii
