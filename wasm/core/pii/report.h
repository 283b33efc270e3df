#pragma once

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
class Report {
 public:
  static constexpr std::size_t most_own = 64;

  /// The first `most_own` types that are no kinds are kept: the site's own, and `DROPPED` for
  /// fields of which nothing is left. Names that `is_type_name` refuses are left out.
  void add(std::string_view type, std::uint32_t count);
  void add(const Report& other);

  bool empty() const { return total() == 0; }
  std::uint64_t total() const;
  std::uint32_t count(std::string_view type) const;

  /// Calls `on_type(name, count)` for each type that was found, kinds first.
  template <class OnType>
  void for_each(OnType on_type) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if (counts_[i] > 0) on_type(name(i), counts_[i]);
    }
  }

 private:
  std::size_t size() const { return counts_.size(); }
  std::string_view name(std::size_t type) const;

  /// Of the kinds by number, then of the own types, in the order of `own_`. Nothing until the
  /// first.
  std::vector<std::uint32_t> counts_;
  std::string own_;  ///< the names of the own types, each with a space behind it
};

}  // namespace feedspan::pii
