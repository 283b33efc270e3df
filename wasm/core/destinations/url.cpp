#include "core/destinations/url.h"

#include <algorithm>
#include <cstddef>

#include "core/text/ascii.h"

namespace feedspan {
namespace {

/// `a.b.c:80` of `a.b.c:80/path`.
std::string_view host_of(std::string_view after_scheme) {
  return after_scheme.substr(0, after_scheme.find_first_of("/?#"));
}

bool is_this_machine(std::string_view host) {
  if (host.starts_with("[::1]")) return true;
  host = host.substr(0, host.find(':'));
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.");
}

}  // namespace

Error normalise_url(std::string& url, bool secure) {
  const bool printable =
      std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c != 0x7F; });
  if (url.empty() || !printable) return Error::destination_url;
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string::npos) {
    url.insert(0, "https://");
  } else {
    for (std::size_t i = 0; i < scheme_end; ++i) {
      url[i] = static_cast<char>(text::to_lower(static_cast<unsigned char>(url[i])));
    }
  }
  const bool https = url.starts_with("https://");
  if (!https && !url.starts_with("http://")) return Error::destination_url;
  const std::string_view host = host_of(std::string_view(url).substr(https ? 8 : 7));
  if (host.empty() || host.front() == ':' || host.find('@') != host.npos)
    return Error::destination_url;
  if (!https && secure && !is_this_machine(host)) return Error::insecure_url;
  while (url.back() == '/') url.pop_back();
  return Error::none;
}

void append_path_segment(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (text::is_alnum(byte) || std::string_view("-._~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += "0123456789ABCDEF"[byte >> 4];
      out += "0123456789ABCDEF"[byte & 15];
    }
  }
}

}  // namespace feedspan
