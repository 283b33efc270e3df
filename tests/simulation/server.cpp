#include "server.h"

#include <cstdio>
#include <cstdlib>

namespace feedspan::simulation {
namespace {

std::uint64_t roll(std::mt19937_64& dice, std::uint64_t sides) {
  return dice() % sides;
}

std::string_view after(std::string_view text, std::string_view mark, std::size_t& at) {
  at = text.find(mark, at);
  if (at == std::string_view::npos) return {};
  at += mark.size();
  return text.substr(at);
}

Response answer(int status, std::string body = {}) {
  return {.status = status, .retry_after = {}, .date = {}, .body = std::move(body)};
}

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; at += word.size())
    ++found;
  return found;
}

}  // namespace

std::vector<Carried> carried_by(std::string_view body) {
  // Quotes in texts are escaped, so these words are ours wherever they stand.
  std::vector<Carried> events;
  for (std::size_t at = 0;;) {
    Carried event;
    event.id = after(body, R"("id":")", at).substr(0, 36);
    if (at == std::string_view::npos) return events;
    event.key = after(body, R"("key":")", at).substr(0, 32);
    event.seq =
        std::strtoll(std::string(after(body, R"("seq":)", at).substr(0, 20)).c_str(), nullptr, 10);
    events.push_back(std::move(event));
  }
}

std::string http_date(std::int64_t time) {
  static constexpr const char* days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::int64_t seconds = time / 1'000;
  const std::int64_t day = seconds / 86'400;
  // H. Hinnant, "chrono-Compatible Low-Level Date Algorithms": civil_from_days.
  const std::int64_t z = day + 719'468;
  const std::int64_t era = z / 146'097;
  const std::int64_t doe = z - era * 146'097;
  const std::int64_t yoe = (doe - doe / 1'460 + doe / 36'524 - doe / 146'096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  const std::int64_t month = mp < 10 ? mp + 3 : mp - 9;
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[day % 7],
                static_cast<int>(doy - (153 * mp + 2) / 5 + 1), months[month - 1],
                static_cast<int>(yoe + era * 400 + (month <= 2 ? 1 : 0)),
                static_cast<int>(seconds / 3'600 % 24), static_cast<int>(seconds / 60 % 60),
                static_cast<int>(seconds % 60));
  return text;
}

Server::Answer Server::receive(const std::vector<Carried>& events, std::size_t bytes,
                               std::int64_t time, std::mt19937_64& dice) {
  Answer out;
  switch (mode) {
    case Mode::fine:
    case Mode::count_of_modes:
      out.response = success(events, dice, false);
      break;
    case Mode::silent_success: {
      // Axiom takes such an answer for success, a relay never gives one.
      static constexpr const char* bodies[] = {"", "{\"ingested\":", "null"};
      out.response = answer(roll(dice, 2) == 0 ? 204 : 200, bodies[roll(dice, 3)]);
      out.failed = form_ == Form::relay;
      for (const Carried& event : events) taken_.insert(event.id);
      break;
    }
    case Mode::portal:
      out.response = answer(200, " <!doctype html><title>Log in</title>");
      out.failed = true;
      break;
    case Mode::trouble: {
      static constexpr int statuses[] = {500, 502, 503, 504, 408, 425};
      out.response = answer(statuses[roll(dice, 6)]);
      out.failed = true;
      break;
    }
    case Mode::limited:
      out = limit(time, dice);
      break;
    case Mode::small:
      if (events.size() > 1 + roll(dice, 2) || bytes > 1'500) {
        out.response = answer(413);
      } else {
        out.response = success(events, dice, false);
      }
      break;
    case Mode::mixed:
      out.response = success(events, dice, true);
      // A relay that says nothing of an event has not answered for it.
      out.failed =
          form_ == Form::relay && (out.response.body.find("\"retry\"") != std::string::npos ||
                                   count(out.response.body, "\"id\"") < events.size());
      break;
    case Mode::naming:
      out.response =
          answer(400, "{\"errors\":[{\"index\":" + std::to_string(roll(dice, events.size() + 1)) +
                          ",\"message\":\"bad\"}]}");
      break;
    case Mode::refusing:
      out.response = answer(roll(dice, 2) == 0 ? 401 : 403, R"({"message":"no"})");
      break;
    case Mode::rejecting: {
      static constexpr int statuses[] = {400, 404, 410, 422, 501, 304};
      out.response = answer(statuses[roll(dice, 6)], R"({"error":{"message":"its own words"}})");
      break;
    }
    case Mode::redirecting:
      out.response = answer(0);
      out.response.failure = Error::redirect;
  }
  if (roll(dice, 2) == 0 && out.response.status != 0 && out.response.date.empty())
    out.response.date = http_date(time);
  return out;
}

Response Server::success(const std::vector<Carried>& events, std::mt19937_64& dice, bool some) {
  if (form_ == Form::axiom) {
    const bool fails = some && roll(dice, 2) == 0;
    const bool all = events.size() == 1;
    for (std::size_t i = fails ? 1 : 0; i < events.size(); ++i) taken_.insert(events[i].id);
    if (!fails) return answer(200, "{\"ingested\":" + std::to_string(events.size()) + "}");
    return answer(200, "{\"ingested\":" + std::to_string(events.size() - 1) + ",\"failed\":1" +
                           (all ? ",\"failures\":[{\"error\":\"bad\"}]" : "") + "}");
  }
  std::string items;
  for (const Carried& event : events) {
    const char* outcome = "accepted";
    if (some) {
      static constexpr const char* outcomes[] = {"accepted", "duplicate", "retry", "rejected", ""};
      outcome = outcomes[roll(dice, 5)];
    }
    if (*outcome == 0) continue;  // no word about it
    if (*outcome == 'a' || *outcome == 'd') taken_.insert(event.id);
    items += std::string(items.empty() ? "" : ",") + "{\"id\":\"" + event.id + "\",\"outcome\":\"" +
             outcome + "\"}";
  }
  return answer(200, "{\"items\":[" + items + "]}");
}

Server::Answer Server::limit(std::int64_t time, std::mt19937_64& dice) {
  Answer out;
  out.failed = true;
  out.response = answer(roll(dice, 2) == 0 ? 429 : 503);
  const auto seconds = static_cast<std::int64_t>(1 + roll(dice, 60));
  static constexpr const char* nonsense[] = {"-5", "soon", "0",
                                             "",   "1e9",  "Sun, 06 Nov 1994 08:49:37 GMT"};
  switch (roll(dice, 4)) {
    case 0:
      out.response.retry_after = nonsense[roll(dice, 6)];
      out.response.date = http_date(time);
      break;
    case 1:
      out.response.retry_after = "864000";
      out.asked = 3'600'000;  // an hour at most
      break;
    case 2:
      out.response.date = http_date(time);
      out.response.retry_after = http_date(time + seconds * 1'000);
      out.asked = seconds * 1'000;
      break;
    default:
      out.response.retry_after = std::to_string(seconds);
      out.asked = seconds * 1'000;
  }
  return out;
}

}  // namespace feedspan::simulation
