#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace feedspan {

/// Every reason for which an event is refused, held or dropped, or a client cannot be made.
/// The one source of the codes: `scripts/check enums` holds js/errors.d.ts against this table.
enum class Error : std::uint8_t {
  none,
  // An event or a client's options.
  invalid_json,
  unknown_kind,
  invalid_name,
  invalid_value,
  no_target,
  invalid_link,
  text_too_long,
  metadata_not_object,
  metadata_too_large,
  metadata_too_deep,
  metadata_too_many_keys,
  invalid_time,
  invalid_options,
  no_destination,
  unknown_destination,
  destination_name,
  destination_url,
  insecure_url,
  destination_dataset,
  destination_token,
  destination_option,
  relay_needed,
  secret_in_page,
  // The queue.
  queue_full,
  superseded,
  expired,
  purged,
  // Delivery.
  network,
  timeout,
  redirect,
  unauthorized,
  not_found,
  too_large,
  rate_limited,
  server_error,
  quota_used_up,
  rejected,
  partly_rejected,
  invalid_answer,
  unsupported_target,
  unsupported_kind,
  // The relay.
  too_many_events,
  forbidden_key,
  link_token,
  disabled,
  // The shim; named here so that there is one list.
  not_serialisable,
  store_unavailable,
  store_full,
  store_corrupt,
  no_consent,
  hook,
  core_unavailable,
  core_failed,
  closed,
};

inline constexpr std::size_t error_count = static_cast<std::size_t>(Error::closed) + 1;

/// The word for programs, for example "invalid_name". Empty for `none`.
std::string_view code(Error error);

/// The sentence for people: what is wrong and what to do. Never holds what a user wrote.
std::string_view sentence(Error error);

/// The error of that code, or `rejected` for a word of some later version.
Error error_of(std::string_view code);

}  // namespace feedspan
