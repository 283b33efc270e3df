#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "core/pii/names.h"

namespace feedspan::pii {

/// The bytes of the pack that a page would load, as scripts/names.mjs has written them for this
/// build.
inline const std::string& names_pack() {
  static const std::string bytes = [] {
    std::ifstream file(FEEDSPAN_NAMES_PACK, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  return bytes;
}

inline const Names& packed_names() {
  static const Names names = [] {
    Names loaded;
    if (!loaded.load(names_pack())) std::abort();
    return loaded;
  }();
  return names;
}

}  // namespace feedspan::pii
