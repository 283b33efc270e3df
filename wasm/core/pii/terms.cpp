#include "core/pii/terms.h"

#include "core/pii/spans.h"
#include "core/text/letters.h"
#include "core/text/utf8.h"

namespace feedspan::pii {

bool is_word_border(std::string_view utf8, std::size_t at) {
  return at == 0 || at >= utf8.size() ||
         !text::continues_word(text::decode_before(utf8, at).code_point) ||
         !text::continues_word(text::decode(utf8, at).code_point);
}

bool is_whole_word(std::string_view utf8, std::size_t begin, std::size_t end) {
  return is_word_border(utf8, begin) && is_word_border(utf8, end);
}

Terms::Terms() : nodes_(1) {}

std::uint32_t Terms::child_of(std::uint32_t node, char32_t letter) const {
  std::uint32_t child = nodes_[node].child;
  while (child != none && nodes_[child].letter != letter) child = nodes_[child].sibling;
  return child;
}

bool Terms::add(std::string_view utf8, Kind type, bool whole_word) {
  if (utf8.empty() || utf8.size() > longest || nodes_.size() + utf8.size() > most_nodes)
    return false;
  std::uint32_t node = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const text::Decoded decoded = text::decode(utf8, i);
    if (decoded.code_point == text::replacement_character) return false;
    const char32_t letter = text::fold(decoded.code_point);
    if (i == 0) (letter < first_.size() ? first_[letter] : other_first_) = true;
    i += decoded.size;
    std::uint32_t child = child_of(node, letter);
    if (child == none) {
      child = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back({.letter = letter, .sibling = nodes_[node].child, .parent = node});
      nodes_[node].child = child;
    }
    node = child;
  }
  Node& last = nodes_[node];
  // A term that is there twice, once for whole words only, is found everywhere.
  last.whole_word = whole_word && (last.size == 0 || last.whole_word);
  last.size = static_cast<std::uint8_t>(utf8.size());
  last.type = type;
  return true;
}

/// Level by level, so that the way of `fail`, which leads upwards, is there before it is used.
void Terms::link() {
  std::vector<std::uint32_t> order(1);
  order.reserve(nodes_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::uint32_t node = nodes_[order[i]].child; node != none; node = nodes_[node].sibling)
      order.push_back(node);
    Node& node = nodes_[order[i]];
    if (i == 0 || node.parent == 0) continue;
    node.fail = step(nodes_[node.parent].fail, node.letter);
    node.output = nodes_[node.fail].size > 0 ? node.fail : nodes_[node.fail].output;
  }
}

std::uint32_t Terms::step(std::uint32_t node, char32_t letter) const {
  for (;;) {
    const std::uint32_t child = child_of(node, letter);
    if (child != none || node == 0) return child;
    node = nodes_[node].fail;
  }
}

void Terms::find(std::string_view utf8, std::vector<Span>& out) const {
  const std::size_t first = out.size();
  std::uint32_t node = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const text::Decoded decoded = text::decode(utf8, i);
    i += decoded.size;
    const char32_t letter = text::fold(decoded.code_point);
    if (node == 0 && !(letter < first_.size() ? first_[letter] : other_first_)) continue;
    node = step(node, letter);
    // The longest that ends here covers the others.
    for (std::uint32_t end = nodes_[node].size > 0 ? node : nodes_[node].output; end != none;
         end = nodes_[end].output) {
      const std::size_t begin = i - nodes_[end].size;
      if (nodes_[end].whole_word && !is_whole_word(utf8, begin, i)) continue;
      join({nodes_[end].type, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(i), 100,
            0},
           first, out);
      break;
    }
  }
}

}  // namespace feedspan::pii
