#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/client/client.h"
#include "server.h"

namespace feedspan::simulation {

/// What the simulation knows of an event that a page accepted.
struct Truth {
  std::string key;
  std::int64_t seq = 0;
  bool signal = false;
  bool unstored = false;  ///< a write failed, so a page that ends may take it along
  bool damaged = false;   ///< its stored text was
  bool copied = false;    ///< a page ended while it moved it, so it may lie in the store twice
  bool purged = false;
  bool removed = false;        ///< from a store; that may be all that a page lived to do
  bool ended_in_part = false;  ///< at some destination, and not delivered there
  bool ended = false;          ///< a page was told the final outcome
  State outcome = State::waiting;
  Error error = Error::none;
};

class World;

/// One page: the real client, a timer, requests under way. Performs effects until it crashes.
class Page final : public Effects {
 public:
  Page(World& world, int number);

  void store(std::string_view id, std::string_view text) override;
  void remove(std::string_view id) override;
  void mark(std::string_view text) override;
  void fetch(std::uint32_t number, std::string_view destination, const Request& request,
             std::int64_t timeout) override;
  void wake(std::int64_t in) override;
  void receipt(const Receipt& receipt) override;
  void report(std::string_view destination, Error error, std::string_view message) override;

 private:
  friend class World;
  /// How the page stands with one destination.
  struct Standing {
    std::int64_t not_before = 0;  ///< what a server asked for
    std::int64_t last_failure = -1;
    unsigned failures = 0;  ///< in a row, each sent after the last one came back
    bool hinted = false;    ///< that the network is back, since
    bool paused = false;
    unsigned reports = 0;
    std::unordered_map<std::string, std::int64_t> newest{};    ///< seq sent, by key
    std::unordered_map<std::string, std::string> under_way{};  ///< id, by key
    std::unordered_map<std::string, State> ended{};            ///< by id
  };

  /// False once the page has crashed; it may do so now.
  bool goes_on();
  Moment moment() const;

  World& world_;
  int number_;
  std::int64_t born_;
  std::unique_ptr<Client> client_;
  std::int64_t timer_ = -1;
  bool crashed_ = false;
  bool adopting_ = false;
  bool handed_over_ = false;  ///< it takes records of pages that ended before their core was there
  bool copies_ = false;       ///< it adopted what another had half moved
  std::vector<Standing> standings_;
  std::map<std::string, bool> open_;  ///< ids of this page, without a final receipt
  std::uint64_t finals_ = 0;

  std::int64_t keepalive_ = 0;
  std::size_t in_flight_ = 0;  ///< events, somewhere
  std::unordered_map<std::string, int> flying_;
};

/// Everything that one seed decides: the servers, the network, the store, the pages and the clock.
class World {
 public:
  World(std::uint64_t seed, bool trace);
  ~World();

  /// `steps` random steps, then everything heals. What does not hold is in `failure`.
  void run(int steps);

  const std::string& failure() const { return failure_; }
  std::uint64_t lives() const { return lives_; }
  std::uint64_t events() const { return truths_.size(); }
  std::uint64_t requests() const { return requests_; }

 private:
  friend class Page;
  struct Flight {
    int page;
    std::uint32_t number;
    std::size_t server;
    std::vector<Carried> events;
    std::int64_t bytes;
    bool keepalive;
    std::int64_t sent;
    std::int64_t arrives;  ///< negative: never, or it is there already
    std::int64_t answers;
    bool again;  ///< the browser sends it a second time by itself
    bool lost;   ///< the answer
    Server::Answer answer{};
  };
  using Stored = std::map<std::string, std::string>;

  void fail(const std::string& what);
  void say(const std::string& what);
  std::uint64_t roll(std::uint64_t sides) { return dice_() % sides; }
  std::int64_t time() const { return start_ + now_ + clock_error_; }

  void step();
  void open_page();
  void adopt(Page& page);
  void submit(Page& page);
  void vote_unheard();
  void hand_over(Page& page);
  void learn(const std::string& id, std::string_view text);
  void pump(Page& page, Queue::PumpReason reason);
  void close(Page& page, bool orderly);
  void bury();
  void damage();
  /// The clock goes on to what is due next; false if nothing is.
  bool next_happening();
  void arrive(Flight& flight);
  void answer(const Flight& flight);
  void heal();
  void check(const Page& page);
  void check_the_end();

  std::mt19937_64 dice_;
  bool trace_;
  std::string failure_;
  std::string options_;
  std::int64_t max_events_ = 10'000;
  std::int64_t max_age_ = 604'800'000;
  std::int64_t keepalive_bytes_ = 61'440;
  std::vector<Server> servers_;
  std::vector<std::unique_ptr<Page>> pages_;
  std::vector<Flight> flights_;
  std::map<int, Stored> store_;  ///< by page
  std::string mark_;
  std::vector<std::string> unheard_;  ///< records of pages that ended before their core was there
  std::unordered_map<std::string, Truth> truths_;
  std::unordered_map<std::string, std::int64_t> newest_;  ///< seq accepted, by key
  std::int64_t now_ = 1'000;
  std::int64_t start_;
  std::int64_t clock_error_ = 0;
  bool clock_was_set_ = false;
  /// Pages may count from different times: the clock was set, or the digits of a damaged `seq` make
  /// a time that a clock can have had, which nothing tells apart from that.
  bool counts_differ_ = false;
  bool healing_ = false;
  bool offline_ = false;
  bool store_broken_ = false;
  int crash_in_ = -1;  ///< effects
  int next_page_ = 1;
  std::uint64_t lives_ = 0;
  std::uint64_t requests_ = 0;
};

}  // namespace feedspan::simulation
