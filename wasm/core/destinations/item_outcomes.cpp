#include "core/destinations/item_outcomes.h"

#include <list>

#include "core/json/reader.h"

namespace feedspan {
namespace {

class ItemsVisitor final : public json::PathVisitor {
 public:
  struct Item {
    std::string id;
    std::string outcome;
    std::string code;
    std::string message;
  };
  std::list<Item> items;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "items[]") items.emplace_back();
    if (!value.is_string() || items.empty()) return true;
    if (path == "items[].id") items.back().id = value.text;
    if (path == "items[].outcome") items.back().outcome = value.text;
    if (path == "items[].code") items.back().code = value.text;
    if (path == "items[].message") items.back().message = value.text;
    return true;
  }
};

Outcome outcome_of(const ItemsVisitor::Item& item) {
  if (item.outcome == "accepted" || item.outcome == "duplicate" || item.outcome == "superseded")
    return {};
  if (item.outcome == "rejected")
    return {Outcome::Verdict::rejected, error_of(item.code), item.message};
  return {item.outcome == "defer" ? Outcome::Verdict::defer : Outcome::Verdict::retry,
          item.code.empty() ? Error::server_error : error_of(item.code), item.message};
}

}  // namespace

void append_events(std::string& out, std::string_view head, std::span<const Event* const> events) {
  out += '{';
  out += head;
  out += "\"events\":[";
  for (const Event* event : events) append_canonical(out, *event);
  out += "]}";
}

bool read_items(std::string_view body, std::span<const Event* const> events, Answer& answer) {
  ItemsVisitor visitor;
  if (!json::read(body, visitor) || visitor.items.empty()) return false;
  answer = {};
  answer.outcomes.reserve(events.size());
  for (const Event* event : events) {
    Outcome outcome{Outcome::Verdict::retry, Error::invalid_answer, {}};
    for (const auto& item : visitor.items) {
      if (item.id == event->id) outcome = outcome_of(item);
    }
    answer.outcomes.push_back(std::move(outcome));
  }
  return true;
}

}  // namespace feedspan
