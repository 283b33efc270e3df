#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/pii/recognizer.h"

namespace feedspan::pii {

/// What each byte is, a `Trigger` or 0. Most bytes of most texts are nothing.
extern const std::array<std::uint8_t, 256> trigger_classes;

constexpr unsigned triggers = ~static_cast<unsigned>(Trigger::beside);

#ifdef __wasm_simd128__

/// Goes from trigger to trigger. Sixteen bytes are looked at together, and once.
class TriggerPass {
 public:
  TriggerPass(Text text, std::size_t begin, std::size_t end)
      : text_(text), block_(begin - size), end_(end) {}

  /// The first trigger at or behind `at`, or `end` or more; `at` never descends. May read fifteen
  /// bytes of the margin.
  std::size_t next(std::size_t at) {
    if (at - block_ < size) {
      found_ &= ~0U << (at - block_);
    } else {
      block_ = at;
      look();
    }
    while (block_ < end_) {
      for (; found_ != 0; found_ &= found_ - 1) {
        const std::size_t i = block_ + static_cast<unsigned>(std::countr_zero(found_));
        if ((trigger_classes[text_[i]] & triggers) != 0) return i;
      }
      block_ += size;
      look();
    }
    return block_;
  }

 private:
  static constexpr std::size_t size = 16;

  /// To the first block from this one on that may have a trigger.
  void look();

  Text text_;
  std::size_t block_;
  std::size_t end_;
  std::uint32_t found_ = 0;  ///< bit for bit what of the block may be a trigger
};

#else

/// The first trigger at or behind `at`, or `end` or more.
///
/// This is what clean text costs: eight look-ups are joined by one branch, since a branch for each
/// byte takes twice as long. May read eight bytes of the margin.
std::size_t next_trigger(Text text, std::size_t end, std::size_t at);

/// Goes from trigger to trigger.
class TriggerPass {
 public:
  TriggerPass(Text text, std::size_t /*begin*/, std::size_t end) : text_(text), end_(end) {}

  /// The first trigger at or behind `at`, or `end` or more; `at` never descends.
  std::size_t next(std::size_t at) const { return next_trigger(text_, end_, at); }

 private:
  Text text_;
  std::size_t end_;
};

#endif

}  // namespace feedspan::pii
