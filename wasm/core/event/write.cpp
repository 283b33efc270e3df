#include "core/digest/sha256.h"
#include "core/event/event.h"
#include "core/json/writer.h"

namespace feedspan {
namespace {

void append_event(std::string& out, const Event& event, std::string_view link_token) {
  json::Writer writer(out, json::Writer::Inside{});
  writer.begin_object()
      .member("v", 1)
      .member("id", event.id)
      .member("key", event.key)
      .member("seq", event.seq);
  writer.member("time", event.time).member("kind", name(event.kind)).member("name", event.name);
  if (event.has_text_value()) {
    writer.member("value", event.value);
  } else if (!event.value.empty()) {
    writer.key("value").raw(event.value);
  }
  if (!event.message.empty()) writer.member("message", event.message);
  writer.key("links").begin_object();
  for (std::size_t i = 0; i < link_count; ++i) {
    const Link link = static_cast<Link>(i);
    if (event.links.has(link)) writer.member(link_names[i], event.links[link]);
  }
  if (!link_token.empty()) writer.member(link_token_name, link_token);
  writer.end_object();
  if (!event.metadata.empty()) writer.key("metadata").raw(event.metadata);
  if (!event.pii.empty()) {
    writer.key("pii");
    append_pii_report(out, event.pii);
  }
  writer.end_object();
}

}  // namespace

void append_pii_report(std::string& out, const pii::Report& report) {
  json::Writer writer(out, json::Writer::Inside{});
  writer.begin_object();
  report.for_each([&](std::string_view type, std::uint32_t count) { writer.member(type, count); });
  writer.end_object();
}

void append_canonical(std::string& out, const Event& event) {
  append_event(out, event, {});
}

void append_with_token(std::string& out, const Event& event) {
  append_event(out, event, event.link_token);
}

std::string key_of(const Links& links, std::string_view name, std::string_view subject) {
  const Link target = links.target().value_or(Link::trace);
  Sha256 digest;
  digest.field(link_names[static_cast<std::size_t>(target)]).field(links[target]);
  if (target == Link::span) digest.field(links[Link::trace]);
  return hex_prefix(digest.field(name).field(subject).finish(), 16);
}

std::string key_of_occurrence(std::string_view id) {
  return hex_prefix(Sha256().field("occurrence").field(id).finish(), 16);
}

}  // namespace feedspan
