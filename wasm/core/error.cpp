#include "core/error.h"

#include <array>

namespace feedspan {
namespace {

struct Entry {
  Error error;
  std::string_view code;
  std::string_view sentence;
};

constexpr std::array entries{
    Entry{Error::none, "", ""},
    Entry{Error::invalid_json, "invalid_json", "The input is not JSON of the expected form."},
    Entry{Error::unknown_kind, "unknown_kind",
          "kind must be thumb, number, boolean, text, enum, signal, correction or retraction."},
    Entry{Error::invalid_name, "invalid_name",
          "name must be 1-128 characters: a letter, then letters, digits, space and . _ : / -, and "
          "no personal data."},
    Entry{Error::invalid_value, "invalid_value",
          "value does not fit kind: thumb takes up or down, number a finite number, boolean true "
          "or false, "
          "text, enum and correction a string that is not empty, signal none."},
    Entry{Error::no_target, "no_target",
          "Nothing says what the feedback is about: give a traceId, spanId, sessionId, joinKey, "
          "conversationId or messageId."},
    Entry{Error::invalid_link, "invalid_link",
          "A link is malformed: ids are strings of 1-128 of A-Z a-z 0-9 . _ : ~ + / = - and not "
          "all zeros; "
          "capability, step and userId are 1-128 characters without control characters."},
    Entry{Error::text_too_long, "text_too_long", "A text is longer than 64 KiB of UTF-8."},
    Entry{Error::metadata_not_object, "metadata_not_object", "metadata must be a JSON object."},
    Entry{Error::metadata_too_large, "metadata_too_large",
          "metadata is larger than 32 KiB of JSON."},
    Entry{Error::metadata_too_deep, "metadata_too_deep",
          "metadata is nested deeper than 8 levels."},
    Entry{Error::metadata_too_many_keys, "metadata_too_many_keys",
          "metadata has more than 128 keys, or a key of more than 128 bytes."},
    Entry{Error::invalid_time, "invalid_time",
          "time must be whole milliseconds since 1970, at most a day ahead."},
    Entry{Error::invalid_options, "invalid_options", "The options are not of the documented form."},
    Entry{Error::no_destination, "no_destination", "Give at least one destination, and at most 8."},
    Entry{Error::unknown_destination, "unknown_destination",
          "The destination's type is none that this side knows: see docs/destinations."},
    Entry{Error::destination_name, "destination_name",
          "Destinations need names of their own: 1-64 of A-Z a-z 0-9 . _ -, no two the same."},
    Entry{Error::destination_url, "destination_url",
          "The destination's url is missing or not an http(s) address with a host."},
    Entry{Error::insecure_url, "insecure_url",
          "The page came by https, so the browser would block a destination by http: give an https "
          "address."},
    Entry{Error::destination_dataset, "destination_dataset",
          "The destination's dataset must be 1-128 of A-Z a-z 0-9 . _ -."},
    Entry{Error::destination_token, "destination_token",
          "The destination's token is missing or malformed."},
    Entry{Error::destination_option, "destination_option",
          "An option that this destination needs is missing or malformed: see its page in "
          "docs/destinations."},
    Entry{Error::relay_needed, "relay_needed",
          "This destination's key must not be in a page: give the page a relay, and the relay "
          "this destination (feedspan/relay)."},
    Entry{Error::secret_in_page, "secret_in_page",
          "This key can do more than write feedback, and everybody who opens the page can read "
          "it: give the key to a relay (feedspan/relay), or use one that can only ingest."},
    Entry{
        Error::queue_full, "queue_full",
        "More events wait than the queue may hold, so the least important oldest one was dropped."},
    Entry{Error::superseded, "superseded",
          "A newer version of the same vote was made before this one was sent."},
    Entry{Error::expired, "expired", "The event could not be delivered within its allowed age."},
    Entry{Error::purged, "purged", "Consent was withdrawn, so the event was deleted."},
    Entry{
        Error::network, "network",
        "The destination could not be reached: offline, no such host, blocked, or its CORS headers "
        "do not allow this page."},
    Entry{Error::timeout, "timeout", "The destination did not answer in time."},
    Entry{Error::redirect, "redirect",
          "The destination redirects; the key must not follow, so give its final address."},
    Entry{Error::unauthorized, "unauthorized",
          "The destination refused the key (401 or 403): it is wrong, expired or of another site. "
          "Events are kept; correct it."},
    Entry{Error::not_found, "not_found",
          "The destination knows no such address, dataset, trace or span (404)."},
    Entry{Error::too_large, "too_large", "The event alone is larger than the destination takes."},
    Entry{Error::rate_limited, "rate_limited", "The destination asks to slow down (429)."},
    Entry{Error::server_error, "server_error", "The destination has trouble of its own."},
    Entry{Error::quota_used_up, "quota_used_up", "The destination's allowance is used up."},
    Entry{Error::rejected, "rejected", "The destination refused the event."},
    Entry{Error::partly_rejected, "partly_rejected",
          "The destination refused some events of one request without saying which, and must not "
          "be sent them again."},
    Entry{Error::invalid_answer, "invalid_answer",
          "The answer is not the destination's: a wrong address, or a network's login page."},
    Entry{Error::unsupported_target, "unsupported_target",
          "The destination cannot tie feedback to any of the event's links: see its capabilities."},
    Entry{Error::unsupported_kind, "unsupported_kind",
          "The destination cannot carry this kind of feedback: see its capabilities."},
    Entry{Error::too_many_events, "too_many_events",
          "The batch has more events than the relay takes."},
    Entry{Error::forbidden_key, "forbidden_key", "No key may be __proto__ or constructor."},
    Entry{Error::link_token, "link_token", "The link token does not stand for this feedback."},
    Entry{Error::disabled, "disabled", "The relay is switched off."},
    Entry{Error::not_serialisable, "not_serialisable",
          "The event cannot be written as JSON: it holds a cycle, a BigInt, or something that "
          "throws when it is read."},
    Entry{Error::store_unavailable, "store_unavailable",
          "The page has no storage it may use, so events wait in memory only."},
    Entry{Error::store_full, "store_full",
          "The page's storage is full, so some events wait in memory only."},
    Entry{Error::store_corrupt, "store_corrupt",
          "Stored events could not be read and were removed."},
    Entry{Error::no_consent, "no_consent", "The user has not consented."},
    Entry{Error::hook, "hook", "The page's own beforeSend did not let it through."},
    Entry{Error::core_unavailable, "core_unavailable",
          "The core could not be loaded: serve its files beside the script, and allow "
          "'wasm-unsafe-eval' in script-src."},
    Entry{Error::core_failed, "core_failed",
          "The core stopped on a defect. Stored events go out with the next page."},
    Entry{Error::closed, "closed", "The client is closed."},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].error != static_cast<Error>(i)) return false;
  }
  return entries.size() == error_count;
}
static_assert(in_order(), "one row an error, in the order of the enum");

}  // namespace

std::string_view code(Error error) {
  return entries[static_cast<std::size_t>(error)].code;
}

std::string_view sentence(Error error) {
  return entries[static_cast<std::size_t>(error)].sentence;
}

Error error_of(std::string_view code) {
  for (const Entry& entry : entries) {
    if (entry.code == code && entry.error != Error::none) return entry.error;
  }
  return Error::rejected;
}

}  // namespace feedspan
