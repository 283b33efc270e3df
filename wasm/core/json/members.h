#pragma once

#include <cstddef>
#include <string_view>

namespace feedspan::json {

/// Calls `take(key, value)` for each member of an object that a `Writer` wrote, that is one that is
/// known to be JSON without white space. Both are views of its text: the key with its quotes and
/// escapes, ready to be written again, and the whole value.
template <class Take>
void for_each_member(std::string_view object, Take take) {
  std::size_t start = 1;
  std::size_t colon = 0;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < object.size(); ++i) {
    const char c = object[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
      continue;
    }
    if (c == '"') in_string = true;
    if (c == ':' && depth == 1 && colon == 0) colon = i;
    if ((c == ',' || c == '}') && depth == 1 && colon != 0) {
      take(object.substr(start, colon - start), object.substr(colon + 1, i - colon - 1));
      start = i + 1;
      colon = 0;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
}

}  // namespace feedspan::json
