#include "core/destinations/fields.h"

#include <algorithm>

#include "core/json/writer.h"
#include "core/text/ascii.h"
#include "core/text/date.h"
#include "core/text/decimal.h"

namespace feedspan {
namespace {

bool is_hex(std::string_view id, std::size_t size) {
  return id.size() == size && std::all_of(id.begin(), id.end(), [](char c) {
           return text::is_hex(static_cast<unsigned char>(c));
         });
}

/// A text as it is, or in `plain`; or in `json` what is JSON already.
std::string_view text_of(const Event& event, Source source, std::string& plain, std::string& json) {
  const std::string& trace = event.links[Link::trace];
  const std::string& span = event.links[Link::span];
  const bool trace_is_hex = is_hex(trace, 32);
  const bool span_is_hex = trace_is_hex && is_hex(span, 16);
  const bool up = event.value == "1" || event.value == "true";
  switch (source) {
    case Source::id:
      return event.id;
    case Source::key:
      return event.key;
    case Source::seq:
      text::append_decimal(json, event.seq);
      return {};
    case Source::kind:
      return name(event.kind);
    case Source::name:
      return event.name;
    case Source::message:
      return event.message;
    case Source::metadata:
      json = event.metadata;
      return {};
    case Source::value:
      if (event.has_text_value()) return event.value;
      json = event.value;
      return {};
    case Source::text:
      return event.has_text_value() && event.kind != Kind::correction ? event.value
                                                                      : std::string_view();
    case Source::expected:
      return event.kind == Kind::correction ? event.value : std::string_view();
    case Source::score:
      if (event.kind == Kind::number) json = event.value;
      if (event.kind == Kind::thumb || event.kind == Kind::boolean) json = up ? '1' : '0';
      return {};
    case Source::label:
      if (event.kind == Kind::thumb) return up ? "up" : "down";
      return event.kind == Kind::boolean || event.kind == Kind::enumeration ? event.value
                                                                            : std::string_view();
    case Source::retracted:
      if (event.kind == Kind::retraction) json = "true";
      return {};
    case Source::signal:
      if (event.kind == Kind::thumb) return up ? "thumbs_up" : "thumbs_down";
      if (event.kind == Kind::correction) return "user_edit";
      return event.name;
    case Source::signal_type:
      if (event.kind == Kind::signal) return "default";
      return event.kind == Kind::correction ? "edit" : "feedback";
    case Source::sentiment:
      if (event.kind != Kind::thumb) return {};
      return up ? "POSITIVE" : "NEGATIVE";
    case Source::time:
      text::append_iso8601(plain, event.time);
      return plain;
    case Source::nanoseconds:
      text::append_decimal(plain, event.time);
      return plain += "000000";
    case Source::trace_hex:
    case Source::trace_other:
      return trace_is_hex == (source == Source::trace_hex) ? trace : std::string_view();
    case Source::span_hex:
    case Source::span_other:
      return span_is_hex == (source == Source::span_hex) ? span : std::string_view();
    case Source::own_trace:
    case Source::own_span:
      if (source == Source::own_trace && trace_is_hex) return trace;
      // A UUID, whose last 62 bits are random.
      plain = event.id;
      std::erase(plain, '-');
      return std::string_view(plain).substr(source == Source::own_span ? 16 : 0);
    default:
      return event.links[static_cast<Link>(source)];
  }
}

}  // namespace

std::string json_of(const Event& event, Source source) {
  std::string plain;
  std::string json;
  const std::string_view text = text_of(event, source, plain, json);
  if (!text.empty()) json::Writer(json).string(text);
  return json;
}

void append_members(std::string& out, const Event& event, std::span<const Field> fields) {
  json::Writer writer(out, json::Writer::Inside{});
  for (const Field& field : fields) {
    if (field.source == Source::close) {
      writer.end_object();
      continue;
    }
    const std::string value =
        field.source == Source::open ? std::string(1, '{') : json_of(event, field.source);
    if (!value.empty()) writer.key(field.key).raw(value);
  }
}

}  // namespace feedspan
