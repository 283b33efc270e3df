#include "core/pii/names.h"

#include <algorithm>

#include "core/text/ascii.h"
#include "core/text/letters.h"
#include "core/text/utf8.h"

namespace feedspan::pii {
namespace {

constexpr int hash_bits = 22;

/// The letters below the accents of U+00C0 to U+017F; '.' stands for those that are letters of
/// their own. As Unicode's canonical decomposition has them.
constexpr std::string_view bases =
    "aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.y"
    "aaaaaaccccccccdd..eeeeeeeeeegggggggghh..iiiiiiiii...jjkk.llllll."
    "...nnnnnn...oooooo..rrrrrrsssssssstttt..uuuuuuuuuuuuwwyyyzzzzzz.";
static_assert(bases.size() == 192);

char32_t base_of(char32_t c) {
  if (c >= 0xC0 && c < 0x180 && bases[c - 0xC0] != '.')
    return static_cast<unsigned char>(bases[c - 0xC0]);
  return text::fold(c);
}

/// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) of one more letter in UTF-8. Letters beyond
/// U+07FF are in no name that is listed.
std::uint32_t add_letter(std::uint32_t hash, char32_t c) {
  constexpr std::uint32_t prime = 0x01000193;
  if (c >= 0x80) {
    hash = (hash ^ (0xC0U | (c >> 6 & 0x1FU))) * prime;
    c = 0x80U | (c & 0x3FU);
  }
  return (hash ^ c) * prime;
}

/// Reads Golomb-Rice codes, the first bit of a byte first.
class Bits {
 public:
  explicit Bits(std::string_view bytes) : bytes_(bytes) {}
  bool ended() const { return at_ >= bytes_.size() * 8; }
  std::uint32_t next() {
    if (ended()) return 0;
    const auto byte = static_cast<unsigned char>(bytes_[at_ / 8]);
    return (byte >> (7 - at_++ % 8)) & 1U;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace

/// A word of letters. Dashes and apostrophes belong to it where a letter is on both sides.
struct Names::Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t in = 0;     ///< bit for bit the sets that have it
  bool capital = false;     ///< its first letter alone
  bool joined = false;      ///< one space lies between it and the word before
  bool fragment = false;    ///< part of an address, a path, an identifier
  bool possessive = false;  ///< "'s" is behind it

  bool is(Set set) const { return (in >> static_cast<int>(set) & 1) != 0; }
  bool is_first() const { return is(Set::first) || is(Set::first_word); }
  bool is_last() const { return is(Set::last) || is(Set::last_word); }
};

bool Names::load(std::string_view packed) {
  constexpr std::size_t header = 5;
  for (auto& hashes : hashes_) {
    if (packed.size() < header) return false;
    const auto byte = [&](std::size_t i) {
      return std::size_t{static_cast<unsigned char>(packed[i])};
    };
    const std::size_t count = byte(0) | byte(1) << 8;
    const std::size_t low = byte(2);
    const std::size_t size = byte(3) | byte(4) << 8;
    if (low > hash_bits || packed.size() - header < size) return false;
    Bits bits(packed.substr(header, size));
    hashes.clear();
    std::uint32_t hash = 0;
    for (std::size_t i = 0; i < count; ++i) {
      std::uint32_t gap = 0;
      while (bits.next() != 0) ++gap;
      for (std::size_t bit = 0; bit < low; ++bit) gap = gap << 1 | bits.next();
      hash += gap + (i > 0 ? 1 : 0);
      if (hash >> hash_bits != 0) return false;
      hashes.push_back(hash);
    }
    packed.remove_prefix(header + size);
  }
  return packed.empty();
}

/// Bit for bit the sets that have it, of `from` and those behind it.
std::uint32_t Names::sets_with(std::uint32_t hash, Set from) const {
  hash = (hash ^ hash >> hash_bits) & ((1U << hash_bits) - 1);
  std::uint32_t in = 0;
  for (auto set = static_cast<std::size_t>(from); set < sets; ++set) {
    if (std::binary_search(hashes_[set].begin(), hashes_[set].end(), hash)) in |= 1U << set;
  }
  return in;
}

Names::Word Names::next_word(std::string_view utf8, std::size_t from) const {
  Word word;
  const auto is_letter = [](char32_t c) {
    return text::continues_word(c) && c != '_' &&
           (c >= 0x80 || !text::is_digit(static_cast<unsigned char>(c)));
  };
  std::size_t i = from;
  text::Decoded now{};
  for (; i < utf8.size(); i += now.size) {
    now = text::decode(utf8, i);
    if (is_letter(now.code_point)) break;
  }
  word.begin = word.end = i;
  // Behind an initial a dot and a space: a dot alone would be the end of a sentence.
  const bool initial = from > 1 && utf8.substr(from, 2) == ". " && utf8[from - 2] == ' ' &&
                       text::is_upper(static_cast<unsigned char>(utf8[from - 1]));
  word.joined = (i == from + 1 && utf8[from] == ' ') || (i == from + 2 && initial);
  if (i > 0) {
    const auto before = static_cast<unsigned char>(utf8[i - 1]);
    word.fragment =
        text::is_digit(before) ||
        std::string_view("@/\\_-.#&=[").find(static_cast<char>(before)) != std::string_view::npos;
  }
  std::uint32_t hash = 0x811C9DC5;
  bool capitals_behind = false;
  bool capital_joined = false;
  bool joined = false;  // by a dash or an apostrophe with the letter before
  while (i < utf8.size()) {
    now = text::decode(utf8, i);
    if (!is_letter(now.code_point)) {
      // U+2019, the apostrophe that phones write.
      const bool joins =
          now.code_point == '-' || now.code_point == '\'' || now.code_point == 0x2019;
      const std::size_t next = i + now.size;
      if (!joins || next >= utf8.size()) break;
      const text::Decoded behind = text::decode(utf8, next);
      if (!is_letter(behind.code_point)) break;
      const bool ends = next + behind.size >= utf8.size() ||
                        !is_letter(text::decode(utf8, next + behind.size).code_point);
      if (now.code_point != '-' && behind.code_point == 's' && ends) {
        word.possessive = true;
        break;
      }
      // "Jean-Pierre" is a name since "Jean" is.
      if (now.code_point == '-') word.in = sets_with(hash, Set::first);
      joined = true;
      i = next;
      continue;
    }
    const char32_t c = now.code_point;
    const bool upper = text::fold(c) != c;
    if (i == word.begin) {
      word.capital = upper;
    } else {
      capitals_behind = capitals_behind || (upper && !joined);
      capital_joined = capital_joined || (upper && joined);
    }
    joined = false;
    hash = add_letter(hash, base_of(c));
    i += now.size;
    word.end = i;
  }
  const std::string_view beginning = utf8.substr(word.begin, 3);
  if (!word.capital && capital_joined && (beginning == "al-" || beginning == "el-"))
    word.capital = true;
  // "McDonald" and "O'Connor", but not "ACME" or "iPhone".
  if (capitals_behind && utf8.substr(word.begin, 2) != "Mc") word.capital = false;
  if (word.end < utf8.size()) {
    const char behind = utf8[word.end];
    word.fragment = word.fragment || text::is_digit(static_cast<unsigned char>(behind)) ||
                    std::string_view("@/\\_-=(").find(behind) != std::string_view::npos ||
                    (behind == '.' && word.end + 1 < utf8.size() &&
                     text::is_word(static_cast<unsigned char>(utf8[word.end + 1])));
  }
  // Small words are most of a text, and are asked for only where they stand around names.
  word.in |= sets_with(hash, word.capital ? Set::first : Set::greeting);
  return word;
}

/// How many of `words`, of which the first is a first name, are one person's; 0 if it is alone.
/// `told`: the word before says that a person follows.
std::size_t Names::person_end(const Word* words, std::size_t count, bool told) const {
  bool sure = told || words[0].is(Set::first);
  std::size_t at = 1;
  const auto follows = [&](std::size_t i) {
    return i < count && words[i].joined && !words[i].fragment;
  };
  // Further first names and initials.
  while (at < 3 && follows(at) && words[at].capital &&
         (words[at].end - words[at].begin == 1 ||
          (words[at].is_first() && follows(at + 1) &&
           (words[at + 1].capital || words[at + 1].is(Set::particle))))) {
    sure = sure || words[at].is(Set::first);
    ++at;
  }
  std::size_t last = at;
  while (last < at + 2 && follows(last) && !words[last].capital && words[last].is(Set::particle))
    ++last;
  if (!follows(last) || !words[last].capital || words[last].is(Set::never) ||
      words[last].end - words[last].begin < 2)
    return 0;
  if (last + 1 < count && follows(last + 1) && words[last + 1].capital &&
      words[last + 1].is(Set::never))
    return 0;
  // Behind a name that is nothing else any word is a last name, listed or not, but for those that
  // stand around names.
  const bool around =
      words[last].is(Set::greeting) || words[last].is(Set::before) || words[last].is(Set::behind);
  return words[last].is(Set::last) || (sure && !around) ? last + 1 : 0;
}

void Names::find(std::string_view utf8, const std::vector<Span>& found,
                 std::vector<Span>& out) const {
  // A person has six words at most; one before and one behind say whether a name alone is one.
  constexpr std::size_t window = 8;
  std::array<Word, window> words;
  std::size_t count = 0;
  const auto read = [&] {
    for (std::size_t from = count > 0 ? words[count - 1].end : 0; count < window; ++count) {
      words[count] = next_word(utf8, from);
      if (words[count].end == words[count].begin) return;
      from = words[count].end;
    }
  };
  read();
  Word before;
  std::size_t next = 0;  // of `found`
  while (count > 0) {
    std::size_t taken = 1;
    const Word& word = words[0];
    if (word.capital && !word.fragment && (word.is_first() || word.is_last()) &&
        !word.is(Set::never) && word.end - word.begin > 1) {
      std::size_t end = 0;
      if (word.is_first() && !word.possessive) {
        const bool told = word.joined && (before.is(Set::greeting) || before.is(Set::before));
        const std::size_t size = person_end(words.data(), count, told);
        if (size > 0) {
          end = words[size - 1].end;
          taken = size;
        }
      }
      if (end == 0 && word.is_first()) {
        const bool joined = count > 1 && words[1].joined;
        const bool capital_behind = joined && words[1].capital;
        const char behind = word.end < utf8.size() ? utf8[word.end] : '\n';
        const bool closed = behind == ',' || behind == '!' || behind == '.' || behind == '\n';
        const bool greeted = word.joined && before.is(Set::greeting);
        const bool told = (word.joined && before.is(Set::before) && !before.fragment) ||
                          (joined && words[1].is(Set::behind)) || word.possessive;
        if ((greeted && closed) || (word.is(Set::first) && !capital_behind && (greeted || told)))
          end = word.end;
      }
      if (end > 0) {
        while (next < found.size() &&
               (found[next].end <= word.begin || found[next].kind == Kind::person))
          ++next;
        if (next == found.size() || found[next].begin >= end)
          out.push_back({Kind::person, static_cast<std::uint32_t>(word.begin),
                         static_cast<std::uint32_t>(end), 65, 0});
      }
    }
    before = words[taken - 1];
    std::move(words.begin() + static_cast<std::ptrdiff_t>(taken),
              words.begin() + static_cast<std::ptrdiff_t>(count), words.begin());
    count -= taken;
    if (count == 0) {
      words[0] = next_word(utf8, before.end);
      count = words[0].end > words[0].begin ? 1 : 0;
    }
    if (count > 0) read();
  }
}

}  // namespace feedspan::pii
