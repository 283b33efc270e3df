#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace feedspan {

/// What ties an event to what it speaks about. The first six can be a target on their own, the most
/// specific first.
enum class Link : std::uint8_t {
  span,
  message,
  trace,
  join_key,
  session,
  conversation,
  capability,
  step,
  user
};

inline constexpr std::size_t link_count = 9;
inline constexpr std::size_t target_link_count = 6;

/// The words of the links, in the order of the enum: the one source, held against js/index.d.ts by
/// `scripts/check enums`.
inline constexpr std::array<std::string_view, link_count> link_names = {
    "spanId",         "messageId",  "traceId", "joinKey", "sessionId",
    "conversationId", "capability", "step",    "userId"};

class Links {
 public:
  const std::string& operator[](Link link) const { return values_[static_cast<std::size_t>(link)]; }
  std::string& operator[](Link link) { return values_[static_cast<std::size_t>(link)]; }
  bool has(Link link) const { return !(*this)[link].empty(); }

  /// The most specific link that can be a target; nothing if there is none.
  std::optional<Link> target() const;

 private:
  std::array<std::string, link_count> values_;
};

/// A link that names nothing, but vouches for the others.
inline constexpr std::string_view link_token_name = "linkToken";

constexpr std::optional<Link> link_of(std::string_view name) {
  for (std::size_t i = 0; i < link_count; ++i) {
    if (link_names[i] == name) return static_cast<Link>(i);
  }
  return std::nullopt;
}

/// Whether `value` may stand for `link`; hex ids of traces and spans are put into lower case on the
/// way (https://www.w3.org/TR/trace-context/#trace-id: lower case, and all zeros is invalid). Other
/// ids are the host's own words, in which case may matter.
/// Ids of traces, spans, sessions, messages and conversations cannot hold `@`, `+` at their start,
/// or a space, so that no address or international phone number passes as one; they are not
/// scanned, since one random 16-digit id in ten would look like a card.
bool normalise_link(Link link, std::string& value);

/// Whether a link token can be `value`: the relay knows more. No address is one.
bool is_link_token(std::string_view value);

}  // namespace feedspan
