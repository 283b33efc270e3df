/**
 * Which version of each vote was seen last, and where it has arrived.
 * @module
 */

/**
 * @typedef {import('../relay').SeenStore} SeenStore
 * @typedef {import('../relay').Version} Version
 * @typedef {import('../relay').Seen} Seen
 */

/** @type {typeof import('../relay').createMemorySeenStore} */
export function createMemorySeenStore({ keys: most = 100_000 } = {}) {
  /** In the order of their last use. @type {Map<string, {seq: number, first: number, done: string[]}>} */
  const known = new Map();
  return {
    raise(versions) {
      for (const { key, seq, time } of versions) {
        const seen = known.get(key) ?? { seq, first: time, done: [] };
        if (seq > seen.seq) Object.assign(seen, { seq, done: [] });
        known.delete(key);
        known.set(key, seen);
        if (known.size > most) known.delete(/** @type {string} */ (known.keys().next().value));
      }
      return versions.map(({ key, seq, time }) => known.get(key) ?? { seq, first: time, done: [] });
    },
    done(arrivals) {
      for (const { key, seq, destination } of arrivals) {
        const seen = known.get(key);
        if (seen?.seq === seq && !seen.done.includes(destination)) seen.done = [...seen.done, destination];
      }
    },
  };
}

/**
 * Lets one version of a vote pass at a time in this process: of two under way, the older could arrive last at a vendor that keeps
 * only what came last.
 */
export class Turnstile {
  /** @type {Map<string, Promise<void>>} */
  #passing = new Map();

  /**
   * @param {readonly string[]} keys
   * @returns {Promise<() => void>} to be called when they have passed
   */
  async enter(keys) {
    // All or none, so that no two wait for each other.
    for (let busy; (busy = keys.flatMap((key) => this.#passing.get(key) ?? [])).length; ) await Promise.all(busy);
    let leave = () => {};
    const passed = new Promise((resolve) => (leave = () => resolve(undefined)));
    for (const key of keys) this.#passing.set(key, /** @type {Promise<void>} */ (passed));
    return () => {
      for (const key of keys) this.#passing.delete(key);
      leave();
    };
  }
}
