#include "core/destinations/otlp_json.h"

#include "core/json/reader.h"
#include "core/json/writer.h"
#include "core/text/decimal.h"

namespace feedspan {
namespace {

class PartialSuccess final : public json::PathVisitor {
 public:
  std::int64_t rejected = 0;
  std::string message;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    // A 64-bit count is a string by the encoding's rule, and a number from senders that forget it.
    if (path.starts_with("partialSuccess.rejected"))
      rejected = text::parse_integer(value.text).value_or(0);
    if (path == "partialSuccess.errorMessage") message = value.text;
    return true;
  }
};

}  // namespace

void append_attribute(std::string& out, std::string_view quoted_key, std::string_view json,
                      bool whole) {
  if (json.empty() || json == "null") return;
  std::string text;
  std::string_view member = "stringValue";
  const char first = json.front();
  if (first == 't' || first == 'f') {
    member = "boolValue";
  } else if (first == '{' || first == '[' || whole) {
    if (whole) member = "intValue";
    json::Writer(text).string(json);
    json = text;
  } else if (first != '"') {
    member = "doubleValue";
  }
  json::Writer writer(out, json::Writer::Inside{});
  writer.begin_object().key("key").raw(quoted_key).key("value").begin_object();
  writer.key(member).raw(json).end_object().end_object();
}

void append_attribute(std::string& out, std::string_view key, const Event& event, Source source) {
  std::string quoted_key;
  json::Writer(quoted_key).string(key);
  append_attribute(out, quoted_key, json_of(event, source), source == Source::seq);
}

Answer OtlpJson::read(const Response& response, std::span<const Event* const> events) const {
  const int status = response.status;
  Answer answer = JsonPost::read(response, events);
  if (answer.kind == Answer::Kind::outcomes) {
    PartialSuccess partial;
    json::read(response.body, partial);
    if (partial.rejected > 0) {
      const bool all = partial.rejected >= static_cast<std::int64_t>(events.size());
      answer.kind = Answer::Kind::reject;
      answer.outcomes.clear();
      answer.error = all ? Error::rejected : Error::partly_rejected;
      answer.message = std::move(partial.message);
    }
  } else if (answer.kind == Answer::Kind::retry && status > 299 && status != 429 &&
             (status < 502 || status > 504)) {
    answer.kind = Answer::Kind::reject;
  }
  return answer;
}

}  // namespace feedspan
