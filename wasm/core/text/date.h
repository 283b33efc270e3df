#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace feedspan::text {

/// Appends `2025-12-17T17:00:00.016Z` (RFC 3339, UTC). `time` is milliseconds since 1970, years
/// 1970-9999.
void append_iso8601(std::string& out, std::int64_t time);

/// Milliseconds since 1970 of an HTTP date in the preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`
/// (RFC 9110, 5.6.7). The two obsolete forms are not read: no server of this century sends them.
std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace feedspan::text
