#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/policy.h"
#include "core/pii/report.h"

namespace feedspan::pii {

/// Masks the texts of one event. One object serves all fields of the event, so that numbers and
/// counts go through it. Views `policy`, which must outlive it.
class Redactor {
 public:
  explicit Redactor(const Policy& policy) : policy_(policy) {}

  /// Replaces `out` by `utf8` with all that the policy does not allow masked. True if anything was.
  ///
  /// `field` chooses the actions (`Policy::actions_in`). Masking a masked text changes nothing:
  /// what is masked is scanned again until nothing is found, since a placeholder can free its
  /// neighbour of what spoke against it. `utf8` must not view `out`.
  bool redact(std::string_view utf8, std::string& out, std::string_view field = {});

  /// The same for what the site's program wrote, a name or a label: terms, patterns and names are
  /// not looked for.
  bool redact_label(std::string_view utf8, std::string& out);

  const Report& report() const { return report_; }

  /// Where the last text was masked, in bytes of `utf8`: what was found in it at first.
  const std::vector<Span>& spans() const { return found_; }

 private:
  /// A value that has a number. The value itself is kept nowhere.
  struct Numbered {
    std::uint64_t hash = 0;
    std::uint32_t number = 0;  ///< 0 for a free slot
  };
  using Find = void (*)(std::string_view utf8, const Policy& policy, const Actions& actions,
                        std::vector<Span>& out);

  bool redact(std::string_view utf8, std::string& out, const Actions& actions, Find find);
  bool mask_once(std::string_view utf8, std::string& out, const Actions& actions, Find find);
  void append(const Span& span, std::string_view value, Action action, std::string& out);
  std::uint32_t number_of(Kind kind, std::string_view value);
  void grow_numbered();
  void reserve_numbers_in(std::string_view utf8);

  const Policy& policy_;
  Report report_;
  std::array<std::uint32_t, most_types> last_number_{};
  std::vector<Numbered>
      numbered_;  ///< open addressing; its size is a power of two, at most half of it is used
  std::size_t numbered_count_ = 0;
  std::vector<Span> spans_;  ///< of the text at hand; kept for its capacity
  std::vector<Span> found_;
  std::string value_;  ///< a canonical form; kept for its capacity
};

/// One text on its own.
bool redact(std::string_view utf8, const Policy& policy, std::string& out, Report& report);

}  // namespace feedspan::pii
