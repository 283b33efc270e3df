#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/pii/recognizer.h"

// Keys that say by their prefix whose they are. Prefixes, lengths and alphabets are those of the
// issuers' documentation; where an issuer publishes no length, a lower bound.
namespace feedspan::pii {
namespace {

enum class KeyAlphabet : std::uint8_t {
  word,   ///< letters, digits, '_', '-', '.'
  alnum,  ///< letters and digits
  upper,  ///< capitals and digits
  hex,    ///< lower case, and dashes
};

/// Holds its prefix itself: pointers would be longer.
struct KeyFormat {
  template <std::size_t Size>
  constexpr KeyFormat(const char (&name)[Size], std::uint8_t least, std::uint8_t most,
                      KeyAlphabet letters)
      : size(Size - 1), shortest(least), longest(most), alphabet(letters) {
    std::copy_n(name, size, prefix);
  }

  char prefix[11] = {};
  std::uint8_t size;
  std::uint8_t shortest;  ///< characters behind the prefix
  std::uint8_t longest;
  KeyAlphabet alphabet;
};

constexpr std::uint8_t unbounded = 255;

/// Anchored by the '-' or '_' at the end of the prefix.
constexpr KeyFormat joined_formats[] = {
    {"ghp_", 36, 36, KeyAlphabet::alnum},             // GitHub, personal
    {"gho_", 36, 36, KeyAlphabet::alnum},             // GitHub, OAuth
    {"ghu_", 36, 36, KeyAlphabet::alnum},             // GitHub, user to server
    {"ghs_", 36, unbounded, KeyAlphabet::word},       // GitHub, server to server
    {"ghr_", 36, 76, KeyAlphabet::alnum},             // GitHub, refresh
    {"github_pat_", 60, 82, KeyAlphabet::word},       // GitHub, fine-grained
    {"glpat-", 20, unbounded, KeyAlphabet::word},     // GitLab
    {"sk_live_", 16, unbounded, KeyAlphabet::alnum},  // Stripe
    {"sk_test_", 16, unbounded, KeyAlphabet::alnum},
    {"rk_live_", 16, unbounded, KeyAlphabet::alnum},
    {"rk_test_", 16, unbounded, KeyAlphabet::alnum},
    {"whsec_", 24, unbounded, KeyAlphabet::alnum},
    {"sk-", 20, unbounded, KeyAlphabet::word},    // OpenAI, Anthropic and others
    {"xoxb-", 20, unbounded, KeyAlphabet::word},  // Slack
    {"xoxp-", 20, unbounded, KeyAlphabet::word},
    {"xoxa-", 20, unbounded, KeyAlphabet::word},
    {"xoxr-", 20, unbounded, KeyAlphabet::word},
    {"xapp-", 20, unbounded, KeyAlphabet::word},
    {"npm_", 36, 36, KeyAlphabet::alnum},
    {"pypi-", 50, unbounded, KeyAlphabet::word},
    {"hf_", 30, 40, KeyAlphabet::alnum},    // Hugging Face
    {"dop_v1_", 64, 64, KeyAlphabet::hex},  // DigitalOcean
    {"shpat_", 32, 32, KeyAlphabet::hex},   // Shopify
    {"shpss_", 32, 32, KeyAlphabet::hex},
    {"gsk_", 40, unbounded, KeyAlphabet::alnum},      // Groq
    {"r8_", 37, 37, KeyAlphabet::alnum},              // Replicate
    {"glsa_", 32, unbounded, KeyAlphabet::word},      // Grafana
    {"dckr_pat_", 27, unbounded, KeyAlphabet::word},  // Docker
    {"NRAK-", 27, 27, KeyAlphabet::alnum},            // New Relic
    {"PMAK-", 59, 59, KeyAlphabet::hex},              // Postman
    {"key-", 32, 32, KeyAlphabet::hex},               // Mailgun
    {"secret_", 43, 43, KeyAlphabet::alnum},          // Notion
    {"xaat-", 36, 36, KeyAlphabet::hex},              // Axiom, API
    {"xapt-", 36, 36, KeyAlphabet::hex},              // Axiom, personal
};

/// Anchored by the capital that the prefix begins with.
constexpr KeyFormat capital_formats[] = {
    {"GOCSPX-", 28, 28, KeyAlphabet::word},  // Google, client secret
    {"AKIA", 16, 16, KeyAlphabet::upper},    // AWS, access key
    {"ASIA", 16, 16, KeyAlphabet::upper},    // AWS, temporary
    {"AIza", 35, 35, KeyAlphabet::word},     // Google, API key
    {"SG.", 60, 70, KeyAlphabet::word},      // SendGrid
};

bool is_in(KeyAlphabet alphabet, unsigned char c) {
  switch (alphabet) {
    case KeyAlphabet::word:
      return text::is_word(c) || c == '-' || c == '.';
    case KeyAlphabet::alnum:
      return text::is_alnum(c);
    case KeyAlphabet::upper:
      return text::is_upper(c) || text::is_digit(c);
    case KeyAlphabet::hex:
      return (text::is_hex(c) && !text::is_upper(c)) || c == '-';
  }
  return false;
}

#ifndef __OPTIMIZE_SIZE__

/// Which of 64 the two characters before the '-' or '_' at the end of a prefix are.
constexpr unsigned joined_end(unsigned char other, unsigned char last) {
  return (last * 3U + other) % 64U;
}

/// Bit for bit those of the prefixes.
constexpr std::uint64_t joined_ends = [] {
  std::uint64_t made = 0;
  for (const KeyFormat& format : joined_formats)
    made |=
        std::uint64_t{1} << joined_end(static_cast<unsigned char>(format.prefix[format.size - 3]),
                                       static_cast<unsigned char>(format.prefix[format.size - 2]));
  return made;
}();

#endif

/// Where the key behind `prefix` ends, or `begin` if there is none. A class of a style sheet
/// ("sk-fading-circle-...") has neither digits nor capitals.
std::size_t key_end(Text text, std::size_t begin, const KeyFormat& format) {
  std::size_t i = begin;
  unsigned variety = 0;
  while (is_in(format.alphabet, text[i])) {
    variety += text::is_digit(text[i]) || text::is_upper(text[i]) ? 1U : 0U;
    ++i;
  }
  if (text::is_word(text[i])) return begin;
  while (i > begin && (text[i - 1] == '.' || text[i - 1] == '-')) --i;
  const std::size_t size = i - begin;
  if (size < format.shortest || (format.longest != unbounded && size > format.longest))
    return begin;
  return variety < 3 ? begin : i;
}

/// From its end on, where prefixes differ soonest.
bool matches(Text text, std::size_t begin, const KeyFormat& format) {
  for (std::size_t i = format.size; i > 0; --i) {
    if (text[begin + i - 1] != static_cast<unsigned char>(format.prefix[i - 1])) return false;
  }
  return true;
}

}  // namespace

bool recognize_secret_key(Text text, std::size_t at, Candidate& candidate) {
  const bool capital = text::is_upper(text[at]);
  // Most dashes follow a space, a digit or another dash.
  if (!capital && !text::is_alnum(text[at - 1])) return false;
#ifndef __OPTIMIZE_SIZE__
  if (!capital && (joined_ends >> joined_end(text[at - 2], text[at - 1]) & 1U) == 0) return false;
#endif
  const std::span<const KeyFormat> formats =
      capital ? std::span<const KeyFormat>(capital_formats) : joined_formats;
  for (const KeyFormat& format : formats) {
    const std::size_t begin = capital ? at : at + 1 - format.size;
    if (!matches(text, begin, format)) continue;
    // Inside of a longer word there is no key; nor is its body read again for what is in it.
    const unsigned char before = text[begin - 1];
    if (text::is_word(before) || before == '-') return false;
    candidate.begin = begin;
    candidate.end = key_end(text, begin + format.size, format);
    return candidate.end != begin + format.size;
  }
  return false;
}

}  // namespace feedspan::pii
