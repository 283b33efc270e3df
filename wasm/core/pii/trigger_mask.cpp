#include "core/pii/trigger_mask.h"

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

}  // namespace feedspan::pii
