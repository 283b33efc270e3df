#include "core/client/client.h"

#include <algorithm>
#include <list>
#include <optional>

#include "core/digest/sha256.h"
#include "core/json/reader.h"
#include "core/text/ascii.h"
#include "core/text/decimal.h"

namespace feedspan {
namespace {

constexpr std::int64_t furthest_clock = 20 * 366 * std::int64_t{86'400'000};  // twenty years, in ms

/// How far the mark is ahead, in ms: what a minute's votes need is written once.
constexpr std::int64_t mark_lead = 60'000;

constexpr std::size_t max_name = 64;

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

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= max_name &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return text::is_word(static_cast<unsigned char>(c)) || c == '-' || c == '.';
         });
}

/// Gives each destination a name of its own. False if two were given the same, or one that is none.
bool name_all(std::vector<DestinationOptions>& destinations) {
  std::vector<std::string> names;
  const auto is_new = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) == names.end();
  };
  for (const DestinationOptions& each : destinations) {
    if (each.name.empty()) continue;
    if (!is_name(each.name) || !is_new(each.name)) return false;
    names.push_back(each.name);
  }
  for (DestinationOptions& each : destinations) {
    if (!each.name.empty()) continue;
    each.name = each.type;
    for (std::int64_t number = 2; !is_new(each.name); ++number) {
      each.name = each.type + '-';
      text::append_decimal(each.name, number);
    }
    names.push_back(each.name);
  }
  return true;
}

std::vector<std::string> names_of(const std::vector<DestinationOptions>& options) {
  std::vector<std::string> names(options.size());
  std::transform(options.begin(), options.end(), names.begin(),
                 [](const DestinationOptions& each) { return each.name; });
  return names;
}

std::vector<Route> routes(const std::vector<std::string>& names,
                          const std::vector<std::unique_ptr<Destination>>& destinations) {
  std::vector<Route> out(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) out[i] = {names[i], destinations[i].get()};
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

/// Reads what `stored_text` adds to an event.
class ProgressVisitor final : public json::PathVisitor {
 public:
  Progress progress;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (!value.is_string()) return true;
    if (path == "to[]") progress.pending.emplace_back(value.text);
    if (path == "why") progress.error = error_of(value.text);
    if (path == "worst")
      progress.worst = value.text == state_name(State::rejected) ? State::rejected : State::dropped;
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
      read_option(path.substr(path.find('.') + 1), value, options_.destinations.back());
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

  bool queue_value(std::string_view name, const json::Value& value) {
    // Beyond 32 bits no limit limits anything (49 days, 4 GiB), and sums would overflow.
    auto number = value.integer();
    if (!number || *number < 0) return false;
    number = std::min<std::int64_t>(*number, 0xFFFF'FFFF);
    QueueOptions& queue = options_.queue;
    if (name == "batchDelay") queue.batch_delay = *number;
    if (name == "maxAge") queue.max_age = *number;
    if (name == "timeout") queue.timeout = *number;
    if (name == "keepaliveBytes") queue.keepalive_bytes = *number;
    if (name == "maxEvents") queue.max_events = static_cast<std::size_t>(*number);
    if (name == "maxBytes") queue.max_bytes = static_cast<std::size_t>(*number);
    return true;
  }

  Options& options_;
};

Error Client::create(std::string_view json, std::unique_ptr<Client>& client,
                     const pii::Masking* masking) {
  Options options;
  OptionsVisitor visitor(options);
  if (!json::read(json, visitor) || !options.seed) return Error::invalid_options;
  if (options.destinations.empty() || options.destinations.size() > Queue::max_destinations)
    return Error::no_destination;
  if (!name_all(options.destinations)) return Error::destination_name;
  std::vector<std::unique_ptr<Destination>> destinations;
  for (const DestinationOptions& each : options.destinations) {
    const Error error = make_page_destination(each, options.secure, destinations.emplace_back());
    if (error != Error::none) return error;
  }
  client.reset(new Client(options, std::move(destinations),
                          masking));  // make_unique cannot reach the constructor
  return Error::none;
}

Client::Client(const Options& options, std::vector<std::unique_ptr<Destination>>&& destinations,
               const pii::Masking* masking)
    : names_(names_of(options.destinations)),
      destinations_(std::move(destinations)),
      masking_(masking == nullptr ? pii::placeholders : *masking),
      subject_(options.subject),
      random_(*options.seed),
      queue_(options.queue, routes(names_, destinations_), random_) {}

Error Client::submit(std::string_view record, Moment moment, Accepted& accepted, Effects& effects) {
  Event event;
  const Error error = take(record, false, moment, event, effects);
  if (error != Error::none) return error;
  accepted = {event.id,
              event.key,
              event.seq,
              event.message,
              event.has_text_value() ? event.value : std::string(),
              event.pii};
  queue_.add(std::move(event), moment, effects);
  return Error::none;
}

/// A record that an earlier page could not hand over.
Error Client::restore_record(std::string_view record, Moment moment, Effects& effects) {
  Event event;
  const Error error = take(record, true, moment, event, effects);
  if (error != Error::none) return error;
  std::string text;
  append_with_token(text, event);
  effects.store(event.id, text);
  queue_.restore(std::move(event), {}, moment, effects);
  return Error::none;
}

/// Makes a record an event. Of two events of one key the later act wins, on another page and after
/// a reload too, so the count begins with the time; one of an earlier page has no more than that.
Error Client::take(std::string_view record, bool earlier, Moment moment, Event& event,
                   Effects& effects) {
  const Error error = read_event(record, Origin::page, masking_, moment.time, event);
  if (error != Error::none) return error;
  event.id = ids_.next(event.time, random_);
  if (!earlier) event.time = std::max<std::int64_t>(event.time + queue_.clock_offset(moment), 0);
  event.seq = earlier ? event.time : std::max(last_seq_ + 1, event.time);
  last_seq_ = std::max(last_seq_, event.seq);
  if (event.seq >= mark_) {
    mark_ = event.seq + mark_lead;
    std::string mark;
    text::append_decimal(mark, mark_);
    effects.mark(mark);
  }
  const std::string& subject = event.links.has(Link::user) ? event.links[Link::user] : subject_;
  event.key =
      event.is_signal() ? key_of_occurrence(event.id) : key_of(event.links, event.name, subject);
  return Error::none;
}

std::size_t Client::restore(std::string_view entries, Moment moment, Effects& effects) {
  StoredVisitor stored;
  if (!json::read(entries, stored)) return 0;
  std::size_t restored = 0;
  for (const StoredVisitor::Entry& entry : stored.entries) {
    if (entry.id == "mark") {
      restore_mark(entry.text, moment.time);
      continue;
    }
    if (entry.id.empty()) {
      const Error error = restore_record(entry.text, moment, effects);
      if (error != Error::none) {
        effects.report({}, error, {});
      } else {
        ++restored;
      }
      continue;
    }
    Event event;
    ProgressVisitor visitor;
    const Error error = read_event(entry.text, Origin::canonical, masking_, moment.time, event);
    if (error != Error::none || event.id != entry.id) {
      effects.remove(entry.id);
      effects.report({}, error == Error::none ? Error::invalid_json : error, {});
      continue;
    }
    // A second reading only for those that say more than the event: texts have no quote unescaped.
    if (entry.text.find("\"to\":[") != std::string::npos) json::read(entry.text, visitor);
    // A clock that went back since must not make what is done now look older. A `seq` that no clock
    // can have made is damage, and must not push later ones out of what can be read back.
    if (event.seq < moment.time + furthest_clock) last_seq_ = std::max(last_seq_, event.seq);
    queue_.restore(std::move(event), visitor.progress, moment, effects);
    ++restored;
  }
  return restored;
}

/// A clock that is a minute behind what made the mark was set back since (a burst counts a little
/// ahead of it): what is done now must not look older than what was done then. A mark that no clock
/// can have made is damage.
void Client::restore_mark(std::string_view text, std::int64_t time) {
  const std::int64_t mark = text::parse_integer(text).value_or(0);
  if (mark >= time + furthest_clock) return;
  mark_ = std::max(mark_, mark);
  if (mark - 2 * mark_lead > time) last_seq_ = std::max(last_seq_, mark);
}

std::string Client::queue_name() const {
  Sha256 digest;
  for (std::size_t i = 0; i < names_.size(); ++i)
    digest.field(names_[i]).field(destinations_[i]->identity());
  return hex_prefix(digest.finish(), 8);
}

}  // namespace feedspan
