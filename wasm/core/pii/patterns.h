#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/pii/scan.h"

namespace feedspan::pii {

/// The site's own patterns: one automaton for all of them, run as Thompson describes (CACM 11:6,
/// 1968), all its states side by side, so that no text makes it go back. docs/pii.md has the
/// syntax.
///
/// Whatever lies in any match is found, and matches that overlap are one span: for masking no
/// choice between them is needed, and one reading of the text is enough.
class Patterns {
 public:
  /// Of all patterns together: what a code point can cost.
  static constexpr std::size_t most_steps = 2048;

  struct Options {
    bool ignore_case = false;
    bool whole_word = true;  ///< found only where no word goes on in front or behind
  };

  enum class Problem : std::uint8_t { none, syntax, empty, too_big };

  /// Adds a pattern of `type`. `read` becomes the number of bytes that were understood. After a
  /// refusal the object is of no use.
  Problem add(std::string_view utf8, Kind type, Options options, std::size_t& read);

  bool empty() const { return entries_.empty(); }

  /// Appends what is found, in order, without overlap (`join`).
  void find(std::string_view utf8, std::vector<Span>& out) const;

 private:
  class Compiler;
  class Run;

  struct Step {
    enum class Op : std::uint8_t {
      letters,  ///< a code point in `ranges_[a, b)`, then the next step
      others,   ///< one that is not in them, nor the end of a line
      fork,     ///< on at `a` and at `b` from here
      accept,   ///< a match of type `a`
    };
    Op op;
    bool flag;  ///< of letters: in either case; of accept: whole words only
    std::int32_t a;
    std::int32_t b;
  };
  struct Range {
    char32_t first;
    char32_t last;
  };
  struct Entry {
    std::uint32_t step;
    bool whole_word;
  };

  bool takes(const Step& step, char32_t letter) const;

  std::vector<Step> steps_;
  std::vector<Range> ranges_;
  std::vector<Entry> entries_;
  std::array<bool, 129> first_{};  ///< ASCII that can begin a match; the last stands for all others
};

}  // namespace feedspan::pii
