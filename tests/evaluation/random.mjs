/** Seeded randomness: the same seed makes the same corpus on every machine. */

/** SplitMix32: small, and good enough to choose sentences with. */
export class Random {
  #state;

  /** @param {number} seed a whole number */
  constructor(seed) {
    this.#state = seed | 0;
  }

  /** A number in [0, 1). */
  next() {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. @param {number} low @param {number} high */
  between(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  pick(list) {
    return list[this.between(0, list.length - 1)];
  }

  /** The same list in another order (Fisher and Yates). @template T @param {T[]} list */
  shuffle(list) {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.between(0, i);
      [list[i], list[j]] = [list[j], list[i]];
    }
    return list;
  }

  /** @param {number} probability */
  chance(probability) {
    return this.next() < probability;
  }

  /** @param {string} alphabet @param {number} length */
  string(alphabet, length) {
    let text = '';
    while (text.length < length) text += alphabet[this.between(0, alphabet.length - 1)];
    return text;
  }

  /** Fills a pattern: X 0-9, Z 1-9, N 2-9, A a capital letter, H a hex digit; all else stands. @param {string} pattern */
  fill(pattern) {
    return pattern.replace(/[XZNAH]/g, (letter) => this.string(ALPHABETS[letter], 1));
  }
}

/** @type {Record<string, string>} */
const ALPHABETS = { X: '0123456789', Z: '123456789', N: '23456789', A: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', H: '0123456789abcdef' };
