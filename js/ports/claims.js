/**
 * Which page may touch which part of the store: a claim is held by one page at a time, and ends with it.
 * @module
 */

/**
 * @typedef {object} Claims
 * @property {(name: string) => Promise<(() => void) | null>} take gives what releases it; null: another page holds it
 * @property {(name: string, signal: AbortSignal) => Promise<(() => void) | null>} wait until it is free; null: aborted before
 */

/**
 * Web Locks: browsers release them when a page dies, whatever it dies of, and a throttled page keeps its own.
 * @param {LockManager} locks
 * @returns {Claims}
 */
export function createLockClaims(locks) {
  /** @param {string} name @param {LockOptions} options @returns {Promise<(() => void) | null>} */
  const request = (name, options) =>
    new Promise((resolve) => {
      const held = (/** @type {Lock | null} */ lock) =>
        new Promise((release) => {
          resolve(lock && (() => release(null)));
          if (!lock) release(null);
        });
      locks.request(name, options, held).catch(() => resolve(null));
    });
  return {
    take: (name) => request(name, { ifAvailable: true }),
    wait: (name, signal) => request(name, { signal }),
  };
}

/**
 * Milliseconds. Browsers let a hidden page's timers run once a minute, so a quiet page is not taken for a dead one; what a crash
 * leaves waits for `lease`. After `settling` another page's simultaneous lease is seen.
 */
const PACE = { lease: 5 * 60_000, renewal: 60_000, settling: 100, polling: 5000 };

/**
 * Leases in localStorage, where there are no Web Locks (insecure addresses, Safari before 15.4): the time until which a page
 * holds a claim, renewed while it lives. Two pages that ask at once both write, and the one that still reads its own has it.
 * A clock that jumps ends a lease early or late; then an event may be sent by two pages, with the same id.
 * @param {Storage} storage
 * @param {() => number} [time] milliseconds since 1970
 * @param {typeof PACE} [pace]
 * @returns {Claims}
 */
export function createLeaseClaims(storage, time = Date.now, { lease, renewal, settling, polling } = PACE) {
  /** @param {string} name */
  const take = async (name) => {
    const key = `feedspan:lease:${name}`;
    const until = parseInt(storage.getItem(key) ?? '', 10);
    // Further ahead than any lease: written before the clock was set back.
    if (until > time() && until <= time() + lease) return null;
    let mine = '';
    const write = (duration = lease) => {
      try {
        storage.setItem(key, (mine = `${time() + duration} ${Math.random()}`));
      } catch {
        // Full: held by nobody's word, as long as nobody else asks.
      }
    };
    // Short, since a page that ends before it is settled cannot give it back.
    write(polling);
    await new Promise((resolve) => setTimeout(resolve, settling));
    if (storage.getItem(key) !== mine) return null;
    write();
    const timer = setInterval(() => {
      // Lost while this page was frozen.
      if (storage.getItem(key) === mine) write();
      else clearInterval(timer);
    }, renewal);
    return () => {
      clearInterval(timer);
      if (storage.getItem(key) === mine) storage.removeItem(key);
    };
  };
  return {
    take,
    async wait(name, signal) {
      for (;;) {
        if (signal.aborted) return null;
        const release = await take(name);
        if (release) return release;
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, polling);
          signal.addEventListener('abort', () => (clearTimeout(timer), resolve(null)), { once: true });
        });
      }
    },
  };
}
