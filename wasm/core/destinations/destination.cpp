#include "core/destinations/destination.h"

#include <algorithm>
#include <list>

#include "core/json/reader.h"
#include "core/text/decimal.h"
#include "core/text/utf8.h"

namespace feedspan {
namespace {

constexpr std::size_t max_message = 500;

class FailureVisitor final : public json::PathVisitor {
 public:
  struct Bad {
    std::int64_t index = -1;
    std::string message;
  };
  std::string message;
  std::list<Bad> bad;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (path == "errors[]") bad.emplace_back();
    if (path == "errors[].index") bad.back().index = value.integer().value_or(-1);
    if (!value.is_string()) return true;
    if (path == "errors[].message") bad.back().message = shortened(value.text);
    if (message.empty() &&
        (path == "message" || path == "error" || path == "error.message" || path == "errors[]"))
      message = shortened(value.text);
    return true;
  }
};

/// Those that the answer names are rejected, the rest goes again; nothing where it names none of
/// the batch, or all.
bool reject_the_named(FailureVisitor& visitor, std::size_t count, Answer& answer) {
  std::vector<Outcome> outcomes(count, {Outcome::Verdict::again, Error::rejected, {}});
  std::size_t named = 0;
  for (FailureVisitor::Bad& each : visitor.bad) {
    const auto index = static_cast<std::size_t>(each.index);
    if (index >= count) return false;
    if (outcomes[index].verdict == Outcome::Verdict::again) ++named;
    outcomes[index] = {Outcome::Verdict::rejected, Error::rejected, std::move(each.message)};
  }
  if (named == 0 || named == count) return false;
  answer.kind = Answer::Kind::outcomes;
  answer.outcomes = std::move(outcomes);
  return true;
}

}  // namespace

std::string_view DestinationOptions::operator[](std::string_view path) const {
  for (const auto& [each, value] : others) {
    if (each == path) return value;
  }
  return {};
}

void read_option(std::string_view path, const json::Value& value, DestinationOptions& options) {
  const std::string_view text = value.type != json::Type::boolean ? value.text
                                : value.boolean                   ? "true"
                                                                  : "false";
  options.others.emplace_back(path, text);
  if (path == "type") options.type = text;
  if (path == "name") options.name = text;
  if (path == "url") options.url = text;
  if (path == "dataset") options.dataset = text;
  if (path == "token") options.token = text;
  if (path == "plain") options.plain = value.boolean;
}

Error Destination::refusal(const Event& event) const {
  const Capabilities can = capabilities();
  if ((can.kinds >> static_cast<unsigned>(event.kind) & 1) == 0) return Error::unsupported_kind;
  for (unsigned link = 0; link < target_link_count; ++link) {
    if ((can.targets >> link & 1) != 0 && event.links.has(static_cast<Link>(link)))
      return Error::none;
  }
  return Error::unsupported_target;
}

Request Destination::encode_step(std::span<const Event* const> events, Moment moment,
                                 unsigned /*step*/) const {
  return encode(events, moment);
}

bool is_markup(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && body[first] == '<';
}

std::string shortened(std::string_view words) {
  std::size_t size = std::min(words.size(), max_message);
  while (size > 0 && size < words.size() &&
         text::is_continuation(static_cast<unsigned char>(words[size])))
    --size;  // not in the middle of a character
  std::string out(words.substr(0, size));
  if (size < words.size()) out += "\xE2\x80\xA6";
  return out;
}

std::string message_of(std::string_view body) {
  FailureVisitor visitor;
  json::read(body, visitor);  // a body that is no JSON has no message for us
  return std::move(visitor.message);
}

Answer read_failure(const Response& response, std::size_t count) {
  if (response.failure == Error::redirect)
    return {.kind = Answer::Kind::reject, .error = Error::redirect};
  if (response.failure != Error::none)
    return {.kind = Answer::Kind::retry, .error = response.failure};
  FailureVisitor visitor;
  json::read(response.body, visitor);  // a body that is no JSON has no message for us
  Answer answer{.kind = Answer::Kind::reject,
                .error = Error::rejected,
                .message = std::move(visitor.message)};
  switch (response.status) {
    case 400:
    case 422:
      reject_the_named(visitor, count, answer);
      break;
    case 401:
    case 403:
      answer.kind = Answer::Kind::pause;
      answer.error = Error::unauthorized;
      break;
    case 404:
    case 410:
      answer.error = Error::not_found;
      break;
    case 408:
    case 425:
      answer.kind = Answer::Kind::retry;
      answer.error = Error::timeout;
      break;
    case 413:
      answer.kind = Answer::Kind::split;
      answer.error = Error::too_large;
      break;
    case 429:
      answer.kind = Answer::Kind::retry;
      answer.error = Error::rate_limited;
      break;
    case 501:
    case 505:
    case 511:
      answer.error = Error::server_error;
      break;
    default:
      if (response.status >= 500) {
        answer.kind = Answer::Kind::retry;
        answer.error = Error::server_error;
      } else if (response.status < 400) {
        answer.error = Error::redirect;  // 3xx: a followed one would have lost the body
      }
  }
  // A body of HTML has no words for us, and "refused" alone helps nobody.
  if (answer.message.empty() && response.status >= 400 &&
      (answer.error == Error::rejected || answer.error == Error::server_error)) {
    answer.message = "The destination answered with status ";
    text::append_decimal(answer.message, response.status);
    answer.message += '.';
  }
  return answer;
}

Answer all_delivered(std::size_t count) {
  return {.outcomes = std::vector<Outcome>(count)};
}

}  // namespace feedspan
