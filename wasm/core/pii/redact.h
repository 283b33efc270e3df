#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest/sha256.h"
#include "core/pii/report.h"
#include "core/pii/scan.h"

/// Masking, as those see it who have texts to be masked. What is here puts placeholders in the
/// place of everything that is found, which is what most sites want; whatever else a site may ask
/// for is `Policy` (policy.h), in a module of its own that only those pages load.
namespace feedspan::pii {

/// The field of a text that the site's program wrote: a name or a label. Terms, patterns and the
/// policies of fields do not count in it.
inline constexpr std::string_view label_field = "label";

/// Masks the texts of one event. One object serves all fields of the event, so that numbers and
/// counts go through it.
class Redactor {
 public:
  Redactor() = default;
  Redactor(const Redactor&) = delete;
  Redactor& operator=(const Redactor&) = delete;
  virtual ~Redactor() = default;

  /// Replaces `out` by `utf8` with all that is not allowed in `field` masked. True if anything was.
  ///
  /// `field` is as policies name it: "message", "value", "userId", "metadata.order.note", or
  /// `label_field`. Masking a masked text changes nothing: what is masked is scanned again until
  /// nothing is found, since a placeholder can free its neighbour of what spoke against it. `utf8`
  /// must not view `out`.
  bool redact(std::string_view utf8, std::string& out, std::string_view field = {});

  const Report& report() const { return report_; }

  /// Where the last text was masked, in bytes of `utf8`: what was found in it at first.
  const std::vector<Span>& spans() const { return found_; }

 protected:
  /// Appends what is to be masked, in order and without overlap.
  virtual void find(std::string_view utf8, std::string_view field, std::vector<Span>& out) const;

  /// Writes `utf8` to `out`, which is empty, with `spans` masked, and counts them.
  virtual void replace(std::string_view utf8, std::string_view field,
                       const std::vector<Span>& spans, std::string& out);

  Report report_;

 private:
  bool mask_once(std::string_view utf8, std::string& out, std::string_view field);

  std::vector<Span> spans_;  ///< of the text at hand; kept for its capacity
  std::vector<Span> found_;
};

/// What is looked for and what is done with it: here the kinds, and placeholders.
class Masking {
 public:
  virtual ~Masking() = default;

  /// What a redactor would mask first in `field`, in order and without overlap.
  virtual void find(std::string_view utf8, std::string_view field, std::vector<Span>& out) const;

  /// For one event. It views this object.
  virtual std::unique_ptr<Redactor> redactor() const;

  /// Of a user id that is an address or a number of a person.
  virtual Sha256::Digest pseudonym(std::string_view user) const;
};

/// Placeholders for everything that is found.
extern const Masking placeholders;

/// One text on its own.
bool redact(std::string_view utf8, const Masking& masking, std::string& out, Report& report);

}  // namespace feedspan::pii
