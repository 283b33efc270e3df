#include "core/pii/report.h"

#include <algorithm>

#include "core/text/ascii.h"

namespace feedspan::pii {

bool is_type_name(std::string_view name) {
  constexpr std::size_t longest = 32;
  const auto is_capital = [](char c) { return text::is_upper(static_cast<unsigned char>(c)); };
  return !name.empty() && name.size() <= longest && is_capital(name.front()) &&
         is_capital(name.back()) && std::all_of(name.begin(), name.end(), [&](char c) {
           return is_capital(c) || c == '_';
         });
}

std::size_t kind_of_name(std::string_view name) {
  const auto found = std::find(kind_names.begin(), kind_names.end(), name);
  return static_cast<std::size_t>(found - kind_names.begin());
}

void Report::add(std::string_view type, std::uint32_t count) {
  const std::size_t kind = kind_of_name(type);
  if (kind < kind_count) {
    counts[kind] += count;
    return;
  }
  auto found =
      std::find_if(own.begin(), own.end(), [&](const Own& each) { return each.type == type; });
  if (found == own.end()) {
    if (own.size() == most_own || !is_type_name(type)) return;
    found = own.insert(own.end(), {std::string(type), 0});
  }
  found->count += count;
}

void Report::add(const Report& other) {
  for (std::size_t i = 0; i < kind_count; ++i) counts[i] += other.counts[i];
  for (const Own& each : other.own) add(each.type, each.count);
}

std::uint32_t Report::total() const {
  std::uint32_t sum = 0;
  for (const std::uint32_t count : counts) sum += count;
  for (const Own& each : own) sum += each.count;
  return sum;
}

}  // namespace feedspan::pii
