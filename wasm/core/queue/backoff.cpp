#include "core/queue/backoff.h"

#include <algorithm>

#include "core/text/date.h"
#include "core/text/decimal.h"

namespace feedspan {
namespace {

constexpr std::int64_t first_bound = 1'000;
constexpr std::int64_t last_bound = 300'000;
constexpr std::int64_t circuit_bound = 60'000;
constexpr std::int64_t longest_retry_after = 3'600'000;

}  // namespace

std::int64_t backoff(unsigned failures, Random& random) {
  const bool open = failures >= circuit_threshold;
  std::int64_t bound = open ? circuit_bound : first_bound;
  for (unsigned i = open ? circuit_threshold + 1 : 1; i < failures && bound < last_bound; ++i)
    bound *= 2;
  bound = std::min(bound, last_bound);
  const std::int64_t least = open ? bound / 2 : 0;
  return least + random.up_to(bound - least);
}

std::optional<std::int64_t> retry_after(std::string_view header, std::string_view date,
                                        std::int64_t time) {
  std::int64_t pause = 0;
  if (const auto seconds = text::parse_integer(header)) {
    pause = std::clamp<std::int64_t>(*seconds, 0, longest_retry_after) * 1000;
  } else if (const auto until = text::parse_http_date(header)) {
    pause = *until - text::parse_http_date(date).value_or(time);
  }
  if (pause <= 0) return std::nullopt;
  return std::min(pause, longest_retry_after);
}

}  // namespace feedspan
