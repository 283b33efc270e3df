#include "core/pii/recognizers/digits.h"

namespace feedspan::pii {

std::size_t digits_end(Text text, std::size_t at) {
  std::size_t i = at;
  while (i - at < 6 && text::is_digit(text[i])) ++i;
  return i;
}

unsigned value_of(Text text, std::size_t begin, std::size_t end) {
  unsigned value = 0;
  for (; begin < end; ++begin) value = value * 10 + (text[begin] - '0');
  return value;
}

bool is_century(Text text, std::size_t at) {
  return (text[at] == '1' && text[at + 1] == '9') || (text[at] == '2' && text[at + 1] == '0');
}

}  // namespace feedspan::pii
