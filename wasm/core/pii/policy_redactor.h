#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/policy.h"
#include "core/pii/redact.h"

namespace feedspan::pii {

/// Masks as a policy says. Views it, so it must outlive this object.
class PolicyRedactor final : public Redactor {
 public:
  explicit PolicyRedactor(const Policy& policy) : policy_(policy) {}

 private:
  /// A value that has a number. The value itself is kept nowhere.
  struct Numbered {
    std::uint64_t hash = 0;
    std::uint32_t number = 0;  ///< 0 for a free slot
  };

  void find(std::string_view utf8, std::string_view field, std::vector<Span>& out) const override;
  void replace(std::string_view utf8, std::string_view field, const std::vector<Span>& spans,
               std::string& out) override;
  void append(const Span& span, std::string_view value, Action action, std::string& out);
  std::uint32_t number_of(Kind kind, std::string_view value);
  void grow_numbered();
  void reserve_numbers_in(std::string_view utf8);

  const Policy& policy_;
  std::array<std::uint32_t, most_types> last_number_{};
  std::vector<Numbered>
      numbered_;  ///< open addressing; its size is a power of two, at most half of it is used
  std::size_t numbered_count_ = 0;
  std::string value_;  ///< a canonical form; kept for its capacity
};

}  // namespace feedspan::pii
