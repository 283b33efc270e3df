#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/kind.h"
#include "core/pii/names.h"
#include "core/pii/patterns.h"
#include "core/pii/redact.h"
#include "core/pii/scan.h"
#include "core/pii/terms.h"

namespace feedspan::pii {

/// What happens to a span of some type.
enum class Action : std::uint8_t {
  placeholder,  ///< "[EMAIL]"
  numbered,     ///< "[EMAIL_1]": equal values of one event get equal numbers
  partial,      ///< "[EMAIL:example.com]": what partial.h leaves of it
  hash,   ///< "[EMAIL:kdfiphbaomgjdcel]": equal values get equal letters wherever the key is the
          ///< same
  drop,   ///< the whole field becomes "[DROPPED]"
  allow,  ///< stays in the text and is not counted
};

/// The words of js/policy.js, which packs them as numbers; a check compares them.
inline constexpr std::array<std::string_view, 6> action_names = {
    "placeholder", "numbered", "partial", "hash", "drop", "allow"};

/// Kinds and the site's own types together. An own type is a `Kind` past the last one.
inline constexpr std::size_t most_types = 64;

using Actions = std::array<Action, most_types>;

/// Values that stay in the text. They are kept as 64-bit hashes of their canonical forms
/// (value.h).
class AllowList {
 public:
  /// A value ("support@example.com", "+1 555 0100"), or "@example.com" for all addresses of a
  /// domain.
  void add(std::string_view entry);
  bool has(Kind kind, std::string_view value) const;

 private:
  bool has(std::uint64_t hash) const;

  std::vector<std::uint64_t> hashes_;  ///< ascending
};

/// What a site asks for. Once `terms` are linked it is not changed any more.
struct Policy final : Masking {
  struct Field {
    std::string path;
    Actions actions;
  };

  Policy();
  Policy(Policy&& other) noexcept;
  Policy& operator=(Policy&& other) noexcept;
  ~Policy() override;

  static constexpr std::size_t longest_key = 64;

  Actions actions{};          ///< by type; placeholder for all
  std::vector<Field> fields;  ///< where other actions hold
  Options scan;
  bool allow_local_addresses = false;  ///< private, link-local and loopback addresses stay
  AllowList allow;
  std::string key;  ///< of `Action::hash`, and of the pseudonyms of user ids
  std::vector<std::string> own_types;
  Terms terms;
  Patterns patterns;
  Names names;

  /// The name of a kind or of an own type.
  std::string_view type_name(Kind type) const;

  /// What holds in a field: "message", "value", "userId", "metadata.order.note". The longest path
  /// counts that is the field's or leads to it.
  const Actions& actions_in(std::string_view field) const;

  /// What the recognizers find, terms and patterns, without what is allowed and without what was
  /// masked before.
  void find(std::string_view utf8, std::string_view field, std::vector<Span>& out) const override;
  std::unique_ptr<Redactor> redactor() const override;
  Sha256::Digest pseudonym(std::string_view user) const override;
};

/// Placeholders for everything that is found, as `placeholders`; but it knows what any policy has
/// masked, and leaves it. For those who get texts that were masked elsewhere.
extern const Policy default_policy;

}  // namespace feedspan::pii
