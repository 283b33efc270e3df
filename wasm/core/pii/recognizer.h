#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/pii/kind.h"
#include "core/text/ascii.h"
#include "core/text/sixteen.h"
#include "core/text/utf8.h"

// The tests build the scanner a second time with this defined, to count the bytes it reads.
#ifndef FEEDSPAN_PII_COUNT_READ
#define FEEDSPAN_PII_COUNT_READ()
#endif

namespace feedspan::pii {

/// The text under scan, with NUL before and behind it, so that recognizers look at neighbours
/// without asking whether there are any: a bounds check at every byte was a third of the scanner's
/// WebAssembly. What reads on as long as it likes what it sees stops at the first NUL.
///
/// A position is the address of its byte, so reading one takes a single instruction of WebAssembly
/// and a `Text`, which holds nothing, costs nothing to pass. Offsets are made where spans are.
class Text {
 public:
  /// How far before the first byte and behind the last one may be read.
  static constexpr std::size_t margin = 128;

  // NOLINTBEGIN(performance-no-int-to-ptr): what a position is, above.
  unsigned char operator[](std::size_t i) const {
    FEEDSPAN_PII_COUNT_READ();
    return *reinterpret_cast<const unsigned char*>(i);
  }
  /// The eight bytes from `at` on, in one read (text/eight.h).
  std::uint64_t eight(std::size_t at) const {
    FEEDSPAN_PII_COUNT_READ();
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, reinterpret_cast<const char*>(at), sizeof bytes);
    return bytes;
  }
#ifdef __wasm_simd128__
  v128_t sixteen(std::size_t at) const {
    return wasm_v128_load(reinterpret_cast<const void*>(at));
  }
#endif
  /// `size` bytes from `at` on, which may reach into the margins.
  std::string_view slice(std::size_t at, std::size_t size) const {
    return {reinterpret_cast<const char*>(at), size};
  }
  // NOLINTEND(performance-no-int-to-ptr)
  /// True if `word` stands at `at`. Its small letters stand for those of either case.
  bool has(std::size_t at, const char* word) const {
    for (; *word != 0; ++word, ++at) {
      const unsigned char c = (*this)[at];
      const auto wanted = static_cast<unsigned char>(*word);
      if (c != wanted && text::to_lower(c) != wanted) return false;
    }
    return true;
  }
  text::Decoded decode(std::size_t at) const {
    return text::decode(slice(at, longest_utf8), 0);
  }
  text::Decoded decode_before(std::size_t end) const {
    return text::decode_before(slice(end - longest_utf8, longest_utf8), longest_utf8);
  }

 private:
  static constexpr std::size_t longest_utf8 = 4;
};

/// What a recognizer found: [begin, end) around or behind its trigger.
struct Candidate {
  Kind kind = Kind::email;  ///< preset from the table
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint8_t confidence = 0;  ///< preset from the table; a recognizer that is less sure lowers it
  std::uint8_t scheme = 0;      ///< index into `schemes` (scheme.h)
};

/// The bytes that can anchor personal data. Everything else is passed over in the trigger pass.
enum class Trigger : std::uint8_t {
  digits = 1,      ///< the first digit of a run of ASCII digits
  at_sign = 2,     ///< '@'
  colon = 4,       ///< ':'
  beside = 8,      ///< 'a' to 'f' and '/': no trigger, but looked for behind one
  joint = 16,      ///< '-' or '_'
  equals = 32,     ///< '='
  capitals = 64,   ///< the first letter of a run of ASCII capitals
  disguise = 128,  ///< what spellings that hide data are made of (disguise.h)
};

constexpr Trigger operator|(Trigger a, Trigger b) {
  return static_cast<Trigger>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

/// Looks at the trigger at `at`; fills `candidate` and answers true if it anchors the recognizer's
/// kind.
///
/// Must read a bounded number of bytes, or none that it would read again for the next trigger of
/// its class: the scan is linear because of it. No recursion, no allocation, no state.
using Recognize = bool (*)(Text text, std::size_t at, Candidate& candidate);

/// As `Recognizer::behind`: it does not matter what stands there.
constexpr Trigger anything{0};

struct Recognizer {
  Recognize recognize;
  Kind kind;
  Trigger triggers;  ///< one or more
  Trigger behind;    ///< asked only if the next byte is one of these, or `anything`: most are not
  std::uint8_t confidence;  ///< of a match that nothing speaks against
};

bool recognize_email(Text text, std::size_t at, Candidate& candidate);
bool recognize_iban(Text text, std::size_t at, Candidate& candidate);
bool recognize_ipv4(Text text, std::size_t at, Candidate& candidate);
bool recognize_ipv6(Text text, std::size_t at, Candidate& candidate);
bool recognize_secret_key(Text text, std::size_t at, Candidate& candidate);
bool recognize_json_web_token(Text text, std::size_t at, Candidate& candidate);
bool recognize_private_key(Text text, std::size_t at, Candidate& candidate);
bool recognize_password(Text text, std::size_t at, Candidate& candidate);
bool recognize_date_of_birth(Text text, std::size_t at, Candidate& candidate);
bool recognize_crypto(Text text, std::size_t at, Candidate& candidate);
bool recognize_mac(Text text, std::size_t at, Candidate& candidate);
bool recognize_person(Text text, std::size_t at, Candidate& candidate);
bool recognize_sender(Text text, std::size_t at, Candidate& candidate);
bool recognize_address(Text text, std::size_t at, Candidate& candidate);
bool recognize_url(Text text, std::size_t at, Candidate& candidate);
bool recognize_url_credentials(Text text, std::size_t at, Candidate& candidate);

constexpr Trigger hex_digit = Trigger::digits | Trigger::capitals | Trigger::beside;

/// Every recognizer but those of numbers (number.h). A new one is its file, its declaration above
/// and a line here.
inline constexpr Recognizer recognizers[] = {
    {recognize_email, Kind::email, Trigger::at_sign, anything, 99},
    {recognize_iban, Kind::iban, Trigger::digits, anything, 99},
    {recognize_ipv4, Kind::ip_address, Trigger::digits, anything, 85},
    {recognize_ipv6, Kind::ip_address, Trigger::colon, hex_digit | Trigger::colon, 90},
    {recognize_secret_key, Kind::secret, Trigger::joint, anything, 99},
    {recognize_secret_key, Kind::secret, Trigger::capitals, Trigger::capitals, 99},
    {recognize_json_web_token, Kind::secret, Trigger::capitals, anything, 99},
    {recognize_private_key, Kind::secret, Trigger::joint, Trigger::joint, 99},
    {recognize_password, Kind::secret,
     Trigger::colon | Trigger::equals | Trigger::digits | Trigger::capitals, anything, 85},
    {recognize_date_of_birth, Kind::date_of_birth, Trigger::digits, anything, 85},
    {recognize_crypto, Kind::crypto, Trigger::digits, anything, 99},
    {recognize_mac, Kind::mac, Trigger::colon | Trigger::joint, hex_digit, 91},
    {recognize_url_credentials, Kind::secret, Trigger::colon, Trigger::beside, 100},
    {recognize_url, Kind::url, Trigger::colon, Trigger::beside, 86},
    {recognize_person, Kind::person, Trigger::capitals, anything, 70},
    {recognize_address, Kind::address, Trigger::digits, anything, 70},
    {recognize_sender, Kind::person, Trigger::at_sign, anything, 70},
};

}  // namespace feedspan::pii
