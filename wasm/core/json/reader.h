#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/decimal.h"

namespace feedspan::json {

enum class Type : std::uint8_t { null, boolean, number, string, object, array };

/// A value as the reader meets it. For objects and arrays it stands for their beginning.
struct Value {
  Type type = Type::null;
  bool boolean = false;
  /// A string's UTF-8, or a number's token (never NaN or infinite). Valid during the call only.
  std::string_view text{};

  bool is_string() const { return type == Type::string; }

  /// A number without its fraction, if that fits 64 bits; exponents are not taken.
  std::optional<std::int64_t> integer() const {
    if (type != Type::number || text.find_first_of("eE") != text.npos) return std::nullopt;
    return text::parse_integer(text.substr(0, text.find('.')));
  }
};

/// Receives a document in order. Each function answers whether to go on.
class Visitor {
 public:
  virtual ~Visitor() = default;
  virtual bool key(std::string_view name) = 0;
  virtual bool value(const Value& value) = 0;  ///< a scalar, or the beginning of an object or array
  virtual bool end() = 0;                      ///< of the innermost object or array
};

/// Reads one JSON document (RFC 8259) with nlohmann/json's parser, without building a tree: events
/// are read straight into their fields, metadata goes through the scanner on its way, and numbers
/// stay the tokens they were, so that nothing is rounded. False if the text is not JSON (invalid
/// UTF-8 and lone surrogates included) or the visitor stopped.
bool read(std::string_view text, Visitor& visitor);

/// A visitor that is told where each value stands: `items[].id`, `failed`, and `` for the document
/// itself. Keys that hold `.` or `[` stand as `?`, so that no key passes for a path of several:
/// after `items[].id` there has been an `items[]`, whoever wrote the document.
class PathVisitor : public Visitor {
 public:
  bool key(std::string_view name) final;
  bool value(const Value& value) final;
  bool end() final;

 protected:
  virtual bool value_at(std::string_view path, const Value& value) = 0;

 private:
  struct Level {
    std::size_t base;  ///< length of the path of the object or array itself
    bool array;
  };
  void leave_value();

  std::string path_;
  std::vector<Level> levels_;
};

}  // namespace feedspan::json
