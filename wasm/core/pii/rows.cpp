#include "core/pii/rows.h"

#include "core/text/ascii.h"

namespace feedspan::pii {

int find_row(const char* rows, unsigned number) {
  unsigned passed = 0;
  for (unsigned at = 0; *rows != 0; ++rows) {
    const auto c = static_cast<unsigned char>(*rows);
    if (text::is_digit(c)) {
      passed = passed * 10 + (c - '0');
      continue;
    }
    at += passed + 1;
    passed = 0;
    if (at >= number) return at == number ? c - 'a' : -1;
  }
  return -1;
}

}  // namespace feedspan::pii
