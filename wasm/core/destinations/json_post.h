#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/destinations/destination.h"

namespace feedspan {

/// Makes `url` of `options.url` (else `default_url`), with `path` behind an address that does not
/// end with it, and checks `token`, which goes out as a bearer's, and `headers.<name>`. Where there
/// is a default address the vendor wants a token. `destination_option` for a header that HTTP does
/// not allow, or a `Content-Type`, which is ours to say.
Error read_endpoint(const DestinationOptions& options, bool secure, std::string_view default_url,
                    std::string_view path, std::string& url);

/// What destinations have in common that take one POST of JSON and answer by its status. Batches
/// are held to what the browser's keepalive allowance of 64 KiB lets through.
class JsonPost : public Destination {
 public:
  JsonPost(const DestinationOptions& options, std::string url)
      : options_(options), url_(std::move(url)) {}

  std::string identity() const override { return url_; }
  BatchLimits limits() const override { return {.events = 100, .bytes = 40 * 1024}; }
  Capabilities capabilities() const override { return {.replace = false, .retract = false}; }
  Request encode(std::span<const Event* const> events, Moment moment) const final;
  /// 2xx takes the whole batch, unless it comes with markup.
  Answer read(const Response& response, std::span<const Event* const> events) const override;

 protected:
  std::string_view option(std::string_view path) const { return options_[path]; }

 private:
  virtual void append_body(std::string& out, std::span<const Event* const> events) const = 0;

  DestinationOptions options_;
  std::string url_;
};

/// A `JsonPost` of type `Made`, or what is wrong with the options.
template <class Made>
Error make_json_post(const DestinationOptions& options, bool secure, std::string_view default_url,
                     std::string_view path, std::unique_ptr<Destination>& destination) {
  std::string url;
  const Error error = read_endpoint(options, secure, default_url, path, url);
  if (error == Error::none) destination = std::make_unique<Made>(options, std::move(url));
  return error;
}

}  // namespace feedspan
