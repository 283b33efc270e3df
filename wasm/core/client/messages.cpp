#include "core/client/messages.h"

#include "core/json/reader.h"
#include "core/json/writer.h"

namespace feedspan {
namespace {

using json::Writer;

std::string_view state_name(State state) {
  switch (state) {
    case State::delivered:
      return "delivered";
    case State::waiting:
      return "waiting";
    case State::rejected:
      return "rejected";
    case State::dropped:
      return "dropped";
  }
  return {};
}

void append_reason(Writer& writer, Error error, std::string_view message) {
  if (error == Error::none) return;
  writer.member("code", code(error)).member("message", message.empty() ? sentence(error) : message);
}

class ResponseVisitor final : public json::PathVisitor {
 public:
  Response response;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "status") response.status = static_cast<int>(value.integer().value_or(0));
    if (!value.is_string()) return true;
    if (path == "failure") {
      const Error failure = error_of(value.text);
      const bool known = failure == Error::timeout || failure == Error::redirect;
      response.failure = known ? failure : Error::network;
    }
    if (path == "retryAfter") response.retry_after = value.text;
    if (path == "date") response.date = value.text;
    if (path == "body") response.body = value.text;
    return true;
  }
};

}  // namespace

void append_error(std::string& out, Error error) {
  Writer(out, Writer::Inside{})
      .key("error")
      .begin_object()
      .member("code", code(error))
      .member("message", sentence(error))
      .end_object();
}

void append_accepted(std::string& out, const Accepted& accepted) {
  Writer writer(out, Writer::Inside{});
  writer.key("accepted")
      .begin_object()
      .member("id", accepted.id)
      .member("key", accepted.key)
      .member("seq", accepted.seq);
  if (!accepted.message.empty()) writer.member("message", accepted.message);
  if (!accepted.value.empty()) writer.member("value", accepted.value);
  if (!accepted.pii.empty()) {
    writer.key("pii");
    append_pii_report(out, accepted.pii);
  }
  writer.end_object();
}

json::Writer EffectWriter::begin(std::string_view what) {
  Writer writer(text_, Writer::Inside{});
  writer.begin_object().member("do", what);
  return writer;
}

void EffectWriter::store(std::string_view id, std::string_view text) {
  begin("store").member("id", id).member("text", text).end_object();
}

void EffectWriter::remove(std::string_view id) {
  begin("remove").member("id", id).end_object();
}

void EffectWriter::fetch(std::uint32_t number, std::string_view destination, const Request& request,
                         std::int64_t timeout) {
  Writer writer = begin("fetch");
  writer.member("request", number).member("destination", destination);
  writer.member("url", request.url).member("method", request.method).key("headers").begin_object();
  for (const auto& [name, value] : request.headers) writer.member(name, value);
  writer.end_object().member("body", request.body).member("timeout", timeout).end_object();
}

void EffectWriter::wake(std::int64_t in) {
  begin("wake").member("in", in).end_object();
}

void EffectWriter::receipt(const Receipt& receipt) {
  Writer writer = begin("receipt");
  writer.member("id", receipt.id).member("state", state_name(receipt.state));
  if (!receipt.destination.empty()) writer.member("destination", receipt.destination);
  append_reason(writer, receipt.error, receipt.message);
  if (receipt.in >= 0) writer.member("in", receipt.in);
  writer.end_object();
}

void EffectWriter::report(std::string_view destination, Error error, std::string_view message) {
  Writer writer = begin("report");
  if (!destination.empty()) writer.member("destination", destination);
  append_reason(writer, error, message);
  writer.end_object();
}

Response read_response(std::string_view json) {
  ResponseVisitor visitor;
  const bool read = json::read(json, visitor);
  Response& response = visitor.response;
  if ((!read || response.status == 0) && response.failure == Error::none)
    response.failure = Error::network;
  return std::move(response);
}

}  // namespace feedspan
