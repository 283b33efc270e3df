#include "core/pii/recognizer.h"
#include "core/pii/vocabulary.h"

// Names of people, where the words around leave no doubt: "my name is ...", "je m'appelle ...",
// "Name: ...", a title before, a greeting in the line before, an address in angle brackets behind.
// Nothing is known about names as such.
namespace feedspan::pii {
namespace {

constexpr std::size_t longest_mailbox = 64;  // RFC 5321 4.5.3.1.1

/// Past particles ("van der") and one space behind each, or `at`.
std::size_t skip_particles(Text text, std::size_t at) {
  for (int particles = 0; particles < 2; ++particles) {
    const std::size_t end = word_end(text, at);
    if (text[end] != ' ' || role_of(text, at, end) != Role::particle) break;
    at = end + 1;
  }
  return at;
}

/// Past up to three words with capitals from `at` on, or `at`. `words` tells how many.
std::size_t names_end(Text text, std::size_t at, std::size_t& words) {
  std::size_t end = at;
  std::size_t i = at;
  for (words = 0; words < 3; ++words) {
    if (words > 0) i = skip_particles(text, i);
    const std::size_t word = capitalized_end(text, i);
    // "Name: Unknown Error": a word that the vocabulary knows is nobody's name.
    const Role role = role_of(text, i, word);
    if (word == i || (role != Role::none)) break;
    end = word;
    if (text[end] != ' ') return ++words, end;
    i = end + 1;
  }
  return end;
}

}  // namespace

bool recognize_person(Text text, std::size_t at, Candidate& candidate) {
  const unsigned char before = text[at - 1];
  if (before != ' ' && before != '\n') return false;
  std::size_t end = at;
  // What stands between, bit for bit.
  constexpr const char* signs = " .:\n,!";
  constexpr unsigned colon = 4;
  constexpr unsigned line = 8;
  unsigned between = 0;
  for (; at - end < 4; --end) {
    const int sign = text::index_in(signs, text[end - 1]);
    if (sign < 0) break;
    between |= 1U << sign;
  }
  if (!ends_like(Ending::introduction, text, end)) return false;
  const WordBefore word = word_before(text, end);
  const std::size_t begin = word.begin;
  const Role role = word.role(text);
  if (role == Role::none) return false;
  std::size_t words = 0;
  candidate.begin = at;
  candidate.end = names_end(text, at, words);
  if (words == 0 || text::is_word(text[candidate.end])) return false;
  switch (role) {
    case Role::title:
      // "MS Windows", "took 8 ms. Then"
      return between < colon && !text::is_upper(text[begin + 1]) &&
             !text::is_digit(text[begin - 2]);
    case Role::called:
      return between < colon;
    case Role::phone:  // "je m'appelle"
      return text[begin - 1] == '\'' && text[begin - 2] == 'm' && end + 1 == at;
    case Role::oneself:  // "nazywam się"
      return end + 1 == at && role_right_before(text, begin) == Role::called;
    case Role::recipient:  // "chamo-me"
      return text[begin - 1] == '-' && end + 1 == at &&
             role_of(text, word_begin(text, begin - 1), begin - 1) == Role::called;
    case Role::copula:
      return end + 1 == at && role_right_before(text, begin) == Role::name;
    case Role::name:
      // "- name: Deploy Release" is a step of a build.
      return (between & (colon | line)) == colon && words > 1 && !text.has(begin - 2, "- name");
    case Role::greeting:  // in one line, too, if it is a whole name
      return ((between & line) != 0 || (words == 2 && text[at - 2] == ',')) &&
             (text[candidate.end] == '\n' || text[candidate.end] == 0);
    case Role::salutation:  // "Dear Reader", "Dear Hiring Manager,"
      return end + 1 == at && words > 1 && text::is_in(",:!\n", text[candidate.end]);
    default:
      return false;
  }
}

bool recognize_sender(Text text, std::size_t at, Candidate& candidate) {
  std::size_t i = at;
  while (at - i < longest_mailbox && text[i - 1] > ' ' && !text::is_in("<@", text[i - 1])) --i;
  if (text[i - 1] != '<' || text[i - 2] != ' ') return false;
  i -= text[i - 3] == '"' ? 3 : 2;
  candidate.end = i;
  std::size_t words = 0;
  for (; words < 4; ++words) {
    std::size_t word = i;
    while (i - word < longest_word && (text::is_alpha(text[word - 1]) || text[word - 1] >= 0x80 ||
                                       text::is_in(".-'", text[word - 1])))
      --word;
    if (word == i || !(text::is_upper(text[word]) || (text[word] >= 0xC3 && text[word] < 0xE0)) ||
        role_of(text, word, i) != Role::none)
      break;
    candidate.begin = word;
    i = word - 1;
    if (text[i] != ' ') return words > 0;
  }
  return words > 1;
}

}  // namespace feedspan::pii
