// The scanner and the redactor on what comments look like, and on what would make them slow.
// scripts/bench-pii runs them beside other libraries.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <string>
#include <vector>

#include "core/pii/redact.h"
#include "core/pii/scan.h"
#include "texts.h"

namespace feedspan::pii {
namespace {

void run_scan(benchmark::State& state, const std::string& text) {
  std::vector<Span> spans;
  for (auto _ : state) {
    spans.clear();
    scan(text, {}, spans);
    benchmark::DoNotOptimize(spans.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void run_redact(benchmark::State& state, const std::string& text) {
  std::string masked;
  for (auto _ : state) {
    Report report;
    redact(text, {}, masked, report);
    benchmark::DoNotOptimize(masked.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void add(const std::string& name, void (*run)(benchmark::State&, const std::string&),
         const std::string& text) {
  benchmark::RegisterBenchmark((name + "/" + std::to_string(text.size())).c_str(),
                               [=](benchmark::State& state) { run(state, text); });
}

/// Names are `scan/<text>/<bytes>`, `redact/<text>/<bytes>`, and `hostile/<text>/<bytes>` in eight
/// sizes, from which the time's growth can be seen.
void add_all() {
  const nlohmann::json texts = bench::read_texts();
  for (const auto& [name, unit] : texts["comments"].items()) {
    for (const std::size_t size : texts["sizes"]) {
      const std::string text = bench::repeat(unit.get<std::string>(), size);
      add("scan/" + name, run_scan, text);
      add("redact/" + name, run_redact, text);
    }
  }
  for (std::size_t size = 4096; size <= 512 * 1024; size *= 2) {
    for (const auto& [name, unit] : texts["hostile"].items()) {
      add("hostile/" + name, run_scan, bench::repeat(unit.get<std::string>(), size));
    }
    add("hostile/random bytes", run_scan, bench::random_bytes(size));
    add("hostile/invalid UTF-8", run_scan, bench::repeat("\xf0\x9f\xc3(\x80\xff", size));
  }
}

}  // namespace
}  // namespace feedspan::pii

int main(int argc, char** argv) {
  feedspan::pii::add_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
