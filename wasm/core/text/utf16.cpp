#include "core/text/utf16.h"

#include "core/text/utf8.h"

namespace feedspan::text {
namespace {

constexpr std::size_t units(const Decoded& decoded) {
  return decoded.code_point > 0xFFFF ? 2 : 1;
}

}  // namespace

std::size_t OffsetCursor::to_utf16(std::size_t offset) {
  while (bytes_ < offset && bytes_ < utf8_.size()) {
    const Decoded decoded = decode(utf8_, bytes_);
    if (bytes_ + decoded.size > offset) break;
    bytes_ += decoded.size;
    units_ += units(decoded);
  }
  return units_;
}

std::size_t OffsetCursor::to_utf8(std::size_t offset) {
  while (units_ < offset && bytes_ < utf8_.size()) {
    const Decoded decoded = decode(utf8_, bytes_);
    if (units_ + units(decoded) > offset) break;
    bytes_ += decoded.size;
    units_ += units(decoded);
  }
  return bytes_;
}

}  // namespace feedspan::text
