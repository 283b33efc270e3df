#include "core/pii/scan.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>

#include "core/pii/disguise.h"
#include "core/pii/number.h"
#include "core/pii/overlaps.h"
#include "core/pii/recognizer.h"

namespace feedspan::pii {
namespace {

using TriggerClasses = std::array<std::uint8_t, 256>;

constexpr TriggerClasses make_trigger_classes() {
  TriggerClasses classes{};
  for (unsigned c = '0'; c <= '9'; ++c) classes[c] = static_cast<std::uint8_t>(Trigger::digits);
  classes['@'] = static_cast<std::uint8_t>(Trigger::at_sign);
  classes[':'] = static_cast<std::uint8_t>(Trigger::colon);
  classes['-'] = static_cast<std::uint8_t>(Trigger::joint);
  classes['_'] = static_cast<std::uint8_t>(Trigger::joint);
  classes['='] = static_cast<std::uint8_t>(Trigger::equals);
  for (unsigned c = 'A'; c <= 'Z'; ++c) classes[c] = static_cast<std::uint8_t>(Trigger::capitals);
  // Brackets, and the first bytes of characters of no width and of digits in other scripts.
  for (const unsigned c : {0x28U, 0x5BU, 0x7BU, 0xD9U, 0xDBU, 0xE0U, 0xE2U, 0xE3U, 0xEFU, 0xF0U})
    classes[c] = static_cast<std::uint8_t>(Trigger::disguise);
  return classes;
}

constexpr TriggerClasses trigger_classes = make_trigger_classes();

constexpr unsigned trigger_class(unsigned char c) {
  return trigger_classes[c];
}

/// The next byte at or after `i` that can anchor anything. Most text has few of them, so this loop
/// is what clean text costs; eight look-ups joined by one branch run at about twice the speed of
/// eight branches.
std::size_t next_trigger(const Text& text, std::size_t i) {
  const std::string_view utf8 = text.utf8();
  const auto at = [utf8](std::size_t k) {
    FEEDSPAN_PII_COUNT_READ();
    return trigger_class(static_cast<unsigned char>(utf8[k]));
  };
  while (utf8.size() - i >= 8) {
    if ((at(i) | at(i + 1) | at(i + 2) | at(i + 3) | at(i + 4) | at(i + 5) | at(i + 6) |
         at(i + 7)) != 0) {
      break;
    }
    i += 8;
  }
  while (i < utf8.size() && at(i) == 0) ++i;
  return i;
}

/// From here on a match is taken as it is: nothing that begins inside of it could win its place, so
/// the scan goes on behind it.
constexpr std::uint8_t certain = 98;

/// All of `text` by all recognizers. True if there is anything in it that may be disguised.
bool scan_plain(const Text& text, std::vector<Span>& out) {
  Overlaps overlaps(out);
  bool disguised = false;
  std::size_t at = next_trigger(text, 0);
  while (at < text.size()) {
    const unsigned trigger = trigger_class(text[at]);
    std::size_t next = at + 1;
    if (trigger == static_cast<unsigned>(Trigger::digits)) {
      while (text::is_digit(text[next])) ++next;
    } else if (trigger == static_cast<unsigned>(Trigger::capitals)) {
      while (text::is_upper(text[next])) ++next;
    } else if (trigger == static_cast<unsigned>(Trigger::disguise)) {
      disguised = disguised || is_disguise(text, at);
      at = next_trigger(text, next);
      continue;
    }
    const auto take = [&](const Candidate& candidate) {
      overlaps.add({candidate.kind, static_cast<std::uint32_t>(candidate.begin),
                    static_cast<std::uint32_t>(candidate.end), candidate.confidence,
                    candidate.scheme},
                   at);
      if (candidate.confidence >= certain) next = std::max(next, candidate.end);
    };
    for (const Recognizer& recognizer : recognizers) {
      if ((static_cast<unsigned>(recognizer.triggers) & trigger) == 0) continue;
      Candidate candidate{recognizer.kind, 0, 0, recognizer.confidence, 0};
      if (recognizer.recognize(text, at, candidate)) take(candidate);
    }
    Number number;
    if (trigger == static_cast<unsigned>(Trigger::digits) && read_number(text, at, number)) {
      for (std::size_t count = number.all; count > 0; --count) {
        number.cut(text, count);
        if (number.extended == number.end && ends_inside(text, number.end)) continue;
        for (const NumberRecognizer& recognizer : number_recognizers) {
          Candidate candidate{recognizer.kind, number.begin, number.end, recognizer.confidence, 0};
          if (recognizer.recognize(text, number, candidate)) take(candidate);
        }
      }
    }
    at = next_trigger(text, next);
  }
  overlaps.settle();
  return disguised;
}

/// Adds what is found once disguises are undone, at the places in `text` where it comes from. What
/// holds no disguise was found before.
void scan_disguised(const Text& text, std::size_t first, std::vector<Span>& out) {
  const PlainText plain = undisguise(text);
  std::vector<Span> found;
  scan_plain(plain.text(), found);
  const std::vector<Span> known(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
  out.resize(first, Span{});
  Overlaps overlaps(out);
  std::size_t next = 0;
  for (Span span : found) {
    const std::uint32_t size = span.end - span.begin;
    span.end = plain.end_of(text, span.end);
    span.begin = plain.source[span.begin];
    if (span.end - span.begin == size) continue;  // nothing was undone in it
    for (; next < known.size() && known[next].begin <= span.begin; ++next)
      overlaps.add(known[next], known[next].begin);
    overlaps.add(span, span.begin);
  }
  for (; next < known.size(); ++next) overlaps.add(known[next], known[next].begin);
  overlaps.settle();
}

}  // namespace

void scan(std::string_view utf8, const Options& options, std::vector<Span>& out) {
  const std::unique_ptr<char[]> bytes(new char[utf8.size() + 2 * Text::margin]);
  std::memset(bytes.get(), 0, Text::margin);
  utf8.copy(bytes.get() + Text::margin, utf8.size());
  std::memset(bytes.get() + Text::margin + utf8.size(), 0, Text::margin);
  const Text text(bytes.get() + Text::margin, utf8.size());
  const std::size_t first = out.size();
  if (scan_plain(text, out) || may_spell_out(text)) scan_disguised(text, first, out);
  // Only now, since a span that is left in the text still keeps others away from its place.
  std::size_t kept = first;
  for (std::size_t i = first; i < out.size(); ++i) {
    if (out[i].confidence >= options.min_confidence) out[kept++] = out[i];
  }
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(kept), out.end());
}

}  // namespace feedspan::pii
