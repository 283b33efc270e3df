// WebAssembly only: the C library's copying, in one instruction each instead of a kilobyte of
// loops. A vote runs in code that the browser has compiled at its first call and not optimised,
// where those loops took a fifth of the core's time. The browsers that know private methods, which
// the JavaScript around this is written with, know these instructions
// (https://webassembly.org/features/: Chrome 75, Firefox 79, Safari 15).
//
// Compiled with -mbulk-memory and without LTO, alone (cmake/WebAssembly.cmake): everywhere else a
// copy stays a call, which is smaller.
#include <cstddef>

extern "C" {

void* memcpy(void* to, const void* from, std::size_t size) {
  __builtin_memmove(to, from, size);
  return to;
}

void* memmove(void* to, const void* from, std::size_t size) {
  __builtin_memmove(to, from, size);
  return to;
}

void* memset(void* to, int byte, std::size_t size) {
  __builtin_memset(to, byte, size);
  return to;
}
}
