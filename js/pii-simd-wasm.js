/**
 * The module of `feedspan/pii` with SIMD in bytes. In the repository they come from the build folder (Node only); scripts/bundle.mjs writes the module of the
 * same name that ships, with the bytes in a string literal (scripts/embed.mjs).
 * @module
 */
import { readFileSync } from 'node:fs';

/** @returns {Uint8Array<ArrayBuffer>} */
export function wasmBytes() {
  return new Uint8Array(readFileSync(new URL('../build/wasm/feedspan_pii_simd.wasm', import.meta.url)));
}
