#include "core/event/event.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "policy_from_json.h"
#include "recording.h"

namespace feedspan {
namespace {

using nlohmann::json;

Error read_page(std::string_view text, Event& event, const pii::Policy& policy = {}) {
  return read_event(text, Origin::page, policy, some_time, event);
}

Error error_of_record(const json& record) {
  Event event;
  return read_page(record.dump(), event);
}

/// What the page's record would be stored as.
std::string canonical_of(const json& record, const pii::Policy& policy = {}) {
  Event event;
  const Error error = read_page(record.dump(), event, policy);
  if (error != Error::none) return std::string(code(error));
  event.id = "01234567-89ab-7cde-8f01-23456789abcd";
  event.key = key_of(event.links, event.name, "");
  event.seq = event.time;
  std::string out;
  append_canonical(out, event);
  return out;
}

std::string reread(std::string_view canonical) {
  Event event;
  const Error error = read_event(canonical, Origin::canonical, {}, some_time, event);
  if (error != Error::none) return std::string(code(error));
  std::string out;
  append_canonical(out, event);
  return out;
}

const json signal = {{"kind", "signal"}, {"name", "copied"}, {"links", {{"traceId", "t"}}}};

json with(json record, const char* field, json value) {
  record[field] = std::move(value);
  return record;
}

class EventVectors : public testing::TestWithParam<const char*> {};

TEST_P(EventVectors, AreStoredOrRefusedAsTheySay) {
  for (const json& vector : read_vectors(std::string("events/") + GetParam())) {
    const std::string record =
        vector.contains("json") ? vector["json"].get<std::string>() : vector["record"].dump();
    Event event;
    const Error error = read_page(record, event);
    if (vector.contains("error")) {
      EXPECT_EQ(code(error), vector["error"].get<std::string>()) << vector["why"];
      continue;
    }
    ASSERT_EQ(error, Error::none) << vector["why"];
    std::string text;
    append_canonical(text, event);
    json stored = json::parse(text);
    for (const char* given : {"v", "id", "key", "seq"}) stored.erase(given);
    EXPECT_EQ(stored, vector["stored"]) << vector["why"];
  }
}

INSTANTIATE_TEST_SUITE_P(Event, EventVectors,
                         testing::Values("kinds.json", "refused.json", "masked.json"));

TEST_P(EventVectors, ComeBackFromTheirCanonicalForm) {
  for (const json& vector : read_vectors(std::string("events/") + GetParam())) {
    if (!vector.contains("record") || vector.contains("error")) continue;
    const std::string text = canonical_of(vector["record"]);
    EXPECT_EQ(reread(text), text) << vector["why"];
  }
}

TEST(EventLimits, HoldAtTheEdge) {
  EXPECT_EQ(error_of_record(with(signal, "name", std::string(128, 'a'))), Error::none);
  EXPECT_EQ(error_of_record(with(signal, "name", std::string(129, 'a'))), Error::invalid_name);

  const json text = with(signal, "kind", "text");
  EXPECT_EQ(error_of_record(with(text, "value", std::string(65'536, 'a'))), Error::none);
  EXPECT_EQ(error_of_record(with(text, "value", std::string(65'537, 'a'))), Error::text_too_long);
  EXPECT_EQ(error_of_record(with(signal, "message", std::string(65'536, 'a'))), Error::none);
  EXPECT_EQ(error_of_record(with(signal, "message", std::string(65'537, 'a'))),
            Error::text_too_long);
}

TEST(EventMetadata, KeepsKeysApartThatAreMaskedAlike) {
  Event event;
  const json record =
      with(signal, "metadata", {{"a@example.org", 1}, {"b@example.org", {{"c@example.org", 2}}}});
  ASSERT_EQ(read_event(record.dump(), Origin::page, {}, some_time, event), Error::none);
  EXPECT_EQ(event.metadata, R"({"[EMAIL]":1,"[EMAIL] 2":{"[EMAIL] 3":2}})");
}

TEST(EventLimits, HoldForMetadata) {
  const auto metadata_error = [](json value) {
    return error_of_record(with(signal, "metadata", std::move(value)));
  };
  // {"a":"..."} is 8 bytes and the text.
  EXPECT_EQ(metadata_error({{"a", std::string(32'760, 'x')}}), Error::none);
  EXPECT_EQ(metadata_error({{"a", std::string(32'761, 'x')}}), Error::metadata_too_large);

  json keys = json::object();
  for (int i = 0; i < 128; ++i) keys["k" + std::to_string(i)] = i;
  EXPECT_EQ(metadata_error(keys), Error::none);
  keys["one more"] = 1;
  EXPECT_EQ(metadata_error(keys), Error::metadata_too_many_keys);
  EXPECT_EQ(metadata_error({{std::string(128, 'k'), 1}}), Error::none);
  EXPECT_EQ(metadata_error({{std::string(129, 'k'), 1}}), Error::metadata_too_many_keys);

  json eight = 1;
  for (int i = 0; i < 7; ++i) eight = json::array({eight});
  EXPECT_EQ(metadata_error({{"a", eight}}), Error::none);
  EXPECT_EQ(metadata_error({{"a", json::array({eight})}}), Error::metadata_too_deep);
}

TEST(EventLimits, StandADeepDocument) {
  const std::string deep(100'000, '[');
  for (const std::string& record : {deep, R"({"metadata":)" + deep, R"({"metadata":{"a":)" + deep,
                                    R"({"links":{"a":)" + deep, R"({"other":)" + deep}) {
    Event event;
    EXPECT_NE(read_page(record, event), Error::none);
  }
}

// What is accepted must be readable after a reload, or it is lost there. A placeholder can be
// longer than what it stands for.
TEST(EventLimits, HoldForTheMaskedText) {
  const auto repeated = [](std::size_t size) {
    std::string out;
    while (out.size() < size) out += "a@b.io, ";
    out.resize(size);
    return out;
  };
  const json text = with(with(signal, "kind", "text"), "value", repeated(65'536));
  EXPECT_EQ(error_of_record(text), Error::text_too_long);
  EXPECT_EQ(error_of_record(with(signal, "message", repeated(65'536))), Error::text_too_long);
  EXPECT_EQ(error_of_record(with(signal, "metadata", {{repeated(128), 1}})),
            Error::metadata_too_many_keys);
  json labelled = signal;
  labelled["links"]["step"] = repeated(128);
  EXPECT_EQ(error_of_record(labelled), Error::invalid_link);
}

TEST(Event, TakesTheLastOfEqualFields) {
  Event event;
  ASSERT_EQ(read_page(R"({"kind":"thumb","kind":"number","name":"a","name":"b","value":"up",)"
                      R"("value":3,"links":{"traceId":"x"},"links":{"traceId":"y"},)"
                      R"("metadata":{"a":1},"metadata":{"b":2}})",
                      event),
            Error::none);
  EXPECT_EQ(event.kind, Kind::number);
  EXPECT_EQ(event.name, "b");
  EXPECT_EQ(event.value, "3");
  EXPECT_EQ(event.links[Link::trace], "y");
  EXPECT_EQ(event.metadata, R"({"b":2})");
}

TEST(Event, RefusesBytesThatAreNotUtf8) {
  Event event;
  EXPECT_EQ(read_page("{\"kind\":\"text\",\"name\":\"n\",\"value\":\"\xFF\"}", event),
            Error::invalid_json);
}

TEST(Event, ReadsEveryPrefixWithoutHarm) {
  const std::string whole = canonical_of(with(signal, "metadata", {{"a", {1, "b", nullptr}}}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(reread(std::string_view(whole).substr(0, size)), "invalid_json");
  }
}

TEST(Event, NumbersPlaceholdersThroughItsFields) {
  pii::Policy policy;
  policy.actions.fill(pii::Action::numbered);
  json record = with(with(signal, "kind", "text"), "value", "joe@example.com");
  record["message"] = "jane@example.com or joe@example.com";
  const json stored = json::parse(canonical_of(record, policy));
  EXPECT_EQ(stored["value"], "[EMAIL_1]");
  EXPECT_EQ(stored["message"], "[EMAIL_2] or [EMAIL_1]");
  EXPECT_EQ(reread(stored.dump()).find("EMAIL_3"), std::string::npos);
}

TEST(Event, MasksEachFieldByItsPolicy) {
  const pii::Policy policy =
      pii::policy_from({{"policies", "partial"},
                        {"key", "0123456789abcdef"},
                        {"terms", {{{"type", "PROJECT"}, {"values", {"bluewhale"}}}}},
                        {"fields",
                         {{"message", "drop"},
                          {"userId", "hash"},
                          {"metadata.order.note", "allow"},
                          {"metadata.list", {{"EMAIL", "placeholder"}}}}}});
  json record = with(with(signal, "kind", "text"), "value", "joe@example.com of Bluewhale");
  record["name"] = "bluewhale";  // the program's own word
  record["message"] = "jane@example.com";
  record["links"]["userId"] = "jane@example.com";
  record["links"]["capability"] = "bluewhale";
  record["metadata"] = {{"order", {{"note", "a@b.example"}, {"mail", "a@b.example"}}},
                        {"list", {{{"x", "a@b.example"}}, "a@b.example"}},
                        {"after", "a@b.example"}};
  const json stored = json::parse(canonical_of(record, policy));
  EXPECT_EQ(stored["name"], "bluewhale");
  EXPECT_EQ(stored["value"], "[EMAIL:example.com] of [PROJECT]");
  EXPECT_EQ(stored["message"], "[DROPPED]");
  EXPECT_EQ(stored["links"]["capability"], "bluewhale");
  // HMAC-SHA256 of "feedspan user", a NUL and the id, by another implementation.
  EXPECT_EQ(stored["links"]["userId"], "anon:bceb06f9b6ea79beb3307d0ec3731b68");
  EXPECT_EQ(stored["metadata"],
            (json{{"order", {{"note", "a@b.example"}, {"mail", "[EMAIL:b.example]"}}},
                  {"list", {{{"x", "[EMAIL]"}}, "[EMAIL]"}},
                  {"after", "[EMAIL:b.example]"}}));
  EXPECT_EQ(stored["pii"], (json{{"EMAIL", 7}, {"PROJECT", 1}, {"DROPPED", 1}}));
  Event again;
  ASSERT_EQ(read_event(stored.dump(), Origin::canonical, policy, some_time, again), Error::none);
  std::string out;
  append_canonical(out, again);
  EXPECT_EQ(json::parse(out), stored);
}

TEST(Event, LeavesAUserOutWherePoliciesDropIt) {
  const pii::Policy policy = pii::policy_from({{"fields", {{"userId", "drop"}}}});
  json record = signal;
  record["links"]["userId"] = "jane@example.com";
  EXPECT_FALSE(json::parse(canonical_of(record, policy))["links"].contains("userId"));
}

TEST(Event, HidesAUserWhoOnlyLooksLikeAPseudonym) {
  json record = signal;
  for (const char* user : {"anon:jane@example.com", "anon:+442079460958", "jane@example.com"}) {
    record["links"]["userId"] = user;
    const std::string stored = json::parse(canonical_of(record))["links"]["userId"];
    EXPECT_TRUE(stored.starts_with("anon:") && stored.size() == 37) << stored;
    EXPECT_EQ(stored.find("example"), std::string::npos) << stored;
  }
}

TEST(Canonical, NeedsWhatOnlyTheCoreGives) {
  const json good = json::parse(canonical_of(signal));
  EXPECT_EQ(json::parse(reread(good.dump())), good);
  const auto refused = [&](const char* field, json value) {
    json bad = good;
    bad[field] = std::move(value);
    return reread(bad.dump());
  };
  EXPECT_EQ(refused("id", "x"), "invalid_json");
  EXPECT_EQ(refused("id", 1), "invalid_json");
  EXPECT_EQ(refused("key", std::string(32, 'G')), "invalid_json");
  EXPECT_EQ(refused("key", std::string(31, 'a')), "invalid_json");
  EXPECT_EQ(refused("seq", -1), "invalid_json");
  EXPECT_EQ(refused("seq", "1"), "invalid_json");
  EXPECT_EQ(refused("time", -1), "invalid_time");
  EXPECT_EQ(refused("time", 253'402'300'800'000), "invalid_time");   // the year 10000
  EXPECT_EQ(refused("seq", 9'007'199'254'740'992), "invalid_json");  // JavaScript would round it
  json lacking = good;
  lacking.erase("time");
  EXPECT_EQ(reread(lacking.dump()), "invalid_time");
}

TEST(Canonical, IsMaskedOnceMore) {
  json tampered = json::parse(canonical_of(signal));
  tampered["message"] = "jane@example.com";
  EXPECT_EQ(json::parse(reread(tampered.dump()))["message"], "[EMAIL]");
}

TEST(Key, IsOfTargetNameAndSubject) {
  Links links;
  links[Link::trace] = "t";
  const std::string key = key_of(links, "thumbs", "me");
  EXPECT_EQ(key.size(), 32U);
  EXPECT_EQ(key_of(links, "thumbs", "me"), key);
  EXPECT_NE(key_of(links, "stars", "me"), key);
  EXPECT_NE(key_of(links, "thumbs", "you"), key);
  links[Link::capability] = "c";
  links[Link::session] = "s";
  EXPECT_EQ(key_of(links, "thumbs", "me"), key);  // the trace is more specific than the session
  links[Link::span] = "p";
  const std::string span_key = key_of(links, "thumbs", "me");
  EXPECT_NE(span_key, key);
  links[Link::trace] = "other";  // span ids are unique only within a trace
  EXPECT_NE(key_of(links, "thumbs", "me"), span_key);
  EXPECT_NE(key_of_occurrence("a"), key_of_occurrence("b"));
}

TEST(Batch, GivesEachRecordItsOwnError) {
  const std::string good = canonical_of(signal);
  json bad = json::parse(good);
  bad["kind"] = "star";
  std::vector<BatchItem> items;
  ASSERT_EQ(read_batch(R"({"v":{"events":[1]},"events":[)" + good + "," + bad.dump() + ",[],5," +
                           good + R"(],"more":[{}]})",
                       {}, some_time, 100, items),
            Error::none);
  ASSERT_EQ(items.size(), 5U);
  EXPECT_EQ(items[0].error, Error::none);
  EXPECT_EQ(items[1].error, Error::unknown_kind);
  EXPECT_EQ(items[2].error, Error::invalid_json);
  EXPECT_EQ(items[3].error, Error::invalid_json);
  EXPECT_EQ(items[4].error, Error::none);
  EXPECT_EQ(items[4].event.id, items[0].event.id);
}

TEST(Batch, HasALimit) {
  const std::string good = canonical_of(signal);
  std::vector<BatchItem> items;
  EXPECT_EQ(read_batch(R"({"events":[)" + good + "," + good + "]}", {}, some_time, 2, items),
            Error::none);
  EXPECT_EQ(read_batch(R"({"events":[)" + good + "," + good + ",1]}", {}, some_time, 2, items),
            Error::too_many_events);
}

TEST(Batch, RefusesWhatIsNone) {
  std::vector<BatchItem> items;
  for (const char* body : {"", "[]", "{}", R"({"events":[]})", R"({"events":{}})",
                           R"({"events":"x"})", R"({"events":[)", "<html>", "null"}) {
    EXPECT_EQ(read_batch(body, {}, some_time, 100, items), Error::invalid_json) << body;
  }
  EXPECT_NE(read_batch(R"({"events":)" + std::string(100'000, '['), {}, some_time, 100, items),
            Error::none);
}

}  // namespace
}  // namespace feedspan
