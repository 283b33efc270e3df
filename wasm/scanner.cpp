// The scanner alone: what `scripts/check sizes` weighs as "scanner". A module without imports; it
// needs nothing but memory:
//   const text = new TextEncoder().encode(comment);
//   new Uint8Array(memory.buffer, reserve(text.length), text.length).set(text);
//   const end = scan(text.length, 50);
// Spans lie before `end`, from `begin()` on, as pii::Span has them. They and the text stay until
// the next `reserve`.
#include <emscripten/em_macros.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

#include "core/pii/scan.h"

// What is allocated for one text is given back as a whole, so that no allocator is needed.
extern "C" unsigned char __heap_base;

namespace {

constexpr std::size_t page = 65536;

std::size_t next;

}  // namespace

void* operator new(std::size_t size) {
  const std::size_t at = next;
  next = (at + size + 7) & ~std::size_t{7};
  const std::size_t pages = __builtin_wasm_memory_size(0);
  if (next > pages * page &&
      __builtin_wasm_memory_grow(0, (next - pages * page + page - 1) / page) == ~std::size_t{0})
    __builtin_trap();
  return reinterpret_cast<void*>(at);
}
void* operator new[](std::size_t size) {
  return operator new(size);
}
void operator delete(void* /*at*/) noexcept {}
void operator delete[](void* /*at*/) noexcept {}
void operator delete(void* /*at*/, std::size_t /*size*/) noexcept {}
void operator delete[](void* /*at*/, std::size_t /*size*/) noexcept {}

namespace feedspan {

extern "C" EMSCRIPTEN_KEEPALIVE char* reserve(std::size_t size) {
  next = reinterpret_cast<std::size_t>(&__heap_base);
  return new char[size];
}

/// The spans of the `size` bytes that `reserve` was asked for.
extern "C" EMSCRIPTEN_KEEPALIVE const std::vector<pii::Span>* scan(const char* utf8,
                                                                   std::size_t size,
                                                                   std::uint8_t min_confidence) {
  auto* spans = new std::vector<pii::Span>();
  pii::Options options;
  options.min_confidence = min_confidence;
  pii::scan({utf8, size}, options, *spans);
  return spans;
}

}  // namespace feedspan
