#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace feedspan {

/// Puts a missing `https://` in front, drops trailing slashes, and refuses what is no http(s)
/// address with a host, or has a user name before it, which no browser fetches
/// (https://fetch.spec.whatwg.org/#dom-request). An address by http is refused (`insecure_url`)
/// when the page came by https, except on this machine itself, which browsers allow
/// (https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy).
Error normalise_url(std::string& url, bool secure);

/// Appends `text` percent-encoded as one path segment (RFC 3986, 2.3: all but the unreserved
/// characters).
void append_path_segment(std::string& out, std::string_view text);

}  // namespace feedspan
