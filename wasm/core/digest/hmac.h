#pragma once

#include <string_view>

#include "core/digest/sha256.h"

namespace feedspan {

/// HMAC-SHA256 (RFC 2104) of `label`, a NUL, and `message`. The label keeps the uses of one key
/// apart. Precondition: the key has at most 64 bytes.
Sha256::Digest hmac(std::string_view key, std::string_view label, std::string_view message);

}  // namespace feedspan
