#include "core/pii/redact.h"

#include <utility>

namespace feedspan::pii {

const Masking placeholders;

bool Redactor::redact(std::string_view utf8, std::string& out, std::string_view field) {
  // Placeholders free a neighbour rarely, and a neighbour's neighbour in made-up text only; the
  // bound keeps even that linear.
  constexpr int most_rounds = 8;
  const bool masked = mask_once(utf8, out, field);
  found_.swap(spans_);
  if (!masked) {
    out.assign(utf8);
    return false;
  }
  std::string again;
  for (int round = 1; round < most_rounds && mask_once(out, again, field); ++round)
    std::swap(out, again);
  return true;
}

/// False, with `out` as it was, if there is nothing to mask.
bool Redactor::mask_once(std::string_view utf8, std::string& out, std::string_view field) {
  spans_.clear();
  find(utf8, field, spans_);
  if (spans_.empty()) return false;
  out.clear();
  replace(utf8, field, spans_, out);
  return true;
}

void Redactor::find(std::string_view utf8, std::string_view /*field*/,
                    std::vector<Span>& out) const {
  scan(utf8, {}, out);
}

void Redactor::replace(std::string_view utf8, std::string_view /*field*/,
                       const std::vector<Span>& spans, std::string& out) {
  std::size_t copied = 0;
  for (const Span& span : spans) {
    out.append(utf8, copied, span.begin - copied);
    out += '[';
    out += name(span.kind);
    out += ']';
    copied = span.end;
    report_.add(name(span.kind), 1);
  }
  out.append(utf8, copied);
}

void Masking::find(std::string_view utf8, std::string_view /*field*/,
                   std::vector<Span>& out) const {
  scan(utf8, {}, out);
}

std::unique_ptr<Redactor> Masking::redactor() const {
  return std::make_unique<Redactor>();
}

Sha256::Digest Masking::pseudonym(std::string_view user) const {
  return Sha256().field("feedspan user").field(user).finish();
}

bool redact(std::string_view utf8, const Masking& masking, std::string& out, Report& report) {
  const std::unique_ptr<Redactor> redactor = masking.redactor();
  const bool masked = redactor->redact(utf8, out);
  report = redactor->report();
  return masked;
}

}  // namespace feedspan::pii
