#include "core/pii/triggers.h"

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
  for (const unsigned c :
       {0x25U, 0x26U, 0x28U, 0x5BU, 0x7BU, 0xC2U, 0xD9U, 0xDBU, 0xE0U, 0xE2U, 0xE3U, 0xEFU, 0xF0U})
    classes[c] = static_cast<std::uint8_t>(Trigger::disguise);
  return classes;
}

}  // namespace

constexpr std::array<std::uint8_t, 256> trigger_classes = make_trigger_classes();

std::size_t next_trigger(Text text, std::size_t end, std::size_t at) {
  constexpr unsigned triggers = ~static_cast<unsigned>(Trigger::beside);
  const auto found = [&](std::size_t i) -> unsigned { return trigger_classes[text[i]]; };
  while (at < end && ((found(at) | found(at + 1) | found(at + 2) | found(at + 3) | found(at + 4) |
                       found(at + 5) | found(at + 6) | found(at + 7)) &
                      triggers) == 0)
    at += 8;
  while (at < end && (found(at) & triggers) == 0) ++at;
  return at;
}

}  // namespace feedspan::pii
