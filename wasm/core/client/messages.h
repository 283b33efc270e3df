#pragma once

#include <string>
#include <string_view>

#include "core/client/client.h"
#include "core/error.h"
#include "core/json/writer.h"
#include "core/queue/effect.h"

namespace feedspan {

/// The JSON that passes the boundary (docs/boundary.md); both directions are here, side by side.

/// `"error":{"code":...,"message":...}`, as a member of the object that is open at the end of
/// `out`.
void append_error(std::string& out, Error error);

/// `"accepted":{...}`.
void append_accepted(std::string& out, const Accepted& accepted);

/// Writes effects as `{"do":...},...`, to stand in an array.
class EffectWriter final : public Effects {
 public:
  void store(std::string_view id, std::string_view text) override;
  void remove(std::string_view id) override;
  void fetch(std::uint32_t number, std::string_view destination, const Request& request,
             std::int64_t timeout) override;
  void wake(std::int64_t in) override;
  void receipt(const Receipt& receipt) override;
  void report(std::string_view destination, Error error, std::string_view message) override;

  const std::string& text() const { return text_; }
  void clear() { text_.clear(); }

 private:
  json::Writer begin(std::string_view what);

  std::string text_;
};

/// `{"status":200,"retryAfter":...,"date":...,"body":...}` or `{"status":0,"failure":"network"}`.
/// What is no such thing counts as a network failure, so that no event is lost to a defect of the
/// shim.
Response read_response(std::string_view json);

}  // namespace feedspan
