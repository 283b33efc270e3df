#include <string_view>

#include "core/pii/recognizer.h"
#include "core/text/one_of.h"
#include "core/text/utf8.h"

// Addresses as people write them: the dot-atom of RFC 5322 3.2.3 without the characters that quote,
// list or build URLs around an address (`* / = ? ^ { | } #` and the backquote), letters of other
// scripts by RFC 6531, a domain by RFC 1035 whose last label is alphabetic or an A-label. Comments,
// quoted local parts and address literals are left.
namespace feedspan::pii {
namespace {

constexpr std::size_t longest_local_part = 64;  // RFC 5321 4.5.3.1.1
constexpr std::size_t longest_domain = 253;     // RFC 1035 2.3.4, less the length and root octets
constexpr std::size_t longest_label = 63;       // RFC 1035 2.3.4

/// Scripts that put spaces between words, against those that do not: in
/// "请联系jane@example.com谢谢" the change from one to the other is the only border that the
/// address has.
enum class Script : std::uint8_t { none, spaced, unspaced };

Script script_of(char32_t c) {
  if (c < 0x80)
    return text::is_alnum(static_cast<unsigned char>(c)) ? Script::spaced : Script::none;
  if (c < 0xC0 || c == 0xD7 || c == 0xF7) return Script::none;
  if (c < 0x2000) {
    constexpr char16_t punctuation[] = {0x37E, 0x387, 0x589, 0x5BE, 0x5C0, 0x5C3,  0x60C, 0x61B,
                                        0x61F, 0x66A, 0x6D4, 0x964, 0x965, 0x1362, 0x17D4};
    for (const char16_t sign : punctuation) {
      if (c == sign) return Script::none;
    }
    return Script::spaced;
  }
  const bool kana = c >= 0x3041 && c <= 0x30FF;
  const bool han = (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x323AF);
  const bool hangul = c >= 0xAC00 && c <= 0xD7A3;
  return kana || han || hangul ? Script::unspaced : Script::none;
}

constexpr bool is_atom_punctuation(unsigned char c) {
  constexpr text::OneOf is_one(".-_+'%&!$~");
  return is_one(c);
}

/// Where the local part that ends at `at` begins; `at` if there is none.
std::size_t local_part_begin(Text text, std::size_t at) {
  std::size_t begin = at;
  Script script = Script::none;
  while (true) {
    const unsigned char c = text[begin - 1];
    std::size_t size = 1;
    if (!is_atom_punctuation(c)) {
      const text::Decoded decoded =
          c < 0x80 ? text::Decoded{c, 1, true} : text.decode_before(begin);
      const Script found = script_of(decoded.code_point);  // none of what is not UTF-8
      if (found == Script::none || (script != Script::none && found != script)) break;
      script = found;
      size = decoded.size;
    }
    if (at - begin + size > longest_local_part) return at;
    begin -= size;
  }
  // Punctuation in front belongs to the sentence, but "_" and "+" do begin local parts.
  while (begin < at && is_atom_punctuation(text[begin]) && text[begin] != '_' && text[begin] != '+')
    ++begin;
  return begin;
}

struct Label {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool digits = true;   ///< nothing but digits
  bool letters = true;  ///< nothing but letters
  bool last = false;    ///< what follows cannot be a part of the domain; dashes at the end do not
                        ///< belong to it

  std::size_t size() const { return end - begin; }
};

Label read_label(Text text, std::size_t begin) {
  Label label{begin, begin};
  Script script = Script::none;
  std::size_t at = begin;
  while (label.size() <= longest_label && at - begin <= longest_label) {
    const unsigned char c = text[at];
    if (c == '-') {
      ++at;
      continue;
    }
    std::size_t size = 1;
    if (text::is_digit(c)) {
      label.letters = false;
    } else {
      if (c < 0x80 && !text::is_alpha(c)) break;
      const text::Decoded decoded = c < 0x80 ? text::Decoded{c, 1, true} : text.decode(at);
      const Script found = script_of(decoded.code_point);  // none of what is not UTF-8
      if (found == Script::none) break;
      if (script != Script::none && found != script) {
        label.last = true;
        break;
      }
      script = found;
      size = decoded.size;
      label.digits = false;
    }
    if (at != label.end) label.letters = label.digits = false;  // a dash inside
    at += size;
    label.end = at;
  }
  if (at != label.end) label.last = true;
  return label;
}

bool is_top_level(Text text, const Label& label) {
  if (label.letters) return label.size() >= 2;
  return label.size() > 4 && text.has(label.begin, "xn--");
}

/// "4" or "v4": if the next label has digits alone, the sign was that of a package's version.
bool begins_version(Text text, const Label& first) {
  return first.digits || (text[first.begin] == 'v' && text::is_digit(text[first.begin + 1]));
}

/// "icon@2x.png": the density suffix of an image.
bool is_density(Text text, const Label& first) {
  return first.size() == 2 && text::is_digit(text[first.begin]) && text[first.begin + 1] == 'x';
}

/// Where the domain that begins at `begin` ends; `begin` if there is none.
std::size_t domain_end(Text text, std::size_t begin) {
  std::size_t end = begin;
  bool version = false;
  for (std::size_t at = begin, count = 0;; ++count) {
    const Label label = read_label(text, at);
    if (label.size() == 0 || label.size() > longest_label || text[label.begin] == '-') break;
    if (label.end - begin > longest_domain) break;
    if (count == 0) {
      if (is_density(text, label)) return begin;
      version = begins_version(text, label);
    } else {
      if (count == 1 && version && label.digits) return begin;
      if (is_top_level(text, label)) end = label.end;
    }
    if (label.last || text[label.end] != '.') break;
    at = label.end + 1;
  }
  return end;
}

/// "deploy@host.example:/srv": the target of a copy, not a mailbox. A password after the colon has
/// no slash.
bool is_remote_path(Text text, std::size_t end) {
  constexpr std::size_t longest_look = 64;
  if (text[end] != ':') return false;
  if (text[end + 1] == '~') return true;
  for (std::size_t i = end + 1; i < end + longest_look && text[i] > ' '; ++i) {
    if (text[i] == '/') return true;
  }
  return false;
}

}  // namespace

bool recognize_email(Text text, std::size_t at, Candidate& candidate) {
  candidate.begin = local_part_begin(text, at);
  if (candidate.begin == at) return false;
  candidate.end = domain_end(text, at + 1);
  const unsigned char after = text[candidate.end];
  if (candidate.end == at + 1 || after == '@') return false;
  // The account of every code host is nobody's; mailing lists have that name, too.
  if (text.slice(candidate.begin, at - candidate.begin) == "git" &&
      (after == ':' || after == '/' || text.has(at + 1, "git")))
    return false;
  return !is_remote_path(text, candidate.end);
}

}  // namespace feedspan::pii
