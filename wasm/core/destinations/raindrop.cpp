#include "core/destinations/raindrop.h"

#include "core/destinations/fields.h"
#include "core/destinations/json_post.h"
#include "core/json/writer.h"

namespace feedspan {
namespace {

/// Whose id names the vendor's event, the first that is there.
constexpr Field targets[] = {{"event_id", Source::join_key},
                             {"event_id", Source::message_id},
                             {"event_id", Source::span},
                             {"event_id", Source::trace}};

constexpr Field fields[] = {
    {"signal_name", Source::signal},
    {"signal_type", Source::signal_type},
    {"sentiment", Source::sentiment},
    {"timestamp", Source::time},
    {"properties", Source::open},
    {"name", Source::name},
    {"score", Source::score},
    {"value", Source::text},
    {"after", Source::expected},
    {"comment", Source::message},
    {"retracted", Source::retracted},
    {"trace_id", Source::trace},
    {"span_id", Source::span},
    {"session_id", Source::session},
    {"conversation_id", Source::conversation},
    {"capability", Source::capability},
    {"step", Source::step},
    {"user_id", Source::user},
    {"metadata", Source::metadata},
    {"feedspan_id", Source::id},
    {"feedspan_key", Source::key},
    {"feedspan_seq", Source::seq},
    {{}, Source::close},
};

class Raindrop final : public JsonPost {
 public:
  using JsonPost::JsonPost;
  std::string_view name() const override { return "raindrop"; }
  Capabilities capabilities() const override {
    return {.replace = false,
            .retract = false,
            .targets = bits({Link::join_key, Link::message, Link::span, Link::trace})};
  }

 private:
  void append_body(std::string& out, std::span<const Event* const> events) const override {
    out = '[';
    for (const Event* event : events) {
      json::Writer(out, json::Writer::Inside{}).begin_object();
      std::size_t target = 0;
      while (!event->links.has(static_cast<Link>(targets[target].source))) ++target;
      append_members(out, *event, {&targets[target], 1});
      append_members(out, *event, fields);
      out += '}';
    }
    out += ']';
  }
};

}  // namespace

Error make_raindrop(const DestinationOptions& options, bool secure,
                    std::unique_ptr<Destination>& destination) {
  return make_json_post<Raindrop>(options, secure, "https://api.raindrop.ai", "/v1/signals/track",
                                  destination);
}

}  // namespace feedspan
