#include "core/pii/policy_redactor.h"

#include <algorithm>
#include <utility>

#include "core/digest/hmac.h"
#include "core/pii/masked.h"
#include "core/pii/value.h"
#include "core/text/decimal.h"

namespace feedspan::pii {
namespace {

/// 64 bits of a keyed hash, in letters: digits could be taken for a number again.
void append_hash(const Policy& policy, std::string_view type, std::string_view canonical,
                 std::string& out) {
  constexpr std::size_t bytes = 8;
  const Sha256::Digest digest = hmac(policy.key, type, canonical);
  std::string letters;
  for (std::size_t i = 0; i < bytes; ++i) {
    letters += static_cast<char>('a' + (digest[i] >> 4));
    letters += static_cast<char>('a' + (digest[i] & 15));
  }
  append_masked(out, type, letters);
}

}  // namespace

void PolicyRedactor::find(std::string_view utf8, std::string_view field,
                          std::vector<Span>& out) const {
  policy_.find(utf8, field, out);
}

void PolicyRedactor::replace(std::string_view utf8, std::string_view field,
                             const std::vector<Span>& spans, std::string& out) {
  const Actions& actions = policy_.actions_in(field);
  reserve_numbers_in(utf8);
  std::size_t copied = 0;
  bool drop = false;
  for (const Span& span : spans) {
    const Action action = actions[index(span.kind)];
    drop = drop || action == Action::drop;
    out.append(utf8, copied, span.begin - copied);
    append(span, utf8.substr(span.begin, span.end - span.begin), action, out);
    copied = span.end;
    report_.add(policy_.type_name(span.kind), 1);
  }
  out.append(utf8, copied);
  if (drop) {
    out.clear();
    append_masked(out, dropped, {});
    report_.add(dropped, 1);
  }
}

void PolicyRedactor::append(const Span& span, std::string_view value, Action action,
                            std::string& out) {
  const std::string_view type = policy_.type_name(span.kind);
  canonical(form_of(span.kind), value, value_);
  if (action == Action::hash) {
    append_hash(policy_, type, value_, out);
  } else if (action == Action::numbered) {
    out += '[';
    out += type;
    out += '_';
    text::append_decimal(out, number_of(span.kind, value_));
    out += ']';
  } else {
    append_masked(out, type,
                  action == Action::partial ? partial_of(span, value) : std::string_view());
  }
}

std::uint32_t PolicyRedactor::number_of(Kind kind, std::string_view canonical) {
  if (numbered_count_ * 2 >= numbered_.size()) grow_numbered();
  const std::uint64_t hash = value_hash(index(kind), canonical);
  const std::size_t mask = numbered_.size() - 1;
  std::size_t slot = static_cast<std::size_t>(hash) & mask;
  while (numbered_[slot].number != 0 && numbered_[slot].hash != hash) slot = (slot + 1) & mask;
  if (numbered_[slot].number == 0) {
    numbered_[slot] = {hash, ++last_number_[index(kind)]};
    ++numbered_count_;
  }
  return numbered_[slot].number;
}

void PolicyRedactor::grow_numbered() {
  std::vector<Numbered> grown(std::max<std::size_t>(16, numbered_.size() * 2));
  const std::size_t mask = grown.size() - 1;
  for (const Numbered& entry : numbered_) {
    if (entry.number == 0) continue;
    std::size_t slot = static_cast<std::size_t>(entry.hash) & mask;
    while (grown[slot].number != 0) slot = (slot + 1) & mask;
    grown[slot] = entry;
  }
  numbered_ = std::move(grown);
}

/// A text that was masked before and then edited already uses numbers; new values must not share
/// them.
void PolicyRedactor::reserve_numbers_in(std::string_view utf8) {
  for (Masked masked = next_masked(utf8, 0, policy_); masked.begin < utf8.size();
       masked = next_masked(utf8, masked.end, policy_)) {
    // A number that only somebody's own text can have must not use the numbers up.
    constexpr std::uint32_t largest = 1'000'000;
    if (masked.number == 0 || masked.number > largest) continue;
    std::uint32_t& last = last_number_[masked.type];
    last = std::max(last, masked.number);
  }
}

}  // namespace feedspan::pii
