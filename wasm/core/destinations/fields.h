#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/event/event.h"

namespace feedspan {

/// What an event can be asked for. The first are the links, in the order of `Link`.
enum class Source : std::uint8_t {
  span,
  message_id,
  trace,
  join_key,
  session,
  conversation,
  capability,
  step,
  user,
  id,
  key,
  seq,
  time,  ///< as ISO 8601
  kind,
  name,
  message,
  metadata,     ///< the object
  value,        ///< of any kind, as the canonical form has it
  text,         ///< the value of a text or enum
  expected,     ///< the value of a correction
  score,        ///< a thumb as 1 or 0, a boolean as 1 or 0, a number
  label,        ///< up or down, true or false, the value of an enum
  retracted,    ///< true for a retraction
  signal,       ///< thumbs_up, thumbs_down or user_edit; else the name
  signal_type,  ///< edit for a correction, default for a signal, else feedback
  sentiment,    ///< POSITIVE or NEGATIVE, of a thumb
  trace_hex,    ///< a trace id of 32 hex digits
  trace_other,  ///< one of another form
  span_hex,     ///< a span id of 16 hex digits, with a trace id of 32
  span_other,   ///< any other
  own_trace,    ///< the trace id of 32 hex digits, else one made of the event's id
  own_span,     ///< a span id made of the event's id, the same in every retry
  nanoseconds,  ///< the time, as OTLP writes it
  open,         ///< begins an object
  close,        ///< ends it
};

/// A member that a vendor wants, and where it comes from. Vendors' forms are tables, since each
/// call of a writer costs a page more bytes than an entry of a table.
struct Field {
  std::string_view key;
  Source source;
};

/// As JSON; empty where the event has none.
std::string json_of(const Event& event, Source source);

/// Appends the members that the event has to the object that is open at the end of `out`.
void append_members(std::string& out, const Event& event, std::span<const Field> fields);

}  // namespace feedspan
