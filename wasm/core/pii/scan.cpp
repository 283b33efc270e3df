#include "core/pii/scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <memory>

#include "core/pii/disguise.h"
#include "core/pii/number.h"
#include "core/pii/overlaps.h"
#include "core/pii/questions.h"
#include "core/pii/recognizer.h"
#include "core/pii/triggers.h"
#include "core/pii/vocabulary.h"

namespace feedspan::pii {
namespace {

#ifdef __OPTIMIZE_SIZE__

constexpr std::size_t trigger_count = 8;  ///< bits of a `Trigger`

/// The rows of `recognizers` by their triggers, so that a trigger asks nobody else.
struct Asked {
  std::array<std::uint8_t, trigger_count + 1> first{};
  std::array<std::uint8_t, 32> rows{};
};

constexpr Asked asked = [] {
  Asked made;
  std::uint8_t size = 0;
  for (unsigned trigger = 0; trigger < trigger_count; ++trigger) {
    for (std::size_t row = 0; row < std::size(recognizers); ++row) {
      if ((static_cast<unsigned>(recognizers[row].triggers) >> trigger & 1U) != 0)
        made.rows[size++] = static_cast<std::uint8_t>(row);
    }
    made.first[trigger + 1] = size;
  }
  return made;
}();

/// All recognizers of the trigger at `at` that may have the next byte behind it.
template <class Ask>
void ask_recognizers(Text text, std::size_t at, std::size_t /*end*/, unsigned trigger, Ask ask) {
  const auto kind = static_cast<std::size_t>(std::countr_zero(trigger));
  const unsigned next_class = trigger_classes[text[at + 1]];
  for (std::size_t i = asked.first[kind]; i < asked.first[kind + 1]; ++i) {
    const Recognizer& recognizer = recognizers[asked.rows[i]];
    if (recognizer.behind == anything ||
        (static_cast<unsigned>(recognizer.behind) & next_class) != 0)
      ask(recognizer);
  }
}

#else

/// Those recognizers of the trigger at `at` that are worth it (questions.h); `end` is behind the
/// digits there.
template <class Ask>
[[gnu::always_inline]] inline void ask_recognizers(Text text, std::size_t at, std::size_t end,
                                                   unsigned trigger, Ask ask) {
  Rows rows = 0;
  switch (static_cast<Trigger>(trigger)) {
    case Trigger::digits:
      rows = rows_worth_asking<Trigger::digits>(text, at, end);
      break;
    case Trigger::at_sign:
      rows = rows_worth_asking<Trigger::at_sign>(text, at, end);
      break;
    case Trigger::colon:
      rows = rows_worth_asking<Trigger::colon>(text, at, end);
      break;
    case Trigger::joint:
      rows = rows_worth_asking<Trigger::joint>(text, at, end);
      break;
    case Trigger::equals:
      rows = rows_worth_asking<Trigger::equals>(text, at, end);
      break;
    case Trigger::capitals:
      rows = rows_worth_asking<Trigger::capitals>(text, at, end);
      break;
    case Trigger::beside:
    case Trigger::disguise:
      break;
  }
  for (; rows != 0; rows &= rows - 1) ask(recognizers[std::countr_zero(rows)]);
}

#endif

/// From here on a match is taken as it is: nothing that begins inside of it could win its place, so
/// the scan goes on behind it.
constexpr std::uint8_t certain = 98;

/// A small number between others, or a colon behind two: nothing begins there, and hostile texts
/// consist of it. `next` is behind the run of digits.
bool is_amid_row(Text text, std::size_t at, std::size_t next) {
  if (text[at] == ':') return text[at - 1] == ':' && text[at - 2] == ':';
  return next - at < 3 && text[at - 1] == ' ' && text::is_digit(text[at - 2]) &&
         text[next] == ' ' && text::is_digit(text[next + 1]);
}

/// A sign at `at` between spaces, as in "jane @ example . com": an address that is written apart.
bool is_spaced_sign(Text text, std::size_t at) {
  return (text[at] == '@' || text[at] == '.') && text[at - 1] == ' ' && text[at + 1] == ' ';
}

/// All of `text` by all recognizers. True if there is anything in it that may be disguised.
bool scan_plain(Text text, std::size_t begin, std::size_t size, std::vector<Span>& out) {
  Overlaps overlaps(out);
  bool disguised = false;
  const std::size_t end = begin + size;
  std::size_t next = begin;
  TriggerPass triggers(text, begin, end);
  for (std::size_t at = begin; (at = triggers.next(next)) < end;) {
    const unsigned trigger = trigger_classes[text[at]];
    next = at + 1;
    if (trigger == static_cast<unsigned>(Trigger::digits)) {
      while (text::is_digit(text[next])) ++next;
      if (is_amid_row(text, at, next)) continue;
      disguised = disguised || is_spaced_sign(text, next + 1);
    } else if (trigger == static_cast<unsigned>(Trigger::capitals)) {
      while (text::is_upper(text[next])) ++next;
    } else if (trigger == static_cast<unsigned>(Trigger::disguise)) {
      disguised = disguised || is_disguise(text, at);
      continue;
    }
    disguised = disguised || is_spaced_sign(text, at);
    if (trigger == static_cast<unsigned>(Trigger::colon) && is_amid_row(text, at, next)) continue;
    const auto take = [&](const Candidate& candidate) {
      overlaps.add({candidate.kind, static_cast<std::uint32_t>(candidate.begin - begin),
                    static_cast<std::uint32_t>(candidate.end - begin), candidate.confidence,
                    candidate.scheme},
                   at - begin);
      if (candidate.confidence >= certain) next = std::max(next, candidate.end);
    };
    const std::size_t run_end = next;
    ask_recognizers(text, at, run_end, trigger, [&](const Recognizer& recognizer) {
      Candidate candidate{recognizer.kind, 0, 0, recognizer.confidence, 0};
      if (recognizer.recognize(text, at, candidate)) take(candidate);
    });
    if (trigger != static_cast<unsigned>(Trigger::digits) || !may_begin_number(text, at)) continue;
#ifndef __OPTIMIZE_SIZE__
    if (!may_be_number(text, at, run_end)) continue;
#endif
    Number number;
    if (read_number(text, at, number)) {
      for (std::size_t count = number.all; count > 0; --count) {
        number.cut(text, count);
        if (number.size < Number::fewest_characters) break;
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

/// Drops the spans behind the first `size`.
void shorten(std::vector<Span>& spans, std::size_t size) {
  while (spans.size() > size) spans.pop_back();
}

/// Adds what is found once disguises are undone, at the places in `text` where it comes from. What
/// holds no disguise was found before.
void scan_disguised(Text text, std::size_t begin, std::size_t size, std::size_t first,
                    std::vector<Span>& out) {
  const PlainText plain = undisguise(text, begin, begin + size);
  if (plain.bytes == nullptr) return;
  const std::size_t known_end = out.size();
  scan_plain(text, plain.begin(), plain.size, out);
  const std::size_t size_of_both = out.size();
  const std::unique_ptr<Span[]> spans(new Span[size_of_both]);
  std::copy(out.begin(), out.end(), spans.get());
  shorten(out, first);
  Overlaps overlaps(out);
  std::size_t next = first;
  for (std::size_t i = known_end; i < size_of_both; ++i) {
    Span span = spans[i];
    const std::uint32_t length = span.end - span.begin;
    span.end = static_cast<std::uint32_t>(plain.end_of(text, span.end) - begin);
    span.begin = static_cast<std::uint32_t>(plain.source[span.begin] - begin);
    if (span.end - span.begin == length) continue;  // nothing was undone in it
    for (; next < known_end && spans[next].begin <= span.begin; ++next)
      overlaps.add(spans[next], spans[next].begin);
    overlaps.add(span, span.begin);
  }
  for (; next < known_end; ++next) overlaps.add(spans[next], spans[next].begin);
  overlaps.settle();
}

}  // namespace

void scan(std::string_view utf8, const Options& options, std::vector<Span>& out) {
  // A comment needs no memory of its own, which takes longer to get than the copy.
  std::array<char, 1024> few;
  std::unique_ptr<char[]> many;
  char* bytes = few.data();
  const std::size_t size = utf8.size() + 2 * Text::margin;
  if (size > few.size()) {
    many.reset(new char[size]);
    bytes = many.get();
  }
  std::memset(bytes, 0, Text::margin);
  utf8.copy(bytes + Text::margin, utf8.size());
  std::memset(bytes + size - Text::margin, 0, Text::margin);
  const Text text;
  const std::size_t begin = reinterpret_cast<std::size_t>(bytes) + Text::margin;
  const std::size_t first = out.size();
  if (scan_plain(text, begin, utf8.size(), out) || may_spell_out(text, begin, begin + utf8.size()))
    scan_disguised(text, begin, utf8.size(), first, out);
  // Only now, since a span that is left in the text still keeps others away from its place.
  std::size_t kept = first;
  for (std::size_t i = first; i < out.size(); ++i) {
    if (out[i].confidence >= options.min_confidence) out[kept++] = out[i];
  }
  shorten(out, kept);
}

}  // namespace feedspan::pii
