#include "core/event/links.h"

#include <algorithm>

#include "core/text/ascii.h"

namespace feedspan {
namespace {

constexpr std::size_t max_link_size = 128;

bool is_id_character(char c) {
  return text::is_alnum(static_cast<unsigned char>(c)) ||
         std::string_view("._:~+/=-").find(c) != std::string_view::npos;
}

bool is_label_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != 0x7F;
}

bool is_hex_id(std::string_view value) {
  return (value.size() == 16 || value.size() == 32) &&
         std::all_of(value.begin(), value.end(),
                     [](char c) { return text::is_hex(static_cast<unsigned char>(c)); });
}

}  // namespace

std::optional<Link> Links::target() const {
  for (std::size_t i = 0; i < target_link_count; ++i) {
    if (!values_[i].empty()) return static_cast<Link>(i);
  }
  return std::nullopt;
}

bool normalise_link(Link link, std::string& value) {
  if (value.empty() || value.size() > max_link_size) return false;
  if (static_cast<std::size_t>(link) >= target_link_count) {
    return std::all_of(value.begin(), value.end(), is_label_character);
  }
  if (value.front() == '+' || !std::all_of(value.begin(), value.end(), is_id_character))
    return false;
  if (std::all_of(value.begin(), value.end(), [](char c) { return c == '0' || c == '-'; }))
    return false;
  if ((link == Link::trace || link == Link::span) && is_hex_id(value)) {
    for (char& c : value) c = static_cast<char>(text::to_lower(static_cast<unsigned char>(c)));
  }
  return true;
}

bool is_link_token(std::string_view value) {
  return std::all_of(value.begin(), value.end(), is_id_character);
}

}  // namespace feedspan
