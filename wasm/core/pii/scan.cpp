#include "core/pii/scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>

#include "core/pii/disguise.h"
#include "core/pii/number.h"
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

/// The overlap rule: the more certain, then the longer, then the earlier.
bool beats(const Span& a, const Span& b) {
  if (a.confidence != b.confidence) return a.confidence > b.confidence;
  const std::uint32_t a_size = a.end - a.begin;
  const std::uint32_t b_size = b.end - b.begin;
  return a_size != b_size ? a_size > b_size : a.begin < b.begin;
}

/// Holds candidates back until nothing can overlap them any more, and then takes the best, drops
/// what it overlaps, takes the best of the rest, and so on.
class Overlaps {
 public:
  explicit Overlaps(std::vector<Span>& out) : out_(out), first_(out.size()) {}

  /// `at` is the trigger; it never descends.
  void add(const Span& span, std::size_t at) {
    if (count_ == most || at > end_ + longest_look_back) settle();
    pending_[count_++] = span;
    end_ = std::max<std::size_t>(end_, span.end);
  }

  void settle() {
    while (count_ > 0) {
      std::size_t best = 0;
      for (std::size_t i = 1; i < count_; ++i) {
        if (beats(pending_[i], pending_[best])) best = i;
      }
      const Span taken = pending_[best];
      std::size_t left = 0;
      for (std::size_t i = 0; i < count_; ++i) {
        const Span& other = pending_[i];
        if (other.end <= taken.begin || other.begin >= taken.end) pending_[left++] = other;
      }
      count_ = left;
      if (taken.begin < settled_end_) continue;
      // In ascending order; few are out of place.
      out_.push_back(taken);
      for (std::size_t i = out_.size() - 1; i > first_ && out_[i - 1].begin > out_[i].begin; --i)
        std::swap(out_[i - 1], out_[i]);
    }
    if (out_.size() > first_) settled_end_ = out_.back().end;
    first_ = out_.size();
  }

 private:
  /// So many candidates within reach of each other are settled together; in what follows them
  /// closely the rule holds among those that come after.
  static constexpr std::size_t most = 32;
  /// No recognizer begins farther before its trigger.
  static constexpr std::size_t longest_look_back = 80;

  std::vector<Span>& out_;
  std::size_t first_;  ///< of those in `out_` that are settled together
  std::array<Span, most> pending_{};
  std::size_t count_ = 0;
  std::size_t end_ = 0;          ///< of the pending ones
  std::size_t settled_end_ = 0;  ///< nothing may begin before it any more
};

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
