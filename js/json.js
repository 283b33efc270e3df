/**
 * JSON that the core's reader takes. `JSON.stringify` writes half a surrogate pair as an escape that is no Unicode text; it
 * becomes U+FFFD, as it does in `TextEncoder`. An escaped backslash is stepped over, so that text which merely looks like such
 * an escape stays as it is.
 * @param {unknown} value
 * @throws {TypeError} on cycles and BigInt, and whatever getters and `toJSON` throw
 */
export function stringify(value) {
  return JSON.stringify(value).replace(/\\(?:\\|ud[89a-f]..)/g, (escape) => (escape[1] === 'u' ? '\ufffd' : escape));
}
