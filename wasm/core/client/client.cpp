#include "core/client/client.h"

#include <algorithm>
#include <list>
#include <optional>

#include "core/digest/sha256.h"
#include "core/json/reader.h"
#include "core/text/ascii.h"

namespace feedspan {
namespace {

constexpr std::int64_t furthest_clock = 20 * 366 * std::int64_t{86'400'000};  // twenty years, in ms

std::optional<Random::Seed> parse_seed(std::string_view hex) {
  if (hex.size() != 64) return std::nullopt;
  Random::Seed seed{};
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const int digit = text::hex_value(static_cast<unsigned char>(hex[i]));
    if (digit < 0) return std::nullopt;
    seed[i / 16] = seed[i / 16] << 4 | static_cast<std::uint64_t>(digit);
  }
  return seed;
}

std::vector<const Destination*> views(
    const std::vector<std::unique_ptr<Destination>>& destinations) {
  std::vector<const Destination*> out(destinations.size());
  std::transform(destinations.begin(), destinations.end(), out.begin(),
                 [](const auto& destination) { return destination.get(); });
  return out;
}

/// Reads `[{"id": ..., "text": ...}, ...]`.
class StoredVisitor final : public json::PathVisitor {
 public:
  struct Entry {
    std::string id;
    std::string text;
  };
  std::list<Entry> entries;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "[]") entries.emplace_back();
    if (path == "[].id" && value.is_string()) entries.back().id = value.text;
    if (path == "[].text" && value.is_string()) entries.back().text = value.text;
    return true;
  }
};

/// Reads the `to` of a stored event.
class PendingVisitor final : public json::PathVisitor {
 public:
  std::vector<std::string> destinations;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "to[]" && value.is_string()) destinations.emplace_back(value.text);
    return true;
  }
};

}  // namespace

struct Client::Options {
  std::vector<DestinationOptions> destinations;
  std::optional<Random::Seed> seed;
  std::string subject;
  bool secure = false;
  QueueOptions queue;
};

class Client::OptionsVisitor final : public json::PathVisitor {
 public:
  explicit OptionsVisitor(Options& options) : options_(options) {}

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "destinations[]") {
      if (value.type != json::Type::object) return false;
      options_.destinations.emplace_back();
    } else if (path.starts_with("destinations[].")) {
      destination_value(path.substr(path.find('.') + 1), value);
    } else if (path == "seed" && value.is_string()) {
      options_.seed = parse_seed(value.text);
    } else if (path == "subject" && value.is_string()) {
      options_.subject = value.text;
    } else if (path == "secure") {
      options_.secure = value.boolean;
    } else if (path.starts_with("queue.")) {
      return queue_value(path.substr(6), value);
    }
    return true;
  }

  void destination_value(std::string_view name, const json::Value& value) {
    DestinationOptions& destination = options_.destinations.back();
    if (name == "plain") destination.plain = value.boolean;
    if (!value.is_string()) return;
    if (name == "type") destination.type = value.text;
    if (name == "url") destination.url = value.text;
    if (name == "dataset") destination.dataset = value.text;
    if (name == "token") destination.token = value.text;
  }

  bool queue_value(std::string_view name, const json::Value& value) {
    // Beyond 32 bits no limit limits anything (49 days, 4 GiB), and sums would overflow.
    auto number = value.integer();
    if (!number || *number < 0) return false;
    number = std::min<std::int64_t>(*number, 0xFFFF'FFFF);
    QueueOptions& queue = options_.queue;
    if (name == "batchDelay") queue.batch_delay = *number;
    if (name == "maxAge") queue.max_age = *number;
    if (name == "timeout") queue.timeout = *number;
    if (name == "maxEvents") queue.max_events = static_cast<std::size_t>(*number);
    if (name == "maxBytes") queue.max_bytes = static_cast<std::size_t>(*number);
    return true;
  }

  Options& options_;
};

Error Client::create(std::string_view json, std::unique_ptr<Client>& client,
                     const pii::Policy* policy) {
  Options options;
  OptionsVisitor visitor(options);
  if (!json::read(json, visitor) || !options.seed) return Error::invalid_options;
  if (options.destinations.empty() || options.destinations.size() > Queue::max_destinations)
    return Error::no_destination;
  std::vector<std::unique_ptr<Destination>> destinations;
  for (const DestinationOptions& each : options.destinations) {
    const Error error = make_destination(each, options.secure, destinations.emplace_back());
    if (error != Error::none) return error;
  }
  client.reset(new Client(options, std::move(destinations),
                          policy));  // make_unique cannot reach the constructor
  return Error::none;
}

Client::Client(const Options& options, std::vector<std::unique_ptr<Destination>>&& destinations,
               const pii::Policy* policy)
    : destinations_(std::move(destinations)),
      policy_(policy == nullptr ? pii::default_policy : *policy),
      subject_(options.subject),
      random_(*options.seed),
      queue_(options.queue, views(destinations_), random_) {}

Error Client::submit(std::string_view record, Moment moment, Accepted& accepted, Effects& effects) {
  Event event;
  const Error error = read_event(record, Origin::page, policy_, moment.time, event);
  if (error != Error::none) return error;
  event.id = ids_.next(event.time, random_);
  // Of two events of one key the later act wins, on another page and after a reload too, so the
  // count begins with the time.
  last_seq_ = std::max(last_seq_ + 1, event.time);
  event.seq = last_seq_;
  const std::string& subject = event.links.has(Link::user) ? event.links[Link::user] : subject_;
  event.key =
      event.is_signal() ? key_of_occurrence(event.id) : key_of(event.links, event.name, subject);

  accepted = {event.id,
              event.key,
              event.seq,
              event.message,
              event.has_text_value() ? event.value : std::string(),
              event.pii};
  queue_.add(std::move(event), moment, effects);
  return Error::none;
}

std::size_t Client::restore(std::string_view entries, Moment moment, Effects& effects) {
  StoredVisitor stored;
  if (!json::read(entries, stored)) return 0;
  std::size_t restored = 0;
  for (const StoredVisitor::Entry& entry : stored.entries) {
    Event event;
    PendingVisitor pending;
    const Error error = read_event(entry.text, Origin::canonical, policy_, moment.time, event);
    if (error != Error::none || event.id != entry.id) {
      effects.remove(entry.id);
      effects.report({}, error == Error::none ? Error::invalid_json : error, {});
      continue;
    }
    json::read(entry.text, pending);
    // A clock that went back since must not make what is done now look older. A `seq` that no clock
    // can have made is damage, and must not push later ones out of what can be read back.
    if (event.seq < moment.time + furthest_clock) last_seq_ = std::max(last_seq_, event.seq);
    queue_.restore(std::move(event), pending.destinations, moment, effects);
    ++restored;
  }
  return restored;
}

std::string Client::queue_name() const {
  Sha256 digest;
  for (const auto& destination : destinations_)
    digest.field(destination->name()).field(destination->identity());
  return hex_prefix(digest.finish(), 8);
}

}  // namespace feedspan
