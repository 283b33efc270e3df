// A thousand random histories of the queue with simulated servers, clock, store and page lives.
// A failing history is named by its seed and repeats exactly.
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/queue/queue.h"
#include "recording.h"
#include "scripted_destination.h"

namespace feedspan {
namespace {

using nlohmann::json;

class World final : public Effects {
 public:
  explicit World(std::uint64_t seed) : dice_(seed), random_({seed, 1, 2, 3}) {
    options_.max_events = roll(4) == 0 ? 6 : 10'000;
    for (std::uint64_t i = 0, count = 1 + roll(3); i < count; ++i) {
      const BatchLimits limits{.events = 1 + roll(8), .bytes = 400 + roll(3'000)};
      places_.push_back({std::make_unique<ScriptedDestination>("d" + std::to_string(i), limits)});
    }
    open_page();
  }

  void run() {
    for (std::uint64_t steps = 20 + roll(60); steps > 0 && !failed(); --steps) step();
    for (Place& place : places_) place.mode = Mode::fine;
    // Quiet from here on: answers and timers alone must bring everything to its end.
    int quiet = 0;
    while (!failed() && (timer_ >= 0 || !flights_.empty())) {
      next_happening();
      ASSERT_LT(++quiet, 2'000) << "a storm";
    }
    if (failed()) return;
    bool any_paused = false;
    for (const Place& place : places_) any_paused |= place.paused;
    if (!any_paused) {
      EXPECT_EQ(queue_->counts().waiting(), 0U) << "a stall";
      EXPECT_TRUE(stored_.empty());
    }
  }

  void store(std::string_view id, std::string_view text) override {
    EXPECT_FALSE(final_.contains(std::string(id)));
    stored_[std::string(id)] = text;
  }
  void remove(std::string_view id) override { EXPECT_EQ(stored_.erase(std::string(id)), 1U); }
  void wake(std::int64_t in) override {
    // Timers are a millisecond early at times, or late by as much as a sleeping laptop.
    const std::int64_t error = roll(8) == 0    ? -1
                               : roll(20) == 0 ? static_cast<std::int64_t>(roll(600'000))
                                               : static_cast<std::int64_t>(roll(5));
    timer_ = in < 0 ? -1 : std::max(now_, now_ + in + error);
  }
  void receipt(const Receipt& receipt) override {
    const std::string id(receipt.id);
    EXPECT_FALSE(final_.contains(id)) << "a receipt after the last one";
    if (receipt.state == State::waiting) {
      EXPECT_FALSE(receipt.destination.empty());
      EXPECT_NE(receipt.error, Error::none);
    }
    if (!receipt.destination.empty()) {
      if (receipt.state != State::waiting) place_of(receipt.destination).ended.insert(id);
      return;
    }
    EXPECT_NE(receipt.state, State::waiting);
    EXPECT_FALSE(stored_.contains(id)) << "final, and still stored";
    final_[id] = receipt.state;
  }
  void report(std::string_view destination, Error error, std::string_view /*message*/) override {
    EXPECT_EQ(error, Error::unauthorized);
    Place& place = place_of(destination);
    EXPECT_FALSE(place.reported) << "said twice";
    place.reported = true;
  }
  void fetch(std::uint32_t number, std::string_view destination, const Request& request,
             std::int64_t /*timeout*/) override {
    Place& place = place_of(destination);
    EXPECT_GE(now_, place.not_before) << "an early knock at " << destination;
    EXPECT_FALSE(place.paused) << "after 401";
    Flight flight{number, &place, ids_of(request), now_ + static_cast<std::int64_t>(roll(3'000))};
    EXPECT_FALSE(flight.ids.empty());
    for (const std::string& id : flight.ids) {
      EXPECT_TRUE(stored_.contains(id)) << "sent, but not stored";
      EXPECT_FALSE(final_.contains(id));
      EXPECT_FALSE(place.delivered.contains(id)) << "delivered, and sent again";
      EXPECT_TRUE(place.under_way.insert(id).second) << "twice under way";
      const Event& event = made_.at(id);
      std::int64_t& newest = place.newest[event.key];
      EXPECT_GE(event.seq, newest) << "an older vote after a newer one";
      newest = event.seq;
      for (const std::string& other : place.under_way) {
        EXPECT_TRUE(other == id || made_.at(other).key != event.key) << "two of one key at once";
      }
    }
    flights_.push_back(std::move(flight));
  }

 private:
  enum class Mode { fine, trouble, limited, offline, small, mixed, refusing };
  struct Place {
    std::unique_ptr<ScriptedDestination> destination;
    Mode mode = Mode::fine;
    std::int64_t not_before = 0;  ///< what the server asked for
    bool paused = false;
    bool reported = false;
    std::set<std::string> under_way{};
    std::set<std::string> delivered{};
    std::set<std::string> ended{};                 ///< in any way, this page
    std::set<std::string> ended_earlier{};         ///< on an earlier page, which alone knows how
    std::map<std::string, std::int64_t> newest{};  ///< seq, by key
  };
  struct Flight {
    std::uint32_t number;
    Place* place;
    std::vector<std::string> ids;
    std::int64_t due;
  };

  static bool failed() { return testing::Test::HasFailure(); }
  std::uint64_t roll(std::uint64_t sides) { return dice_() % sides; }
  Moment moment() const { return {now_, some_time + now_}; }
  Place& place_of(std::string_view name) {
    return places_.at(static_cast<std::size_t>(name.at(1) - '0'));
  }

  void open_page() {
    std::vector<const Destination*> views;
    for (const Place& place : places_) views.push_back(place.destination.get());
    queue_ = std::make_unique<Queue>(options_, views, random_);
    const auto stored = stored_;
    for (const auto& [id, text] : stored) {
      const json canonical = json::parse(text);
      Event event;
      ASSERT_EQ(read_event(text, Origin::canonical, {}, moment().time, event), Error::none) << text;
      const std::vector<std::string> pending = canonical.value("to", std::vector<std::string>());
      queue_->restore(std::move(event), pending, moment(), *this);
    }
    queue_->pump({}, moment(), *this);
    check();
  }

  /// The page is gone in the middle of everything; what servers got, they got.
  void reload() {
    for (Place& place : places_) {
      place.under_way.clear();
      place.ended_earlier.merge(place.ended);
      place.not_before = now_;
      place.paused = place.reported = false;
      if (place.mode == Mode::refusing) place.mode = Mode::fine;
    }
    flights_.clear();
    timer_ = -1;
    accepted_before_ = final_.size();
    open_page();
  }

  void step() {
    switch (roll(12)) {
      case 0:
      case 1:
      case 2:
      case 3: {
        for (std::uint64_t count = 1 + roll(3); count > 0; --count) {
          const Kind kind = roll(3) == 0 ? Kind::signal : Kind::thumb;
          Event event = make_event(kind, "t" + std::to_string(roll(4)), ++seq_, moment().time);
          event.message = std::string(roll(300), 'x');
          made_[event.id] = event;
          queue_->add(std::move(event), moment(), *this);
        }
        queue_->pump({}, moment(), *this);
        break;
      }
      case 4:
        places_[roll(places_.size())].mode = static_cast<Mode>(roll(roll(4) == 0 ? 7 : 6));
        break;
      case 5:
        queue_->pump({.flush = roll(2) == 0, .leaving = roll(2) == 0, .online = roll(2) == 0},
                     moment(), *this);
        break;
      case 6:
        now_ += static_cast<std::int64_t>(roll(3'000));
        if (roll(6) == 0) reload();
        break;
      default:
        next_happening();
    }
    check();
  }

  /// The clock goes on to whatever is due first.
  void next_happening() {
    const auto flight =
        std::min_element(flights_.begin(), flights_.end(),
                         [](const Flight& a, const Flight& b) { return a.due < b.due; });
    if (flight != flights_.end() && (timer_ < 0 || flight->due <= timer_)) {
      now_ = std::max(now_, flight->due);
      const Flight answered = *flight;
      flights_.erase(flight);
      answer(answered);
    } else if (timer_ >= 0) {
      now_ = std::max(now_, timer_);
      timer_ = -1;
      queue_->pump({}, moment(), *this);
    }
    check();
  }

  void answer(const Flight& flight) {
    Place& place = *flight.place;
    Response response = status(200);
    switch (place.mode) {
      case Mode::fine:
        break;
      case Mode::trouble:
        response = status(503);
        break;
      case Mode::limited: {
        const std::uint64_t seconds = 1 + roll(20);
        response = status(429, std::to_string(seconds));
        place.not_before =
            std::max(place.not_before, now_ + static_cast<std::int64_t>(seconds) * 1'000);
        break;
      }
      case Mode::offline:
        response = failure(roll(2) == 0 ? Error::network : Error::timeout);
        break;
      case Mode::small:
        if (flight.ids.size() > 1) response = status(413);
        break;
      case Mode::mixed:
        for (std::size_t i = 0; i < flight.ids.size(); ++i) {
          static constexpr const char* words[] = {"ok ", "retry ", "no ", "isolate "};
          response.body += words[roll(flight.ids.size() > 1 ? 4 : 3)];
        }
        break;
      case Mode::refusing:
        response = status(401);
        place.paused = true;
    }
    std::istringstream words(response.body);
    for (const std::string& id : flight.ids) {
      place.under_way.erase(id);
      std::string word = "ok";
      words >> word;
      if (response.status == 200 && word == "ok") place.delivered.insert(id);
    }
    queue_->respond(flight.number, response, moment(), *this);
  }

  void check() {
    const Counts& counts = queue_->counts();
    EXPECT_EQ(counts.waiting(), stored_.size()) << "the store holds what is open";
    std::uint64_t ended = 0;
    for (const auto& [id, state] : final_) {
      ++ended;
      // "delivered" is said of nothing that some destination did not get.
      if (state != State::delivered) continue;
      for (const Place& place : places_) {
        EXPECT_TRUE(place.delivered.contains(id) || place.ended_earlier.contains(id)) << id;
      }
    }
    EXPECT_EQ(counts.delivered + counts.rejected + counts.dropped, ended - accepted_before_);
    EXPECT_EQ(made_.size(), ended + stored_.size()) << "an event is nowhere";
  }

  std::mt19937_64 dice_;
  Random random_;
  QueueOptions options_;
  std::vector<Place> places_;
  std::unique_ptr<Queue> queue_;
  std::map<std::string, Event> made_;
  std::map<std::string, std::string> stored_;
  std::map<std::string, State> final_;
  std::vector<Flight> flights_;
  std::int64_t now_ = 1'000;
  std::int64_t timer_ = -1;
  std::int64_t seq_ = 0;
  std::size_t accepted_before_ = 0;
};

TEST(QueueSimulation, KeepsItsWordInEveryHistory) {
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    World(seed).run();
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace feedspan
