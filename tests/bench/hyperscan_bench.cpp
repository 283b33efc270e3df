// Hyperscan on the same texts, as a yardstick: 30 patterns for the same kinds, without the checks
// that no regular expression can make. Block mode; the start of a match is not asked for, which is
// its fastest way.

#include <benchmark/benchmark.h>
#include <hs/hs.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <vector>

#include "texts.h"

namespace {

constexpr std::array patterns = {
    R"([a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,255}\.[a-z]{2,24})",
    R"(\+[1-9]\d{0,2}[ .()-]{0,2}\d(?:[ .()-]?\d){6,12})",
    R"(\b00[1-9]\d(?:[ .()-]?\d){6,12})",
    R"(\(?[2-9]\d\d\)?[ .-]?[2-9]\d\d[ .-]\d{4}\b)",
    R"(\b0\d(?:[ .-]?\d\d){4}\b)",
    R"(\b0\d{2,4}[ /-]\d{4,8}\b)",
    R"(\b4\d{3}(?:[ -]?\d{4}){3}\b)",
    R"(\b5[1-5]\d\d(?:[ -]?\d{4}){3}\b)",
    R"(\b2[2-7]\d\d(?:[ -]?\d{4}){3}\b)",
    R"(\b3[47]\d\d[ -]?\d{6}[ -]?\d{5}\b)",
    R"(\b6(?:011|5\d\d|2\d\d)(?:[ -]?\d{4}){3}\b)",
    R"(\b[A-Z]{2}\d\d(?:[ -]?[A-Z0-9]{4}){3,7}(?:[ -]?[A-Z0-9]{1,3})?\b)",
    R"(\b\d{3}[ -]\d\d[ -]\d{4}\b)",
    R"(\b(?:\d{1,3}\.){3}\d{1,3}\b)",
    R"(\b(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}\b)",
    R"(\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b)",
    R"(\bghp_[A-Za-z0-9]{36}\b)",
    R"(\bgithub_pat_[A-Za-z0-9_]{82}\b)",
    R"(\bAKIA[A-Z0-9]{16}\b)",
    R"(\bsk_live_[A-Za-z0-9]{24,}\b)",
    R"(\bsk-[A-Za-z0-9_-]{20,})",
    R"(\bxox[bap]-[A-Za-z0-9-]{20,})",
    R"(\bAIza[A-Za-z0-9_-]{35})",
    R"(\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})",
    R"(-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----)",
    R"(\bpassword\s{0,3}(?:is|:|=)\s{0,3}\S{4,64})",
    R"(\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b)",
    R"(\bbc1[a-z0-9]{39,59}\b)",
    R"(\b0x[0-9a-f]{40}\b)",
    R"([a-z]{2,10}://[^\s:/]{1,64}:[^\s@/]{1,64}@)",
};
static_assert(patterns.size() == 30);

class Database {
 public:
  Database() {
    std::vector<unsigned> flags(patterns.size(), HS_FLAG_CASELESS);
    std::vector<unsigned> ids;
    for (unsigned id = 0; id < patterns.size(); ++id) ids.push_back(id);
    hs_compile_error_t* error = nullptr;
    if (hs_compile_multi(patterns.data(), flags.data(), ids.data(), patterns.size(), HS_MODE_BLOCK,
                         nullptr, &database_, &error) != HS_SUCCESS ||
        hs_alloc_scratch(database_, &scratch_) != HS_SUCCESS) {
      std::abort();
    }
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    hs_free_scratch(scratch_);
    hs_free_database(database_);
  }

  std::size_t count(const std::string& text) const {
    std::size_t matches = 0;
    hs_scan(
        database_, text.data(), static_cast<unsigned>(text.size()), 0, scratch_,
        [](unsigned, unsigned long long, unsigned long long, unsigned, void* count) {
          ++*static_cast<std::size_t*>(count);
          return 0;
        },
        &matches);
    return matches;
  }

 private:
  hs_database_t* database_ = nullptr;
  hs_scratch_t* scratch_ = nullptr;
};

void run(benchmark::State& state, const Database& database, const std::string& text) {
  for (auto _ : state) benchmark::DoNotOptimize(database.count(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

const bool registered = [] {
  static const Database database;
  const auto add = [](const std::string& name, const std::string& text) {
    benchmark::RegisterBenchmark(("hyperscan/" + name + "/" + std::to_string(text.size())).c_str(),
                                 [text](benchmark::State& state) { run(state, database, text); });
  };
  const nlohmann::json texts = feedspan::bench::read_texts();
  for (const auto& [name, unit] : texts["comments"].items()) {
    for (const std::size_t size : texts["sizes"]) {
      add(name, feedspan::bench::repeat(unit.get<std::string>(), size));
    }
  }
  for (const auto& [name, unit] : texts["hostile"].items()) {
    add(name, feedspan::bench::repeat(unit.get<std::string>(), 64 * 1024));
  }
  return true;
}();

}  // namespace
