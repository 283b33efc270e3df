// WebAssembly only: stand-ins for what the C and C++ libraries would otherwise bring along for
// nothing, some 15 KB of wasm.
//
// nlohmann/json's lexer converts every number with `strtod`, `strtoll` or `strtoull`, and words its
// errors with `snprintf`. The core takes the token of a number and never its value, and never shows
// those words, but the linker cannot know that, and musl's versions drag in formatted output,
// 128-bit arithmetic and exact decimal conversion. A definition in the program goes before the
// library's.
#include <cstdarg>
#include <cstddef>
#include <cstdlib>

namespace {

char* end_of_number(const char* text) {
  while ((*text >= '0' && *text <= '9') || *text == '-' || *text == '+' || *text == '.' ||
         *text == 'e' || *text == 'E')
    ++text;
  return const_cast<char*>(text);
}

}  // namespace

extern "C" {

/// Finds the end of the number as `strtod` does; the value answered has no meaning but that it is
/// finite. The integers' likewise.
double strtod(const char* text, char** end) {
  *end = end_of_number(text);
  return 0;
}

long long strtoll(const char* text, char** end, int /*base*/) {
  *end = end_of_number(text);
  return 0;
}
unsigned long long strtoull(const char* text, char** end, int /*base*/) {
  *end = end_of_number(text);
  return 0;
}

// Never called; musl defines them in the same object files, which would bring the library's
// `strtod` and `strtoll` back.
float strtof(const char* text, char** end) {
  return static_cast<float>(strtod(text, end));
}
long double strtold(const char* text, char** end) {
  return strtod(text, end);
}
long strtol(const char* text, char** end, int base) {
  return static_cast<long>(strtoll(text, end, base));
}
unsigned long strtoul(const char* text, char** end, int base) {
  return static_cast<unsigned long>(strtoull(text, end, base));
}

int snprintf(char* out, std::size_t size, const char* /*format*/, ...) {
  if (size > 0) *out = '\0';
  return 0;
}
}

// libc++ prints the failed check before it stops (https://libcxx.llvm.org/Hardening.html, "verbose
// abort"); here a trap says it all.
namespace std {
inline namespace __2 {
[[noreturn]] void __libcpp_verbose_abort(const char* /*format*/, ...) {
  __builtin_trap();
}
}  // namespace __2
}  // namespace std
