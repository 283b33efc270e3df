#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/random.h"

namespace feedspan {

/// Makes ids that sort by time: UUID version 7 (RFC 9562, 5.7). Within one millisecond, or when the
/// clock goes back, the random part grows by a random step (6.2, method 2), so that ids of one
/// source always ascend.
class IdSource {
 public:
  /// `time` is milliseconds since 1970.
  std::string next(std::int64_t time, Random& random);

 private:
  std::int64_t last_time_ = -1;
  std::uint64_t tail_ = 0;    ///< 62 bits
  std::uint16_t middle_ = 0;  ///< 12 bits
};

/// Whether `id` is a UUID in its usual form, lower case, of any version.
bool is_uuid(std::string_view id);

}  // namespace feedspan
