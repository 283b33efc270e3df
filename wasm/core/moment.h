#pragma once

#include <cstdint>

namespace feedspan {

/// Now, as the caller's clocks have it; the core has none.
struct Moment {
  std::int64_t now = 0;  ///< monotonic milliseconds since any fixed start: for delays
  std::int64_t time =
      0;  ///< milliseconds since 1970: for what people read, and for ages across page loads
};

}  // namespace feedspan
