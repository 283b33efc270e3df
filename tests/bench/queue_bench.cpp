// What an event costs the queue, by how many wait already: the time per item must stay flat.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/client/client.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

using namespace feedspan;

constexpr std::int64_t time_of_visit = 1'765'990'800'016;

/// Keeps what a benchmark needs for its next step, and nothing else.
class Sink final : public Effects {
 public:
  struct Fetch {
    std::uint32_t number;
    std::string body;
  };
  std::vector<Fetch> fetches;
  std::vector<std::pair<std::string, std::string>> stored;
  bool keep = false;

  void store(std::string_view id, std::string_view text) override {
    if (keep) stored.emplace_back(id, text);
  }
  void remove(std::string_view /*id*/) override {}
  void mark(std::string_view /*text*/) override {}
  void fetch(std::uint32_t number, std::string_view /*destination*/, const Request& request,
             std::int64_t /*timeout*/) override {
    fetches.push_back({number, request.body});
  }
  void wake(std::int64_t /*in*/) override {}
  void receipt(const Receipt& /*receipt*/) override {}
  void report(std::string_view /*destination*/, Error /*error*/,
              std::string_view /*message*/) override {}
};

std::unique_ptr<Client> make_client() {
  std::unique_ptr<Client> client;
  const Error error = Client::create(
      R"({"destinations":[{"type":"axiom","url":"https://a.example","dataset":"d","token":"t"}],)"
      R"("seed":"7777777777777777777777777777777777777777777777777777777777777777","subject":"me",)"
      R"("queue":{"maxEvents":1000000,"maxBytes":4000000000}})",
      client);
  return error == Error::none ? std::move(client) : nullptr;
}

std::string vote(std::int64_t target) {
  return R"({"kind":"thumb","name":"thumbs","value":"up","links":{"traceId":"trace-)" +
         std::to_string(target) + R"("},"time":1765990800016})";
}

void submit(Client& client, Sink& sink, std::int64_t target) {
  Accepted accepted;
  client.submit(vote(target), {.now = 0, .time = time_of_visit}, accepted, sink);
}

std::unique_ptr<Client> filled(Sink& sink, std::int64_t waiting) {
  auto client = make_client();
  for (std::int64_t i = 0; i < waiting; ++i) submit(*client, sink, i);
  return client;
}

void sizes(benchmark::internal::Benchmark* bench) {
  for (const std::int64_t waiting : {1, 100, 10'000, 100'000}) bench->Arg(waiting);
}

/// One more vote, from JSON to the store effect, while so many wait.
void enqueue(benchmark::State& state) {
  Sink sink;
  const auto client = filled(sink, state.range(0));
  std::int64_t next = state.range(0);
  for (auto _ : state) submit(*client, sink, next++);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(enqueue)->Apply(sizes)->Iterations(20'000);

/// A vote that replaces one of those that wait.
void collapse(benchmark::State& state) {
  Sink sink;
  const auto client = filled(sink, state.range(0));
  std::int64_t next = 0;
  for (auto _ : state) submit(*client, sink, next++ % state.range(0));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(collapse)->Apply(sizes)->Iterations(20'000);

/// All that wait are sent and answered.
void drain(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    Sink sink;
    auto client = filled(sink, state.range(0));
    state.ResumeTiming();
    const Moment moment{.now = 1, .time = time_of_visit + 1};
    client->pump({}, moment, sink);
    for (std::size_t i = 0; i < sink.fetches.size(); ++i) {
      client->respond(sink.fetches[i].number,
                      {.status = 200, .retry_after = {}, .date = {}, .body = "{}"}, moment, sink);
    }
    state.PauseTiming();
    if (client->counts().waiting() != 0) state.SkipWithError("something waits still");
    client.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(drain)->Apply(sizes)->Unit(benchmark::kMicrosecond);

/// A page takes back what an earlier one left, in the slices of a hundred that the shim gives.
void recovery(benchmark::State& state) {
  Sink sink;
  sink.keep = true;
  filled(sink, state.range(0));
  std::vector<std::string> slices;
  for (std::size_t i = 0; i < sink.stored.size(); ++i) {
    if (i % 100 == 0) slices.emplace_back("[");
    std::string text;
    for (const char c : sink.stored[i].second)
      text += c == '"' ? std::string("\\\"") : std::string(1, c);
    slices.back() += (i % 100 == 0 ? "{\"id\":\"" : ",{\"id\":\"") + sink.stored[i].first +
                     "\",\"text\":\"" + text + "\"}";
    if (i % 100 == 99 || i + 1 == sink.stored.size()) slices.back() += "]";
  }
  sink.keep = false;
  for (auto _ : state) {
    state.PauseTiming();
    auto client = make_client();
    state.ResumeTiming();
    std::size_t restored = 0;
    for (const std::string& slice : slices)
      restored += client->restore(slice, {.now = 0, .time = time_of_visit}, sink);
    state.PauseTiming();
    if (restored != sink.stored.size()) state.SkipWithError("not all came back");
    client.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(recovery)->Apply(sizes)->Unit(benchmark::kMicrosecond);

/// One more vote while the queue is full of votes, so that the oldest gives way.
void crowd_out(benchmark::State& state) {
  std::unique_ptr<Client> client;
  Client::create(
      R"({"destinations":[{"type":"relay","url":"https://a.example"}],)"
      R"("seed":"7777777777777777777777777777777777777777777777777777777777777777","subject":"me",)"
      R"("queue":{"maxBytes":4000000000,"maxEvents":)" +
          std::to_string(state.range(0)) + "}}",
      client);
  Sink sink;
  for (std::int64_t i = 0; i < state.range(0); ++i) submit(*client, sink, i);
  std::int64_t next = state.range(0);
  for (auto _ : state) submit(*client, sink, next++);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(crowd_out)->Apply(sizes)->Iterations(20'000);

#ifdef __GLIBC__
/// Heap in use after so many events, each delivered within its hundred: it must not grow.
void long_visit(benchmark::State& state) {
  for (auto _ : state) {
    Sink sink;
    const auto client = make_client();
    const std::size_t before = mallinfo2().uordblks;
    std::int64_t next = 0;
    std::int64_t now = 0;
    while (next < state.range(0)) {
      for (int i = 0; i < 100; ++i) submit(*client, sink, next++);
      client->pump({}, {.now = ++now, .time = time_of_visit + now}, sink);
      for (std::size_t i = 0; i < sink.fetches.size(); ++i) {
        client->respond(sink.fetches[i].number,
                        {.status = 200, .retry_after = {}, .date = {}, .body = "{}"},
                        {.now = ++now, .time = time_of_visit + now}, sink);
      }
      sink.fetches = {};
    }
    if (client->counts().delivered != static_cast<std::uint64_t>(next))
      state.SkipWithError("something waits still");
    state.counters["heap_bytes"] = static_cast<double>(mallinfo2().uordblks - before);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(long_visit)
    ->Arg(100)
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
#endif

}  // namespace
