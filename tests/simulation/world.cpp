#include "world.h"

#include <algorithm>
#include <cstdio>

namespace feedspan::simulation {
namespace {

/// What no store and no request may ever hold.
constexpr const char* secrets[] = {"kim.tainted@example.org", "4111 1111 1111 1111",
                                   "+49 30 901820"};

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      out += escape;
    } else {
      out += c;
    }
  }
  return out + '"';
}

bool is_tainted(std::string_view text) {
  return std::any_of(std::begin(secrets), std::end(secrets), [&](const char* secret) {
    return text.find(secret) != std::string_view::npos;
  });
}

std::string seed_of(std::mt19937_64& dice) {
  std::string hex;
  for (int i = 0; i < 64; ++i) hex += "0123456789abcdef"[dice() % 16];
  return hex;
}

}  // namespace

// --- A page ------------------------------------------------------------------------------------

Page::Page(World& world, int number)
    : world_(world), number_(number), born_(world.now_), standings_(world.servers_.size()) {
  const std::string options = world.options_ + ",\"seed\":\"" + seed_of(world.dice_) + "\"}";
  if (Client::create(options, client_) != Error::none) world.fail("options refused: " + options);
}

Moment Page::moment() const {
  return {world_.now_ - born_, world_.time()};
}

bool Page::goes_on() {
  if (crashed_) return false;
  if (world_.crash_in_ > 0 && --world_.crash_in_ == 0) {
    world_.crash_in_ = -1;
    world_.say("page " + std::to_string(number_) + " crashes");
    crashed_ = true;
  }
  return !crashed_;
}

void Page::store(std::string_view id, std::string_view text) {
  if (!goes_on()) return;
  const std::string name(id);
  if (is_tainted(text)) world_.fail("unmasked text in the store: " + std::string(text));
  if (handed_over_ && !world_.truths_.contains(name)) world_.learn(name, text);
  Truth& truth = world_.truths_[name];
  if (truth.ended && !truth.copied && !truth.damaged) world_.fail("stored after its end: " + name);
  if (text.find("\"worst\"") != std::string_view::npos) truth.ended_in_part = true;
  open_[name] = true;
  if (world_.store_broken_ && world_.roll(2) == 0) {
    truth.unstored = true;
    return;
  }
  world_.store_[number_][name] = text;
}

void Page::remove(std::string_view id) {
  if (!goes_on()) return;
  world_.store_[number_].erase(std::string(id));
  world_.truths_[std::string(id)].removed = true;
}

void Page::mark(std::string_view text) {
  if (!goes_on()) return;
  if (text.find_first_not_of("0123456789") != std::string_view::npos)
    world_.fail("a mark that is no number");
  world_.mark_ = text;
}

void Page::fetch(std::uint32_t number, std::string_view destination, const Request& request,
                 std::int64_t timeout) {
  if (!goes_on()) return;
  std::size_t index = 0;
  while (index < world_.servers_.size() && world_.servers_[index].name() != destination) ++index;
  if (index == world_.servers_.size()) {
    world_.fail("a request to nobody: " + std::string(destination));
    return;
  }
  ++world_.requests_;
  Standing& standing = standings_[index];
  const std::int64_t now = world_.now_;
  const std::string where = " at " + std::string(destination);
  if (is_tainted(request.body)) world_.fail("unmasked text in a request" + where);
  if (now < standing.not_before) world_.fail("an early knock" + where);
  if (standing.paused) world_.fail("a request after 401" + where);
  if (standing.failures >= 3 && !standing.hinted && now < standing.last_failure + 30'000)
    world_.fail("a knock at an open circuit" + where);
  World::Flight flight{};
  flight.page = number_;
  flight.number = number;
  flight.server = index;
  flight.events = carried_by(request.body);
  flight.bytes = static_cast<std::int64_t>(request.body.size());
  flight.keepalive = request.keepalive;
  flight.sent = now;
  if (flight.events.empty()) world_.fail("a request without events" + where);
  for (const Carried& event : flight.events) {
    const auto found = world_.truths_.find(event.id);
    if (found == world_.truths_.end()) {
      world_.fail("nobody accepted " + event.id);
      continue;
    }
    const Truth& truth = found->second;
    if (!truth.damaged) {
      if (truth.seq != event.seq || truth.key != event.key)
        world_.fail("key or seq changed on the way: " + event.id);
      if (truth.ended && !truth.copied) world_.fail("sent after its end: " + event.id + where);
      if (standing.ended.contains(event.id) && !truth.copied)
        world_.fail("sent after its end there: " + event.id + where);
      if (!truth.unstored && !truth.copied && !world_.store_[number_].contains(event.id))
        world_.fail("sent, but not stored: " + event.id);
      std::int64_t& newest = standing.newest[event.key];
      if (event.seq < newest) world_.fail("an older vote after a newer one: " + event.id + where);
      newest = event.seq;
      const auto other = standing.under_way.find(event.key);
      if (other != standing.under_way.end())
        world_.fail("two of one key under way: " + event.id + " and " + other->second + where);
    }
    standing.under_way[event.key] = event.id;
    if (++flying_[event.id] == 1) ++in_flight_;
  }
  if (request.keepalive) {
    keepalive_ += flight.bytes;
    if (keepalive_ > world_.keepalive_bytes_)
      world_.fail("over the keepalive budget: " + std::to_string(keepalive_));
  }
  const bool way_there = !world_.offline_ && (world_.healing_ || world_.roll(12) != 0);
  flight.arrives = way_there ? now + static_cast<std::int64_t>(world_.roll(400)) : -1;
  flight.answers = now + static_cast<std::int64_t>(1 + world_.roll(900));
  if (!world_.healing_ && world_.roll(12) == 0) flight.answers = now + timeout + 1;
  flight.answers = std::max(flight.answers, flight.arrives + 1);
  flight.lost = !world_.healing_ && world_.roll(12) == 0;
  flight.again = !world_.healing_ && world_.roll(20) == 0;
  world_.say("page " + std::to_string(number_) + " sends " + std::to_string(number) + where + ", " +
             std::to_string(flight.events.size()) + " events from " + flight.events.front().id);
  world_.flights_.push_back(std::move(flight));
}

void Page::wake(std::int64_t in) {
  if (!goes_on()) return;
  // Timers are a millisecond early at times, or late by as much as a sleeping laptop.
  const std::int64_t error = world_.roll(8) == 0 ? -1
                             : !world_.healing_ && world_.roll(20) == 0
                                 ? static_cast<std::int64_t>(world_.roll(600'000))
                                 : static_cast<std::int64_t>(world_.roll(5));
  timer_ = in < 0 ? -1 : std::max(world_.now_, world_.now_ + in + error);
}

void Page::receipt(const Receipt& receipt) {
  if (!goes_on()) return;
  const std::string id(receipt.id);
  world_.say("page " + std::to_string(number_) + ": " + id + " " +
             std::string(state_name(receipt.state)) + " " + std::string(code(receipt.error)) +
             (receipt.destination.empty() ? "" : " at " + std::string(receipt.destination)));
  Truth& truth = world_.truths_[id];
  if (!open_.contains(id)) {
    // Of a second copy, which the page may no longer know for one.
    if (!truth.copied) world_.fail("a receipt for what is not this page's: " + id);
    if (receipt.destination.empty()) ++finals_;
    return;
  }
  if (!receipt.destination.empty()) {
    std::size_t index = 0;
    while (index < standings_.size() && world_.servers_[index].name() != receipt.destination)
      ++index;
    if (index == standings_.size()) {
      world_.fail("a receipt of nobody");
      return;
    }
    Standing& standing = standings_[index];
    if (standing.ended.contains(id) && !truth.copied) world_.fail("a second end there: " + id);
    if (receipt.state == State::waiting) {
      if (receipt.error == Error::none) world_.fail("waits for no reason: " + id);
      // A tenth of the hour that a server may ask for is added by chance.
      const std::int64_t asked = standing.not_before - world_.now_ + 360'000;
      if (receipt.in > std::max<std::int64_t>(300'000, asked))
        world_.fail("a pause of " + std::to_string(receipt.in) + " ms");
      return;
    }
    standing.ended[id] = receipt.state;
    if (receipt.state == State::delivered && !truth.damaged && !world_.servers_[index].has(id))
      world_.fail("told as delivered, and never taken: " + id);
    return;
  }
  if (receipt.state == State::waiting) {
    world_.fail("waits, says nobody: " + id);
    return;
  }
  if (truth.ended && !truth.copied && !truth.damaged) world_.fail("two final receipts: " + id);
  if (world_.store_[number_].contains(id)) world_.fail("final, and still stored: " + id);
  open_.erase(id);
  ++finals_;
  truth.ended = true;
  truth.outcome = receipt.state;
  truth.error = receipt.error;
  if (truth.damaged) return;
  switch (receipt.error) {
    case Error::superseded:
      // Two pages may count alike within a millisecond.
      if (world_.newest_[truth.key] < truth.seq) world_.fail("superseded by nothing: " + id);
      break;
    case Error::purged:
      // The page may have taken the end of a second copy for that of its own.
      if (!truth.purged && !truth.copied) world_.fail("purged unasked: " + id);
      break;
    case Error::expired:
      if (!world_.clock_was_set_ && world_.now_ < world_.max_age_)
        world_.fail("expired too early: " + id);
      break;
    case Error::queue_full:
      if (client_->counts().waiting() > static_cast<std::uint64_t>(world_.max_events_) + 1)
        world_.fail("the queue overflows");
      if (truth.signal || truth.ended_in_part || adopting_) break;
      for (const auto& [other, _] : open_) {
        if (world_.truths_[other].signal && flying_[other] == 0)
          world_.fail("a vote gave way while a signal was there: " + id);
      }
      break;
    default:
      break;
  }
  if (receipt.state == State::delivered) {
    for (const Server& server : world_.servers_) {
      if (!server.has(id)) world_.fail("delivered, but not to " + server.name() + ": " + id);
    }
  }
}

void Page::report(std::string_view destination, Error error, std::string_view /*message*/) {
  if (!goes_on()) return;
  if (destination.empty()) return;  // of a damaged entry
  for (std::size_t i = 0; i < standings_.size(); ++i) {
    if (world_.servers_[i].name() != destination) continue;
    if (++standings_[i].reports > 1) world_.fail("reported twice: " + std::string(code(error)));
    if (error == Error::unauthorized) standings_[i].paused = true;
  }
}

// --- The world ---------------------------------------------------------------------------------

World::World(std::uint64_t seed, bool trace)
    : dice_(seed), trace_(trace), start_(1'765'990'800'000) {
  static constexpr const char* names[] = {"relay", "second", "axiom"};
  const std::uint64_t count = 1 + roll(3);
  std::string destinations;
  for (std::uint64_t i = 0; i < count; ++i) {
    const bool axiom = roll(3) == 0;
    servers_.emplace_back(axiom ? Server::Form::axiom : Server::Form::relay, names[i]);
    destinations += std::string(i == 0 ? "" : ",") + "{\"name\":\"" + names[i] + "\"," +
                    (axiom ? R"("type":"axiom","url":"https://a.example","dataset":"d","token":"t")"
                           : R"("type":"relay","url":"https://r.example")") +
                    "}";
  }
  if (roll(4) == 0) max_events_ = static_cast<std::int64_t>(3 + roll(6));
  if (roll(4) == 0) max_age_ = static_cast<std::int64_t>(60'000 + roll(3'600'000));
  if (roll(3) == 0) keepalive_bytes_ = static_cast<std::int64_t>(500 + roll(2'000));
  options_ = "{\"destinations\":[" + destinations +
             "],\"subject\":\"me\",\"secure\":true,\"queue\":{\"maxEvents\":" +
             std::to_string(max_events_) + ",\"maxAge\":" + std::to_string(max_age_) +
             ",\"keepaliveBytes\":" + std::to_string(keepalive_bytes_) + "}";
  say("maxEvents " + std::to_string(max_events_) + ", maxAge " + std::to_string(max_age_));
}

World::~World() = default;

void World::fail(const std::string& what) {
  say("FAILS: " + what);
  if (failure_.empty()) failure_ = what;
}

void World::say(const std::string& what) {
  if (trace_) std::printf("%9lld  %s\n", static_cast<long long>(now_), what.c_str());
}

void World::run(int steps) {
  open_page();
  for (; steps > 0 && failure_.empty(); --steps) step();
  if (failure_.empty()) heal();
}

void World::step() {
  bury();
  if (pages_.empty()) open_page();
  Page& page = *pages_[roll(pages_.size())];
  switch (roll(32)) {
    case 0:
      if (pages_.size() < 3) open_page();
      break;
    case 1:
      close(page, roll(2) == 0);
      break;
    case 2:
      crash_in_ = static_cast<int>(1 + roll(12));
      break;
    case 3:
    case 4:
      servers_[roll(servers_.size())].mode =
          static_cast<Server::Mode>(roll(static_cast<std::uint64_t>(Server::Mode::count_of_modes)));
      break;
    case 5:
      for (Server& server : servers_) server.mode = Server::Mode::fine;
      offline_ = store_broken_ = false;
      break;
    case 6:
      offline_ = roll(2) == 0;
      store_broken_ = roll(3) == 0;
      break;
    case 7:
      pump(page, {.flush = roll(2) == 0,
                  .leaving = roll(2) == 0,
                  .online = roll(2) == 0,
                  .allowance = static_cast<std::int64_t>(roll(4'000))});
      break;
    case 8:
      now_ += static_cast<std::int64_t>(roll(roll(8) == 0 ? 90'000'000 : 5'000));
      break;
    case 9:
      if (roll(6) != 0) break;
      clock_was_set_ = counts_differ_ = true;
      clock_error_ = roll(2) == 0 ? 0
                                  : static_cast<std::int64_t>(roll(2'000)) * 86'400'000 -
                                        1'000 * std::int64_t{86'400'000};
      say("the clock is set to an error of " + std::to_string(clock_error_));
      break;
    case 10:
      damage();
      break;
    case 11:
      adopt(page);
      pump(page, {});
      break;
    case 12:
      if (roll(8) != 0) break;
      say("consent is withdrawn in page " + std::to_string(page.number_));
      for (const auto& [id, _] : page.open_) truths_[id].purged = true;
      page.client_->purge(page);
      for (Page::Standing& standing : page.standings_) standing.under_way.clear();
      std::erase_if(flights_, [&](const Flight& flight) {
        return flight.page == page.number_ && flight.arrives < 0;
      });
      for (Flight& flight : flights_) {
        if (flight.page == page.number_) flight.page = 0;
      }
      page.flying_.clear();
      page.in_flight_ = 0;
      page.keepalive_ = 0;
      if (!page.crashed_ && !store_[page.number_].empty()) fail("purged, and still stored");
      break;
    case 19:
      vote_unheard();
      break;
    case 13:
    case 14:
    case 15:
    case 16:
    case 17:
    case 18:
      submit(page);
      break;
    default:
      next_happening();
  }
  for (const auto& each : pages_) check(*each);
}

void World::open_page() {
  ++lives_;
  pages_.push_back(std::make_unique<Page>(*this, next_page_++));
  Page& page = *pages_.back();
  say("page " + std::to_string(page.number_) + " opens");
  if (!mark_.empty()) {
    page.client_->restore("[{\"id\":\"mark\",\"text\":" + quoted(mark_) + "}]", page.moment(),
                          page);
  }
  adopt(page);
  pump(page, {});
  // The user is faster at times.
  if (roll(2) == 0) submit(page);
  hand_over(page);
  pump(page, {});
}

/// A page that ends before its core is there leaves a record, as js/journal.js has it.
void World::vote_unheard() {
  unheard_.push_back(R"({"kind":"thumb","name":"thumbs","value":"down","links":{"traceId":"t)" +
                     std::to_string(roll(4)) + R"("},"time":)" + std::to_string(time()) + "}");
  say("a vote without a core");
}

void World::hand_over(Page& page) {
  if (page.crashed_ || unheard_.empty()) return;
  std::string entries;
  for (const std::string& record : unheard_)
    entries +=
        std::string(entries.empty() ? "[" : ",") + "{\"id\":\"\",\"text\":" + quoted(record) + "}";
  unheard_.clear();
  page.handed_over_ = page.adopting_ = true;
  page.client_->restore(entries + "]", page.moment(), page);
  page.handed_over_ = page.adopting_ = false;
}

/// Of such a record, now that it is an event: it counts by its time, whatever was done since.
void World::learn(const std::string& id, std::string_view text) {
  const std::vector<Carried> events = carried_by(text);
  Truth& truth = truths_[id];
  truth.key = events[0].key;
  truth.seq = events[0].seq;
  if (text.find("\"time\":" + std::to_string(truth.seq) + ",") == std::string_view::npos)
    fail("an earlier vote does not count by its time: " + std::string(text));
  std::int64_t& newest = newest_[truth.key];
  newest = std::max(newest, truth.seq);
}

/// What dead pages left is this page's from now on, as js/ports/store.js has it.
void World::adopt(Page& page) {
  std::string entries;
  for (auto& [number, stored] : store_) {
    const bool alive =
        std::any_of(pages_.begin(), pages_.end(),
                    [&, of = number](const auto& each) { return each->number_ == of; });
    if (alive) continue;
    while (!stored.empty()) {
      auto entry = stored.extract(stored.begin());
      const std::string id = entry.key();
      Truth& truth = truths_[id];
      if (page.crashed_) {
        stored.insert(std::move(entry));
        break;
      }
      if (store_broken_ && roll(2) == 0) {
        truth.unstored = true;
      } else {
        store_[page.number_][id] = entry.mapped();
      }
      // Between the two writes. (A damaged copy beside a sound one is no history worth telling.)
      if (!truth.damaged && crash_in_ > 0 && --crash_in_ == 0) {
        crash_in_ = -1;
        truth.copied = true;
        page.crashed_ = true;
        stored.insert(std::move(entry));
        break;
      }
      page.open_[id] = true;
      page.copies_ = page.copies_ || truth.copied;
      truth.removed = false;
      entries += (entries.empty() ? "[{\"id\":" : ",{\"id\":") + quoted(id) +
                 ",\"text\":" + quoted(entry.mapped()) + "}";
    }
    if (page.crashed_) return;
  }
  if (entries.empty()) return;
  const std::uint64_t before = page.client_->counts().accepted;
  page.adopting_ = true;  // not all that is open is in the queue yet
  page.client_->restore(entries + "]", page.moment(), page);
  page.adopting_ = false;
  say("page " + std::to_string(page.number_) + " adopts " +
      std::to_string(page.client_->counts().accepted - before));
  if (page.crashed_) return;
  // What was no event, or one that the page had seen to its end, is gone from the store.
  for (auto open = page.open_.begin(); open != page.open_.end();) {
    const Truth& truth = truths_[open->first];
    if (!truth.removed) {
      ++open;
      continue;
    }
    if (!truth.damaged && !truth.copied) fail("removed at adoption: " + open->first);
    open = page.open_.erase(open);
  }
}

void World::submit(Page& page) {
  for (std::uint64_t count = 1 + roll(3); count > 0 && !page.crashed_; --count) {
    const bool signal = roll(3) == 0;
    const char* secret = secrets[roll(3)];
    std::string record = signal ? R"({"kind":"signal","name":"copied")"
                                : R"({"kind":"thumb","name":"thumbs","value":"up")";
    record += R"(,"links":{"traceId":"t)" + std::to_string(roll(4)) + "\"";
    if (roll(8) == 0) record += ",\"userId\":" + quoted(secret);
    record += "}";
    if (roll(2) == 0)
      record += ",\"message\":" + quoted(std::string(roll(300), 'x') + " \" " + secret + "!");
    if (roll(6) == 0) {
      record += std::string(R"(,"metadata":{"k":)") + quoted(secret) + "," + quoted(secret) +
                ":[1,\"" + std::string(roll(2'000), 'm') + "\"]}";
    }
    record += "}";
    Accepted accepted;
    const std::size_t known = truths_.size();
    const Error error = page.client_->submit(record, page.moment(), accepted, page);
    if (error != Error::none) {
      fail("refused: " + record);
      return;
    }
    Truth& truth = truths_[accepted.id];
    if (truths_.size() > known + 1) fail("an id out of nowhere");
    truth.key = accepted.key;
    truth.seq = accepted.seq;
    truth.signal = signal;
    if (page.crashed_ && !store_[page.number_].contains(accepted.id)) truth.unstored = true;
    std::int64_t& newest = newest_[accepted.key];
    // Of two pages the one may not know of the other's clock, nor of its count within a
    // millisecond.
    if (!counts_differ_ && truth.seq + 100 < newest)
      fail("seq went back by " + std::to_string(newest - truth.seq) + ", to the time " +
           std::to_string(truth.seq - time()));
    newest = std::max(newest, truth.seq);
  }
  pump(page, {});
}

void World::pump(Page& page, Queue::PumpReason reason) {
  if (page.crashed_) return;
  if (reason.online) {
    for (Page::Standing& standing : page.standings_) standing.hinted = true;
  }
  page.client_->pump(reason, page.moment(), page);
}

void World::close(Page& page, bool orderly) {
  say("page " + std::to_string(page.number_) + (orderly ? " closes" : " is killed"));
  if (orderly) {
    pump(page,
         {.flush = true, .leaving = true, .allowance = static_cast<std::int64_t>(roll(4'000))});
  }
  page.crashed_ = true;
}

/// What a page that is gone had under way arrives or not; nobody hears the answers.
void World::bury() {
  for (std::size_t i = 0; i < pages_.size();) {
    if (!pages_[i]->crashed_) {
      ++i;
      continue;
    }
    for (Flight& flight : flights_) {
      if (flight.page != pages_[i]->number_) continue;
      if (!flight.keepalive && roll(2) == 0) flight.arrives = -1;
      flight.page = 0;
    }
    for (const auto& [id, _] : pages_[i]->open_) {
      if (!store_[pages_[i]->number_].contains(id) && !truths_[id].unstored && !truths_[id].ended &&
          !truths_[id].removed && !truths_[id].copied && !truths_[id].damaged &&
          !truths_[id].purged)
        fail("gone with its page: " + id);
    }
    pages_.erase(pages_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void World::damage() {
  for (auto& [number, stored] : store_) {
    const bool alive =
        std::any_of(pages_.begin(), pages_.end(),
                    [&, of = number](const auto& each) { return each->number_ == of; });
    if (alive || stored.empty()) continue;
    auto& [id, text] = *std::next(stored.begin(), static_cast<std::ptrdiff_t>(roll(stored.size())));
    if (truths_[id].copied || text.empty()) return;
    truths_[id].damaged = true;
    say("damage to " + id);
    switch (roll(3)) {
      case 0:
        text.resize(roll(text.size()));
        break;
      case 1:
        text[roll(text.size())] = static_cast<char>(32 + roll(95));
        for (const Carried& event : carried_by(text))
          counts_differ_ = counts_differ_ || event.seq > truths_[id].seq;
        break;
      default:
        text = "null";
    }
    return;
  }
}

bool World::next_happening() {
  bury();
  std::int64_t due = -1;
  Flight* flight = nullptr;
  Page* waking = nullptr;
  const auto sooner = [&](std::int64_t at) { return at >= 0 && (due < 0 || at < due); };
  for (Flight& each : flights_) {
    const std::int64_t at = each.arrives >= 0 ? each.arrives : each.answers;
    if (!sooner(at)) continue;
    due = at;
    flight = &each;
  }
  for (const auto& page : pages_) {
    if (!sooner(page->timer_)) continue;
    due = page->timer_;
    waking = page.get();
    flight = nullptr;
  }
  if (due < 0) return false;
  now_ = std::max(now_, due);
  if (flight == nullptr) {
    waking->timer_ = -1;
    pump(*waking, {});
    return true;
  }
  if (flight->arrives >= 0) {
    arrive(*flight);
    return true;
  }
  const Flight done = std::move(*flight);
  flights_.erase(flights_.begin() + (flight - flights_.data()));
  answer(done);
  return true;
}

void World::arrive(Flight& flight) {
  Server& server = servers_[flight.server];
  const auto bytes = static_cast<std::size_t>(flight.bytes);
  flight.answer = server.receive(flight.events, bytes, start_ + now_, dice_);
  flight.arrives =
      std::exchange(flight.again, false) ? now_ + static_cast<std::int64_t>(roll(50)) : -1;
  flight.answers = std::max(flight.answers, now_ + 1);
  flight.keepalive = flight.keepalive && flight.page != 0;
  // What arrived twice is answered by the second answer.
  if (!flight.lost && flight.answer.response.status == 0 &&
      flight.answer.response.failure == Error::none)
    flight.lost = true;
}

void World::answer(const Flight& flight) {
  const auto found = std::find_if(pages_.begin(), pages_.end(),
                                  [&](const auto& page) { return page->number_ == flight.page; });
  if (found == pages_.end()) return;
  Page& page = **found;
  Page::Standing& standing = page.standings_[flight.server];
  for (const Carried& event : flight.events) {
    if (const auto under_way = standing.under_way.find(event.key);
        under_way != standing.under_way.end() && under_way->second == event.id)
      standing.under_way.erase(under_way);
    if (--page.flying_[event.id] == 0) --page.in_flight_;
  }
  if (flight.keepalive) page.keepalive_ -= flight.bytes;
  Server::Answer answer = flight.answer;
  const bool none = answer.response.status == 0 && answer.response.failure == Error::none;
  if (flight.lost || none) {
    answer = {};
    answer.response.failure = now_ - flight.sent > 10'000 ? Error::timeout : Error::network;
    answer.failed = true;
  }
  say("page " + std::to_string(page.number_) + " hears of " + std::to_string(flight.number) + ": " +
      std::to_string(answer.response.status) + " " + std::string(code(answer.response.failure)) +
      " " + answer.response.retry_after);
  if (!answer.failed) {
    standing.failures = 0;
    standing.reports = standing.paused ? standing.reports : 0;
  } else if (flight.sent > standing.last_failure) {
    ++standing.failures;
    standing.hinted = answer.asked > 0;
    standing.last_failure = now_;
  }
  if (answer.asked > 0) {
    standing.not_before = std::max(standing.not_before, now_ + answer.asked);
    // What a server asked for is the measure then, not our own circuit.
    standing.failures = 0;
  }
  page.client_->respond(flight.number, answer.response, page.moment(), page);
}

/// From here on everything works, and answers and timers alone must bring everything to its end.
void World::heal() {
  say("everything heals");
  healing_ = true;
  offline_ = store_broken_ = false;
  crash_in_ = -1;
  for (Server& server : servers_) server.mode = Server::Mode::fine;
  // Pages that a 401 paused are opened anew, with the right token.
  bury();
  for (const auto& page : pages_) {
    const bool paused = std::any_of(page->standings_.begin(), page->standings_.end(),
                                    [](const auto& standing) { return standing.paused; });
    if (paused || roll(2) == 0) close(*page, false);
  }
  bury();
  open_page();
  for (int quiet = 0; failure_.empty(); ++quiet) {
    if (quiet > 5'000) fail("a storm");
    if (!next_happening()) {
      bury();
      // Pages that were paused while everything healed hand over to the last one.
      const auto paused = std::find_if(pages_.begin(), pages_.end(), [](const auto& page) {
        return std::any_of(page->standings_.begin(), page->standings_.end(),
                           [](const auto& standing) { return standing.paused; });
      });
      if (paused == pages_.end()) break;
      close(**paused, false);
      bury();
      open_page();
    }
    for (const auto& page : pages_) {
      check(*page);
      for (Page::Standing& standing : page->standings_) {
        if (!standing.paused) continue;
        page->timer_ = -1;  // it waits for events to expire; they are handed over instead
      }
    }
  }
  if (failure_.empty()) check_the_end();
}

void World::check(const Page& page) {
  if (page.crashed_ || !failure_.empty()) return;
  const Counts& counts = page.client_->counts();
  if (counts.accepted != counts.delivered + counts.rejected + counts.dropped + counts.waiting())
    fail("the counts do not add up");
  // What lies in the store twice may count twice, once the page has forgotten the first.
  if (!page.copies_ && counts.waiting() != page.open_.size())
    fail("waiting " + std::to_string(counts.waiting()) + ", open " +
         std::to_string(page.open_.size()));
  for (const auto& [id, _] : page.open_) {
    if (truths_[id].removed && !truths_[id].copied) fail("removed, and no end told: " + id);
  }
  if (!page.copies_ && counts.accepted - counts.waiting() != page.finals_)
    fail("an end that nobody was told");
  std::uint64_t reasons = 0;
  for (const std::uint64_t count : counts.reasons) reasons += count;
  if (reasons != counts.rejected + counts.dropped) fail("an end without a reason");
  if (counts.waiting() > static_cast<std::uint64_t>(max_events_) &&
      counts.waiting() > page.in_flight_)
    fail("more wait than may");
}

void World::check_the_end() {
  for (const auto& page : pages_) {
    if (page->client_->counts().waiting() != 0)
      fail("a stall: " + page->open_.begin()->first + " waits for ever");
  }
  for (const auto& [number, stored] : store_) {
    for (const auto& [id, text] : stored) {
      if (!truths_[id].damaged) fail("left in the store: " + id);
    }
  }
  for (const auto& [id, truth] : truths_) {
    if (!truth.ended && !truth.removed && !truth.unstored && !truth.damaged && !truth.purged)
      fail("lost: " + id);
  }
}

}  // namespace feedspan::simulation
