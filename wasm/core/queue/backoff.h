#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/random.h"

namespace feedspan {

/// Failures in a row that open the circuit.
inline constexpr unsigned circuit_threshold = 3;

/// The pause before the attempt after `failures` failed ones (1, 2, ...): full jitter, that is a
/// uniform pick between nothing and a bound that doubles from 1 s to 5 min, so that clients which
/// failed together do not come back together (M. Brooker, "Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015). From the third failure on the circuit is open, and the pick is between
/// half of a bound and all of it: a minute, twice, then doubling to 5 min again. So who cannot be
/// reached is asked four times in the first minute at most. Milliseconds.
std::int64_t backoff(unsigned failures, Random& random);

/// The pause that a `Retry-After` header asks for (RFC 9110, 10.2.3): seconds, or a date, which is
/// read against the server's own `Date` where there is one, else against `time` (milliseconds since
/// 1970). Nothing for a header that is absent, garbage, negative or past. At most an hour: a server
/// that asks for more is asked again then. Milliseconds.
std::optional<std::int64_t> retry_after(std::string_view header, std::string_view date,
                                        std::int64_t time);

}  // namespace feedspan
