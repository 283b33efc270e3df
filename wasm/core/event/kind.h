#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace feedspan {

enum class Kind : std::uint8_t {
  thumb,
  number,
  boolean,
  text,
  enumeration,
  signal,
  correction,
  retraction
};

/// The words of the kinds, in the order of the enum: the one source, held against js/index.d.ts by
/// `scripts/check enums`.
inline constexpr std::array<std::string_view, 8> kind_names = {
    "thumb", "number", "boolean", "text", "enum", "signal", "correction", "retraction"};

constexpr std::string_view name(Kind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

constexpr std::optional<Kind> kind_of(std::string_view name) {
  for (std::size_t i = 0; i < kind_names.size(); ++i) {
    if (kind_names[i] == name) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

}  // namespace feedspan
