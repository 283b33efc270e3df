/**
 * Writes a module with a `.wasm` in a string literal, one character a byte. That costs a few per cent over the bare bytes after
 * brotli, where base64 costs a quarter, because compression still sees the bytes as they are. Minifiers that write ASCII only
 * turn the characters into `\xNN`: larger, and the same string.
 */

/** What a literal may not hold as it is, and NUL, at which some tools take a file for a binary. */
const ESCAPES = { 0: '\\0', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' };

/**
 * @param {Uint8Array} bytes
 * @returns {string} source text, to be written as UTF-8
 */
export function embed(bytes) {
  let literal = '';
  bytes.forEach((byte, index) => {
    // `\0` before a digit would be an octal escape.
    const octal = byte === 0 && bytes[index + 1] >= 48 && bytes[index + 1] <= 57;
    literal += octal ? '\\x00' : (ESCAPES[byte] ?? String.fromCharCode(byte));
  });
  // A file served in another encoding than UTF-8 gives other characters; then the length is another as well.
  return `var s="${literal}";
export function wasmBytes(){if(s.length-${bytes.length})throw new Error("feedspan: core-wasm.js must be served as UTF-8");return Uint8Array.from(s,c=>c.charCodeAt())}
`;
}
