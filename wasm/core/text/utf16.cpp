#include "core/text/utf16.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/text/eight.h"
#include "core/text/utf8.h"

namespace feedspan::text {
namespace {

constexpr std::size_t units(const Decoded& decoded) {
  return decoded.code_point > 0xFFFF ? 2 : 1;
}

#ifndef __OPTIMIZE_SIZE__

bool is_ascii(const char* bytes, std::size_t size) {
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < size; i += sizeof all) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes + i, sizeof eight);
    all |= eight;
  }
  return (all & eight_of(0x80)) == 0;
}

/// How many bytes of ASCII, in whole blocks, `utf8` begins with.
std::size_t leading_ascii(std::string_view utf8) {
  std::size_t size = 0;
  while (utf8.size() - size >= 32 && is_ascii(utf8.data() + size, 32)) size += 32;
  while (utf8.size() - size >= 8 && is_ascii(utf8.data() + size, 8)) size += 8;
  return size;
}

#endif

}  // namespace

std::size_t OffsetCursor::to_utf16(std::size_t offset) {
  while (bytes_ < offset && bytes_ < utf8_.size()) {
#ifndef __OPTIMIZE_SIZE__
    if (const std::size_t size =
            leading_ascii(utf8_.substr(bytes_, std::min(offset, utf8_.size()) - bytes_));
        size > 0) {
      bytes_ += size;
      units_ += size;
      continue;
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
