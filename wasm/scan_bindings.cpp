// The scanner, for the module of those who scan texts of their own (docs/boundary.md).
#include <emscripten/bind.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "boundary.h"

namespace {

using namespace feedspan;
using namespace feedspan::boundary;

std::uint32_t scan(std::uint32_t handle, std::uint32_t length) {
  static std::vector<pii::Span> spans;  // kept for its capacity: this is called while people type
  const std::string_view text = in_buffer(length);
  spans.clear();
  masking_at(handle).find(text, "message", spans);
  answer_text.resize(spans.size() * sizeof(Utf16Span));
  to_utf16(text, spans, reinterpret_cast<Utf16Span*>(answer_text.data()));
  return static_cast<std::uint32_t>(answer_text.size());
}

}  // namespace

EMSCRIPTEN_BINDINGS(scan) {
  emscripten::function("scan", &scan);
}
