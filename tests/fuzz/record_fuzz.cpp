// read_event: any bytes are an event or an error, and what was accepted can be written and read
// back.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/event/event.h"
#include "expect.h"

namespace {

constexpr std::int64_t now = 1'765'990'800'016;  // milliseconds since 1970

/// What a store gives back must be read as what was put in, and masked text stays as it is.
void expect_round_trip(const feedspan::Event& event) {
  using namespace feedspan;
  std::string written;
  append_canonical(written, event);
  Event read;
  FEEDSPAN_EXPECT(read_event(written, Origin::canonical, {}, now, read) == Error::none);
  std::string rewritten;
  append_canonical(rewritten, read);
  FEEDSPAN_EXPECT(rewritten == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace feedspan;
  const std::string_view json(reinterpret_cast<const char*>(data), size);

  Event stored;
  if (read_event(json, Origin::canonical, {}, now, stored) == Error::none) {
    expect_round_trip(stored);
  }
  Event fresh;
  if (read_event(json, Origin::page, {}, now, fresh) == Error::none) {
    // As the client completes it.
    fresh.id = "01939d2c-7a10-7c3e-8d5f-0123456789ab";
    fresh.key =
        fresh.is_signal() ? key_of_occurrence(fresh.id) : key_of(fresh.links, fresh.name, {});
    fresh.seq = 1;
    expect_round_trip(fresh);
  }
  return 0;
}
