#include "core/pii/redact.h"

#include <algorithm>
#include <utility>

#include "core/text/ascii.h"

namespace feedspan::pii {
namespace {

/// Rounds of masking for one text. Placeholders free a neighbour rarely, and a neighbour's
/// neighbour in made-up text only; the bound keeps even that linear.
constexpr int most_rounds = 8;

void append_number(std::uint32_t number, std::string& out) {
  char digits[10];
  std::size_t size = 0;
  do {
    digits[size++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0);
  while (size > 0) out += digits[--size];
}

/// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over what makes two values the same: case
/// never counts; in numbers separators, the prefix ("+", "00") and a trunk zero in parentheses do
/// not either.
std::uint64_t value_hash(Kind kind, std::string_view value) {
  const bool separated = kind == Kind::phone || kind == Kind::credit_card || kind == Kind::iban;
  std::uint64_t hash = (0xCBF29CE484222325U ^ index(kind)) * 0x100000001B3U;
  bool begun = kind != Kind::phone;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const unsigned char c = text::to_lower(static_cast<unsigned char>(value[i]));
    if (separated && !text::is_alnum(c)) continue;
    if (!begun && c == '0') continue;
    if (kind == Kind::phone && c == '0' && value[i - 1] == '(' && value.substr(i + 1, 1) == ")")
      continue;
    begun = true;
    hash = (hash ^ c) * 0x100000001B3U;
  }
  return hash;
}

}  // namespace

std::uint32_t Report::total() const {
  std::uint32_t sum = 0;
  for (const std::uint32_t count : counts) sum += count;
  return sum;
}

bool Redactor::redact(std::string_view utf8, std::string& out) {
  if (!mask_once(utf8, out)) {
    out.assign(utf8);
    return false;
  }
  std::string again;
  for (int round = 1; round < most_rounds && mask_once(out, again); ++round) std::swap(out, again);
  return true;
}

/// False, with `out` as it was, if there is nothing to mask.
bool Redactor::mask_once(std::string_view utf8, std::string& out) {
  spans_.clear();
  scan(utf8, policy_.scan, spans_);
  std::erase_if(spans_, [this](const Span& span) {
    return policy_.actions[index(span.kind)] == Action::allow;
  });
  if (spans_.empty()) return false;

  reserve_numbers_in(utf8);
  out.clear();
  std::size_t copied = 0;
  for (const Span& span : spans_) {
    out.append(utf8, copied, span.begin - copied);
    out += '[';
    out += name(span.kind);
    if (policy_.actions[index(span.kind)] == Action::numbered) {
      out += '_';
      append_number(number_of(span.kind, utf8.substr(span.begin, span.end - span.begin)), out);
    }
    out += ']';
    copied = span.end;
    ++report_.counts[index(span.kind)];
  }
  out.append(utf8, copied);
  return true;
}

std::uint32_t Redactor::number_of(Kind kind, std::string_view value) {
  if (numbered_count_ * 2 >= numbered_.size()) grow_numbered();
  const std::uint64_t hash = value_hash(kind, value);
  const std::size_t mask = numbered_.size() - 1;
  std::size_t slot = static_cast<std::size_t>(hash) & mask;
  while (numbered_[slot].number != 0 && numbered_[slot].hash != hash) slot = (slot + 1) & mask;
  if (numbered_[slot].number == 0) {
    numbered_[slot] = {hash, ++last_number_[index(kind)]};
    ++numbered_count_;
  }
  return numbered_[slot].number;
}

void Redactor::grow_numbered() {
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
void Redactor::reserve_numbers_in(std::string_view utf8) {
  constexpr std::size_t most_digits = 6;
  for (std::size_t open = utf8.find('['); open != std::string_view::npos;
       open = utf8.find('[', open + 1)) {
    for (std::size_t kind = 0; kind < kind_count; ++kind) {
      const std::string_view kind_name = kind_names[kind];
      std::size_t i = open + 1;
      if (utf8.substr(i, kind_name.size()) != kind_name) continue;
      i += kind_name.size();
      if (utf8.substr(i, 1) != "_") continue;
      std::uint32_t number = 0;
      const std::size_t end = std::min(utf8.size(), ++i + most_digits);
      for (; i < end && text::is_digit(static_cast<unsigned char>(utf8[i])); ++i) {
        number = number * 10 + static_cast<std::uint32_t>(utf8[i] - '0');
      }
      if (utf8.substr(i, 1) == "]") last_number_[kind] = std::max(last_number_[kind], number);
    }
  }
}

bool redact(std::string_view utf8, const Policy& policy, std::string& out, Report& report) {
  Redactor redactor(policy);
  const bool masked = redactor.redact(utf8, out);
  report = redactor.report();
  return masked;
}

}  // namespace feedspan::pii
