// The page's module: free functions over numbers and one buffer (docs/boundary.md).
#include <emscripten/bind.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
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

/// The names of the bits that are set.
void append_bits(json::Writer& writer, unsigned mask, std::span<const std::string_view> names) {
  writer.begin_array();
  for (; mask != 0; mask >>= 1, names = names.subspan(1)) {
    if ((mask & 1) != 0) writer.string(names.front());
  }
  writer.end_array();
}

std::uint32_t create(std::uint32_t length, std::uint32_t policy) {
  std::unique_ptr<Client> client;
  const Error error = Client::create(in_buffer(length), client, &masking_at(policy));
  if (error != Error::none) return error_answer(error);
  json::Writer writer = begin_answer();
  writer.begin_object().member("client", static_cast<std::int64_t>(clients.size() + 1));
  writer.member("queue", client->queue_name()).key("destinations").begin_array();
  for (const std::string& name : client->names()) writer.string(name);
  writer.end_array().key("capabilities").begin_array();
  for (const auto& destination : client->destinations()) {
    const Capabilities can = destination->capabilities();
    writer.begin_object().member("destination", destination->name());
    writer.key("replace").boolean(can.replace).key("retract").boolean(can.retract);
    append_bits(writer.key("targets"), can.targets, link_names);
    append_bits(writer.key("kinds"), can.kinds, kind_names);
    writer.end_object();
  }
  writer.end_array();
  clients.push_back(std::move(client));
  return end_answer();
}

/// Appends the members that answer for one record.
void submit_one(Client& client, std::string_view record, Moment moment, Effects& effects) {
  Accepted accepted;
  if (const Error error = client.submit(record, moment, accepted, effects); error != Error::none) {
    append_error(answer_text, error);
  } else {
    append_accepted(answer_text, accepted);
  }
}

std::uint32_t submit(std::uint32_t handle, std::uint32_t length, double now, double time) {
  Client* client = at(clients, handle);
  if (client == nullptr) return error_answer(Error::closed);
  begin_answer().begin_object();
  submit_one(*client, in_buffer(length), moment(now, time), begin_effects());
  return end_with_effects();
}

/// Records stand one a line, since no JSON that is written for machines has a line end in it.
std::uint32_t submit_all(std::uint32_t handle, std::uint32_t length, double now, double time) {
  Client* client = at(clients, handle);
  if (client == nullptr) return error_answer(Error::closed);
  EffectWriter& effects = begin_effects();
  json::Writer writer = begin_answer();
  writer.begin_object().key("items").begin_array();
  std::string_view records = in_buffer(length);
  while (!records.empty()) {
    const std::string_view record = records.substr(0, records.find('\n'));
    records.remove_prefix(std::min(record.size() + 1, records.size()));
    writer.begin_object();
    submit_one(*client, record, moment(now, time), effects);
    writer.end_object();
  }
  writer.end_array();
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

std::uint32_t pump(std::uint32_t handle, std::uint32_t flags, double allowance, double now,
                   double time) {
  Client* client = at(clients, handle);
  if (client == nullptr) return error_answer(Error::closed);
  client->pump({.flush = (flags & flush) != 0,
                .leaving = (flags & leaving) != 0,
                .online = (flags & online) != 0,
                .allowance = static_cast<std::int64_t>(allowance)},
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

std::uint32_t purge(std::uint32_t handle) {
  Client* client = at(clients, handle);
  if (client == nullptr) return error_answer(Error::closed);
  client->purge(begin_effects());
  begin_answer().begin_object();
  return end_with_effects();
}

std::uint32_t status(std::uint32_t handle, double now, double time) {
  const Client* client = at(clients, handle);
  if (client == nullptr) return error_answer(Error::closed);
  begin_answer().begin_object();
  append_status(answer_text, *client, moment(now, time));
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
  const std::string_view text = in_buffer(length);
  spans.clear();
  masking_at(handle).find(text, "message", spans);
  answer_text.resize(spans.size() * sizeof(Utf16Span));
  to_utf16(text, spans, reinterpret_cast<Utf16Span*>(answer_text.data()));
  return static_cast<std::uint32_t>(answer_text.size());
}

/// As the field "message" would be.
std::uint32_t redact(std::uint32_t handle, std::uint32_t length) {
  const std::string_view text = in_buffer(length);
  const std::unique_ptr<pii::Redactor> redactor = masking_at(handle).redactor();
  std::string masked;
  redactor->redact(text, masked, "message");
  std::vector<Utf16Span> spans(redactor->spans().size());
  to_utf16(text, redactor->spans(), spans.data());
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
  append_pii_report(answer_text, redactor->report());
  return end_answer();
}

}  // namespace

EMSCRIPTEN_BINDINGS(feedspan) {
  emscripten::function("create", &create);
  emscripten::function("submit", &submit);
  emscripten::function("submitAll", &submit_all);
  emscripten::function("restore", &restore);
  emscripten::function("pump", &pump);
  emscripten::function("respond", &respond);
  emscripten::function("purge", &purge);
  emscripten::function("status", &status);
  emscripten::function("destroy", &destroy);
  emscripten::function("scan", &scan);
  emscripten::function("redact", &redact);
}
