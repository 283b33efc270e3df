// Runs simulated page lives: scripts/simulate --help.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "world.h"

namespace {

using feedspan::simulation::World;

/// The number after a word of the command line.
bool take(int& at, int count, char** words, const char* word, std::uint64_t& number) {
  if (std::strcmp(words[at], word) != 0 || at + 1 >= count) return false;
  number = std::strtoull(words[++at], nullptr, 10);
  return true;
}

using Clock = std::chrono::steady_clock;

/// The fewest steps after which the seed fails, so that its story is short.
int shortest(std::uint64_t seed, int steps) {
  for (int few = 0; few < steps; ++few) {
    World world(seed, false);
    world.run(few);
    if (!world.failure().empty()) return few;
  }
  return steps;
}

/// Seeds one after the other, as several workers take them. A world knows nothing of another.
class Campaign {
 public:
  Campaign(std::uint64_t seed, int steps, std::uint64_t lives)
      : first_(seed), next_(seed), steps_(steps), lives_(lives) {}

  /// Until so many pages have lived, or a seed fails.
  void work() {
    for (;;) {
      const std::uint64_t seed = begin();
      if (seed == 0) return;
      World world(seed, false);
      world.run(steps_);
      end(seed, world);
    }
  }

  std::uint64_t failed() const { return failed_; }
  const std::string& failure() const { return failure_; }

  void print(std::FILE* file) const {
    const std::chrono::duration<double> seconds = Clock::now() - start_;
    std::fprintf(
        file, "%llu page lives, %llu events, %llu requests, seeds %llu to %llu, %.1f s\n",
        static_cast<unsigned long long>(lived_), static_cast<unsigned long long>(events_),
        static_cast<unsigned long long>(requests_), static_cast<unsigned long long>(first_),
        static_cast<unsigned long long>((under_way_.empty() ? next_ : *under_way_.begin()) - 1),
        seconds.count());
  }

 private:
  /// 0: enough.
  std::uint64_t begin() {
    const std::scoped_lock lock(mutex_);
    if (failed_ != 0 || (next_ != first_ && lived_ >= lives_)) return 0;
    under_way_.insert(next_);
    return next_++;
  }

  void end(std::uint64_t seed, const World& world) {
    const std::scoped_lock lock(mutex_);
    under_way_.erase(seed);
    lived_ += world.lives();
    events_ += world.events();
    requests_ += world.requests();
    if (!world.failure().empty() && (failed_ == 0 || seed < failed_)) {
      failed_ = seed;
      failure_ = world.failure();
    }
    // A campaign that is broken off goes on with the seed after the last line's.
    if (Clock::now() < told_ + std::chrono::seconds(30)) return;
    told_ = Clock::now();
    print(stderr);
  }

  std::mutex mutex_;
  std::set<std::uint64_t> under_way_;
  std::uint64_t first_;
  std::uint64_t next_;
  int steps_;
  std::uint64_t lives_;
  std::uint64_t lived_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t failed_ = 0;
  std::string failure_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point told_ = start_;
};

}  // namespace

int main(int count, char** words) {
  std::uint64_t seed = 1;
  std::uint64_t steps = 120;
  std::uint64_t lives = 0;
  std::uint64_t jobs = 1;
  for (int at = 1; at < count; ++at) {
    if (!take(at, count, words, "--seed", seed) && !take(at, count, words, "--steps", steps) &&
        !take(at, count, words, "--lives", lives) && !take(at, count, words, "--jobs", jobs)) {
      std::fprintf(stderr, "simulate: unknown option %s\n", words[at]);
      return 2;
    }
  }
  Campaign campaign(seed, static_cast<int>(steps), lives);
  std::vector<std::jthread> workers;
  for (std::uint64_t job = 1; job < jobs; ++job) workers.emplace_back([&] { campaign.work(); });
  campaign.work();
  workers.clear();
  if (const std::uint64_t failed = campaign.failed(); failed != 0) {
    const int few = shortest(failed, static_cast<int>(steps));
    std::printf(
        "FAIL seed %llu: %s\nits story, the shortest, in ms (scripts/simulate --seed %llu "
        "--steps %d):\n",
        static_cast<unsigned long long>(failed), campaign.failure().c_str(),
        static_cast<unsigned long long>(failed), few);
    World(failed, true).run(few);
    return 1;
  }
  campaign.print(stdout);
  return 0;
}
