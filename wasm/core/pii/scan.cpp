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

#ifdef __OPTIMIZE_SIZE__

/// Whether there may be disguises.
class Suspects {
 public:
  static constexpr std::size_t size_of(std::size_t /*text_size*/) { return 0; }
  Suspects(char* /*notes*/, std::size_t begin, std::size_t end) : begin_(begin), end_(end) {}

  void add(std::size_t /*at*/) { any_ = true; }
  void add_spelled_out(Text text) {
    any_ = any_ || find_spelled_letters(text, begin_, end_) != end_ ||
           find_digit_words(text, begin_, end_) != end_;
  }
  bool any() const { return any_; }

 private:
  std::size_t begin_;
  std::size_t end_;
  bool any_ = false;
};

#else

/// Where there may be disguises, by block: most long texts would be read twice for one bracket.
class Suspects {
 public:
  /// In bytes. Letters are looked at in every eighth, sixteenth or fifteenth place.
  static constexpr std::size_t block = 960;

  static constexpr std::size_t size_of(std::size_t text_size) { return text_size / block + 1; }

  /// Keeps its notes in `size_of(end - begin)` bytes at `notes`, which are 0.
  Suspects(char* notes, std::size_t begin, std::size_t end)
      : notes_(notes), begin_(begin), end_(end) {}

  void add(std::size_t at) { notes_[(at - begin_) / block] = 1; }

  /// Adds what letters may hide.
  void add_spelled_out(Text text) {
    add_all(text, find_spelled_letters);
    add_all(text, find_digit_words);
  }

  /// Where the first block begins that has one and does not end before `at`; the end of the text if
  /// there is none.
  std::size_t next(std::size_t at) const {
    if (at >= end_) return end_;
    at -= (at - begin_) % block;
    while (at < end_ && notes_[(at - begin_) / block] == 0) at += block;
    return std::min(at, end_);
  }

 private:
  using Find = std::size_t (*)(Text text, std::size_t begin, std::size_t end);

  /// Once a block.
  void add_all(Text text, Find find) {
    for (std::size_t at = begin_; (at = find(text, at, end_)) < end_;) {
      add(at);
      at += block - (at - begin_) % block;
      if (at > end_) return;
    }
  }

  char* notes_;
  std::size_t begin_;
  std::size_t end_;
};

#endif

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

/// All of `text` by all recognizers. Where there is anything that may be disguised, it tells
/// `suspects` if there are any.
void scan_plain(Text text, std::size_t begin, std::size_t size, Suspects* suspects,
                std::vector<Span>& out) {
  Overlaps overlaps(out);
  const std::size_t end = begin + size;
  std::size_t next = begin;
  TriggerPass triggers(text, begin, end);
  for (std::size_t at = begin; (at = triggers.next(next)) < end;) {
    const unsigned trigger = trigger_classes[text[at]];
    next = at + 1;
    if (trigger == static_cast<unsigned>(Trigger::digits)) {
      while (text::is_digit(text[next])) ++next;
      if (is_amid_row(text, at, next)) continue;
      if (suspects != nullptr && is_spaced_sign(text, next + 1)) suspects->add(next);
    } else if (trigger == static_cast<unsigned>(Trigger::capitals)) {
      while (text::is_upper(text[next])) ++next;
    } else if (trigger == static_cast<unsigned>(Trigger::disguise)) {
      if (suspects != nullptr && is_disguise(text, at)) suspects->add(at);
      continue;
    }
    if (suspects != nullptr &&
        (is_spaced_sign(text, at) || (trigger == static_cast<unsigned>(Trigger::joint) &&
                                      (text[next] | 0x20U) == 'a' && is_disguise(text, at))))
      suspects->add(at);
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
      bool named = false;
      for (std::size_t count = number.all; count > 0; --count) {
        number.cut(text, count);
        if (number.size < Number::fewest_characters) break;
        if (number.extended == number.end && ends_inside(text, number.end)) continue;
        if (!named) number.subject = subject_before(text, number.opening);
        named = true;
        for (const NumberRecognizer& recognizer : number_recognizers) {
          Candidate candidate{recognizer.kind, number.begin, number.end, recognizer.confidence, 0};
          if (recognizer.recognize(text, number, candidate)) take(candidate);
        }
      }
    }
  }
  overlaps.settle();
}

/// Drops the spans behind the first `size`.
void shorten(std::vector<Span>& spans, std::size_t size) {
  while (spans.size() > size) spans.pop_back();
}

/// Adds what is found before `last` once the disguises in [window, window_end) of `text` are
/// undone, at the places where it comes from. What holds no disguise was found before. False if the
/// window's end may have cut something off.
bool scan_undisguised(Text text, std::size_t begin, std::size_t window, std::size_t window_end,
                      std::size_t last, std::vector<Span>& out) {
  const PlainText plain = undisguise(text, window, window_end);
  if (plain.bytes == nullptr) return true;
  std::size_t kept = out.size();
  std::size_t i = kept;
  std::size_t last_end = 0;
  scan_plain(text, plain.begin(), plain.size, nullptr, out);
  for (; i < out.size(); ++i) {
    Span span = out[i];
    const std::uint32_t length = span.end - span.begin;
    last_end = plain.end_of(text, span.end);
    span.begin = static_cast<std::uint32_t>(plain.source[span.begin] - begin);
    span.end = static_cast<std::uint32_t>(last_end - begin);
    if (span.end - span.begin != length && begin + span.begin < last) out[kept++] = span;
  }
  shorten(out, kept);
  return last_end < window_end;
}

#ifdef __OPTIMIZE_SIZE__

/// The same around all of `suspects`.
void scan_suspects(Text text, std::size_t begin, std::size_t end, const Suspects& suspects,
                   std::size_t /*first*/, std::vector<Span>& out) {
  if (suspects.any()) scan_undisguised(text, begin, begin, end, end, out);
}

#else

/// As much is read around a block with a suspect ...
constexpr std::size_t around = 512;
/// ... and more where something goes on: keys are the longest that is found.
constexpr std::size_t longest_key = 4096;

/// The same around all of `suspects`. `out` has from `first` on what was found before.
void scan_suspects(Text text, std::size_t begin, std::size_t end, const Suspects& suspects,
                   std::size_t first, std::vector<Span>& out) {
  constexpr std::size_t block = Suspects::block;
  const std::size_t known_end = out.size();
  std::size_t known = first;
  for (std::size_t run = suspects.next(begin); run < end;) {
    // Up to where nothing is read that is read for the next.
    std::size_t run_end = run + block;
    std::size_t next = suspects.next(run_end);
    for (; next < end && next < run_end + 2 * around; next = suspects.next(run_end))
      run_end = next + block;
    std::size_t window = std::max(run, begin + around) - around;
    const std::size_t to = std::min(run_end + around, end);
    run = next;
    // A key of many lines may have been found up to where it is disguised.
    while (known < known_end && begin + out[known].end <= window) ++known;
    if (known < known_end && begin + out[known].begin < window &&
        begin + out[known].begin + longest_key > window)
      window = begin + out[known].begin;
    while (window > begin && text::is_continuation(text[window])) --window;
    const std::size_t found = out.size();
    if (scan_undisguised(text, begin, window, to, to, out) || to == end) continue;
    shorten(out, found);
    scan_undisguised(text, begin, window, std::min(to + longest_key, end), to, out);
  }
}

#endif

/// Settles what was found before `known_end` with what was behind it, both from `first` on and in
/// ascending order.
void settle_both(std::size_t first, std::size_t known_end, std::vector<Span>& out) {
  const std::size_t size_of_both = out.size();
  if (size_of_both == known_end) return;
  const std::unique_ptr<Span[]> spans(new Span[size_of_both]);
  std::copy(out.begin(), out.end(), spans.get());
  shorten(out, first);
  Overlaps overlaps(out);
  std::size_t next = first;
  for (std::size_t i = known_end; i < size_of_both; ++i) {
    for (; next < known_end && spans[next].begin <= spans[i].begin; ++next)
      overlaps.add(spans[next], spans[next].begin);
    overlaps.add(spans[i], spans[i].begin);
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
  const std::size_t notes = Suspects::size_of(utf8.size());
  const std::size_t behind = Text::margin + notes;
  const std::size_t size = Text::margin + utf8.size() + behind;
  if (size > few.size()) {
    many.reset(new char[size]);
    bytes = many.get();
  }
  std::memset(bytes, 0, Text::margin);
  utf8.copy(bytes + Text::margin, utf8.size());
  std::memset(bytes + size - behind, 0, behind);
  const Text text;
  const std::size_t begin = reinterpret_cast<std::size_t>(bytes) + Text::margin;
  const std::size_t first = out.size();
  const std::size_t end = begin + utf8.size();
  Suspects suspects(bytes + size - notes, begin, end);
  scan_plain(text, begin, utf8.size(), &suspects, out);
  suspects.add_spelled_out(text);
  const std::size_t known_end = out.size();
  scan_suspects(text, begin, end, suspects, first, out);
  settle_both(first, known_end, out);
  // Only now, since a span that is left in the text still keeps others away from its place.
  std::size_t kept = first;
  for (std::size_t i = first; i < out.size(); ++i) {
    if (out[i].confidence >= options.min_confidence) out[kept++] = out[i];
  }
  shorten(out, kept);
}

}  // namespace feedspan::pii
