/**
 * The votes of one page as its components see them: optimistic, shared by target and name, rolled back on refusal.
 * Knows no framework; `react.js` subscribes to it.
 *
 * A vote may be changed while an earlier one is still under way, and outcomes come in any order. So a target keeps what was
 * delivered last and everything that has no outcome yet, each numbered in the order of the calls; the highest number is
 * what the user sees. A refused call is taken out, which uncovers what was there before: that is the roll-back.
 */

/** @typedef {'up' | 'down' | null} Vote */
/** @typedef {import('./index').Receipt} Receipt */
/** @typedef {import('./index').Links} Links */
/** @typedef {{readonly vote: Vote, readonly state: 'idle' | 'saving' | 'saved' | 'failed', readonly accepted: import('./index').Acceptance | null}} Snapshot */
/** @typedef {{number: number, vote: Vote}} NumberedVote */
/** @typedef {{snapshot: Snapshot, last: number, delivered: NumberedVote, underWay: NumberedVote[]}} Target */

/** What a target shows that nobody has voted on. One object, so that a store of a server render is stable. @type {Snapshot} */
export const IDLE = Object.freeze({ vote: null, state: 'idle', accepted: null });

/**
 * Equal for links that say the same in another order, or under a token that was minted anew.
 * @param {Links} links @param {string} name
 */
export function voteKey(links, name) {
  const entries = Object.entries(links ?? {}).filter(([link, id]) => link !== 'linkToken' && id !== undefined && id !== null);
  return JSON.stringify([name, ...entries.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

export class VoteStore {
  /** @type {Map<string, Target>} Only targets on which something was sent. */
  #targets = new Map();
  /** @type {Map<string, Set<() => void>>} */
  #listeners = new Map();
  #onDelivered;

  /** @param {(change: 'saved' | 'removed') => void} onDelivered called when what the user did last on a target was delivered */
  constructor(onDelivered) {
    this.#onDelivered = onDelivered;
  }

  /** @param {string} key @returns {Snapshot} the same object until something changes */
  snapshot(key) {
    return this.#targets.get(key)?.snapshot ?? IDLE;
  }

  /** @param {string} key @param {() => void} listener @returns {() => void} ends the subscription */
  subscribe(key, listener) {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  /**
   * Follows one event on this target.
   * @param {string} key
   * @param {Receipt} receipt
   * @param {Vote} [vote] what the event makes of the vote; left out, it has no part in it
   */
  follow(key, receipt, vote) {
    const target = this.#targets.get(key) ?? { snapshot: IDLE, last: 0, delivered: { number: 0, vote: null }, underWay: [] };
    this.#targets.set(key, target);
    const number = ++target.last;
    if (vote !== undefined) target.underWay.push({ number, vote });
    this.#show(key, target, { vote: newest(target), state: 'saving', accepted: null });

    void receipt.accepted.then((accepted) => {
      if (number === target.last) this.#show(key, target, { accepted });
    });
    void receipt.settled.then(({ state }) => {
      const delivered = state === 'delivered';
      target.underWay = target.underWay.filter((other) => other.number !== number);
      if (delivered && vote !== undefined && number > target.delivered.number) target.delivered = { number, vote };
      if (number !== target.last) return this.#show(key, target, { vote: newest(target) });
      this.#show(key, target, { vote: newest(target), state: delivered ? 'saved' : 'failed' });
      if (delivered) this.#onDelivered(vote === null ? 'removed' : 'saved');
    });
  }

  /** @param {string} key @param {Target} target @param {Partial<Snapshot>} change */
  #show(key, target, change) {
    target.snapshot = Object.freeze({ ...target.snapshot, ...change });
    for (const listener of [...(this.#listeners.get(key) ?? [])]) listener();
  }
}

/** @param {Target} target @returns {Vote} */
function newest({ delivered, underWay }) {
  return underWay.reduce((a, b) => (a.number > b.number ? a : b), delivered).vote;
}
