#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/destinations/destination.h"

namespace feedspan::simulation {

/// What a request carries of one event.
struct Carried {
  std::string id;
  std::string key;
  std::int64_t seq = 0;
};

/// The events of a body in the relay's or in Axiom's form.
std::vector<Carried> carried_by(std::string_view body);

/// `Sun, 06 Nov 1994 08:49:37 GMT` of milliseconds since 1970.
std::string http_date(std::int64_t time);

/// A server that does what its mode says, and knows what it took.
class Server {
 public:
  enum class Mode : std::uint8_t {
    fine,
    silent_success,  ///< 204 and 200 with empty or cut-off bodies
    portal,          ///< 200 with HTML, from somebody else
    trouble,         ///< 500, 502, 503, 408, 425
    limited,         ///< 429 and 503 with a Retry-After of any kind
    small,           ///< 413
    mixed,           ///< some of a batch
    naming,          ///< 400 that names the bad ones
    refusing,        ///< 401 and 403
    rejecting,       ///< 400, 404, 410, 422, 501
    redirecting,
    count_of_modes,
  };
  enum class Form : std::uint8_t { relay, axiom };

  Server(Form form, std::string name) : form_(form), name_(std::move(name)) {}

  const std::string& name() const { return name_; }
  Form form() const { return form_; }
  Mode mode = Mode::fine;

  struct Answer {
    Response response;
    std::int64_t asked = 0;  ///< ms of a valid Retry-After
    bool failed = false;     ///< so that a pause is due
  };
  /// Takes what it takes, and answers. `time` is the true time.
  Answer receive(const std::vector<Carried>& events, std::size_t bytes, std::int64_t time,
                 std::mt19937_64& dice);

  bool has(const std::string& id) const { return taken_.contains(id); }

 private:
  Response success(const std::vector<Carried>& events, std::mt19937_64& dice, bool some);
  Answer limit(std::int64_t time, std::mt19937_64& dice);

  Form form_;
  std::string name_;
  std::unordered_set<std::string> taken_;
};

}  // namespace feedspan::simulation
