#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "core/pii/policy.h"
#include "core/pii/report.h"

namespace feedspan::pii {

/// The policy that js/policy.js makes of the same options, for vectors that both runners read. The
/// options must make sense.
inline Policy policy_from(const nlohmann::json& redaction) {
  Policy policy;
  const auto type_of = [&](const std::string& name) {
    const std::size_t kind = kind_of_name(name);
    if (kind < kind_count) return Kind{static_cast<std::uint8_t>(kind)};
    auto& own = policy.own_types;
    auto found = std::find(own.begin(), own.end(), name);
    if (found == own.end()) found = own.insert(own.end(), name);
    return Kind{
        static_cast<std::uint8_t>(kind_count + static_cast<std::size_t>(found - own.begin()))};
  };
  for (const auto& entry : redaction.value("terms", nlohmann::json::array())) {
    for (const std::string value : entry["values"])
      EXPECT_TRUE(policy.terms.add(value, type_of(entry["type"]), entry.value("wholeWord", true)));
  }
  policy.terms.link();
  for (const auto& entry : redaction.value("patterns", nlohmann::json::array())) {
    std::size_t read = 0;
    EXPECT_EQ(policy.patterns.add(entry["pattern"].get<std::string>(), type_of(entry["type"]),
                                  {.ignore_case = entry.value("ignoreCase", false),
                                   .whole_word = entry.value("wholeWord", true)},
                                  read),
              Patterns::Problem::none)
        << entry;
  }
  const auto action_of = [](const std::string& word) {
    const auto found = std::find(action_names.begin(), action_names.end(), word);
    EXPECT_NE(found, action_names.end()) << word;
    return static_cast<Action>(found - action_names.begin());
  };
  const auto set = [&](const nlohmann::json& given, Actions& actions) {
    if (given.is_string()) actions.fill(action_of(given));
    if (given.is_object()) {
      if (given.contains("default")) actions.fill(action_of(given["default"]));
      for (const auto& [type, word] : given.items()) {
        if (type != "default") actions[index(type_of(type))] = action_of(word);
      }
    }
    if (!redaction.contains("kinds")) return;
    for (std::size_t kind = 0; kind < kind_count; ++kind) {
      const auto& kinds = redaction["kinds"];
      if (std::find(kinds.begin(), kinds.end(), std::string(kind_names[kind])) == kinds.end())
        actions[kind] = Action::allow;
    }
  };
  if (redaction.value("numbered", false)) policy.actions.fill(Action::numbered);
  set(redaction.value("policies", nlohmann::json::object()), policy.actions);
  for (const std::string value : redaction.value("allow", nlohmann::json::array())) {
    if (value == "private") {
      policy.allow_local_addresses = true;
    } else if (is_type_name(value)) {
      policy.actions[index(type_of(value))] = Action::allow;
    } else {
      policy.allow.add(value);
    }
  }
  const nlohmann::json fields = redaction.value("fields", nlohmann::json::object());
  for (const auto& [path, given] : fields.items()) {
    policy.fields.push_back({path, policy.actions});
    set(given, policy.fields.back().actions);
  }
  policy.key = redaction.value("key", "");
  policy.scan.min_confidence = redaction.value("minConfidence", std::uint8_t{50});
  return policy;
}

}  // namespace feedspan::pii
