#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/event/kind.h"
#include "core/event/links.h"
#include "core/pii/redact.h"

namespace feedspan {

/// One piece of feedback, checked and masked. Every text in it may be stored and sent.
struct Event {
  std::string id;         ///< UUIDv7, the same in every retry
  std::string key;        ///< 32 hex digits; same target, name and subject, same key
  std::int64_t seq = 0;   ///< the highest of a key counts
  std::int64_t time = 0;  ///< milliseconds since 1970, when the user acted
  Kind kind = Kind::signal;
  std::string name;
  /// A JSON token for thumb (1 or -1), number and boolean; plain text for text, enum and
  /// correction; empty for the others.
  std::string value;
  std::string message;  ///< free text, masked; empty if none
  Links links;
  /// What the server signed when it gave the links out (docs/relay.md); empty if none. Kept with
  /// the event and sent to a relay, and to nobody else.
  std::string link_token;
  std::string metadata;  ///< a JSON object, masked and without white space; empty if none
  pii::Report pii;       ///< how many of each type were masked

  bool has_text_value() const {
    return kind == Kind::text || kind == Kind::enumeration || kind == Kind::correction;
  }
  /// Signals happen; everything else is a state that a later event of the same key replaces.
  bool is_signal() const { return kind == Kind::signal; }
};

/// All hold for the masked text too, since a placeholder can be longer than what it stands for, and
/// what was accepted must be readable when it comes back from a store.
struct Limits {
  static constexpr std::size_t name = 128;
  static constexpr std::size_t link_token = 2048;
  static constexpr std::size_t text = 64 * 1024;
  static constexpr std::size_t metadata = 32 * 1024;
  static constexpr std::size_t depth = 8;  ///< of a record, its own level included
  static constexpr std::size_t metadata_keys = 128;
  static constexpr std::size_t metadata_key = 128;
};

/// Where a record comes from decides what of it is believed.
enum class Origin : std::uint8_t {
  page,       ///< the host's call: id, key and seq are ours to give
  canonical,  ///< written by `append_canonical`: a stored event or an item of a relay's batch; id,
              ///< key and seq must be there
};

/// Reads one record (docs/boundary.md), checks it, and masks every text in it, a second time too
/// for canonical ones, since neither a store nor a client is to be trusted with that. `time` is the
/// time now. On an error `event` is unspecified. Fields that are not in the schema are dropped.
Error read_event(std::string_view json, Origin origin, const pii::Masking& masking,
                 std::int64_t time, Event& event);

struct BatchItem {
  Event event;  ///< with its id, where one was read, even if it is refused
  Error error = Error::none;
};

/// Reads a relay's batch, `{"events": [<canonical>, ...]}`, of at most `max_events`. A record that
/// is refused has its own error.
Error read_batch(std::string_view json, const pii::Masking& masking, std::int64_t time,
                 std::size_t max_events, std::vector<BatchItem>& items);

/// Appends the canonical form:
/// `{"v":1,"id":...,"key":...,"seq":...,"time":...,"kind":...,"name":...,...}`.
void append_canonical(std::string& out, const Event& event);

/// The same with the link token as `links.linkToken`: for our own store and for a relay.
void append_with_token(std::string& out, const Event& event);

/// The report as `{"EMAIL":1}`, types that were not found left out.
void append_pii_report(std::string& out, const pii::Report& report);

/// The key of a state: SHA-256 over target, name and subject, each with its length, cut to 128
/// bits. A span's target includes its trace if that is known, since span ids are unique only within
/// one.
std::string key_of(const Links& links, std::string_view name, std::string_view subject);

/// The key of an occurrence, which nothing replaces.
std::string key_of_occurrence(std::string_view id);

}  // namespace feedspan
