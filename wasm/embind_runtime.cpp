// WebAssembly only: Embind's own C++ half, cut to what bindings.cpp uses.
//
// Emscripten's libembind.a registers every type that Embind knows (strings, wide strings, views of
// memory, 64-bit integers), each with its converters in the glue, and brings formatted output along
// for a message that no caller here can meet. Numbers are all that pass this boundary. As these
// definitions go before the library's, the library is not linked at all, and the glue holds what
// is registered here and no more: 3.8 KB of 46 in brotli.
#include <emscripten/bind.h>

#include <cstring>
#include <limits>

namespace {

using emscripten::internal::TypeID;

emscripten::internal::InitFunc* bindings = nullptr;

}  // namespace

extern "C" {

void _embind_register_bindings(emscripten::internal::InitFunc* more) {
  more->next = bindings;
  bindings = more;
}

/// The glue calls it once the module is instantiated.
void _embind_initialize_bindings() {
  for (auto* binding = bindings; binding != nullptr; binding = binding->next) binding->init_func();
}

/// The name of a type that is not registered, for the glue's complaint, which frees it.
const char* __getTypeName(const std::type_info* /*type*/) {
  return strdup("unknown");
}
}

EMSCRIPTEN_BINDINGS(numbers) {
  using namespace emscripten::internal;
  _embind_register_void(TypeID<void>::get(), "void");
  // Not used, but the glue's numbers lean on what comes along with it.
  _embind_register_bool(TypeID<bool>::get(), "bool", true, false);
  _embind_register_float(TypeID<double>::get(), "double", sizeof(double));
  _embind_register_integer(TypeID<unsigned int>::get(), "unsigned int", sizeof(unsigned int), 0,
                           std::numeric_limits<unsigned int>::max());
  _embind_register_integer(TypeID<unsigned long>::get(), "unsigned long", sizeof(unsigned long), 0,
                           std::numeric_limits<unsigned long>::max());
}
