#include "core/pii/trigger_mask.h"

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

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
  // Brackets, and the first bytes of characters of no width and of digits in other scripts.
  for (const unsigned c : {0x28U, 0x5BU, 0x7BU, 0xD9U, 0xDBU, 0xE0U, 0xE2U, 0xE3U, 0xEFU, 0xF0U})
    classes[c] = static_cast<std::uint8_t>(Trigger::disguise);
  return classes;
}

}  // namespace

constexpr std::array<std::uint8_t, 256> trigger_classes = make_trigger_classes();

#ifdef __wasm_simd128__
namespace {

/// A byte has a class if the entries of its two halves share a bit: one bit stands for each high
/// half that occurs.
struct HalfTables {
  alignas(16) std::array<std::uint8_t, 16> low{};
  alignas(16) std::array<std::uint8_t, 16> high{};
  unsigned bits = 0;
};

constexpr HalfTables make_half_tables() {
  HalfTables tables;
  for (std::size_t high = 0; high < 16; ++high) {
    const auto bit = static_cast<std::uint8_t>(1U << (tables.bits & 7U));
    bool used = false;
    for (std::size_t low = 0; low < 16; ++low) {
      if (trigger_classes[high * 16 + low] == 0) continue;
      tables.low[low] = static_cast<std::uint8_t>(tables.low[low] | bit);
      used = true;
    }
    if (!used) continue;
    tables.high[high] = bit;
    ++tables.bits;
  }
  return tables;
}

constexpr HalfTables half_tables = make_half_tables();
static_assert(half_tables.bits <= 8, "triggers lie in more than eight rows of sixteen bytes");

std::uint64_t mask_of_16(const char* bytes) {
  const v128_t low = wasm_v128_load(half_tables.low.data());
  const v128_t high = wasm_v128_load(half_tables.high.data());
  const v128_t text = wasm_v128_load(bytes);
  const v128_t found =
      wasm_v128_and(wasm_i8x16_swizzle(low, wasm_v128_and(text, wasm_i8x16_splat(0x0F))),
                    wasm_i8x16_swizzle(high, wasm_u8x16_shr(text, 4)));
  return wasm_i8x16_bitmask(wasm_i8x16_ne(found, wasm_i8x16_splat(0)));
}

}  // namespace

std::uint64_t trigger_mask(const Text& text, std::size_t at) {
  const char* const block = text.utf8().data() + at;
  return mask_of_16(block) | mask_of_16(block + 16) << 16 | mask_of_16(block + 32) << 32 |
         mask_of_16(block + 48) << 48;
}
#else
std::uint64_t trigger_mask(const Text& text, std::size_t at) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < trigger_block; i += 8) {
    const auto found = [&](std::size_t k) -> unsigned { return trigger_classes[text[at + i + k]]; };
    if ((found(0) | found(1) | found(2) | found(3) | found(4) | found(5) | found(6) | found(7)) ==
        0)
      continue;
    for (std::size_t k = 0; k < 8; ++k) {
      if (found(k) != 0) mask |= std::uint64_t{1} << (i + k);
    }
  }
  return mask;
}
#endif

}  // namespace feedspan::pii
