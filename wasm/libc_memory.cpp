// WebAssembly only: the three functions that everything calls. What Emscripten links for -Oz goes
// byte by byte, which for a comment of 120 bytes is a third of what scanning it takes; memory.copy
// and memory.fill cost short texts more than they save long ones. A definition in the program goes
// before the library's. Compiled apart from link-time optimisation, which drops what only code
// that is generated later calls, and without builtins, or the loops would become calls of themselves.
#include <cstddef>
#include <cstdint>

namespace {

/// Eight bytes wherever they lie: WebAssembly loads and stores need no alignment.
using Word [[gnu::aligned(1), gnu::may_alias]] = std::uint64_t;

}  // namespace

extern "C" {

void* memset(void* to, int byte, std::size_t size) {
  auto* out = static_cast<unsigned char*>(to);
  const std::uint64_t word = 0x0101010101010101U * static_cast<unsigned char>(byte);
  for (; size >= sizeof word; size -= sizeof word, out += sizeof word)
    *reinterpret_cast<Word*>(out) = word;
  while (size-- > 0) *out++ = static_cast<unsigned char>(byte);
  return to;
}

void* memcpy(void* to, const void* from, std::size_t size) {
  auto* out = static_cast<unsigned char*>(to);
  const auto* in = static_cast<const unsigned char*>(from);
  for (; size >= sizeof(Word); size -= sizeof(Word), out += sizeof(Word), in += sizeof(Word))
    *reinterpret_cast<Word*>(out) = *reinterpret_cast<const Word*>(in);
  while (size-- > 0) *out++ = *in++;
  return to;
}

void* memmove(void* to, const void* from, std::size_t size) {
  auto* out = static_cast<unsigned char*>(to);
  const auto* in = static_cast<const unsigned char*>(from);
  // Forwards is right unless the beginning of `to` lies in what is still to be read.
  if (static_cast<std::size_t>(out - in) >= size) return memcpy(to, from, size);
  for (; size >= sizeof(Word); size -= sizeof(Word))
    *reinterpret_cast<Word*>(out + size - sizeof(Word)) =
        *reinterpret_cast<const Word*>(in + size - sizeof(Word));
  while (size-- > 0) out[size] = in[size];
  return to;
}
}
