// The relay's module: the receiving half of the way, for servers (docs/boundary.md).
#include <emscripten/bind.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "boundary.h"
#include "core/event/id.h"
#include "core/relay/relay.h"
#include "effects.h"

namespace {

using namespace feedspan;
using namespace feedspan::boundary;

std::vector<std::unique_ptr<RelayReceiver>> relays;

void append_outcome(json::Writer& writer, const Outcome& outcome) {
  using Verdict = Outcome::Verdict;
  writer.member("outcome", outcome.verdict == Verdict::delivered  ? "accepted"
                           : outcome.verdict == Verdict::rejected ? "rejected"
                           : outcome.verdict == Verdict::defer    ? "defer"
                                                                  : "retry");
  if (outcome.error == Error::none) return;
  std::string words = outcome.message;
  // A vendor's "Forbidden" alone does not tell the operator where to look.
  if (words.empty() || outcome.error == Error::unauthorized) {
    const std::string said = words.empty() ? words : " It says: " + words;
    words = std::string(sentence(outcome.error)) + said;
  }
  writer.member("code", code(outcome.error)).member("message", words);
}

std::uint32_t relay_create(std::uint32_t length, std::uint32_t policy) {
  std::unique_ptr<RelayReceiver> relay;
  const Error error = RelayReceiver::create(in_buffer(length), relay, at(policies, policy));
  if (error != Error::none) return error_answer(error);
  relays.push_back(std::move(relay));
  json::Writer writer = begin_answer();
  writer.begin_object().member("relay", static_cast<std::int64_t>(relays.size()));
  writer.key("destinations").begin_array();
  for (const std::string_view name : relays.back()->destinations()) writer.string(name);
  writer.end_array();
  return end_answer();
}

std::uint32_t relay_receive(std::uint32_t handle, std::uint32_t length, double time) {
  RelayReceiver* relay = at(relays, handle);
  if (relay == nullptr) return error_answer(Error::closed);
  std::uint32_t batch = 0;
  const Error error = relay->receive(in_buffer(length), static_cast<std::int64_t>(time), batch);
  if (error != Error::none) return error_answer(error);
  json::Writer writer = begin_answer();
  writer.begin_object().member("batch", batch).key("items").begin_array();
  for (const RelayItem& item : relay->items(batch)) {
    writer.begin_object();
    if (is_uuid(item.event.id)) writer.member("id", item.event.id);
    if (item.error != Error::none) {
      append_error(answer_text, item.error);
    } else if (!item.event.link_token.empty()) {
      writer.member("token", item.event.link_token);
    }
    writer.end_object();
  }
  writer.end_array();
  return end_answer();
}

std::uint32_t relay_grant(std::uint32_t handle, std::uint32_t batch, std::uint32_t length) {
  RelayReceiver* relay = at(relays, handle);
  if (relay == nullptr) return error_answer(Error::closed);
  const Error error = relay->grant(batch, in_buffer(length));
  if (error != Error::none) return error_answer(error);
  json::Writer writer = begin_answer();
  writer.begin_object().key("items").begin_array();
  for (const RelayItem& item : relay->items(batch)) {
    writer.begin_object();
    if (item.error != Error::none) {
      append_error(answer_text, item.error);
    } else {
      writer.member("key", item.event.key)
          .member("seq", item.event.seq)
          .member("time", item.event.time);
    }
    writer.end_object();
  }
  writer.end_array();
  return end_answer();
}

std::uint32_t relay_forward(std::uint32_t handle, std::uint32_t batch, std::uint32_t length,
                            double time) {
  RelayReceiver* relay = at(relays, handle);
  if (relay == nullptr) return error_answer(Error::closed);
  const Error error =
      relay->forward(batch, in_buffer(length), static_cast<std::int64_t>(time), begin_effects());
  if (error != Error::none) return error_answer(error);
  json::Writer writer = begin_answer();
  writer.begin_object().key("events").begin_array();
  for (const RelayItem* item : relay->kept()) append_received(answer_text, *item);
  writer.end_array().key("refusals").begin_array();
  for (const RelayReceiver::Refusal& refusal : relay->refusals()) {
    writer.begin_object()
        .member("item", static_cast<std::int64_t>(refusal.item))
        .member("destination", static_cast<std::int64_t>(refusal.destination))
        .member("code", code(refusal.error))
        .member("message", sentence(refusal.error))
        .end_object();
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
  writer.begin_object().member("destination", static_cast<std::int64_t>(reply.destination));
  writer.key("items").begin_array();
  for (const RelayReceiver::ItemOutcome& item : reply.items) {
    writer.begin_object()
        .member("batch", item.batch)
        .member("item", static_cast<std::int64_t>(item.item));
    append_outcome(writer, item.outcome);
    writer.end_object();
  }
  writer.end_array();
  if (reply.retry_after >= 0) writer.member("retryAfter", (reply.retry_after + 999) / 1000);
  return end_with_effects();
}

}  // namespace

EMSCRIPTEN_BINDINGS(relay) {
  emscripten::function("relayCreate", &relay_create);
  emscripten::function("relayReceive", &relay_receive);
  emscripten::function("relayGrant", &relay_grant);
  emscripten::function("relayForward", &relay_forward);
  emscripten::function("relayRespond", &relay_respond);
}
