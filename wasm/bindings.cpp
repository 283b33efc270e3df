// The only file that knows Emscripten. docs/boundary.md is its contract: free functions over
// numbers and one buffer.
#include <emscripten/bind.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/client/client.h"
#include "core/client/messages.h"
#include "core/json/writer.h"
#include "core/pii/policy.h"
#include "core/pii/redact.h"
#include "core/pii/scan.h"
#include "core/relay/relay.h"
#include "core/text/utf16.h"

namespace {

using namespace feedspan;

// JavaScript has one thread here, so the module has one buffer in, one answer out, and its clients
// by number.
std::string input;
std::string answer_text;
std::vector<std::unique_ptr<Client>> clients;
std::vector<std::unique_ptr<RelayReceiver>> relays;

enum RedactFlags : std::uint32_t { numbered = 1, allow_first_kind = 1 << 8 };
enum PumpFlags : std::uint32_t { flush = 1, leaving = 2, online = 4 };

std::string_view in_buffer(std::uint32_t length) {
  return std::string_view(input).substr(0, length);
}

Moment moment(double now, double time) {
  return {static_cast<std::int64_t>(now), static_cast<std::int64_t>(time)};
}

/// The buffer to write to. Its pointer holds until the next call.
std::uintptr_t reserve(std::uint32_t bytes) {
  // A text of some megabytes must not be kept for ever.
  constexpr std::size_t keep = 1 << 20;
  if (input.size() < bytes || (input.size() > keep && bytes < keep)) {
    input.resize(bytes);
    input.shrink_to_fit();
  }
  return reinterpret_cast<std::uintptr_t>(input.data());
}

std::uintptr_t answer() {
  return reinterpret_cast<std::uintptr_t>(answer_text.data());
}

json::Writer begin_answer() {
  answer_text.clear();
  return json::Writer(answer_text);
}

std::uint32_t end_answer() {
  answer_text += '}';
  return static_cast<std::uint32_t>(answer_text.size());
}

std::uint32_t error_answer(Error error) {
  begin_answer().begin_object();
  append_error(answer_text, error);
  return end_answer();
}

/// The effects of the call at hand; cleared when the next one begins.
EffectWriter effects;

EffectWriter& begin_effects() {
  effects.clear();
  return effects;
}

/// Ends an answer that has effects.
std::uint32_t end_with_effects() {
  json::Writer(answer_text, json::Writer::Inside{})
      .key("effects")
      .begin_array()
      .raw(effects.text())
      .end_array();
  return end_answer();
}

/// Handles count from 1.
template <class Owner>
auto* at(const std::vector<Owner>& owners, std::uint32_t handle) {
  return handle >= 1 && handle <= owners.size() ? owners[handle - 1].get() : nullptr;
}

std::uint32_t create(std::uint32_t length) {
  std::unique_ptr<Client> client;
  if (const Error error = Client::create(in_buffer(length), client); error != Error::none)
    return error_answer(error);
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
  std::uint32_t kind, start, end, confidence;
};

std::vector<Utf16Span> scan_utf16(std::string_view text) {
  std::vector<pii::Span> spans;
  pii::scan(text, {}, spans);
  std::vector<Utf16Span> out;
  out.reserve(spans.size());
  text::OffsetCursor cursor(text);
  for (const pii::Span& span : spans) {
    const auto start = static_cast<std::uint32_t>(cursor.to_utf16(span.begin));
    out.push_back({static_cast<std::uint32_t>(span.kind), start,
                   static_cast<std::uint32_t>(cursor.to_utf16(span.end)), span.confidence});
  }
  return out;
}

std::uint32_t scan(std::uint32_t length, std::uint32_t /*flags*/) {
  const std::vector<Utf16Span> spans = scan_utf16(in_buffer(length));
  answer_text.assign(reinterpret_cast<const char*>(spans.data()), spans.size() * sizeof(Utf16Span));
  return static_cast<std::uint32_t>(answer_text.size());
}

std::uint32_t redact(std::uint32_t length, std::uint32_t flags) {
  const std::string_view text = in_buffer(length);
  pii::Policy policy;
  for (std::size_t kind = 0; kind < pii::kind_count; ++kind) {
    if ((flags & allow_first_kind << kind) != 0) policy.actions[kind] = pii::Action::allow;
  }
  if ((flags & numbered) != 0) pii::number_placeholders(policy);
  pii::Redactor redactor(policy);
  std::string masked;
  redactor.redact(text, masked);
  json::Writer writer = begin_answer();
  writer.begin_object().member("text", masked).key("spans").begin_array();
  for (const Utf16Span& span : scan_utf16(text)) {
    if (policy.actions[span.kind] == pii::Action::allow) continue;
    writer.begin_array()
        .number(span.kind)
        .number(span.start)
        .number(span.end)
        .number(span.confidence)
        .end_array();
  }
  writer.end_array().key("report");
  append_pii_report(answer_text, redactor.report().counts);
  return end_answer();
}

std::uint32_t relay_create(std::uint32_t length) {
  std::unique_ptr<RelayReceiver> relay;
  const Error error = RelayReceiver::create(in_buffer(length), relay);
  if (error != Error::none) return error_answer(error);
  relays.push_back(std::move(relay));
  begin_answer().begin_object().member("relay", static_cast<std::int64_t>(relays.size()));
  return end_answer();
}

std::uint32_t relay_receive(std::uint32_t handle, std::uint32_t length, double time) {
  RelayReceiver* relay = at(relays, handle);
  if (relay == nullptr) return error_answer(Error::closed);
  std::vector<BatchItem> items;
  const Error error =
      relay->receive(in_buffer(length), static_cast<std::int64_t>(time), items, begin_effects());
  if (error != Error::none) return error_answer(error);
  json::Writer writer = begin_answer();
  writer.begin_object().key("items").begin_array();
  for (const BatchItem& item : items) {
    writer.begin_object();
    if (is_uuid(item.event.id)) writer.member("id", item.event.id);
    if (item.error == Error::none) {
      writer.key("event");
      append_canonical(answer_text, item.event);
    } else {
      append_error(answer_text, item.error);
    }
    writer.end_object();
  }
  writer.end_array();
  return end_with_effects();
}

std::uint32_t relay_respond(std::uint32_t handle, std::uint32_t request, std::uint32_t length,
                            double time) {
  RelayReceiver* relay = at(relays, handle);
  if (relay == nullptr) return error_answer(Error::closed);
  const RelayReceiver::Reply reply = relay->respond(
      request, read_response(in_buffer(length)), static_cast<std::int64_t>(time), begin_effects());
  json::Writer writer = begin_answer();
  writer.begin_object().key("items").begin_array();
  for (const RelayReceiver::ItemOutcome& item : reply.items) {
    using Verdict = Outcome::Verdict;
    const Outcome& outcome = item.outcome;
    writer.begin_object().member("id", item.id);
    writer.member("outcome", outcome.verdict == Verdict::delivered  ? "accepted"
                             : outcome.verdict == Verdict::rejected ? "rejected"
                                                                    : "retry");
    if (outcome.error != Error::none)
      writer.member("code", code(outcome.error)).member("message", sentence(outcome.error));
    writer.end_object();
  }
  writer.end_array();
  if (reply.retry_after >= 0) writer.member("retryAfter", (reply.retry_after + 999) / 1000);
  return end_with_effects();
}

}  // namespace

EMSCRIPTEN_BINDINGS(feedspan) {
  emscripten::function("reserve", &reserve);
  emscripten::function("answer", &answer);
  emscripten::function("create", &create);
  emscripten::function("submit", &submit);
  emscripten::function("restore", &restore);
  emscripten::function("pump", &pump);
  emscripten::function("respond", &respond);
  emscripten::function("status", &status);
  emscripten::function("destroy", &destroy);
  emscripten::function("scan", &scan);
  emscripten::function("redact", &redact);
  emscripten::function("relayCreate", &relay_create);
  emscripten::function("relayReceive", &relay_receive);
  emscripten::function("relayRespond", &relay_respond);
}
