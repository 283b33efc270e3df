#include "core/json/reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace feedspan::json {
namespace {

using nlohmann_json = nlohmann::json;

/// Whether the number is surely finite as a double: below 1e308. The parser refuses what overflows,
/// but only where its library converts numbers, which the WebAssembly build has no use for
/// (libc_stand_ins.cpp); so both builds hold to this.
bool is_finite(std::string_view token) {
  const std::size_t exponent_at = token.find_first_of("eE");
  const std::string_view mantissa = token.substr(0, exponent_at);
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos || exponent_at == std::string_view::npos)
    return token.size() < 308;
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::int64_t digits = first < point ? static_cast<std::int64_t>(point - first) : 0;
  std::string_view exponent = token.substr(exponent_at + 1);
  if (exponent.front() == '+') exponent.remove_prefix(1);
  if (exponent.front() == '-') return mantissa.size() < 308;
  const auto value = text::parse_integer(exponent);
  return value && *value < 308 && digits + *value <= 308;
}

/// The only instance of nlohmann's parser in the core: it is a template over its handler, and each
/// instance costs 10 KB.
class Adapter final {
 public:
  explicit Adapter(Visitor& visitor) : visitor_(visitor) {}

  bool null() { return visitor_.value({.type = Type::null}); }
  bool boolean(bool value) { return visitor_.value({.type = Type::boolean, .boolean = value}); }
  bool number_integer(std::int64_t value) { return whole(value); }
  bool number_unsigned(std::uint64_t value) { return whole(value); }
  bool number_float(double /*value*/, const std::string& token) {
    return is_finite(token) && visitor_.value({.type = Type::number, .text = token});
  }
  bool string(const std::string& value) {
    return visitor_.value({.type = Type::string, .text = value});
  }
  bool binary(const nlohmann_json::binary_t& /*value*/) { return false; }  // no JSON text holds one
  bool start_object(std::size_t /*size*/) { return visitor_.value({.type = Type::object}); }
  bool key(const std::string& name) { return visitor_.key(name); }
  bool end_object() { return visitor_.end(); }
  bool start_array(std::size_t /*size*/) { return visitor_.value({.type = Type::array}); }
  bool end_array() { return visitor_.end(); }
  static bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                          const nlohmann::detail::exception& /*error*/) {
    return false;
  }

 private:
  template <class Integer>
  bool whole(Integer value) {
    token_.clear();
    text::append_decimal(token_, value);
    return visitor_.value({.type = Type::number, .text = token_});
  }

  Visitor& visitor_;
  std::string token_;
};

}  // namespace

bool read(std::string_view text, Visitor& visitor) {
  Adapter adapter(visitor);
  return nlohmann_json::sax_parse(text.data(), text.data() + text.size(), &adapter);
}

bool PathVisitor::key(std::string_view name) {
  path_.resize(levels_.back().base);
  if (!path_.empty()) path_ += '.';
  path_ += name.find_first_of(".[") == name.npos ? name : "?";
  return true;
}

bool PathVisitor::value(const Value& value) {
  if (!value_at(path_, value)) return false;
  if (value.type == Type::object || value.type == Type::array) {
    levels_.push_back({path_.size(), value.type == Type::array});
    if (value.type == Type::array) path_ += "[]";
  } else {
    leave_value();
  }
  return true;
}

bool PathVisitor::end() {
  path_.resize(levels_.back().base);
  levels_.pop_back();
  leave_value();
  return true;
}

/// After a value in an array the path is that of the array's next value.
void PathVisitor::leave_value() {
  if (levels_.empty() || !levels_.back().array) return;
  path_.resize(levels_.back().base);
  path_ += "[]";
}

}  // namespace feedspan::json
