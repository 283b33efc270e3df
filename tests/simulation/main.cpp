// Runs simulated page lives: scripts/simulate --help.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "world.h"

namespace {

using feedspan::simulation::World;

/// The number after a word of the command line.
bool take(int& at, int count, char** words, const char* word, std::uint64_t& number) {
  if (std::strcmp(words[at], word) != 0 || at + 1 >= count) return false;
  number = std::strtoull(words[++at], nullptr, 10);
  return true;
}

/// The fewest steps after which the seed fails, so that its story is short.
int shortest(std::uint64_t seed, int steps) {
  for (int few = 0; few < steps; ++few) {
    World world(seed, false);
    world.run(few);
    if (!world.failure().empty()) return few;
  }
  return steps;
}

}  // namespace

int main(int count, char** words) {
  std::uint64_t seed = 1;
  std::uint64_t steps = 120;
  std::uint64_t lives = 0;
  for (int at = 1; at < count; ++at) {
    if (!take(at, count, words, "--seed", seed) && !take(at, count, words, "--steps", steps) &&
        !take(at, count, words, "--lives", lives)) {
      std::fprintf(stderr, "simulate: unknown option %s\n", words[at]);
      return 2;
    }
  }
  const std::uint64_t first = seed;
  std::uint64_t lived = 0;
  std::uint64_t events = 0;
  std::uint64_t requests = 0;
  const auto start = std::chrono::steady_clock::now();
  for (;; ++seed) {
    World world(seed, false);
    world.run(static_cast<int>(steps));
    lived += world.lives();
    events += world.events();
    requests += world.requests();
    if (!world.failure().empty()) {
      const int few = shortest(seed, static_cast<int>(steps));
      std::printf(
          "FAIL seed %llu: %s\nits story, the shortest, in ms (scripts/simulate --seed %llu "
          "--steps %d):\n",
          static_cast<unsigned long long>(seed), world.failure().c_str(),
          static_cast<unsigned long long>(seed), few);
      World(seed, true).run(few);
      return 1;
    }
    if (lived >= lives) break;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%llu page lives, %llu events, %llu requests, seeds %llu to %llu, %.1f s\n",
              static_cast<unsigned long long>(lived), static_cast<unsigned long long>(events),
              static_cast<unsigned long long>(requests), static_cast<unsigned long long>(first),
              static_cast<unsigned long long>(seed), seconds.count());
  return 0;
}
