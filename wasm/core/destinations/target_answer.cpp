#include "core/destinations/target_answer.h"

#include "core/json/reader.h"

namespace feedspan {
namespace {

class FlagVisitor final : public json::PathVisitor {
 public:
  bool success = true;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "success" && value.type == json::Type::boolean) success = value.boolean;
    return true;
  }
};

}  // namespace

Answer read_failure_of_target(const Response& response) {
  Answer answer = read_failure(response);
  // 410 is "not found" too, and says that it will not come back.
  if (response.status == 404) {
    answer.kind = Answer::Kind::outcomes;
    answer.outcomes = {{Outcome::Verdict::defer, answer.error, answer.message}};
  }
  return answer;
}

Answer read_success_flag(const Response& response, std::size_t count) {
  if (is_markup(response.body))
    return {.kind = Answer::Kind::retry, .error = Error::invalid_answer};
  FlagVisitor visitor;
  json::read(response.body, visitor);
  if (visitor.success) return all_delivered(count);
  return {
      .kind = Answer::Kind::reject, .error = Error::rejected, .message = message_of(response.body)};
}

}  // namespace feedspan
