#include "core/pii/triggers.h"

#include "core/text/sixteen.h"

namespace feedspan::pii {
namespace {

constexpr std::array<std::uint8_t, 256> make_trigger_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = '0'; c <= '9'; ++c) classes[c] = static_cast<std::uint8_t>(Trigger::digits);
  for (unsigned c = 'A'; c <= 'Z'; ++c) classes[c] = static_cast<std::uint8_t>(Trigger::capitals);
  classes['@'] = static_cast<std::uint8_t>(Trigger::at_sign);
  classes[':'] = static_cast<std::uint8_t>(Trigger::colon);
  classes['-'] = static_cast<std::uint8_t>(Trigger::joint);
  classes['_'] = static_cast<std::uint8_t>(Trigger::joint);
  classes['='] = static_cast<std::uint8_t>(Trigger::equals);
  for (unsigned c = 'a'; c <= 'f'; ++c) classes[c] = static_cast<std::uint8_t>(Trigger::beside);
  classes['/'] = static_cast<std::uint8_t>(Trigger::beside);
  // Percent signs, ampersands, brackets, and the first bytes of characters of no width and of
  // digits in other scripts.
  for (const unsigned c : {0x25U, 0x26U, 0x28U, 0x3CU, 0x5BU, 0x7BU, 0xC2U, 0xD9U, 0xDBU, 0xE0U,
                           0xE2U, 0xE3U, 0xEFU, 0xF0U})
    classes[c] = static_cast<std::uint8_t>(Trigger::disguise);
  return classes;
}

}  // namespace

constexpr std::array<std::uint8_t, 256> trigger_classes = make_trigger_classes();

#ifdef __wasm_simd128__

namespace {

/// For each half of a byte, the rows of the table that it may be in: a byte may be a trigger if its
/// halves have a row in common (Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019).
struct Halves {
  alignas(16) std::array<std::uint8_t, 16> low{};
  alignas(16) std::array<std::uint8_t, 16> high{};
  unsigned rows = 0;
};

constexpr Halves halves = [] {
  Halves made;
  for (unsigned high = 0; high < 16; ++high) {
    // There are eight bits for more rows. Characters of two bytes are rare, so theirs share one.
    const unsigned row = high == 0xD ? made.high[0xC] : made.rows + 1;
    bool any = high == 0xC;
    for (unsigned low = 0; low < 16; ++low) {
      if ((trigger_classes[high << 4 | low] & triggers) == 0) continue;
      made.low[low] = static_cast<std::uint8_t>(made.low[low] | row);
      any = true;
    }
    if (!any) continue;
    made.high[high] = static_cast<std::uint8_t>(row);
    made.rows |= row;
  }
  return made;
}();
static_assert(halves.rows <= 0xFF, "a row has a bit");

}  // namespace

void TriggerPass::look() {
  const v128_t low = wasm_v128_load(halves.low.data());
  const v128_t high = wasm_v128_load(halves.high.data());
  const v128_t half = wasm_i8x16_const_splat(0x0F);
  for (; block_ < end_; block_ += size) {
    const v128_t bytes = text_.sixteen(block_);
    const v128_t found =
        wasm_v128_and(wasm_i8x16_swizzle(low, wasm_v128_and(bytes, half)),
                      wasm_i8x16_swizzle(high, wasm_v128_and(wasm_u16x8_shr(bytes, 4), half)));
    if (!wasm_v128_any_true(found)) continue;
    found_ = wasm_i8x16_bitmask(text::equal(found, 0)) ^ 0xFFFFU;
    return;
  }
}

#else

std::size_t next_trigger(Text text, std::size_t end, std::size_t at) {
  const auto found = [&](std::size_t i) -> unsigned { return trigger_classes[text[i]]; };
  while (at < end && ((found(at) | found(at + 1) | found(at + 2) | found(at + 3) | found(at + 4) |
                       found(at + 5) | found(at + 6) | found(at + 7)) &
                      triggers) == 0)
    at += 8;
  while (at < end && (found(at) & triggers) == 0) ++at;
  return at;
}

#endif

}  // namespace feedspan::pii
