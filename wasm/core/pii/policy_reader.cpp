#include "core/pii/policy_reader.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/json/reader.h"
#include "core/pii/masked.h"
#include "core/pii/report.h"
#include "core/text/decimal.h"

namespace feedspan::pii {
namespace {

constexpr std::size_t shortest_key = 16;

/// Actions of which some are not said yet.
using Wishes = std::array<std::optional<Action>, most_types + 1>;
constexpr std::size_t for_default = most_types;

class PolicyVisitor final : public json::Visitor {
 public:
  explicit PolicyVisitor(Policy& policy) : policy_(policy) {}

  bool key(std::string_view name) override {
    path_.back() = name;
    return true;
  }

  bool value(const json::Value& value) override {
    const bool container = value.type == json::Type::object || value.type == json::Type::array;
    if (!take(value)) return false;
    if (container) path_.emplace_back();
    return true;
  }

  bool end() override {
    path_.pop_back();
    return path_.size() != 2 || end_of_entry();
  }

  /// What only the whole tells. `problem` becomes a sentence if something is wrong.
  bool finish(std::string& problem);

  /// What stands at the beginning of the problem's sentence, then what is wrong.
  std::string problem() const {
    std::string out = "redaction";
    for (const std::string& name : path_) {
      if (name.empty()) continue;
      out += '.';
      out += name;
    }
    return out + ": " + problem_;
  }

 private:
  bool fail(const char* problem) {
    problem_ = problem;
    return false;
  }

  bool take(const json::Value& value) {
    using json::Type;
    const std::size_t depth = path_.size();
    if (depth == 0) return value.type == Type::object || fail("must be an object");
    const std::string& option = path_[0];
    if (option == "policies") return policies(value, wishes_, 1);
    if (option == "fields") {
      if (depth == 1) return value.type == Type::object || fail("must be an object of fields");
      if (depth == 2) {
        const std::string_view root = std::string_view(path_[1]).substr(0, path_[1].find('.'));
        if (root != "message" && root != "value" && root != "userId" && root != "metadata")
          return fail("no such field; there are message, value, userId, metadata and metadata.<key>");
        fields_.push_back({path_[1], {}});
      }
      return policies(value, fields_.back().wishes, 2);
    }
    if (option == "kinds" || option == "allow") {
      if (depth == 1) return value.type == Type::array || fail("must be a list");
      if (!value.is_string()) return fail("must be a list of strings");
      return option == "kinds" ? kind(value.text) : allowed(value.text);
    }
    if (option == "terms" || option == "patterns") {
      if (depth == 1) return value.type == Type::array || fail("must be a list");
      if (depth == 2) {
        entry_ = {};
        return value.type == Type::object || fail("must be a list of objects");
      }
      return entry(value);
    }
    if (option == "key") {
      policy_.key = value.text;
      return (value.is_string() && value.text.size() >= shortest_key &&
              value.text.size() <= Policy::longest_key) ||
             fail("must be 16 to 64 bytes of text");
    }
    if (option == "minConfidence") {
      const auto number = value.integer();
      policy_.scan.min_confidence = static_cast<std::uint8_t>(number.value_or(0));
      return (number && *number >= 0 && *number <= 100) || fail("must be a number from 0 to 100");
    }
    if (option == "numbered") {
      if (value.type != Type::boolean) return fail("must be true or false");
      if (value.boolean && !wishes_[for_default]) wishes_[for_default] = Action::numbered;
      return true;
    }
    return fail("no such option");
  }

  /// A word for all types, or an object of words; its members are at `depth` of the path.
  bool policies(const json::Value& value, Wishes& wishes, std::size_t depth) {
    if (path_.size() == depth && value.type == json::Type::object) return true;
    if (!value.is_string() || path_.size() > depth + 1) return fail("must be a policy or an object of policies");
    const auto found = std::find(action_names.begin(), action_names.end(), value.text);
    if (found == action_names.end())
      return fail("no such policy; there are placeholder, numbered, partial, hash, drop and allow");
    const auto action = static_cast<Action>(found - action_names.begin());
    needs_key_ = needs_key_ || action == Action::hash;
    std::size_t type = for_default;
    if (path_.size() > depth && path_[depth] != "default" && !type_of(path_[depth], type)) return false;
    wishes[type] = action;
    return true;
  }

  /// The number of a kind or of an own type, which may be explained later.
  bool type_of(std::string_view name, std::size_t& type) {
    type = kind_of_name(name);
    if (type < kind_count) return true;
    for (const std::string& own : policy_.own_types) {
      if (own == name) return true;
      ++type;
    }
    if (!is_type_name(name) || name == dropped)
      return fail("a type is named by capitals and _, such as ORDER_ID");
    if (type == most_types) return fail("there are too many types");
    policy_.own_types.emplace_back(name);
    return true;
  }

  void explain(std::size_t type) {
    if (type >= kind_count) explained_[type] = true;
  }

  bool kind(std::string_view name) {
    const std::size_t type = kind_of_name(name);
    if (type == kind_count) return fail("no such kind");
    kinds_[type] = has_kinds_ = true;
    return true;
  }

  bool allowed(std::string_view entry) {
    if (entry == "private") {
      policy_.allow_local_addresses = true;
    } else if (std::all_of(entry.begin(), entry.end(), [](char c) {
                 return c == '_' || (c >= 'A' && c <= 'Z');
               })) {
      const std::size_t type = kind_of_name(entry);
      if (type == kind_count) return fail("capitals alone name a kind, and there is none of that name");
      wishes_[type] = Action::allow;
    } else {
      policy_.allow.add(entry);
    }
    return true;
  }

  bool entry(const json::Value& value) {
    const std::string& option = path_[2];
    const bool terms = path_[0] == "terms";
    if (option == "type") {
      return value.is_string() ? type_of(value.text, entry_.type) : fail("must be text");
    }
    if (option == "wholeWord" || (option == "ignoreCase" && !terms)) {
      (option == "wholeWord" ? entry_.options.whole_word : entry_.options.ignore_case) =
          value.boolean;
      return value.type == json::Type::boolean || fail("must be true or false");
    }
    if (option == (terms ? "values" : "pattern")) {
      if (terms && path_.size() == 3) return value.type == json::Type::array || fail("must be a list");
      if (!value.is_string()) return fail("must be text");
      entry_.texts.emplace_back(value.text);
      return true;
    }
    return fail("no such option");
  }

  /// At the end of an object or a list of depth 1: of a term's or a pattern's entry, all is known.
  bool end_of_entry() {
    if (path_[0] != "terms" && path_[0] != "patterns") return true;
    if (entry_.type == most_types) return fail("needs a type and what to look for");
    explain(entry_.type);
    const Kind type = static_cast<Kind>(entry_.type);
    for (const std::string& text : entry_.texts) {
      if (path_[0] == "patterns") {
        if (const char* problem = policy_.patterns.add(text, type, entry_.options)) return fail(problem);
      } else if (!policy_.terms.add(text, type, entry_.options.whole_word)) {
        return fail("a term has 1 to 128 bytes, and all together 65,536");
      }
    }
    return !entry_.texts.empty() || fail("needs a type and what to look for");
  }

  struct Entry {
    std::size_t type = most_types;
    Patterns::Options options;
    std::vector<std::string> texts;
  };
  struct FieldWishes {
    std::string path;
    Wishes wishes;
  };

  Policy& policy_;
  std::vector<std::string> path_;  ///< the names of what the value stands in; empty in lists
  const char* problem_ = "is not JSON";
  Wishes wishes_{};
  std::vector<FieldWishes> fields_;
  Entry entry_;
  std::array<bool, kind_count> kinds_{};
  bool has_kinds_ = false;
  bool needs_key_ = false;
  std::array<bool, most_types> explained_{};
};

bool PolicyVisitor::finish(std::string& problem) {
  path_.clear();
  for (std::size_t i = 0; i < policy_.own_types.size(); ++i) {
    if (explained_[kind_count + i]) continue;
    fail("no such kind, and no term or pattern of that type");
    path_ = {"policies", policy_.own_types[i]};
    problem = this->problem();
    return false;
  }
  if (needs_key_ && policy_.key.empty()) {
    path_ = {"key"};
    fail("the policy hash needs a key");
    problem = this->problem();
    return false;
  }
  for (std::size_t type = 0; type < most_types; ++type) {
    if (has_kinds_ && type < kind_count && !kinds_[type]) wishes_[type] = Action::allow;
    policy_.actions[type] =
        wishes_[type].value_or(wishes_[for_default].value_or(Action::placeholder));
  }
  for (const FieldWishes& field : fields_) {
    Policy::Field& made = policy_.fields.emplace_back(Policy::Field{field.path, {}});
    for (std::size_t type = 0; type < most_types; ++type) {
      const bool left_out = has_kinds_ && type < kind_count && !kinds_[type];
      const Action other = left_out ? Action::allow
                                    : field.wishes[for_default].value_or(policy_.actions[type]);
      made.actions[type] = field.wishes[type].value_or(other);
    }
  }
  policy_.terms.link();
  return true;
}

}  // namespace

bool read_policy(std::string_view json, Policy& policy, std::string& problem) {
  policy = {};
  PolicyVisitor visitor(policy);
  if (json::read(json, visitor)) return visitor.finish(problem);
  problem = visitor.problem();
  return false;
}

}  // namespace feedspan::pii
