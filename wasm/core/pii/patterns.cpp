#include "core/pii/patterns.h"

#include <algorithm>

#include "core/pii/spans.h"
#include "core/pii/terms.h"
#include "core/text/ascii.h"
#include "core/text/decimal.h"
#include "core/text/letters.h"
#include "core/text/utf8.h"

namespace feedspan::pii {

/// Reads a pattern by recursive descent and writes its steps as it goes. A repeated piece is there
/// as often as it may occur.
class Patterns::Compiler {
 public:
  Compiler(Patterns& patterns, std::string_view source, bool ignore_case)
      : patterns_(patterns), source_(source), ignore_case_(ignore_case) {}

  /// False if the pattern is not of the syntax or too big.
  bool compile() { return alternatives(0) && ended(); }

  std::size_t read() const { return at_; }

 private:
  using Op = Step::Op;
  static constexpr int deepest = 16;
  static constexpr std::int64_t most_repeats = 255;

  std::int32_t here() const { return static_cast<std::int32_t>(patterns_.steps_.size()); }
  bool ended() const { return at_ >= source_.size(); }
  bool next_is(char c) const { return !ended() && source_[at_] == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  bool write(Step step) {
    patterns_.steps_.push_back(step);
    return patterns_.steps_.size() <= most_steps;
  }

  /// A fork of which one way goes on and the other is set later.
  bool fork() { return write({Op::fork, false, here() + 1, 0}); }

  /// Puts a fork in front of what was written from `start` on. What forks within that moves along.
  bool fork_at(std::int32_t start) {
    if (!fork()) return false;
    auto& steps = patterns_.steps_;
    const auto first = static_cast<std::size_t>(start);
    for (std::size_t i = steps.size() - 1; i > first; --i) {
      steps[i] = steps[i - 1];
      shift(steps[i], 1);
    }
    steps[first] = {Op::fork, false, start + 1, 0};
    return true;
  }

  static void shift(Step& step, std::int32_t distance) {
    if (step.op != Op::fork) return;
    step.a += distance;
    step.b += distance;
  }

  Step& step(std::int32_t at) { return patterns_.steps_[static_cast<std::size_t>(at)]; }

  bool alternatives(int depth) {
    if (depth > deepest) return false;
    const std::size_t outer = jumps_.size();
    for (;;) {
      const std::int32_t start = here();
      if (!sequence(depth)) return false;
      if (!take('|')) break;
      // The earlier alternative, a way around the later ones, and the fork in front of both.
      if (!fork_at(start) || !fork()) return false;
      step(start).b = here();
      jumps_.push_back(here() - 1);
    }
    for (; jumps_.size() > outer; jumps_.pop_back())
      step(jumps_.back()).a = step(jumps_.back()).b = here();
    return true;
  }

  bool sequence(int depth) {
    const std::int32_t start = here();
    while (!ended() && !next_is('|') && !next_is(')')) {
      if (!repeated(depth)) return false;
    }
    return here() > start;
  }

  bool repeated(int depth) {
    std::int32_t start = here();
    if (!piece(depth)) return false;
    const std::int32_t size = here() - start;
    std::int64_t least = 1;
    std::int64_t most = 1;
    if (!repeats(least, most)) return false;
    std::vector<std::int32_t> optional;  // forks past the pieces that may be left out
    if (least == 0) {
      if (!fork_at(start)) return false;
      optional.push_back(start);
    }
    const std::int32_t original = least == 0 ? start + 1 : start;
    for (std::int64_t i = 1; i < std::max(least, most); ++i) {
      if (i >= least) {
        optional.push_back(here());
        if (!fork()) return false;
      }
      start = here();
      if (!copy(original, size)) return false;
    }
    if (most < 0 && !write({Op::fork, false, start, here() + 1})) return false;
    for (const std::int32_t each : optional) step(each).b = here();
    return true;
  }

  /// Writes the `size` steps from `begin` on once more.
  bool copy(std::int32_t begin, std::int32_t size) {
    const std::int32_t distance = here() - begin;
    for (std::int32_t i = begin; i < begin + size; ++i) {
      Step again = step(i);
      shift(again, distance);
      if (!write(again)) return false;
    }
    return true;
  }

  /// `?`, `*`, `+`, `{n}`, `{n,}`, `{n,m}`; `most` is negative if there is no end.
  bool repeats(std::int64_t& least, std::int64_t& most) {
    if (take('?')) {
      least = 0;
    } else if (take('*')) {
      least = 0;
      most = -1;
    } else if (take('+')) {
      most = -1;
    } else if (take('{')) {
      if (!number(least)) return false;
      most = least;
      if (take(',')) {
        most = -1;
        if (!next_is('}') && !number(most)) return false;
      }
      if (!take('}') || most == 0 || (most > 0 && most < least)) return false;
    } else {
      return true;
    }
    return !next_is('?') && !next_is('*') && !next_is('+') && !next_is('{');
  }

  bool number(std::int64_t& value) {
    const std::size_t begin = at_;
    while (!ended() && text::is_digit(static_cast<unsigned char>(source_[at_]))) ++at_;
    value = text::parse_integer(source_.substr(begin, at_ - begin)).value_or(-1);
    return (value >= 0 && value <= most_repeats);
  }

  bool piece(int depth) {
    if (take('(')) {
      if (take('?') && !take(':')) return false;
      if (!alternatives(depth + 1)) return false;
      return take(')');
    }
    Op op = Op::letters;
    const auto first = static_cast<std::int32_t>(patterns_.ranges_.size());
    if (take('[')) {
      if (take('^')) op = Op::others;
      do {
        if (ended()) return false;
        if (!range()) return false;
      } while (!take(']'));
    } else if (take('.')) {
      op = Op::others;
    } else if (std::string_view("*+?{}]^$").find(source_[at_]) != std::string_view::npos) {
      return false;
    } else {
      char32_t letter = 0;
      if (!symbol(letter, op)) return false;
      if (letter != 0) add_range(letter, letter);
    }
    return write({op, ignore_case_, first, static_cast<std::int32_t>(patterns_.ranges_.size())});
  }

  bool range() {
    char32_t first = 0;
    Op op = Op::letters;
    if (!symbol(first, op)) return false;
    if (op == Op::others) return false;
    if (first == 0) return true;
    char32_t last = first;
    if (next_is('-') && source_.substr(at_ + 1, 1) != "]") {
      ++at_;
      if (ended() || !symbol(last, op)) return false;
      if (last < first) return false;
    }
    add_range(first, last);
    return true;
  }

  /// One code point, or, with `letter` 0, the ranges of a class such as \d.
  bool symbol(char32_t& letter, Op& op) {
    const text::Decoded decoded = text::decode(source_, at_);
    at_ += decoded.size;
    letter = decoded.code_point;
    if (letter != '\\') return true;
    const char escaped = ended() ? '\0' : source_[at_++];
    letter = static_cast<unsigned char>(escaped);
    const char lower = static_cast<char>(text::to_lower(static_cast<unsigned char>(escaped)));
    if (lower == 'd' || lower == 'w' || lower == 's') {
      letter = 0;
      if (lower != escaped) op = Op::others;
      if (lower == 's') {
        add_range('\t', '\r');
        add_range(' ', ' ');
        add_range(0xA0, 0xA0);
        return true;
      }
      add_range('0', '9');
      if (lower == 'd') return true;
      add_range('A', 'Z');
      add_range('a', 'z');
      add_range('_', '_');
      return true;
    }
    if (escaped == 'n') letter = '\n';
    if (escaped == 't') letter = '\t';
    const bool known =
        escaped == 'n' || escaped == 't' || !text::is_alnum(static_cast<unsigned char>(escaped));
    return (known && escaped != '\0');
  }

  void add_range(char32_t first, char32_t last) { patterns_.ranges_.push_back({first, last}); }

  Patterns& patterns_;
  std::string_view source_;
  bool ignore_case_;
  std::size_t at_ = 0;
  std::vector<std::int32_t> jumps_;  ///< from the ends of alternatives to the end of their group
};

Patterns::Problem Patterns::add(std::string_view utf8, Kind type, Options options,
                                std::size_t& read) {
  const auto begin = static_cast<std::uint32_t>(steps_.size());
  Compiler compiler(*this, utf8, options.ignore_case);
  const bool compiled = compiler.compile();
  read = compiler.read();
  if (steps_.size() >= most_steps) return Problem::too_big;
  if (!compiled) return Problem::syntax;
  steps_.push_back({Step::Op::accept, options.whole_word, static_cast<std::int32_t>(type), 0});
  entries_.push_back({begin, options.whole_word});

  // What can begin a match, and whether one can be empty.
  std::vector<bool> seen(steps_.size());
  std::vector<std::uint32_t> open = {begin};
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    if (seen[at]) continue;
    seen[at] = true;
    const Step& step = steps_[at];
    if (step.op == Step::Op::accept) return Problem::empty;
    if (step.op == Step::Op::fork) {
      open.push_back(static_cast<std::uint32_t>(step.a));
      open.push_back(static_cast<std::uint32_t>(step.b));
      continue;
    }
    constexpr std::size_t ascii = 128;
    for (char32_t c = 0; c < ascii; ++c) first_[c] = first_[c] || takes(step, c);
    first_[ascii] = first_[ascii] || step.op == Step::Op::others;
    for (std::int32_t i = step.a; i < step.b; ++i)
      first_[ascii] = first_[ascii] || ranges_[static_cast<std::size_t>(i)].last >= ascii;
  }
  return Problem::none;
}

bool Patterns::takes(const Step& step, char32_t letter) const {
  const auto in_ranges = [&](char32_t c) {
    for (std::int32_t i = step.a; i < step.b; ++i) {
      const Range& range = ranges_[static_cast<std::size_t>(i)];
      if (c >= range.first && c <= range.last) return true;
    }
    return false;
  };
  bool in = in_ranges(letter);
  if (!in && step.flag) {
    // Both cases of the text's letter are tried; the other one of a capital is its small letter,
    // and that of a small one is looked for among the capitals whose small letter it can be.
    const char32_t small = text::fold(letter);
    in = in_ranges(small);
    for (const char32_t distance : {0x20U, 0x50U, 1U})
      in = in || (text::fold(small - distance) == small && in_ranges(small - distance));
  }
  return step.op == Step::Op::letters ? in : !in && letter != '\n' && letter != '\r';
}

/// One reading of a text. A thread is a step and where its match began; of two threads at one step
/// the earlier is kept, as its match covers the other's.
class Patterns::Run {
 public:
  Run(const Patterns& patterns, std::string_view utf8, std::vector<Span>& out)
      : patterns_(patterns),
        utf8_(utf8),
        out_(out),
        first_(out.size()),
        seen_(patterns.steps_.size()) {}

  void read() {
    // Threads stand in the order of their beginnings, so the first to reach a step is the earliest.
    for (std::size_t at = 0; at < utf8_.size();) {
      const auto byte = static_cast<unsigned char>(utf8_[at]);
      const bool begins =
          patterns_.first_[std::min<std::size_t>(byte, patterns_.first_.size() - 1)];
      if (threads_.empty() && !begins) {
        ++at;
        continue;
      }
      const text::Decoded decoded = text::decode(utf8_, at);
      if (begins) begin(at);
      at += decoded.size;
      ++generation_;
      next_.clear();
      for (const Thread& thread : threads_) {
        if (patterns_.takes(patterns_.steps_[thread.step], decoded.code_point))
          enter(thread.step + 1, thread.begin, at);
      }
      threads_.swap(next_);
    }
  }

 private:
  struct Thread {
    std::uint32_t step;
    std::uint32_t begin;
  };

  /// Every pattern's thread that begins at `at`, behind those that are under way.
  void begin(std::size_t at) {
    const bool border = is_word_border(utf8_, at);
    next_.swap(threads_);
    for (const Entry& entry : patterns_.entries_) {
      if (border || !entry.whole_word) enter(entry.step, static_cast<std::uint32_t>(at), at);
    }
    next_.swap(threads_);
  }

  /// Follows the forks from `step` on to steps that take a letter.
  void enter(std::uint32_t step, std::uint32_t begin, std::size_t at) {
    open_.push_back(step);
    while (!open_.empty()) {
      const std::uint32_t next = open_.back();
      open_.pop_back();
      if (seen_[next] == generation_) continue;
      seen_[next] = generation_;
      const Step& now = patterns_.steps_[next];
      if (now.op == Step::Op::fork) {
        open_.push_back(static_cast<std::uint32_t>(now.b));
        open_.push_back(static_cast<std::uint32_t>(now.a));
      } else if (now.op != Step::Op::accept) {
        next_.push_back({next, begin});
      } else if (!now.flag || is_word_border(utf8_, at)) {
        join({static_cast<Kind>(now.a), begin, static_cast<std::uint32_t>(at), 100, 0}, first_,
             out_);
      }
    }
  }

  const Patterns& patterns_;
  std::string_view utf8_;
  std::vector<Span>& out_;
  std::size_t first_;
  std::vector<Thread> threads_;
  std::vector<Thread> next_;
  std::vector<std::uint32_t> open_;
  std::vector<std::uint32_t> seen_;  ///< by step: the generation in which it was entered
  std::uint32_t generation_ = 1;
};

void Patterns::find(std::string_view utf8, std::vector<Span>& out) const {
  Run(*this, utf8, out).read();
}

}  // namespace feedspan::pii
