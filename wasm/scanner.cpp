// The scanner alone: what `scripts/check sizes` weighs as "scanner". Nothing loads this module, but
// it is whole: it imports nothing, and this is how it is used.
//   const bytes = new TextEncoder().encode(text);
//   const at = reserve(bytes.length);
//   new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
//   const found = scan(at, bytes.length, 50); // memory may be another now
//   const [begin, end] = new Uint32Array(memory.buffer, found, 2);
// The spans lie in [begin, end), 16 bytes each, laid out as pii::Span, until the next `reserve`.
#include <emscripten/em_macros.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#include "core/pii/scan.h"

extern "C" unsigned char __heap_base;  // the linker's: behind it memory is free

namespace {

constexpr std::size_t page = 65536;

/// Where the next allocation begins. What one text takes is given back as a whole by the `reserve`
/// for the next, so that the module needs no allocator, which would be 0.8 KB of it.
std::size_t next;

}  // namespace

void* operator new(std::size_t size) {
  const std::size_t at = next;
  next = (at + size + 7) & ~std::size_t{7};
  const std::size_t end = __builtin_wasm_memory_size(0) * page;
  if (next < at || (next > end && __builtin_wasm_memory_grow(0, (next - end + page - 1) / page) ==
                                      ~std::size_t{0}))
    __builtin_trap();
  return reinterpret_cast<void*>(at);  // NOLINT(performance-no-int-to-ptr)
}
void* operator new[](std::size_t size) {
  return operator new(size);
}
void operator delete(void* /*at*/) noexcept {}
void operator delete[](void* /*at*/) noexcept {}
void operator delete(void* /*at*/, std::size_t /*size*/) noexcept {}
void operator delete[](void* /*at*/, std::size_t /*size*/) noexcept {}

namespace feedspan {

struct Found {
  const pii::Span* begin;
  const pii::Span* end;
};

/// Room for `size` bytes of text.
extern "C" EMSCRIPTEN_KEEPALIVE void* reserve(std::size_t size) {
  next = reinterpret_cast<std::size_t>(&__heap_base);
  return operator new(size);
}

/// To be called once for each `reserve`.
extern "C" EMSCRIPTEN_KEEPALIVE const Found* scan(const char* utf8, std::size_t size,
                                                  std::uint8_t min_confidence) {
  auto& spans = *new std::vector<pii::Span>;
  pii::scan({utf8, size}, {min_confidence}, spans);
  return new Found{spans.data(), spans.data() + spans.size()};
}

}  // namespace feedspan
