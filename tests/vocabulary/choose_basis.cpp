// Chooses where the hashes of the scanner's words begin (`hash_basis` in core/pii/vocabulary.cpp):
// choose_basis FIRST TRIES, with lines of "<count> <word>" on standard input, words in small
// letters and without accents. Prints each number that is better than all before it. For
// scripts/choose-basis.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

#include "core/pii/words.h"

namespace {

using feedspan::pii::Role;

struct Word {
  std::string text;
  double weight;  ///< of taking it for a listed one
};

std::vector<Word> read_words() {
  std::unordered_set<std::string> listed;
  feedspan::pii::for_each_word([&](std::string_view word, Role) { listed.emplace(word); });
  std::vector<Word> words;
  double count = 0;
  for (std::string word; std::cin >> count >> word;) {
    if (word.size() <= feedspan::pii::longest_word && listed.count(word) == 0)
      words.push_back({word, std::sqrt(count)});
  }
  return words;
}

/// As `answer` in vocabulary.cpp, which also looks at how the word ends.
bool is_taken_for_listed(const feedspan::pii::Solution& solution, std::uint32_t basis,
                         std::string_view word) {
  feedspan::pii::Question question(feedspan::pii::hash_of(word, basis));
  if (ask(solution.ribbon, question, feedspan::pii::zeros_before) != 0) return false;
  const unsigned role = ask(solution.ribbon, question, feedspan::pii::role_bits);
  return role < feedspan::pii::role_count &&
         ask(solution.ribbon, question, feedspan::pii::zeros_behind[role]) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: choose_basis FIRST TRIES <words\n";
    return 2;
  }
  const auto first = static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10));
  const auto tries = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
  const std::vector<Word> words = read_words();
  std::cerr << words.size() << " words\n";

  std::atomic<std::uint32_t> next = first;
  std::mutex mutex;
  double best = INFINITY;
  const auto work = [&] {
    for (std::uint32_t basis = next++; basis < first + tries; basis = next++) {
      const feedspan::pii::Solution solution = feedspan::pii::solve(basis);
      if ((basis - first) % 10'000 == 0) std::cerr << basis - first << " of " << tries << '\n';
      if (!solution.solved) continue;
      double sum = 0;
      std::size_t taken = 0;
      std::string heaviest;
      double most = 0;
      for (const Word& word : words) {
        if (!is_taken_for_listed(solution, basis, word.text)) continue;
        sum += word.weight;
        ++taken;
        if (word.weight > most) {
          most = word.weight;
          heaviest = word.text;
        }
      }
      const std::lock_guard<std::mutex> lock(mutex);
      if (sum >= best) continue;
      best = sum;
      std::cout << basis << ": takes " << taken << " words for listed ones, the commonest is \""
                << heaviest << "\"; weight " << sum << std::endl;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
    threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
}
