#include "core/destinations/webhook.h"

#include "core/destinations/item_outcomes.h"
#include "core/destinations/json_post.h"

namespace feedspan {
namespace {

class Webhook final : public JsonPost {
 public:
  using JsonPost::JsonPost;
  std::string_view name() const override { return "webhook"; }
  /// The receiver has key and seq to do so.
  Capabilities capabilities() const override { return {.replace = true, .retract = true}; }
  Answer read(const Response& response, std::span<const Event* const> events) const override {
    Answer answer = JsonPost::read(response, events);
    if (answer.kind == Answer::Kind::outcomes) read_items(response.body, events, answer);
    return answer;
  }

 private:
  void append_body(std::string& out, std::span<const Event* const> events) const override {
    append_events(out, "\"version\":1,", events);
  }
};

}  // namespace

Error make_webhook(const DestinationOptions& options, bool secure,
                   std::unique_ptr<Destination>& destination) {
  return make_json_post<Webhook>(options, secure, {}, {}, destination);
}

}  // namespace feedspan
