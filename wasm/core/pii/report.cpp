#include "core/pii/report.h"

#include <algorithm>
#include <numeric>

#include "core/text/ascii.h"

namespace feedspan::pii {

bool is_type_name(std::string_view name) {
  constexpr std::size_t longest = 32;
  const auto is_capital = [](char c) { return text::is_upper(static_cast<unsigned char>(c)); };
  return !name.empty() && name.size() <= longest && is_capital(name.front()) &&
         is_capital(name.back()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_capital(c) || c == '_'; });
}

std::size_t kind_of_name(std::string_view name) {
  const auto found = std::find(kind_names.begin(), kind_names.end(), name);
  return static_cast<std::size_t>(found - kind_names.begin());
}

void Report::add(std::string_view type, std::uint32_t count) {
  if (counts_.empty()) counts_.resize(kind_count);
  std::size_t at = kind_of_name(type);
  if (at == kind_count) {
    while (at < size() && name(at) != type) ++at;
    if (at == size()) {
      if (at == kind_count + most_own || !is_type_name(type)) return;
      own_ += type;
      own_ += ' ';
      counts_.push_back(0);
    }
  }
  counts_[at] += count;
}

void Report::add(const Report& other) {
  other.for_each([this](std::string_view type, std::uint32_t count) { add(type, count); });
}

std::string_view Report::name(std::size_t type) const {
  if (type < kind_count) return kind_names[type];
  std::string_view rest = own_;
  for (; type > kind_count; --type) rest.remove_prefix(rest.find(' ') + 1);
  return rest.substr(0, rest.find(' '));
}

std::uint64_t Report::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint32_t Report::count(std::string_view type) const {
  std::uint32_t sum = 0;
  for_each([&](std::string_view each, std::uint32_t count) { sum += each == type ? count : 0; });
  return sum;
}

}  // namespace feedspan::pii
