// The scanner alone: what `scripts/check sizes` weighs as "scanner". Nothing loads this module.
#include <emscripten/em_macros.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/pii/scan.h"

namespace feedspan {

/// The end of the spans, so that nothing is optimized away.
extern "C" EMSCRIPTEN_KEEPALIVE const void* scan(const char* utf8, std::size_t size,
                                                 std::uint8_t min_confidence) {
  static std::vector<pii::Span> spans;
  pii::Options options;
  options.min_confidence = min_confidence;
  pii::scan({utf8, size}, options, spans);
  return spans.data() + spans.size();
}

}  // namespace feedspan
