// scan: well-formed spans for any bytes, and a verdict that depends on a bounded surrounding only;
// what undoes disguises does the same to a text as to its parts.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/disguise.h"
#include "core/pii/scan.h"
#include "expect.h"
#include "spans.h"

namespace feedspan::pii {
namespace {

std::vector<Span> spans_of(std::string_view utf8, const Options& options) {
  std::vector<Span> spans;
  scan(utf8, options, spans);
  expect_well_formed(utf8, spans, options);
  return spans;
}

/// Recognizers look a bounded distance around a trigger, so two texts this far apart must not know
/// of each other: what is found in both is what is found in each. '~' is part of no kind.
void expect_local(std::string_view front, std::string_view back, const Options& options) {
  constexpr std::size_t distance = 4096;
  std::string gap;
  while (gap.size() < distance) gap += "\n ~ \n";

  std::vector<Span> apart = spans_of(std::string(front) + gap, options);
  const std::size_t offset = front.size() + gap.size();
  for (Span span : spans_of(gap + std::string(back), options)) {
    span.begin = static_cast<std::uint32_t>(span.begin + front.size());
    span.end = static_cast<std::uint32_t>(span.end + front.size());
    apart.push_back(span);
  }
  const std::vector<Span> whole = spans_of(std::string(front) + gap + std::string(back), options);
  FEEDSPAN_EXPECT(whole == apart);
  FEEDSPAN_EXPECT(apart.empty() || apart.back().end <= offset + back.size());
}

struct Undisguised {
  std::string bytes;
  std::vector<std::uint32_t> source;  ///< and the end
};

Undisguised undisguised(std::string_view utf8, std::size_t offset) {
  std::string padded(Text::margin, '\0');
  padded += utf8;
  padded.append(Text::margin, '\0');
  const std::size_t begin = reinterpret_cast<std::size_t>(padded.data()) + Text::margin;
  const std::size_t end = begin + utf8.size();
  const PlainText plain = undisguise(Text(), begin, end);
  Undisguised made;
  if (plain.bytes == nullptr) {  // nothing is undone
    made.bytes = utf8;
    for (std::size_t i = 0; i <= utf8.size(); ++i)
      made.source.push_back(static_cast<std::uint32_t>(i + offset));
    return made;
  }
  made.bytes.assign(plain.bytes.get() + Text::margin, plain.size);
  for (std::size_t i = 0; i <= plain.size; ++i) {
    FEEDSPAN_EXPECT(plain.source[i] >= begin && plain.source[i] <= end);
    FEEDSPAN_EXPECT(i == 0 || plain.source[i - 1] <= plain.source[i]);
    made.source.push_back(static_cast<std::uint32_t>(plain.source[i] - begin + offset));
  }
  return made;
}

/// Line by line or as a whole, what is undone is the same.
void expect_chunkwise(std::string_view front, std::string_view back) {
  std::string gap;
  while (gap.size() < 2 * Text::margin) gap += "\n ~ \n";
  Undisguised apart = undisguised(std::string(front) + gap, 0);
  const Undisguised second = undisguised(gap + std::string(back), front.size());
  FEEDSPAN_EXPECT(apart.bytes.ends_with(gap) && second.bytes.starts_with(gap));
  apart.bytes.resize(apart.bytes.size() - gap.size());
  apart.source.resize(apart.bytes.size());
  apart.bytes += second.bytes;
  apart.source.insert(apart.source.end(), second.source.begin(), second.source.end());
  const Undisguised whole = undisguised(std::string(front) + gap + std::string(back), 0);
  FEEDSPAN_EXPECT(whole.bytes == apart.bytes);
  FEEDSPAN_EXPECT(whole.source == apart.source);
}

}  // namespace
}  // namespace feedspan::pii

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedspan::pii;
  if (size == 0) return 0;
  // The last byte steers, so that a seed stays a text that people can read.
  const std::uint8_t steer = data[size - 1];
  const std::string_view utf8(reinterpret_cast<const char*>(data), size - 1);
  Options options;
  if (steer % 4 == 0) options.min_confidence = static_cast<std::uint8_t>(steer / 4 * 2);
  spans_of(utf8, options);
  if (steer % 4 != 1) return 0;  // the second half costs more than the first
  const std::size_t middle = utf8.size() * steer / 256;
  // Cut between code points: a cut inside one changes what the bytes are, not only where they end.
  if (middle < utf8.size() &&
      !feedspan::text::is_continuation(static_cast<unsigned char>(utf8[middle]))) {
    expect_local(utf8.substr(0, middle), utf8.substr(middle), options);
    expect_chunkwise(utf8.substr(0, middle), utf8.substr(middle));
  }
  return 0;
}
