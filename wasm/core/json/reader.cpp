#include "core/json/reader.h"

#include <cstdint>
#include <nlohmann/json.hpp>

namespace feedspan::json {
namespace {

using nlohmann_json = nlohmann::json;

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
    return visitor_.value({.type = Type::number, .text = token});
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
