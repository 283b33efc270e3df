#include "core/pii/recognizer.h"

// IEEE 802 addresses of 48 bits: six pairs with one separator, ':' or '-'. Eight pairs (EUI-64),
// fingerprints and addresses of nobody (all zeros, all ones) are left.
namespace feedspan::pii {

bool recognize_mac(Text text, std::size_t at, Candidate& candidate) {
  const unsigned char separator = text[at];
  if (!text::is_hex(text[at - 1]) || !text::is_hex(text[at - 2])) return false;
  const unsigned char before = text[at - 3];
  if (separator == '_' || text::is_word(before) || before == ':' || before == '-') return false;
  const std::size_t begin = at - 2;
  bool letters = false;
  bool varied = false;
  for (std::size_t i = begin; i < begin + 17; ++i) {
    if ((i - begin) % 3 == 2) {
      if (text[i] != separator) return false;
      continue;
    }
    if (!text::is_hex(text[i])) return false;
    letters = letters || text::is_alpha(text[i]);
    varied = varied || text[i] != text[begin];
  }
  const unsigned char after = text[begin + 17];
  if (text::is_word(after) || after == separator || !varied) return false;
  if (separator == '-' && !letters) return false;  // numbers of something
  candidate.begin = begin;
  candidate.end = begin + 17;
  return true;
}

}  // namespace feedspan::pii
