// The page's module: free functions over numbers and one buffer (docs/boundary.md).
#include <emscripten/bind.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "boundary.h"
#include "core/client/client.h"
#include "core/client/messages.h"
#include "core/pii/redact.h"
#include "core/text/utf16.h"

namespace {

using namespace feedspan;
using namespace feedspan::boundary;

std::vector<std::unique_ptr<Client>> clients;

enum PumpFlags : std::uint32_t { flush = 1, leaving = 2, online = 4 };

Moment moment(double now, double time) {
  return {static_cast<std::int64_t>(now), static_cast<std::int64_t>(time)};
}

std::uint32_t create(std::uint32_t length, std::uint32_t policy) {
  std::unique_ptr<Client> client;
  const Error error = Client::create(in_buffer(length), client, &policy_at(policy));
  if (error != Error::none) return error_answer(error);
  json::Writer writer = begin_answer();
  writer.begin_object().member("client", static_cast<std::int64_t>(clients.size() + 1));
  writer.member("queue", client->queue_name()).key("destinations").begin_array();
  for (const auto& destination : client->destinations()) writer.string(destination->name());
  writer.end_array().key("capabilities").begin_array();
  for (const auto& destination : client->destinations()) {
    const Capabilities capabilities = destination->capabilities();
    writer.begin_object().key("replace").boolean(capabilities.replace);
    writer.key("retract").boolean(capabilities.retract).end_object();
  }
  writer.end_array();
  clients.push_back(std::move(client));
  return end_answer();
}

std::uint32_t submit(std::uint32_t handle, std::uint32_t length, double now, double time) {
  Client* client = at(clients, handle);
  if (client == nullptr) return error_answer(Error::closed);
  Accepted accepted;
  const Error error =
      client->submit(in_buffer(length), moment(now, time), accepted, begin_effects());
  begin_answer().begin_object();
  if (error == Error::none) {
    append_accepted(answer_text, accepted);
  } else {
    append_error(answer_text, error);
  }
  return end_with_effects();
}

std::uint32_t restore(std::uint32_t handle, std::uint32_t length, double now, double time) {
  Client* client = at(clients, handle);
  if (client == nullptr) return error_answer(Error::closed);
  const std::size_t restored =
      client->restore(in_buffer(length), moment(now, time), begin_effects());
  begin_answer().begin_object().member("restored", static_cast<std::int64_t>(restored));
  return end_with_effects();
}

std::uint32_t pump(std::uint32_t handle, std::uint32_t flags, double now, double time) {
  Client* client = at(clients, handle);
  if (client == nullptr) return error_answer(Error::closed);
  client->pump({.flush = (flags & flush) != 0,
                .leaving = (flags & leaving) != 0,
                .online = (flags & online) != 0},
               moment(now, time), begin_effects());
  begin_answer().begin_object();
  return end_with_effects();
}

std::uint32_t respond(std::uint32_t handle, std::uint32_t request, std::uint32_t length, double now,
                      double time) {
  Client* client = at(clients, handle);
  if (client == nullptr) return error_answer(Error::closed);
  client->respond(request, read_response(in_buffer(length)), moment(now, time), begin_effects());
  begin_answer().begin_object();
  return end_with_effects();
}

std::uint32_t status(std::uint32_t handle) {
  const Client* client = at(clients, handle);
  if (client == nullptr) return error_answer(Error::closed);
  const Counts& counts = client->counts();
  begin_answer()
      .begin_object()
      .member("accepted", static_cast<std::int64_t>(counts.accepted))
      .member("delivered", static_cast<std::int64_t>(counts.delivered))
      .member("waiting", static_cast<std::int64_t>(counts.waiting()))
      .member("rejected", static_cast<std::int64_t>(counts.rejected))
      .member("dropped", static_cast<std::int64_t>(counts.dropped));
  return end_answer();
}

void destroy(std::uint32_t handle) {
  if (at(clients, handle) != nullptr)
    clients[handle - 1] = nullptr;  // handles are not given out twice
}

struct Utf16Span {
  std::uint32_t type, start, end, confidence;
};

void to_utf16(std::string_view text, const std::vector<pii::Span>& spans, Utf16Span* out) {
  text::OffsetCursor cursor(text);
  for (const pii::Span& span : spans) {
    const auto type = static_cast<std::uint32_t>(span.kind) | std::uint32_t{span.scheme} << 8;
    const auto start = static_cast<std::uint32_t>(cursor.to_utf16(span.begin));
    *out++ = {type, start, static_cast<std::uint32_t>(cursor.to_utf16(span.end)), span.confidence};
  }
}

std::uint32_t scan(std::uint32_t handle, std::uint32_t length) {
  static std::vector<pii::Span> spans;  // kept for its capacity: this is called while people type
  const pii::Policy& policy = policy_at(handle);
  const std::string_view text = in_buffer(length);
  spans.clear();
  pii::find(text, policy, policy.actions_in("message"), spans);
  answer_text.resize(spans.size() * sizeof(Utf16Span));
  to_utf16(text, spans, reinterpret_cast<Utf16Span*>(answer_text.data()));
  return static_cast<std::uint32_t>(answer_text.size());
}

/// As the field "message" would be.
std::uint32_t redact(std::uint32_t handle, std::uint32_t length) {
  const std::string_view text = in_buffer(length);
  pii::Redactor redactor(policy_at(handle));
  std::string masked;
  redactor.redact(text, masked, "message");
  std::vector<Utf16Span> spans(redactor.spans().size());
  to_utf16(text, redactor.spans(), spans.data());
  json::Writer writer = begin_answer();
  writer.begin_object().member("text", masked).key("spans").begin_array();
  for (const Utf16Span& span : spans) {
    writer.begin_array()
        .number(span.type)
        .number(span.start)
        .number(span.end)
        .number(span.confidence)
        .end_array();
  }
  writer.end_array().key("report");
  append_pii_report(answer_text, redactor.report());
  return end_answer();
}

}  // namespace

EMSCRIPTEN_BINDINGS(feedspan) {
  emscripten::function("create", &create);
  emscripten::function("submit", &submit);
  emscripten::function("restore", &restore);
  emscripten::function("pump", &pump);
  emscripten::function("respond", &respond);
  emscripten::function("status", &status);
  emscripten::function("destroy", &destroy);
  emscripten::function("scan", &scan);
  emscripten::function("redact", &redact);
}
