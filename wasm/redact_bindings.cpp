// Masking one text, for the modules whose users see what would be masked (docs/boundary.md).
#include <emscripten/bind.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "boundary.h"
#include "core/event/event.h"

namespace {

using namespace feedspan;
using namespace feedspan::boundary;

/// As the field "message" would be.
std::uint32_t redact(std::uint32_t handle, std::uint32_t length) {
  const std::string_view text = in_buffer(length);
  const std::unique_ptr<pii::Redactor> redactor = masking_at(handle).redactor();
  std::string masked;
  redactor->redact(text, masked, "message");
  std::vector<Utf16Span> spans(redactor->spans().size());
  to_utf16(text, redactor->spans(), spans.data());
  json::Writer writer = begin_answer();
  writer.begin_object().member("text", masked).key("spans").begin_array();
  for (const Utf16Span& span : spans) {
    writer.begin_array()
        .number(span.type)
        .number(span.start)
        .number(span.end)
        .number(span.confidence)
        .end_array();
  }
  writer.end_array().key("report");
  append_pii_report(answer_text, redactor->report());
  return end_answer();
}

}  // namespace

EMSCRIPTEN_BINDINGS(redact) {
  emscripten::function("redact", &redact);
}
