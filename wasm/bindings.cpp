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
#include "effects.h"

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
}
