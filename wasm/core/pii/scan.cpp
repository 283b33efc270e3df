#include "core/pii/scan.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/pii/recognizer.h"

namespace feedspan::pii {
namespace {

using TriggerClasses = std::array<std::uint8_t, 256>;

constexpr TriggerClasses make_trigger_classes() {
  TriggerClasses classes{};
  for (unsigned c = '0'; c <= '9'; ++c) classes[c] = static_cast<std::uint8_t>(Trigger::digits);
  classes['@'] = static_cast<std::uint8_t>(Trigger::at_sign);
  classes[':'] = static_cast<std::uint8_t>(Trigger::colon);
  classes['+'] = static_cast<std::uint8_t>(Trigger::plus);
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

/// The overlap rule: the more certain, then the longer; the earlier keeps its place.
bool beats(const Span& later, const Span& earlier) {
  if (later.confidence != earlier.confidence) return later.confidence > earlier.confidence;
  return later.end - later.begin > earlier.end - earlier.begin;
}

/// Adds `span` unless a span that it overlaps is at least as good; drops those that it beats.
/// Triggers ascend and a span contains its trigger or follows it, so what `span` overlaps is at the
/// end of `out`, and `out` stays in order.
void keep(const Span& span, std::size_t first, std::vector<Span>& out) {
  std::size_t overlapped = out.size();
  while (overlapped > first && out[overlapped - 1].end > span.begin) {
    if (!beats(span, out[overlapped - 1])) return;
    --overlapped;
  }
  out.resize(overlapped, span);
  out.push_back(span);
}

}  // namespace

void scan(std::string_view utf8, const Options& options, std::vector<Span>& out) {
  const Text text(utf8);
  const std::size_t first = out.size();
  std::size_t at = next_trigger(text, 0);
  while (at < utf8.size()) {
    const unsigned trigger = trigger_class(text[at]);
    std::size_t next = at + 1;
    if (trigger == static_cast<unsigned>(Trigger::digits)) {
      while (text::is_digit(text[next])) ++next;
    }
    for (const Recognizer& recognizer : recognizers) {
      if (static_cast<unsigned>(recognizer.trigger) != trigger) continue;
      Candidate candidate{0, 0, recognizer.confidence};
      if (!recognizer.recognize(text, at, candidate)) continue;
      keep({recognizer.kind, static_cast<std::uint32_t>(candidate.begin),
            static_cast<std::uint32_t>(candidate.end), candidate.confidence},
           first, out);
      if (candidate.confidence >= certain) next = std::max(next, candidate.end);
    }
    at = next_trigger(text, next);
  }
  // Only now, since a span that is left in the text still keeps others away from its place.
  std::size_t kept = first;
  for (std::size_t i = first; i < out.size(); ++i) {
    if (out[i].confidence >= options.min_confidence) out[kept++] = out[i];
  }
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(kept), out.end());
}

}  // namespace feedspan::pii
