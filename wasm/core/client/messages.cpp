#include "core/client/messages.h"

#include <algorithm>

#include "core/json/reader.h"
#include "core/json/writer.h"

namespace feedspan {
namespace {

using json::Writer;

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
    if (path == "attempts")
      response.attempts =
          static_cast<unsigned>(std::clamp<std::int64_t>(value.integer().value_or(1), 1, 2));
    if (!value.is_string()) return true;
    if (path == "header") response.header = value.text;
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

void append_status(std::string& out, const Client& client, Moment moment) {
  const Counts& counts = client.counts();
  const auto number = [](auto count) { return static_cast<std::int64_t>(count); };
  Writer writer(out, Writer::Inside{});
  writer.member("accepted", number(counts.accepted))
      .member("restored", number(counts.restored))
      .member("delivered", number(counts.delivered))
      .member("waiting", number(counts.waiting()))
      .member("rejected", number(counts.rejected))
      .member("dropped", number(counts.dropped))
      .key("reasons")
      .begin_object();
  for (std::size_t i = 0; i < counts.reasons.size(); ++i) {
    if (counts.reasons[i] > 0)
      writer.member(code(static_cast<Error>(i)), number(counts.reasons[i]));
  }
  writer.end_object().key("destinations").begin_array();
  for (std::size_t i = 0; i < client.names().size(); ++i) {
    const LaneStatus lane = client.status(i, moment);
    writer.begin_object().member("name", lane.name).member("waiting", number(lane.waiting));
    writer.member("state", health_names[static_cast<std::size_t>(lane.health)]);
    if (lane.error != Error::none) writer.member("code", code(lane.error));
    if (lane.in >= 0) writer.member("in", lane.in);
    writer.end_object();
  }
  writer.end_array();
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

void EffectWriter::mark(std::string_view text) {
  begin("mark").member("text", text).end_object();
}

void EffectWriter::fetch(std::uint32_t number, std::string_view destination, const Request& request,
                         std::int64_t timeout) {
  Writer writer = begin("fetch");
  writer.member("request", number).member("destination", destination);
  writer.member("url", request.url).member("method", request.method).key("headers").begin_object();
  for (const auto& [name, value] : request.headers) writer.member(name, value);
  writer.end_object();
  if (!request.answer_header.empty()) writer.member("answerHeader", request.answer_header);
  if (request.plain) writer.key("plain").boolean(true);
  writer.member("body", request.body).key("keepalive").boolean(request.keepalive);
  writer.member("timeout", timeout).end_object();
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
