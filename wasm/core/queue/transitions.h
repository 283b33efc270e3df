#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace feedspan {

// The two state machines of delivery, as tables. The queue moves by them alone, and the diagrams in
// docs/delivery.md are drawn from them (scripts/check diagrams).

/// Where one event is at one destination.
enum class Stage : std::uint8_t {
  queued,     ///< goes with the next batch
  held,       ///< an older version of the same vote is in flight: not before its answer
  in_flight,  ///< in a request under way
  retrying,   ///< in a batch that failed, and goes again as it is
  deferred,   ///< the destination does not know yet what it speaks about
  done,
};

enum class Cause : std::uint8_t {
  sent,
  held_back,  ///< by an older version that is in flight
  released,   ///< the older version has its answer
  failed,     ///< for now: no answer, or one that asks for patience or other parts
  unknown_target,
  due,
  delivered,
  rejected,
  unsupported,  ///< the destination cannot carry it
  superseded,   ///< by a newer version
  expired,      ///< too old, and the destination not to be had
  crowded_out,  ///< the queue is full
  purged,       ///< consent is withdrawn
};

struct StageRow {
  Stage from;
  Cause cause;
  Stage to;
};

inline constexpr StageRow stage_table[] = {
    {Stage::queued, Cause::sent, Stage::in_flight},
    {Stage::queued, Cause::held_back, Stage::held},
    {Stage::queued, Cause::unsupported, Stage::done},
    {Stage::queued, Cause::superseded, Stage::done},
    {Stage::queued, Cause::expired, Stage::done},
    {Stage::queued, Cause::crowded_out, Stage::done},
    {Stage::queued, Cause::purged, Stage::done},
    {Stage::held, Cause::released, Stage::queued},
    {Stage::held, Cause::superseded, Stage::done},
    {Stage::held, Cause::expired, Stage::done},
    {Stage::held, Cause::crowded_out, Stage::done},
    {Stage::held, Cause::purged, Stage::done},
    {Stage::in_flight, Cause::failed, Stage::retrying},
    {Stage::in_flight, Cause::unknown_target, Stage::deferred},
    {Stage::in_flight, Cause::delivered, Stage::done},
    {Stage::in_flight, Cause::rejected, Stage::done},
    {Stage::in_flight, Cause::superseded, Stage::done},
    {Stage::in_flight, Cause::purged, Stage::done},
    {Stage::retrying, Cause::sent, Stage::in_flight},
    {Stage::retrying, Cause::superseded, Stage::done},
    {Stage::retrying, Cause::expired, Stage::done},
    {Stage::retrying, Cause::crowded_out, Stage::done},
    {Stage::retrying, Cause::purged, Stage::done},
    {Stage::deferred, Cause::due, Stage::queued},
    {Stage::deferred, Cause::superseded, Stage::done},
    {Stage::deferred, Cause::expired, Stage::done},
    {Stage::deferred, Cause::crowded_out, Stage::done},
    {Stage::deferred, Cause::purged, Stage::done},
};

/// How one destination fares.
enum class Health : std::uint8_t {
  healthy,
  backing_off,  ///< pauses, then one probe
  open,         ///< the circuit is open: long pauses, then one probe
  paused,       ///< it refused the credentials: nothing goes until it is configured anew
};

/// The words of the enum, in its order.
inline constexpr std::array<std::string_view, 4> health_names = {"healthy", "backing_off", "open",
                                                                 "paused"};

enum class Sign : std::uint8_t {
  answered,       ///< with an outcome, good or bad
  failed,         ///< once or twice in a row
  failed_thrice,  ///< three times in a row or more
  refused,        ///< 401 or 403
};

struct HealthRow {
  Health from;
  Sign sign;
  Health to;
};

inline constexpr HealthRow health_table[] = {
    {Health::healthy, Sign::answered, Health::healthy},
    {Health::healthy, Sign::failed, Health::backing_off},
    {Health::healthy, Sign::failed_thrice, Health::open},
    {Health::healthy, Sign::refused, Health::paused},
    {Health::backing_off, Sign::answered, Health::healthy},
    {Health::backing_off, Sign::failed, Health::backing_off},
    {Health::backing_off, Sign::failed_thrice, Health::open},
    {Health::backing_off, Sign::refused, Health::paused},
    {Health::open, Sign::answered, Health::healthy},
    {Health::open, Sign::failed_thrice, Health::open},
    {Health::open, Sign::refused, Health::paused},
    {Health::paused, Sign::answered, Health::paused},
    {Health::paused, Sign::failed, Health::paused},
    {Health::paused, Sign::failed_thrice, Health::paused},
    {Health::paused, Sign::refused, Health::paused},
};

/// Nothing where the table has no such row, which is a defect of the caller.
constexpr std::optional<Stage> next(Stage from, Cause cause) {
  for (const StageRow& row : stage_table) {
    if (row.from == from && row.cause == cause) return row.to;
  }
  return std::nullopt;
}

constexpr std::optional<Health> next(Health from, Sign sign) {
  for (const HealthRow& row : health_table) {
    if (row.from == from && row.sign == sign) return row.to;
  }
  return std::nullopt;
}

}  // namespace feedspan
