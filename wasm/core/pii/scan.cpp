#include "core/pii/scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <memory>

#include "core/pii/disguise.h"
#include "core/pii/number.h"
#include "core/pii/overlaps.h"
#include "core/pii/recognizer.h"
#include "core/pii/trigger_mask.h"

namespace feedspan::pii {
namespace {

/// Finds the bytes that can anchor anything, a block at a time.
class Triggers {
 public:
  explicit Triggers(const Text& text) : text_(text) {}

  /// The first trigger at or behind `i`, or the end of the text.
  std::size_t next(std::size_t i) {
    while (i < text_.size()) {
      if (const std::size_t block = i / trigger_block; block != block_) {
        block_ = block;
        mask_ = trigger_mask(text_, block * trigger_block);
      }
      if (const std::uint64_t rest = mask_ >> (i % trigger_block); rest != 0)
        return i + static_cast<std::size_t>(std::countr_zero(rest));
      i = (block_ + 1) * trigger_block;
    }
    return text_.size();
  }

 private:
  const Text& text_;
  std::size_t block_ = static_cast<std::size_t>(-1);  ///< the one that `mask_` speaks of
  std::uint64_t mask_ = 0;
};

/// From here on a match is taken as it is: nothing that begins inside of it could win its place, so
/// the scan goes on behind it.
constexpr std::uint8_t certain = 98;

/// All of `text` by all recognizers. True if there is anything in it that may be disguised.
bool scan_plain(const Text& text, std::vector<Span>& out) {
  Overlaps overlaps(out);
  bool disguised = false;
  Triggers triggers(text);
  for (std::size_t at = triggers.next(0), next = 0; at < text.size(); at = triggers.next(next)) {
    const unsigned trigger = trigger_classes[text[at]];
    next = at + 1;
    if (trigger == static_cast<unsigned>(Trigger::digits)) {
      while (text::is_digit(text[next])) ++next;
    } else if (trigger == static_cast<unsigned>(Trigger::capitals)) {
      while (text::is_upper(text[next])) ++next;
    } else if (trigger == static_cast<unsigned>(Trigger::disguise)) {
      disguised = disguised || is_disguise(text, at);
      continue;
    }
    const auto take = [&](const Candidate& candidate) {
      overlaps.add(
          {candidate.kind, static_cast<std::uint32_t>(candidate.begin),
           static_cast<std::uint32_t>(candidate.end), candidate.confidence, candidate.scheme},
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
