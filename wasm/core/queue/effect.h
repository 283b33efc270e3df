#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/destinations/destination.h"
#include "core/error.h"

namespace feedspan {

/// Where an event is.
enum class State : std::uint8_t { delivered, waiting, rejected, dropped };

constexpr std::string_view state_name(State state) {
  constexpr std::string_view names[] = {"delivered", "waiting", "rejected", "dropped"};
  return names[static_cast<std::size_t>(state)];
}

/// One change of an event's state. Without a destination it speaks for the whole event, and is
/// final.
struct Receipt {
  std::string_view id;
  State state;
  std::string_view destination{};
  Error error = Error::none;
  std::string_view message{};  ///< the destination's own words, if it gave some
  std::int64_t in = -1;        ///< ms to the next attempt, for `waiting`; negative if it waits for
                               ///< something else than time
};

/// What the core asks of the world, to be performed in this order (docs/boundary.md, "Effects").
/// The core calls it; the bindings write JSON, and a simulation performs it. Views hold during the
/// call.
class Effects {
 public:
  virtual ~Effects() = default;
  /// Keep `text` under `id`. It is masked already.
  virtual void store(std::string_view id, std::string_view text) = 0;
  /// Forget it: its outcome is final.
  virtual void remove(std::string_view id) = 0;
  /// Keep `text` for all pages of this queue, in place of the last one.
  virtual void mark(std::string_view text) = 0;
  /// Perform it within `timeout` ms and answer with `respond(number, ...)` exactly once.
  virtual void fetch(std::uint32_t number, std::string_view destination, const Request& request,
                     std::int64_t timeout) = 0;
  /// Call `pump` after that many ms; replaces the earlier one; negative cancels.
  virtual void wake(std::int64_t in) = 0;
  virtual void receipt(const Receipt& receipt) = 0;
  /// Something the host should hear that belongs to no single event.
  virtual void report(std::string_view destination, Error error, std::string_view message) = 0;
};

}  // namespace feedspan
