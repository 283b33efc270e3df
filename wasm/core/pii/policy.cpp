#include "core/pii/policy.h"

#include <algorithm>

#include "core/digest/hmac.h"
#include "core/pii/masked.h"
#include "core/pii/policy_redactor.h"
#include "core/pii/spans.h"
#include "core/pii/value.h"

namespace feedspan::pii {
namespace {

constexpr Form forms[] = {Form::text, Form::digits, Form::phone};

/// From here on an address is not one of a private network, of a link or of the machine itself
/// (docs/pii.md).
constexpr std::uint8_t not_local = 60;

bool is_allowed(std::string_view utf8, const Span& span, const Policy& policy,
                const Actions& actions) {
  if (actions[index(span.kind)] == Action::allow) return true;
  if (policy.allow_local_addresses && span.kind == Kind::ip_address && span.confidence < not_local)
    return true;
  return policy.allow.has(span.kind, utf8.substr(span.begin, span.end - span.begin));
}

/// Half a masked form would be none: what reaches beyond one covers all of it, and what lies inside
/// of one is nothing to be masked again.
void finish(std::string_view utf8, const Policy& policy, const Actions& actions, std::size_t first,
            std::vector<Span>& out) {
  if (out.size() == first) return;
  std::vector<Span> forms;
  for (Masked masked = next_masked(utf8, 0, policy); masked.begin < utf8.size();
       masked = next_masked(utf8, masked.end, policy)) {
    forms.push_back({masked_form, static_cast<std::uint32_t>(masked.begin),
                     static_cast<std::uint32_t>(masked.end), 0, 0});
  }
  merge(forms, first, out);
  std::size_t kept = first;
  for (std::size_t i = first; i < out.size(); ++i) {
    if (out[i].kind != masked_form && !is_allowed(utf8, out[i], policy, actions))
      out[kept++] = out[i];
  }
  out.resize(kept, Span{});
}

}  // namespace

void AllowList::add(std::string_view entry) {
  std::string value;
  for (const Form form : forms) {
    canonical(form, entry, value);
    if (value.empty()) continue;
    const std::uint64_t hash = value_hash(static_cast<std::uint64_t>(form), value);
    hashes_.insert(std::lower_bound(hashes_.begin(), hashes_.end(), hash), hash);
  }
}

bool AllowList::has(std::uint64_t hash) const {
  return std::binary_search(hashes_.begin(), hashes_.end(), hash);
}

bool AllowList::has(Kind kind, std::string_view value) const {
  if (hashes_.empty()) return false;
  const Form form = form_of(kind);
  std::string whole;
  canonical(form, value, whole);
  if (has(value_hash(static_cast<std::uint64_t>(form), whole))) return true;
  const std::size_t at = whole.rfind('@');
  return kind == Kind::email && at != std::string::npos &&
         has(value_hash(static_cast<std::uint64_t>(form), std::string_view(whole).substr(at)));
}

const Policy default_policy;

// Here, since each of them is a page of code that would be wherever a policy comes or goes.
Policy::Policy() = default;
Policy::Policy(Policy&& other) noexcept = default;
Policy& Policy::operator=(Policy&& other) noexcept = default;
Policy::~Policy() = default;

std::string_view Policy::type_name(Kind type) const {
  const std::size_t number = index(type);
  return number < kind_count ? kind_names[number]
                             : std::string_view(own_types[number - kind_count]);
}

const Actions& Policy::actions_in(std::string_view field) const {
  const Actions* chosen = &actions;
  std::size_t longest = 0;
  for (const Field& each : fields) {
    const std::size_t size = each.path.size();
    if (size <= longest || !field.starts_with(each.path)) continue;
    if (field.size() > size && field[size] != '.') continue;
    longest = size;
    chosen = &each.actions;
  }
  return *chosen;
}

void Policy::find(std::string_view utf8, std::string_view field, std::vector<Span>& out) const {
  const std::size_t first = out.size();
  pii::scan(utf8, scan, out);
  if (field != label_field) {
    std::vector<Span> more;
    if (!terms.empty()) terms.find(utf8, more);
    merge(more, first, out);
    more.clear();
    if (!patterns.empty()) patterns.find(utf8, more);
    merge(more, first, out);
    more.clear();
    if (!names.empty())
      names.find(utf8, {out.begin() + static_cast<std::ptrdiff_t>(first), out.end()}, more);
    merge(more, first, out);
  }
  finish(utf8, *this, actions_in(field), first, out);
}

std::unique_ptr<Redactor> Policy::redactor() const {
  return std::make_unique<PolicyRedactor>(*this);
}

Sha256::Digest Policy::pseudonym(std::string_view user) const {
  return key.empty() ? Masking::pseudonym(user) : hmac(key, "feedspan user", user);
}

}  // namespace feedspan::pii
