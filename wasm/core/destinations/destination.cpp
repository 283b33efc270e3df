#include "core/destinations/destination.h"

#include <algorithm>

#include "core/json/reader.h"
#include "core/text/utf8.h"

namespace feedspan {
namespace {

constexpr std::size_t max_message = 500;

class MessageVisitor final : public json::PathVisitor {
 public:
  std::string message;

 private:
  bool value_at(std::string_view path, const json::Value& value) override {
    if (value.is_string() && message.empty() &&
        (path == "message" || path == "error" || path == "error.message" || path == "errors[]")) {
      std::size_t size = std::min(value.text.size(), max_message);
      while (size > 0 && size < value.text.size() &&
             text::is_continuation(static_cast<unsigned char>(value.text[size])))
        --size;  // not in the middle of a character
      message = value.text.substr(0, size);
    }
    return true;
  }
};

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

std::string message_of(std::string_view body) {
  MessageVisitor visitor;
  json::read(body, visitor);  // a body that is no JSON has no message for us
  return std::move(visitor.message);
}

Answer read_failure(const Response& response) {
  if (response.failure == Error::redirect)
    return {.kind = Answer::Kind::reject, .error = Error::redirect};
  if (response.failure != Error::none)
    return {.kind = Answer::Kind::retry, .error = response.failure};
  Answer answer{
      .kind = Answer::Kind::reject, .error = Error::rejected, .message = message_of(response.body)};
  switch (response.status) {
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
  return answer;
}

Answer all_delivered(std::size_t count) {
  return {.outcomes = std::vector<Outcome>(count)};
}

}  // namespace feedspan
