#pragma once

/// Sixteen bytes at once, in builds for engines that have SIMD (`-msimd128`): nothing elsewhere.
/// What is written with it stands beside the same for eight bytes (eight.h), and both answer alike.
#ifdef __wasm_simd128__
#include <wasm_simd128.h>

namespace feedspan::text {

/// All ones where that byte is.
inline v128_t equal(v128_t bytes, char c) {
  return wasm_i8x16_eq(bytes, wasm_i8x16_splat(c));
}

}  // namespace feedspan::text
#endif
