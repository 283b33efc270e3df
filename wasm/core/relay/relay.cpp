#include "core/relay/relay.h"

#include <algorithm>
#include <iterator>
#include <list>
#include <utility>

#include "core/json/reader.h"
#include "core/json/writer.h"
#include "core/queue/backoff.h"

namespace feedspan {
namespace {

// A browser's clock is not to be trusted further than this with a vendor's time axis.
constexpr std::int64_t furthest_back = 7 * std::int64_t{86'400'000};
constexpr std::int64_t furthest_ahead = 5 * std::int64_t{60'000};

constexpr std::int64_t largest_limit = 1'000'000;  // events, or ms: beyond that it is a slip

/// Reads what `RelayReceiver::grant` is given.
class GrantVisitor final : public json::PathVisitor {
 public:
  struct Grant {
    bool refused = false;
    std::string subject;
    Links target;
    std::list<std::string> names;
  };
  std::list<Grant> grants;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    constexpr std::string_view target = "[].target.";
    if (path == "[]") grants.emplace_back();
    if (path == "[].refused") grants.back().refused = value.boolean;
    if (!value.is_string()) return true;
    Grant& grant = grants.back();
    if (path == "[].subject") grant.subject = value.text;
    if (path == "[].names[]") grant.names.emplace_back(value.text);
    if (!path.starts_with(target)) return true;
    const auto link = link_of(path.substr(target.size()));
    if (!link) return true;
    grant.target[*link] = value.text;
    return normalise_link(*link, grant.target[*link]);
  }
};

/// Puts the links that the token vouches for in the place of what the page said. False if the page
/// spoke of another target.
bool take_target(const Links& target, Links& links) {
  if (!target.target()) return true;  // the host vouches for the sender alone
  for (std::size_t i = 0; i < target_link_count; ++i) {
    const Link link = static_cast<Link>(i);
    if (links.has(link) && links[link] != target[link]) return false;
    links[link] = target[link];
  }
  for (const Link link : {Link::capability, Link::step, Link::user}) {
    if (target.has(link)) links[link] = target[link];
  }
  return true;
}

bool take_grant(const GrantVisitor::Grant& grant, RelayItem& item) {
  if (grant.refused) return false;
  Event& event = item.event;
  if (!grant.names.empty() &&
      std::find(grant.names.begin(), grant.names.end(), event.name) == grant.names.end())
    return false;
  if (!take_target(grant.target, event.links)) return false;
  item.verified = !grant.subject.empty();
  // A key that the page made up must never be that of a sender who is known, hence the two words.
  std::string subject = item.verified ? "verified:" + grant.subject : "claimed:" + event.key;
  if (item.verified && event.links.has(Link::user) && !grant.target.has(Link::user)) {
    event.links[Link::user] = "anon:" + grant.subject;
  }
  if (event.is_signal()) subject += event.id;  // an occurrence, which nothing replaces
  event.key = key_of(event.links, event.name, subject);
  return true;
}

/// Reads what `RelayReceiver::forward` is given.
class SelectionVisitor final : public json::PathVisitor {
 public:
  struct Selected {
    std::uint64_t to = 0;
    std::int64_t first = -1;
  };
  std::list<Selected> selected;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "[]") selected.emplace_back();
    if (path == "[].to")
      selected.back().to = static_cast<std::uint64_t>(value.integer().value_or(0));
    if (path == "[].first") selected.back().first = value.integer().value_or(-1);
    return true;
  }
};

}  // namespace

struct RelayReceiver::Options {
  std::list<DestinationOptions> destinations;
};

class RelayReceiver::OptionsVisitor final : public json::PathVisitor {
 public:
  OptionsVisitor(Options& options, RelayReceiver& relay) : options_(options), relay_(relay) {}

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "destinations[]") {
      if (value.type != json::Type::object) return false;
      options_.destinations.emplace_back();
    }
    if (path == "limits.events") return positive(value, relay_.max_events_);
    if (path == "timeout") return positive(value, relay_.timeout_);
    if (path.starts_with("destinations[]."))
      read_option(path.substr(path.find('.') + 1), value, options_.destinations.back());
    return true;
  }

  template <class Number>
  static bool positive(const json::Value& value, Number& number) {
    const auto integer = value.integer();
    if (!integer || *integer <= 0 || *integer > largest_limit) return false;
    number = static_cast<Number>(*integer);
    return true;
  }

  Options& options_;
  RelayReceiver& relay_;
};

Error RelayReceiver::create(std::string_view json, std::unique_ptr<RelayReceiver>& relay,
                            const pii::Masking* masking) {
  std::unique_ptr<RelayReceiver> made(
      new RelayReceiver);  // make_unique cannot reach the constructor
  if (masking != nullptr) made->masking_ = masking;
  Options options;
  OptionsVisitor visitor(options, *made);
  if (!json::read(json, visitor)) return Error::invalid_options;
  if (options.destinations.size() > max_destinations) return Error::no_destination;
  for (const DestinationOptions& each : options.destinations) {
    const Error error = make_server_destination(each, made->destinations_.emplace_back());
    if (error != Error::none) return error;
  }
  relay = std::move(made);
  return Error::none;
}

Error RelayReceiver::receive(std::string_view body, std::int64_t time, std::uint32_t& number) {
  std::vector<BatchItem> read;
  if (const Error error = read_batch(body, *masking_, time, max_events_, read);
      error != Error::none)
    return error;
  number = next_batch_++;
  Batch& batch = batches_[number];
  batch.bytes = body.size();
  batch.items.reserve(read.size());
  for (BatchItem& each : read) {
    RelayItem& item = batch.items.emplace_back();
    item.event = std::move(each.event);
    item.error = each.error;
    const std::int64_t claimed = item.event.time;
    item.event.time = std::clamp(claimed, time - furthest_back, time + furthest_ahead);
    if (item.event.time != claimed) item.claimed_time = claimed;
  }
  return Error::none;
}

Error RelayReceiver::grant(std::uint32_t number, std::string_view grants) {
  const auto batch = batches_.find(number);
  if (batch == batches_.end()) return Error::closed;
  GrantVisitor visitor;
  if (!json::read(grants, visitor) || visitor.grants.size() != batch->second.items.size())
    return Error::invalid_json;
  auto grant = visitor.grants.begin();
  for (RelayItem& item : batch->second.items) {
    if (item.error == Error::none && !take_grant(*grant, item)) item.error = Error::link_token;
    item.event.link_token.clear();  // no vendor's business, and no store's
    ++grant;
  }
  return Error::none;
}

Error RelayReceiver::forward(std::uint32_t number, std::string_view selection, std::int64_t time,
                             Effects& effects) {
  kept_.clear();
  refusals_.clear();
  const auto found = batches_.find(number);
  if (found == batches_.end()) return Error::closed;
  Batch& batch = found->second;
  SelectionVisitor visitor;
  const bool valid =
      json::read(selection, visitor) && visitor.selected.size() <= batch.items.size();
  if (!valid) visitor.selected.clear();
  std::size_t index = 0;
  for (auto& selected : visitor.selected) {
    RelayItem& item = batch.items[index++];
    if (item.error != Error::none) selected.to = 0;
    item.first_time = selected.first;
    if ((selected.to & 1) != 0) kept_.push_back(&item);
  }
  // A share of what came in is near enough to what goes out: the limits are far from what a vendor
  // refuses, and what it refuses all the same goes out in halves.
  const std::size_t share = batch.bytes / batch.items.size() + 1;
  for (std::size_t destination = 0; destination < destinations_.size(); ++destination) {
    const BatchLimits limits = destinations_[destination]->limits();
    const std::size_t most =
        std::max<std::size_t>(std::min(limits.events, limits.bytes / share), 1);
    std::vector<Passenger> passengers;
    index = 0;
    for (const auto& selected : visitor.selected) {
      const std::size_t item = index++;
      if ((selected.to >> (destination + 1) & 1) == 0) continue;
      const Error refusal = destinations_[destination]->refusal(batch.items[item].event);
      if (refusal != Error::none) {
        refusals_.push_back({item, destination, refusal});
        continue;
      }
      if (passengers.size() == most)
        send({destination, 0, std::exchange(passengers, {})}, time, effects);
      passengers.push_back({found, item});
      ++batch.open;
    }
    if (!passengers.empty()) send({destination, 0, std::move(passengers)}, time, effects);
  }
  end_if_idle(found);
  return valid ? Error::none : Error::invalid_json;
}

void RelayReceiver::send(Flight&& flight, std::int64_t time, Effects& effects) {
  std::vector<const Event*> events;
  events.reserve(flight.passengers.size());
  for (const Passenger& each : flight.passengers)
    events.push_back(&each.batch->second.items[each.item].event);
  const Destination& to = *destinations_[flight.destination];
  const Moment moment{.time = time};
  const std::uint32_t request = next_request_++;
  effects.fetch(
      request, to.name(),
      flight.step == 0 ? to.encode(events, moment) : to.encode_step(events, moment, flight.step),
      timeout_);
  flights_[request] = std::move(flight);
}

RelayReceiver::Reply RelayReceiver::respond(std::uint32_t request, Response response,
                                            std::int64_t time, Effects& effects) {
  Reply reply;
  const auto found = flights_.find(request);
  if (found == flights_.end()) return reply;
  Flight flight = std::move(found->second);
  flights_.erase(found);
  const auto& passengers = flight.passengers;
  reply.destination = flight.destination;
  response.step = flight.step;
  response.time = time;

  std::vector<const Event*> events;
  events.reserve(passengers.size());
  for (const Passenger& each : passengers)
    events.push_back(&each.batch->second.items[each.item].event);
  Answer answer = destinations_[flight.destination]->read(response, events);
  if (answer.kind == Answer::Kind::next) {
    ++flight.step;
    send(std::move(flight), time, effects);
    return reply;
  }
  if (answer.kind == Answer::Kind::split && passengers.size() > 1) {
    const auto middle = passengers.begin() + static_cast<std::ptrdiff_t>(passengers.size() / 2);
    send({flight.destination, 0, {passengers.begin(), middle}}, time, effects);
    send({flight.destination, 0, {middle, passengers.end()}}, time, effects);
    return reply;
  }
  if (answer.kind != Answer::Kind::outcomes) {
    // The destination refusing our own key is nothing that a browser's event is to blame for, so
    // `pause` is `retry` here.
    const bool later = answer.kind == Answer::Kind::retry || answer.kind == Answer::Kind::pause;
    const Outcome outcome{later ? Outcome::Verdict::retry : Outcome::Verdict::rejected,
                          answer.error, std::move(answer.message)};
    answer.outcomes.assign(passengers.size(), outcome);
    const std::string& pause =
        answer.retry_after.empty() ? response.retry_after : answer.retry_after;
    reply.retry_after = retry_after(pause, response.date, time).value_or(-1);
  }
  for (std::size_t i = 0; i < passengers.size(); ++i) {
    const Outcome::Verdict verdict = answer.outcomes[i].verdict;
    if (verdict == Outcome::Verdict::isolate || verdict == Outcome::Verdict::again) {
      send({flight.destination, 0, {passengers[i]}}, time, effects);
      continue;
    }
    const auto batch = passengers[i].batch;
    reply.items.push_back({batch->first, passengers[i].item, std::move(answer.outcomes[i])});
    --batch->second.open;
    end_if_idle(batch);
  }
  return reply;
}

const std::vector<RelayItem>& RelayReceiver::items(std::uint32_t batch) const {
  return batches_.find(batch)->second.items;
}

std::vector<std::string_view> RelayReceiver::destinations() const {
  std::vector<std::string_view> names;
  for (const auto& destination : destinations_) names.push_back(destination->name());
  return names;
}

void RelayReceiver::end_if_idle(Batches::iterator batch) {
  if (batch->second.open == 0) ended_ = batches_.extract(batch);
}

void append_received(std::string& out, const RelayItem& item) {
  append_canonical(out, item.event);
  out.pop_back();  // the closing brace
  json::Writer writer(out, json::Writer::Inside{});
  if (item.claimed_time >= 0) writer.member("claimedTime", item.claimed_time);
  if (item.first_time >= 0) writer.member("firstTime", item.first_time);
  writer.key("verified").boolean(item.verified);
  writer.end_object();
}

}  // namespace feedspan
