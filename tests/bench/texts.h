#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace feedspan::bench {

/// tests/bench/texts.json, which the JavaScript benchmarks read too.
inline nlohmann::json read_texts() {
  std::ifstream stream(std::string(FEEDSPAN_BENCH_DIR) + "/texts.json");
  return nlohmann::json::parse(stream);
}

inline std::string repeat(std::string_view unit, std::size_t size) {
  std::string text;
  while (text.size() < size) text += unit;
  text.resize(size);
  return text;
}

/// The same bytes every time (SplitMix64), most of them no valid UTF-8.
inline std::string random_bytes(std::size_t size) {
  std::string text(size, '\0');
  std::uint64_t state = 1;
  for (char& byte : text) {
    state += 0x9e3779b97f4a7c15;
    std::uint64_t z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    byte = static_cast<char>(z >> 56);
  }
  return text;
}

}  // namespace feedspan::bench
