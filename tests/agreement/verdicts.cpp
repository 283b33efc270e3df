// Prints what the native scanner and redactor make of every vector and of random texts, as JSON
// lines of {"text", "spans": [[type, start, end, confidence], ...], "masked"}, offsets in UTF-16
// units. tests/js/agreement_test.mjs holds WebAssembly's verdicts against them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/redact.h"
#include "core/pii/scan.h"
#include "core/random.h"
#include "core/text/utf16.h"

namespace {

using nlohmann::json;

/// What recognizers look at, so that random texts come near to what they find.
constexpr std::array<std::string_view, 70> pieces = {
    "jane",
    ".doe",
    "@",
    "example",
    ".com",
    ".org",
    "mailto:",
    "+44 ",
    "+1",
    "0044",
    "(0)",
    "20 7946 0958",
    "415",
    "555",
    "2671",
    "(",
    ")",
    "-",
    "--",
    ".",
    "/",
    ":",
    "::",
    "4111 1111 1111 1111",
    "378282246310005",
    "4111",
    "1111",
    "DE89 3704 0044 0532 0130 00",
    "GB29NWBK60161331926819",
    "DE89",
    "192.0.2.",
    "7",
    "203.0.113.9",
    "2001:db8",
    "fe80::1",
    "10.",
    "version ",
    "ip ",
    "call ",
    "tel ",
    "order ",
    "SSN ",
    "219-09-9999",
    "password is ",
    "my name is ",
    "ghp_",
    "AKIA",
    "eyJhbGciOiJIUzI1NiJ9.",
    "0x",
    "https://u:p@",
    "born ",
    "00:1a:2b:3c:4d:5e",
    "[EMAIL]",
    "[PHONE_1]",
    " at ",
    " dot ",
    "five ",
    "\xe2\x80\x8b",
    "\xc2\xa0",
    "\xef\xbc\x94",
    "\xd9\xa4",
    "\xf0\x9f\x98\x80",
    "\xe9\x9b\xbb\xe8\xa9\xb1",
    "\xcc\x81",
    "\xc3\xbc",
    "\n",
    "\t",
    " ",
    "0",
    "9",
};

std::string random_text(feedspan::Random& random) {
  std::string text;
  for (std::int64_t left = 1 + random.up_to(14); left > 0; --left) {
    text += pieces[static_cast<std::size_t>(random.up_to(pieces.size() - 1))];
    if (random.up_to(3) == 0) text += static_cast<char>('0' + random.up_to(9));
    if (random.up_to(7) == 0) text += ' ';
  }
  return text;
}

void print_verdict(const std::string& text) {
  using namespace feedspan;
  std::vector<pii::Span> spans;
  pii::scan(text, {}, spans);
  json list = json::array();
  text::OffsetCursor cursor(text);
  for (const pii::Span& span : spans) {
    const std::size_t start = cursor.to_utf16(span.begin);
    list.push_back({pii::name(span.kind), start, cursor.to_utf16(span.end), span.confidence});
  }
  std::string masked;
  pii::Report report;
  pii::redact(text, {}, masked, report);
  std::cout << json{{"text", text}, {"spans", list}, {"masked", masked}}.dump() << '\n';
}

}  // namespace

int main() {
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(FEEDSPAN_VECTORS_DIR) + "/pii")) {
    std::ifstream stream(entry.path());
    for (const json& vector : json::parse(stream)) {
      if (vector.contains("text")) print_verdict(vector["text"].get<std::string>());
    }
  }
  feedspan::Random random({1, 2, 3, 4});
  for (int i = 0; i < 5000; ++i) print_verdict(random_text(random));
  return 0;
}
