#include "core/pii/recognizer.h"

// The textual form of private keys: RFC 7468 and what came before it (PKCS #1, OpenSSH, PGP), to
// the line that ends it, or as far as it goes if that line was cut off.
namespace feedspan::pii {
namespace {

constexpr char pem_begin[] = "-----BEGIN ";
constexpr char pem_end[] = "-----END ";
constexpr std::size_t longest_pem_label = 40;

/// Past the label of a boundary and its dashes, or 0. `is_private` tells whose key it says it is.
std::size_t pem_label_end(Text text, std::size_t begin, bool& is_private) {
  std::size_t i = begin;
  is_private = false;
  for (; i - begin < longest_pem_label && (text::is_upper(text[i]) || text[i] == ' '); ++i)
    is_private = is_private || text.has(i, "PRIVATE KEY");
  return text.has(i, "-----") ? i + 5 : 0;
}

}  // namespace

bool recognize_private_key(Text text, std::size_t at, Candidate& candidate) {
  if (text[at - 1] == '-' || !text.has(at, pem_begin)) return false;
  bool is_private = false;
  std::size_t i = pem_label_end(text, at + sizeof pem_begin - 1, is_private);
  if (i == 0 || !is_private) return false;
  // Base64 and the header lines of RFC 1421; two dashes begin the next boundary.
  const std::size_t body = i;
  while (text::is_alnum(text[i]) || text::is_in("+/=\n\r\\ :,", text[i]) ||
         (text[i] == '-' && text[i + 1] != '-'))
    ++i;
  if (i - body < 16) return false;
  candidate.begin = at;
  candidate.end = i;
  if (text.has(i, pem_end)) {
    const std::size_t end = pem_label_end(text, i + sizeof pem_end - 1, is_private);
    if (end != 0) candidate.end = end;
  }
  return true;
}

}  // namespace feedspan::pii
