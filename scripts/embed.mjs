/**
 * Writes a module with a `.wasm` in a string literal, one character a byte. That costs 2 per cent over the bare bytes after
 * brotli, where base64 costs a quarter, because compression still sees the bytes as they are. Minifiers that write ASCII only
 * turn the characters into `\xNN`: larger, and the same string.
 */

/** What a literal may not hold as it is, and NUL, at which some tools take a file for a binary; 39 is the quote. */
const FORBIDDEN = [0, 10, 13, 39, 92];

/** Of these, the ones a `.wasm` is full of: a tenth of it is NUL. Each is written as a printable character that is rare in it. */
const COMMON = [0, 10, 13];

/**
 * @param {Uint8Array} bytes
 * @returns {string} source text, to be written as UTF-8
 */
export function embed(bytes) {
  const counts = new Uint32Array(128);
  for (const byte of bytes) if (byte < 128) counts[byte]++;
  const printable = Array.from({ length: 95 }, (_, index) => 32 + index).filter((code) => !FORBIDDEN.includes(code));
  const rarest = printable.sort((a, b) => counts[a] - counts[b]);
  /** From byte to character code. A Uint8Array drops what is above 255, so code + 256 is another way to write a byte. */
  const codes = Uint16Array.from({ length: 256 }, (_, byte) => byte);
  for (const byte of FORBIDDEN) codes[byte] = byte + 256;
  const standIns = COMMON.map((byte, index) => {
    const code = rarest[index];
    codes[code] = code + 256;
    codes[byte] = code;
    return `${JSON.stringify(String.fromCharCode(code))}:${byte}`;
  });
  let literal = '';
  for (const byte of bytes) literal += String.fromCharCode(codes[byte]);
  // A file served in another encoding than UTF-8 gives other characters; then the length is another as well.
  return `var s='${literal}',t={${standIns}};
export function wasmBytes(){if(s.length-${bytes.length})throw new Error("feedspan: this module must be served as UTF-8");return Uint8Array.from(s,c=>t[c]??c.charCodeAt())}
`;
}
