#include "boundary.h"

#include <emscripten/bind.h>

#include "core/text/utf16.h"

namespace feedspan::boundary {
namespace {

std::string input;

/// The buffer to write to. Its pointer holds until the next call.
std::uintptr_t reserve(std::uint32_t bytes) {
  // A text of some megabytes must not be kept for ever.
  constexpr std::size_t keep = 1 << 20;
  if (input.size() < bytes || (input.size() > keep && bytes < keep)) {
    input.resize(bytes);
    input.shrink_to_fit();
  }
  return reinterpret_cast<std::uintptr_t>(input.data());
}

std::uintptr_t answer() {
  return reinterpret_cast<std::uintptr_t>(answer_text.data());
}

}  // namespace

std::string answer_text;

std::string_view in_buffer(std::uint32_t length) {
  return std::string_view(input).substr(0, length);
}

json::Writer begin_answer() {
  answer_text.clear();
  return json::Writer(answer_text);
}

std::uint32_t end_answer() {
  answer_text += '}';
  return static_cast<std::uint32_t>(answer_text.size());
}

std::vector<std::unique_ptr<pii::Masking>> policies;

const pii::Masking& masking_at(std::uint32_t handle) {
  const pii::Masking* policy = at(policies, handle);
  return policy == nullptr ? pii::placeholders : *policy;
}

void to_utf16(std::string_view text, const std::vector<pii::Span>& spans, Utf16Span* out) {
  text::OffsetCursor cursor(text);
  for (const pii::Span& span : spans) {
    const auto type = static_cast<std::uint32_t>(span.kind) | std::uint32_t{span.scheme} << 8;
    const auto start = static_cast<std::uint32_t>(cursor.to_utf16(span.begin));
    *out++ = {type, start, static_cast<std::uint32_t>(cursor.to_utf16(span.end)), span.confidence};
  }
}

}  // namespace feedspan::boundary

EMSCRIPTEN_BINDINGS(boundary) {
  emscripten::function("reserve", &feedspan::boundary::reserve);
  emscripten::function("answer", &feedspan::boundary::answer);
}
