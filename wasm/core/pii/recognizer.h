#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/pii/document_number.h"
#include "core/pii/kind.h"
#include "core/text/ascii.h"

// The tests build the scanner a second time with this defined, to count the bytes it reads.
#ifndef FEEDSPAN_PII_COUNT_READ
#define FEEDSPAN_PII_COUNT_READ()
#endif

namespace feedspan::pii {

/// The text under scan. Reading outside of it, before the beginning included, gives NUL, so
/// recognizers look at neighbours without asking whether there are any.
class Text {
 public:
  explicit Text(std::string_view utf8) : utf8_(utf8) {}

  unsigned char operator[](std::size_t i) const {
    FEEDSPAN_PII_COUNT_READ();
    return i < utf8_.size() ? static_cast<unsigned char>(utf8_[i]) : 0;
  }
  std::size_t size() const { return utf8_.size(); }
  std::string_view utf8() const { return utf8_; }

  // The recognizers of one trigger ask for the same place one after the other, so what was last
  // read there is kept.

  /// What the words before a place say (subject.h).
  struct KnownSubject {
    std::size_t at = static_cast<std::size_t>(-1);
    std::uint8_t subject = 0;
  };
  KnownSubject& known_subject() const { return known_subject_; }

  /// The number around a digit (recognizers/document_number.h).
  struct KnownDocument {
    std::size_t at = static_cast<std::size_t>(-1);
    bool found = false;
    DocumentNumber number;
  };
  KnownDocument& known_document() const { return known_document_; }

 private:
  std::string_view utf8_;
  mutable KnownSubject known_subject_;
  mutable KnownDocument known_document_;
};

/// What a recognizer found: [begin, end) around or behind its trigger.
struct Candidate {
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
  plus = 8,        ///< '+'
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
using Recognize = bool (*)(const Text& text, std::size_t at, Candidate& candidate);

struct Recognizer {
  Kind kind;
  Trigger triggers;  ///< one or more
  Recognize recognize;
  std::uint8_t confidence;  ///< of a match that nothing speaks against
};

bool recognize_email(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_credit_card(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_iban(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_ipv4(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_ipv6(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_phone_plus(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_phone_national(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_phone_zeros(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_secret_key(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_json_web_token(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_private_key(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_password(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_us_ssn(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_us_itin(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_passport(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_driver_license(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_bank_account(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_date_of_birth(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_national_id(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_crypto(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_mac(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_url(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_url_credentials(const Text& text, std::size_t at, Candidate& candidate);

/// Every recognizer. A new one is its file, its declaration above and a line here.
inline constexpr Recognizer recognizers[] = {
    {Kind::email, Trigger::at_sign, recognize_email, 99},
    {Kind::credit_card, Trigger::digits, recognize_credit_card, 98},
    {Kind::iban, Trigger::digits, recognize_iban, 99},
    {Kind::ip_address, Trigger::digits, recognize_ipv4, 85},
    {Kind::ip_address, Trigger::colon, recognize_ipv6, 90},
    {Kind::phone, Trigger::plus, recognize_phone_plus, 90},
    {Kind::phone, Trigger::digits, recognize_phone_zeros, 80},
    {Kind::phone, Trigger::digits, recognize_phone_national, 80},
    {Kind::secret, Trigger::joint | Trigger::capitals, recognize_secret_key, 99},
    {Kind::secret, Trigger::capitals, recognize_json_web_token, 99},
    {Kind::secret, Trigger::joint, recognize_private_key, 99},
    {Kind::secret, Trigger::colon | Trigger::equals | Trigger::digits | Trigger::capitals,
     recognize_password, 85},
    {Kind::secret, Trigger::colon, recognize_url_credentials, 100},
    {Kind::us_ssn, Trigger::digits, recognize_us_ssn, 85},
    {Kind::us_itin, Trigger::digits, recognize_us_itin, 85},
    {Kind::passport, Trigger::digits, recognize_passport, 80},
    {Kind::driver_license, Trigger::digits, recognize_driver_license, 75},
    {Kind::bank_account, Trigger::digits, recognize_bank_account, 75},
    {Kind::date_of_birth, Trigger::digits, recognize_date_of_birth, 85},
    {Kind::national_id, Trigger::digits, recognize_national_id, 85},
    {Kind::crypto, Trigger::digits, recognize_crypto, 99},
    {Kind::mac, Trigger::colon | Trigger::joint, recognize_mac, 91},
    {Kind::url, Trigger::colon, recognize_url, 86},
};

}  // namespace feedspan::pii
