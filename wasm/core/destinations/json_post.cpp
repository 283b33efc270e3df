#include "core/destinations/json_post.h"

#include <algorithm>

#include "core/destinations/url.h"
#include "core/text/ascii.h"

namespace feedspan {
namespace {

constexpr std::string_view header_prefix = "headers.";

/// The names in use (RFC 9110, 5.6.2, allows more), but for `Content-Type`.
bool is_header_name(std::string_view name) {
  std::string lower;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (!text::is_word(byte) && c != '-') return false;
    lower += static_cast<char>(text::to_lower(byte));
  }
  return lower != "content-type";
}

bool is_printable(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace

Error read_endpoint(const DestinationOptions& options, bool secure, std::string_view default_url,
                    std::string_view path, std::string& url) {
  url = options.url.empty() ? default_url : options.url;
  if (const Error error = normalise_url(url, secure); error != Error::none) return error;
  if (!url.ends_with(path)) url += path;
  if (!is_printable(options.token) || (!default_url.empty() && options.token.empty()))
    return Error::destination_token;
  for (const auto& [name, value] : options.others) {
    if (!name.starts_with(header_prefix)) continue;
    if (!is_header_name(std::string_view(name).substr(header_prefix.size())) ||
        !is_printable(value))
      return Error::destination_option;
  }
  return Error::none;
}

Request JsonPost::encode(std::span<const Event* const> events, Moment /*moment*/) const {
  Request request{.url = url_};
  // One place that grows the list: each costs a page's module some 200 bytes.
  const auto add = [&](std::string_view name, std::string value) {
    request.headers.emplace_back(name, std::move(value));
  };
  add("Content-Type", "application/json");
  if (!options_.token.empty()) add("Authorization", "Bearer " + options_.token);
  for (const auto& [name, value] : options_.others) {
    if (name.starts_with(header_prefix))
      add(std::string_view(name).substr(header_prefix.size()), value);
  }
  append_body(request.body, events);
  return request;
}

Answer JsonPost::read(const Response& response, std::span<const Event* const> events) const {
  if (response.status < 200 || response.status > 299) return read_failure(response);
  if (is_markup(response.body))
    return {.kind = Answer::Kind::retry, .error = Error::invalid_answer};
  return all_delivered(events.size());
}

}  // namespace feedspan
