#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/kind.h"
#include "core/pii/scan.h"

namespace feedspan::pii {

/// What happens to a span of some kind.
enum class Action : std::uint8_t {
  placeholder,  ///< "[EMAIL]"
  numbered,     ///< "[EMAIL_1]": equal values of one event get equal numbers
  allow,        ///< stays in the text and is not counted
};

struct Policy {
  std::array<Action, kind_count> actions{};  ///< by `index(kind)`; placeholder for all
  Options scan;
};

/// How many spans were masked, by `index(kind)`. Holds no text, so it may travel with the event.
struct Report {
  std::array<std::uint32_t, kind_count> counts{};

  std::uint32_t total() const;
};

/// Masks the texts of one event. One object serves all fields of the event, so that numbers and
/// counts go through it.
class Redactor {
 public:
  explicit Redactor(const Policy& policy) : policy_(policy) {}

  /// Replaces `out` by `utf8` with all that the policy does not allow masked. True if anything was.
  ///
  /// Masking a masked text changes nothing: what is masked is scanned again until nothing is found,
  /// since a placeholder can free its neighbour of what spoke against it. `utf8` must not view
  /// `out`.
  bool redact(std::string_view utf8, std::string& out);

  const Report& report() const { return report_; }

 private:
  /// A value that has a number. The value itself is kept nowhere.
  struct Numbered {
    std::uint64_t hash = 0;
    std::uint32_t number = 0;  ///< 0 for a free slot
  };

  bool mask_once(std::string_view utf8, std::string& out);
  std::uint32_t number_of(Kind kind, std::string_view value);
  void grow_numbered();
  void reserve_numbers_in(std::string_view utf8);

  Policy policy_;
  Report report_;
  std::array<std::uint32_t, kind_count> last_number_{};
  std::vector<Numbered>
      numbered_;  ///< open addressing; its size is a power of two, at most half of it is used
  std::size_t numbered_count_ = 0;
  std::vector<Span> spans_;  ///< of the text at hand; kept for its capacity
};

/// One text on its own.
bool redact(std::string_view utf8, const Policy& policy, std::string& out, Report& report);

}  // namespace feedspan::pii
