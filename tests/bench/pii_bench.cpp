#include <benchmark/benchmark.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/pii/redact.h"
#include "core/pii/scan.h"

namespace feedspan::pii {
namespace {

constexpr std::string_view clean_comment =
    "The answer was clear, but the second step failed for me: the button it talks about has moved "
    "to the settings page. ";
constexpr std::string_view dense_comment =
    "Mail jane.doe@example.com or call +44 20 7946 0958; card 4111 1111 1111 1111, IBAN DE89 3704 "
    "0044 0532 0130 00, 192.0.2.7. ";

std::string repeat(std::string_view unit, std::size_t size) {
  std::string text;
  while (text.size() < size) text += unit;
  text.resize(size);
  return text;
}

void run_scan(benchmark::State& state, std::string_view unit) {
  const std::string text = repeat(unit, static_cast<std::size_t>(state.range(0)));
  std::vector<Span> spans;
  for (auto _ : state) {
    spans.clear();
    scan(text, {}, spans);
    benchmark::DoNotOptimize(spans.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
  state.counters["spans"] = static_cast<double>(spans.size());
}

void scan_clean(benchmark::State& state) {
  run_scan(state, clean_comment);
}
void scan_dense(benchmark::State& state) {
  run_scan(state, dense_comment);
}
void scan_hostile(benchmark::State& state) {
  run_scan(state, "a.@a-");
}

void redact_dense(benchmark::State& state) {
  const std::string text = repeat(dense_comment, static_cast<std::size_t>(state.range(0)));
  std::string masked;
  Report report;
  for (auto _ : state) {
    redact(text, {}, masked, report);
    benchmark::DoNotOptimize(masked.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

// A comment, a long comment, a pasted log.
BENCHMARK(scan_clean)->Arg(120)->Arg(2 << 10)->Arg(64 << 10);
BENCHMARK(scan_dense)->Arg(120)->Arg(2 << 10)->Arg(64 << 10);
BENCHMARK(scan_hostile)->Arg(64 << 10);
BENCHMARK(redact_dense)->Arg(120)->Arg(2 << 10)->Arg(64 << 10);

}  // namespace
}  // namespace feedspan::pii

BENCHMARK_MAIN();
