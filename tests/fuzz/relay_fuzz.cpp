// RelayReceiver, from `receive` to the last answer: whatever a browser, or somebody who plays one,
// posts.

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
  void mark(std::string_view) override { FEEDSPAN_EXPECT(false); }
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
    R"({"destinations":[{"type":"axiom","url":"https://api.axiom.co","dataset":"feedback","token":"xaat-0"}],)"
    R"("limits":{"events":20}})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedspan;
  std::unique_ptr<RelayReceiver> relay;
  FEEDSPAN_EXPECT(RelayReceiver::create(options, relay) == Error::none);

  Outbox outbox;
  std::uint32_t batch = 0;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (relay->receive(body, now, batch) != Error::none) return 0;
  const std::size_t count = relay->items(batch).size();
  FEEDSPAN_EXPECT(count <= 20);

  // Half of them with a sender who is known, all of them to the store and to the destination.
  std::string grants;
  std::string selection;
  for (std::size_t i = 0; i < count; ++i) {
    grants += i % 2 == 0 ? "null," : R"({"subject":"0123456789abcdef0123456789abcdef"},)";
    selection += R"({"to":3},)";
  }
  if (count > 0) grants.pop_back();
  if (count > 0) selection.pop_back();
  FEEDSPAN_EXPECT(relay->grant(batch, '[' + grants + ']') == Error::none);
  std::size_t taken = 0;
  for (const RelayItem& item : relay->items(batch)) taken += item.error == Error::none;
  FEEDSPAN_EXPECT(relay->forward(batch, '[' + selection + ']', now, outbox) == Error::none);
  FEEDSPAN_EXPECT(relay->kept().size() == taken);
  FEEDSPAN_EXPECT((taken > 0) == !outbox.requests.empty());

  // Each request is answered, and each event that was taken gets its outcome once.
  std::size_t outcomes = 0;
  for (std::size_t i = 0; i < outbox.requests.size(); ++i) {
    Response response;
    response.status = statuses[(size + i) % statuses.size()];
    outcomes += relay->respond(outbox.requests[i], response, now, outbox).items.size();
    FEEDSPAN_EXPECT(outbox.requests.size() <= 64);
  }
  FEEDSPAN_EXPECT(outcomes == taken);
  return 0;
}
