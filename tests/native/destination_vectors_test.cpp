#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "core/client/messages.h"
#include "core/destinations/datadog.h"
#include "recording.h"

namespace feedspan {
namespace {

using nlohmann::json;

std::unique_ptr<Destination> made(const json& given) {
  DestinationOptions options;
  const auto read = [&](const std::string& path, const json& value) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_boolean()) {
      read_option(path, {.type = feedspan::json::Type::boolean, .boolean = value}, options);
    } else {
      read_option(path, {.type = feedspan::json::Type::string, .text = text}, options);
    }
  };
  for (const auto& [name, value] : given.items()) {
    if (value.is_object()) {
      for (const auto& [inner, each] : value.items()) read(name + "." + inner, each);
    } else if (value.is_array()) {
      for (const json& each : value) read(name + "[]", each);
    } else {
      read(name, value);
    }
  }
  std::unique_ptr<Destination> destination;
  EXPECT_EQ(make_server_destination(options, destination), Error::none) << given;
  return destination;
}

json body_of(const std::string& body) {
  if (!body.ends_with('\n')) return json::parse(body);
  json lines = json::array();
  std::istringstream stream(body);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

std::map<std::string, Event> events() {
  std::map<std::string, Event> out;
  // In the order of the file, which is that of the metadata's text.
  std::ifstream stream(std::string(FEEDSPAN_VECTORS_DIR) + "/destinations/events.json");
  for (const nlohmann::ordered_json& each : nlohmann::ordered_json::parse(stream)) {
    EXPECT_EQ(read_event(each["event"].dump(), Origin::canonical, {}, some_time, out[each["name"]]),
              Error::none)
        << each;
  }
  return out;
}

TEST(DestinationVectors, RequestsAreAsRecorded) {
  const auto all = events();
  for (const json& configuration : read_vectors("destinations/options.json")) {
    const std::string name = configuration["name"];
    const auto destination = made(configuration["options"]);
    for (const json& vector : read_vectors("destinations/requests/" + name + ".json")) {
      const std::string why = name + ": " + vector["event"].get<std::string>();
      const Event& event = all.at(vector["event"]);
      EXPECT_EQ(code(destination->refusal(event)), vector.value("refusal", "")) << why;
      if (!vector.contains("requests")) continue;
      const Event* views[] = {&event};
      unsigned step = 0;
      for (const json& expected : vector["requests"]) {
        const Moment moment{.time = some_time};
        const Request request = step == 0 ? destination->encode(views, moment)
                                          : destination->encode_step(views, moment, step);
        ++step;
        json headers = json::object();
        for (const auto& [header, value] : request.headers) headers[std::string(header)] = value;
        EXPECT_EQ(json({{"method", request.method},
                        {"url", request.url},
                        {"headers", headers},
                        {"body", body_of(request.body)}}),
                  expected)
            << why;
      }
    }
  }
}

TEST(DestinationVectors, AnswersMeanWhatIsRecorded) {
  const json kinds = {"outcomes", "retry", "split", "pause", "reject", "next"};
  const json verdicts = {"delivered", "retry", "isolate", "again", "defer", "rejected"};
  std::map<std::string, json> options;
  for (const json& each : read_vectors("destinations/options.json"))
    options[each["name"]] = each["options"];
  for (const json& vector : read_vectors("destinations/answers.json")) {
    const auto destination = made(options.at(vector["to"]));
    std::vector<Event> batch;
    const int count = vector.value("events", 1);
    for (int i = 0; i < count; ++i) {
      batch.push_back(make_event(Kind::thumb, std::to_string(i), 1,
                                 some_time - vector.value("age", std::int64_t{0})));
      if (vector.value("retraction", false)) batch.back().kind = Kind::retraction;
    }
    std::vector<const Event*> views;
    for (const Event& event : batch) views.push_back(&event);
    Response response = read_response(vector["response"].dump());
    response.time = some_time;
    response.step = vector.value("step", 0U);
    const Answer answer = destination->read(response, views);
    EXPECT_EQ(kinds[static_cast<std::size_t>(answer.kind)], vector["kind"]) << vector;
    EXPECT_EQ(code(answer.error), vector.value("code", "")) << vector;
    EXPECT_EQ(answer.message, vector.value("message", "")) << vector;
    EXPECT_EQ(answer.retry_after, vector.value("retryAfter", "")) << vector;
    json seen = json::array();
    for (const Outcome& outcome : answer.outcomes)
      seen.push_back(verdicts[static_cast<std::size_t>(outcome.verdict)]);
    EXPECT_EQ(seen, vector.value("verdicts", json::array())) << vector;
  }
}

TEST(DestinationVectors, OptionsThatCannotWorkAreRefused) {
  for (const json& vector : read_vectors("destinations/refused_options.json")) {
    DestinationOptions options;
    for (const auto& [name, value] : vector["options"].items()) {
      const std::string text = value;
      read_option(name, {.type = feedspan::json::Type::string, .text = text}, options);
    }
    std::unique_ptr<Destination> destination;
    const Error error = vector.value("page", false)
                            ? make_page_destination(options, true, destination)
                            : make_server_destination(options, destination);
    EXPECT_EQ(code(error), vector["code"]) << vector;
  }
}

TEST(Datadog, SpanIdsAreExactTo64Bits) {
  EXPECT_EQ(decimal_span_id("00f067aa0ba902b7", true), "67667974448284343");
  EXPECT_EQ(decimal_span_id("ffffffffffffffff", true), "18446744073709551615");
  EXPECT_EQ(decimal_span_id("0020000000000001", true), "9007199254740993");  // no double has it
  EXPECT_EQ(decimal_span_id("1234567890123456", true), "1311768467284833366");
  EXPECT_EQ(decimal_span_id("1234567890123456", false), "1234567890123456");
  EXPECT_EQ(decimal_span_id("67667974448284343999", true), "67667974448284343999");
  EXPECT_EQ(decimal_span_id("7f22137a-6911-4ed3-bc36-110f1dde6b66", true), "");
}

}  // namespace
}  // namespace feedspan
