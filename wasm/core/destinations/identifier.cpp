#include "core/destinations/identifier.h"

#include <algorithm>

#include "core/text/ascii.h"

namespace feedspan {

std::string identifier_of(std::string_view name) {
  std::string out(name);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return !text::is_word(static_cast<unsigned char>(c)); },
      '_');
  return out;
}

}  // namespace feedspan
