#include "core/event/id.h"

#include <cstddef>

#include "core/text/ascii.h"

namespace feedspan {
namespace {

void append_hex(std::string& out, std::uint64_t value, int digits) {
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
    out += "0123456789abcdef"[(value >> shift) & 15];
}

}  // namespace

std::string IdSource::next(std::int64_t time, Random& random) {
  constexpr std::uint64_t tail_mask = (std::uint64_t{1} << 62) - 1;
  if (time > last_time_) {
    last_time_ = time;
    middle_ = static_cast<std::uint16_t>(random.next() & 0xFFF);
    tail_ = random.next() & (tail_mask >> 1);  // the top bit is left as room for steps
  } else {
    tail_ += 1 + (random.next() & 0xFFFF'FFFF);
    if (tail_ > tail_mask) {  // after some four billion ids in one millisecond: borrow the next
      tail_ &= tail_mask;
      ++last_time_;
    }
  }
  std::string id;
  id.reserve(36);
  const auto ms = static_cast<std::uint64_t>(last_time_);
  append_hex(id, ms >> 16, 8);
  id += '-';
  append_hex(id, ms & 0xFFFF, 4);
  id += '-';
  append_hex(id, 0x7000U | middle_, 4);
  id += '-';
  append_hex(id, 0x8000U | (tail_ >> 48), 4);
  id += '-';
  append_hex(id, tail_ & 0xFFFF'FFFF'FFFF, 12);
  return id;
}

bool is_uuid(std::string_view id) {
  if (id.size() != 36) return false;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const auto c = static_cast<unsigned char>(id[i]);
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !text::is_hex(c) || text::is_upper(c)) return false;
  }
  return true;
}

}  // namespace feedspan
