#include "core/json/reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace feedspan::json {
namespace {

/// Whether the number is finite as a double, that is below 2^1024 - 2^970, where rounding to the
/// nearest gives infinity. Told from the digits, since WebAssembly's build converts no numbers
/// (libc_stand_ins.cpp) and both must say the same.
bool is_finite(std::string_view token) {
  constexpr std::string_view limit_digits = "17976931348623158079";
  constexpr std::int64_t limit_exponent = 309;  // of 0.179... * 10^309

  const std::size_t mantissa_size = std::min(token.find_first_of("eE"), token.size());
  const std::string_view mantissa = token.substr(0, mantissa_size);
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return true;  // zero, whatever its exponent

  std::int64_t exponent = 0;
  if (mantissa_size < token.size()) {
    std::string_view digits = token.substr(mantissa_size + 1);
    const bool negative = digits.front() == '-';
    if (digits.front() == '+') digits.remove_prefix(1);
    const auto parsed = text::parse_integer(digits);
    if (!parsed) return negative;
    exponent = *parsed;
  }
  const auto start = static_cast<std::int64_t>(first);
  const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa_size));
  const std::int64_t digits_before_point = start < point ? point - start : point + 1 - start;
  if (exponent != limit_exponent - digits_before_point)
    return exponent < limit_exponent - digits_before_point;

  std::string significant;
  for (const char c : mantissa.substr(first)) {
    if (c != '.') significant += c;
  }
  return significant < limit_digits;
}

class Characters final {
 public:
  using char_type = char;

  explicit Characters(std::string_view text) : text_(text) {}

  std::char_traits<char>::int_type get_character() {
    using Traits = std::char_traits<char>;
    return next_ < text_.size() ? Traits::to_int_type(text_[next_++]) : Traits::eof();
  }

 private:
  std::string_view text_;
  std::size_t next_ = 0;
};

/// nlohmann/json splits the text into tokens and checks strings, numbers and UTF-8; what may follow
/// what is here. Its own parser does that too, but words each refusal in an exception that nobody
/// here reads, and so brings along what throws, 2.2 KB of brotli.
class Reader final {
 public:
  Reader(std::string_view text, Visitor& visitor) : lexer_(Characters(text)), visitor_(visitor) {}

  bool read() {
    next();
    while (value()) {
      // After a value, what it stands in may end or go on.
      for (next(); !closers_.empty() && token_ == closers_.back(); next()) {
        if (!end()) return false;
      }
      if (closers_.empty()) return token_ == Token::end_of_input;
      if (token_ != Token::value_separator) return false;
      next();
      if (closers_.back() == Token::end_object && !key()) return false;
    }
    return false;
  }

 private:
  using Lexer = nlohmann::detail::lexer<nlohmann::json, Characters>;
  using Token = Lexer::token_type;

  void next() { token_ = lexer_.scan(); }

  /// A scalar or an empty object or array as a whole, any other up to its first scalar.
  bool value() {
    for (;;) {
      switch (token_) {
        case Token::begin_object:
          if (!begin(Type::object, Token::end_object)) return false;
          if (token_ == Token::end_object) return end();
          if (!key()) return false;
          break;
        case Token::begin_array:
          if (!begin(Type::array, Token::end_array)) return false;
          if (token_ == Token::end_array) return end();
          break;
        case Token::literal_null:
          return visitor_.value({.type = Type::null});
        case Token::literal_true:
        case Token::literal_false:
          return visitor_.value({.type = Type::boolean, .boolean = token_ == Token::literal_true});
        case Token::value_float:
          if (!is_finite(lexer_.get_string())) return false;
          [[fallthrough]];
        case Token::value_integer:
        case Token::value_unsigned:
          return visitor_.value({.type = Type::number, .text = lexer_.get_string()});
        case Token::value_string:
          return visitor_.value({.type = Type::string, .text = lexer_.get_string()});
        default:
          return false;
      }
    }
  }

  bool begin(Type type, Token closer) {
    if (!visitor_.value({.type = type})) return false;
    closers_.push_back(closer);
    next();
    return true;
  }

  bool end() {
    closers_.pop_back();
    return visitor_.end();
  }

  /// A key and its colon, up to the value.
  bool key() {
    if (token_ != Token::value_string || !visitor_.key(lexer_.get_string())) return false;
    next();
    if (token_ != Token::name_separator) return false;
    next();
    return true;
  }

  Lexer lexer_;
  Visitor& visitor_;
  Token token_ = Token::uninitialized;
  std::vector<Token> closers_;  ///< of each open object and array
};

}  // namespace

bool read(std::string_view text, Visitor& visitor) {
  return Reader(text, visitor).read();
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
