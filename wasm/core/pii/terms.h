#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/pii/scan.h"

namespace feedspan::pii {

/// The site's own words: an automaton after Aho and Corasick (1975) over folded code points, which
/// reads a text once however many terms there are.
class Terms {
 public:
  static constexpr std::size_t longest = 128;         ///< bytes of one term
  static constexpr std::size_t most_nodes = 1 << 16;  ///< some code points of all terms together

  Terms();

  /// Adds a term of `type`. Without `whole_word` it is found inside of words too. False if it is
  /// empty, too long, holds U+FFFD (which stands for what is not UTF-8), or there is no room for
  /// it.
  bool add(std::string_view utf8, Kind type, bool whole_word);

  /// To be called once when all are added.
  void link();

  bool empty() const { return nodes_.size() == 1; }

  /// Appends what is found, in order, without overlap (`join`). Case does not count (`fold`).
  void find(std::string_view utf8, std::vector<Span>& out) const;

 private:
  static constexpr std::uint32_t none = 0;  ///< the root is nobody's child, sibling or output

  struct Node {
    char32_t letter = 0;
    std::uint32_t child = none;
    std::uint32_t sibling = none;
    std::uint32_t parent = none;
    std::uint32_t fail = none;    ///< the node of the longest other suffix that begins a term
    std::uint32_t output = none;  ///< the next node on the way of `fail` that ends a term
    std::uint8_t size = 0;        ///< bytes of the term that ends here; 0 if none does
    bool whole_word = false;
    Kind type{};
  };

  std::uint32_t child_of(std::uint32_t node, char32_t letter) const;
  std::uint32_t step(std::uint32_t node, char32_t letter) const;

  std::vector<Node> nodes_;  ///< the root, then the others in the order in which they were added
  std::array<bool, 128> first_{};  ///< ASCII letters that begin a term
  bool other_first_ = false;       ///< some term begins with another letter
};

/// Whether [begin, end) stands apart from the words around it.
bool is_whole_word(std::string_view utf8, std::size_t begin, std::size_t end);

/// Whether a word may begin, and one may end, at `at`.
bool is_word_border(std::string_view utf8, std::size_t at);

}  // namespace feedspan::pii
