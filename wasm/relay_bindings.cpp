// The relay's module: the receiving half of the way, for servers (docs/boundary.md).
#include <emscripten/bind.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "boundary.h"
#include "core/event/id.h"
#include "core/relay/relay.h"

namespace {

using namespace feedspan;
using namespace feedspan::boundary;

std::vector<std::unique_ptr<RelayReceiver>> relays;

std::uint32_t relay_create(std::uint32_t length, std::uint32_t policy) {
  std::unique_ptr<RelayReceiver> relay;
  const Error error = RelayReceiver::create(in_buffer(length), relay, &policy_at(policy));
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

EMSCRIPTEN_BINDINGS(relay) {
  emscripten::function("relayCreate", &relay_create);
  emscripten::function("relayReceive", &relay_receive);
  emscripten::function("relayRespond", &relay_respond);
}
