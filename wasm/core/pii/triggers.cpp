#include "core/pii/triggers.h"

#include "core/text/eight.h"

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
  // Percent signs, brackets, and the first bytes of characters of no width and of digits in other
  // scripts.
  for (const unsigned c :
       {0x25U, 0x28U, 0x5BU, 0x7BU, 0xD9U, 0xDBU, 0xE0U, 0xE2U, 0xE3U, 0xEFU, 0xF0U})
    classes[c] = static_cast<std::uint8_t>(Trigger::disguise);
  return classes;
}

/// Not 0 if one of eight bytes may be a trigger: any that is not ASCII, "%(-", and what stands from
/// '0' to '_' or behind 'z'. None of the sums reaches into the next byte.
constexpr std::uint64_t suspects(std::uint64_t bytes) {
  using text::eight_of;
  const std::uint64_t ascii = bytes & eight_of(0x7F);
  const std::uint64_t from_0 = ascii + eight_of(0x80 - '0');
  const std::uint64_t behind_capitals = ascii + eight_of(0x80 - '`');
  const std::uint64_t behind_letters = ascii + eight_of(0x80 - '{');
  // The high bit is missing where there is nothing to add 0x7F to. '%' is '-' but for one bit.
  const std::uint64_t others = ((ascii | eight_of(8)) ^ eight_of('-')) + eight_of(0x7F);
  const std::uint64_t brackets = (ascii ^ eight_of('(')) + eight_of(0x7F);
  return ((from_0 & ~behind_capitals) | behind_letters | ~(others & brackets) | bytes) &
         eight_of(0x80);
}

}  // namespace

constexpr std::array<std::uint8_t, 256> trigger_classes = make_trigger_classes();

std::size_t next_trigger(Text text, std::size_t end, std::size_t at) {
  while (at < end) {
    const std::uint64_t found = suspects(text.eight(at));
    if (found == 0) {
      at += 8;
      continue;
    }
    at += text::first_in(found);
    do {
      if ((trigger_classes[text[at]] & ~static_cast<unsigned>(Trigger::beside)) != 0) return at;
      ++at;
    } while (text[at] >= 0x80);
  }
  return at;
}

}  // namespace feedspan::pii
