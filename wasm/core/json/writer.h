#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/text/decimal.h"

namespace feedspan::json {

/// Appends JSON to a string, commas included. The caller opens and closes in order; nothing is
/// checked.
///
/// Not nlohmann's serializer, since that wants a DOM and brings the printing of doubles along;
/// the core only ever passes number tokens on and prints whole numbers.
class Writer {
 public:
  /// Appends to `out`, which must outlive the writer, a document of its own.
  explicit Writer(std::string& out) : out_(out), start_(out.size()) {}

  /// Goes on inside an object or array that is open at the end of `out`.
  struct Inside {};
  Writer(std::string& out, Inside /*tag*/) : out_(out), start_(0) {}

  Writer& begin_object() { return open('{'); }
  Writer& end_object() { return close('}'); }
  Writer& begin_array() { return open('['); }
  Writer& end_array() { return close(']'); }

  Writer& key(std::string_view name) {
    string(name);
    out_ += ':';
    return *this;
  }

  /// `utf8` must be valid UTF-8; it is escaped as JSON asks and no further.
  Writer& string(std::string_view utf8);

  Writer& number(std::int64_t value) {
    separate();
    text::append_decimal(out_, value);
    return *this;
  }

  Writer& boolean(bool value) { return raw(value ? "true" : "false"); }
  Writer& null() { return raw("null"); }

  /// A finished JSON value, as it is.
  Writer& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }

  Writer& member(std::string_view name, std::string_view utf8) { return key(name).string(utf8); }
  Writer& member(std::string_view name, std::int64_t value) { return key(name).number(value); }

 private:
  /// What the last character says of whether a comma is due needs no stack: it never follows `{`,
  /// `[` or `:`.
  void separate() {
    if (out_.size() == start_) return;
    const char last = out_.back();
    if (last != '{' && last != '[' && last != ':') out_ += ',';
  }
  Writer& open(char bracket) {
    separate();
    out_ += bracket;
    return *this;
  }
  Writer& close(char bracket) {
    out_ += bracket;
    return *this;
  }

  std::string& out_;
  std::size_t start_;
};

}  // namespace feedspan::json
