#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/pii/scan.h"

namespace feedspan::pii {

/// The optional list of first and last names, as scripts/names.mjs packs it: sets of 22-bit hashes,
/// so one word in 300 that nobody listed is in one. docs/pii.md has the rules by which a
/// name in its surroundings is a person; a name that is also a word ("Will", "Paris") is one only
/// beside a last name or behind a greeting.
class Names {
 public:
  enum class Set : std::uint8_t {
    first,
    first_word,  ///< and a word, a place or a product
    last,
    last_word,
    greeting,  ///< "hi", "merci"
    before,    ///< "ask", "colleague"
    behind,    ///< "said"
    particle,  ///< "von", "de la"
    never,     ///< "street": what stands before it is no person
  };
  static constexpr std::size_t sets = 9;

  /// False if the bytes are no such pack; the object is then of no use.
  bool load(std::string_view packed);

  bool empty() const { return hashes_[0].empty(); }

  /// Appends spans of `Kind::person`, in order and without overlap, in time proportional to the
  /// length. What lies in `found`, which is in order, is somebody else's, but for persons.
  void find(std::string_view utf8, const std::vector<Span>& found, std::vector<Span>& out) const;

 private:
  struct Word;

  std::uint32_t sets_with(std::uint32_t hash, Set from) const;
  Word next_word(std::string_view utf8, std::size_t from) const;
  std::size_t person_end(const Word* words, std::size_t count, bool told) const;

  std::array<std::vector<std::uint32_t>, sets> hashes_;  ///< each ascending
};

}  // namespace feedspan::pii
