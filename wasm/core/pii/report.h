#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/kind.h"

namespace feedspan::pii {

/// Whether `name` has the form of a type's name: 1 to 32 capitals and underscores, a letter first
/// and last.
bool is_type_name(std::string_view name);

/// The kind of that name, as a number; `kind_count` if it is none.
std::size_t kind_of_name(std::string_view name);

/// How many spans were masked, by type. Holds no text, so it travels with the event.
struct Report {
  struct Own {
    std::string type;
    std::uint32_t count = 0;

    friend bool operator==(const Own&, const Own&) = default;
  };
  static constexpr std::size_t most_own = 64;

  std::array<std::uint32_t, kind_count> counts{};  ///< by `index(kind)`
  /// The site's own types, and `DROPPED`: fields of which nothing is left.
  std::vector<Own> own;

  /// Of a type that is no kind, `most_own` are kept. Names that `is_type_name` refuses are left out.
  void add(std::string_view type, std::uint32_t count);
  void add(const Report& other);

  std::uint32_t total() const;
  bool empty() const { return total() == 0; }
};

}  // namespace feedspan::pii
