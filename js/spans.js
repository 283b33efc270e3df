/** Spans as the core packs them (docs/boundary.md), made into those of the API. @module */
import { KINDS } from './kinds.js';

/**
 * @param {readonly string[]} types the site's own, which come after the kinds
 * @param {ArrayLike<number>} words
 * @param {number} at where the span begins in `words`
 */
export function readSpan(types, words, at = 0) {
  const number = words[at] & 0xff;
  const type = KINDS[number] ?? types[number - KINDS.length];
  return { type, start: words[at + 1], end: words[at + 2], confidence: words[at + 3] };
}
