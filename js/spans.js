/** Spans as the core packs them (docs/boundary.md), made into those of the API. @module */
import { KINDS } from './kinds.js';
import { SCHEMES } from './schemes.js';

/**
 * @param {readonly string[]} types the site's own, which come after the kinds
 * @param {ArrayLike<number>} words
 * @param {number} at where the span begins in `words`
 * @returns {import('./pii').PiiSpan}
 */
export function readSpan(types, words, at = 0) {
  const number = words[at] & 0xff;
  const type = KINDS[number] ?? types[number - KINDS.length];
  const span = { type, start: words[at + 1], end: words[at + 2], confidence: words[at + 3] };
  const scheme = words[at] >> 8;
  if (!scheme) return span;
  const [country, subtype] = SCHEMES[scheme].split(':');
  return { ...span, country, subtype };
}
