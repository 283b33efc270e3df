#include "core/text/utf16.h"

#include <cstdint>
#include <cstring>

#include "core/text/eight.h"
#include "core/text/utf8.h"

namespace feedspan::text {
namespace {

constexpr std::size_t units(const Decoded& decoded) {
  return decoded.code_point > 0xFFFF ? 2 : 1;
}

}  // namespace

std::size_t OffsetCursor::to_utf16(std::size_t offset) {
  while (bytes_ < offset && bytes_ < utf8_.size()) {
#ifndef __OPTIMIZE_SIZE__
    // Mostly ASCII.
    if (offset - bytes_ >= 8 && utf8_.size() - bytes_ >= 8) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, utf8_.data() + bytes_, sizeof eight);
      if ((eight & eight_of(0x80)) == 0) {
        bytes_ += 8;
        units_ += 8;
        continue;
      }
    }
#endif
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
