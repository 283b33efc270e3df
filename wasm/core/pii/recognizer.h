#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

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

 private:
  std::string_view utf8_;
};

/// What a recognizer found: [begin, end) around or behind its trigger.
struct Candidate {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint8_t confidence = 0;  ///< preset from the table; a recognizer that is less sure lowers it
};

/// The bytes that can anchor personal data. Everything else is passed over in the trigger pass.
enum class Trigger : std::uint8_t {
  digits = 1,   ///< the first digit of a run of ASCII digits
  at_sign = 2,  ///< '@'
  colon = 4,    ///< ':'
  plus = 8,     ///< '+'
};

/// Looks at the trigger at `at`; fills `candidate` and answers true if it anchors the recognizer's
/// kind.
///
/// Must read a bounded number of bytes, or none that it would read again for the next trigger of
/// its class: the scan is linear because of it. No recursion, no allocation, no state.
using Recognize = bool (*)(const Text& text, std::size_t at, Candidate& candidate);

struct Recognizer {
  Kind kind;
  Trigger trigger;
  Recognize recognize;
  std::uint8_t confidence;  ///< of a match that nothing speaks against
};

bool recognize_email(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_credit_card(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_iban(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_ipv4(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_ipv6(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_phone_plus(const Text& text, std::size_t at, Candidate& candidate);
bool recognize_phone_zeros(const Text& text, std::size_t at, Candidate& candidate);

/// Every recognizer. A new one is its file, its declaration above and a line here.
inline constexpr Recognizer recognizers[] = {
    {Kind::email, Trigger::at_sign, recognize_email, 99},
    {Kind::credit_card, Trigger::digits, recognize_credit_card, 98},
    {Kind::iban, Trigger::digits, recognize_iban, 99},
    {Kind::ip_address, Trigger::digits, recognize_ipv4, 85},
    {Kind::ip_address, Trigger::colon, recognize_ipv6, 90},
    {Kind::phone, Trigger::plus, recognize_phone_plus, 90},
    {Kind::phone, Trigger::digits, recognize_phone_zeros, 80},
};

}  // namespace feedspan::pii
