// RelayReceiver::receive: whatever a browser, or somebody who plays one, posts.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/relay/relay.h"
#include "expect.h"

namespace {

/// Counts what goes out to the destination.
class Outbox final : public feedspan::Effects {
 public:
  std::vector<std::uint32_t> requests;

  void store(std::string_view, std::string_view) override { FEEDSPAN_EXPECT(false); }
  void remove(std::string_view) override { FEEDSPAN_EXPECT(false); }
  void fetch(std::uint32_t number, std::string_view, const feedspan::Request& request,
             std::int64_t timeout) override {
    FEEDSPAN_EXPECT(!request.body.empty());
    FEEDSPAN_EXPECT(timeout > 0);
    requests.push_back(number);
  }
  void wake(std::int64_t) override {}
  void receipt(const feedspan::Receipt&) override {}
  void report(std::string_view, feedspan::Error, std::string_view) override {}
};

constexpr std::int64_t now = 1'765'990'800'016;  // milliseconds since 1970
constexpr std::array<int, 5> statuses = {200, 413, 503, 400, 403};
constexpr std::string_view options =
    R"({"destination":{"type":"axiom","url":"https://api.axiom.co","dataset":"feedback","token":"xaat-0"},)"
    R"("limits":{"events":20}})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedspan;
  std::unique_ptr<RelayReceiver> relay;
  FEEDSPAN_EXPECT(RelayReceiver::create(options, relay) == Error::none);

  Outbox outbox;
  std::vector<BatchItem> items;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const Error error = relay->receive(body, now, items, outbox);

  std::size_t taken = 0;
  for (const BatchItem& item : items) taken += item.error == Error::none;
  FEEDSPAN_EXPECT(error != Error::none || items.size() <= 20);
  FEEDSPAN_EXPECT(error == Error::none || outbox.requests.empty());
  FEEDSPAN_EXPECT((error == Error::none && taken > 0) == !outbox.requests.empty());

  // Each request is answered, and each event that was taken gets its outcome once.
  std::size_t outcomes = 0;
  for (std::size_t i = 0; i < outbox.requests.size(); ++i) {
    Response response;
    response.status = statuses[(size + i) % statuses.size()];
    outcomes += relay->respond(outbox.requests[i], response, now, outbox).items.size();
    FEEDSPAN_EXPECT(outbox.requests.size() <= 64);
  }
  if (error == Error::none) FEEDSPAN_EXPECT(outcomes == taken);
  return 0;
}
