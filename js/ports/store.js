/**
 * Where undelivered events survive the page. Texts are masked by the core before they come here.
 * @module
 */

/** @typedef {import('../boundary').Entry} Entry */
/**
 * @typedef {object} Store
 * @property {(id: string, text: string) => boolean} put before it returns; false: kept in memory by the core alone
 * @property {(id: string) => void} remove
 * @property {(take: (entries: Entry[]) => void) => Promise<void>} adopt gives what dead pages of the same queue left, and later what
 *   those leave that are alive now. It is this page's from then on. Resolves when everything that is free now was given
 * @property {() => void} pause the page is hidden: hold nothing that keeps it from being cached
 * @property {() => void} close leaves what is stored to other pages
 */

/** Nothing survives. @returns {Store} */
export function createMemoryStore() {
  return { put: () => true, remove() {}, adopt: async () => {}, pause() {}, close() {} };
}

const PREFIX = 'feedspan:1:';

/** Milliseconds for which an adopted page's lock is held on, until every process sees that its entries have moved. */
const SETTLING = 2000;
/** Milliseconds after which an entry is taken for a dead page's where there are no Web Locks. */
const ORPHAN_AGE = 60_000;

/**
 * localStorage: synchronous, so it survives a page that closes in the same tick, where a database would have lost half. One key an
 * event, `feedspan:1:<queue>:<page>:<id>`, since a rewritten list costs more with every event, and one that is corrupt takes
 * no other with it.
 *
 * A page that stores something holds a Web Lock named after itself; browsers release it when the page dies, whatever it dies
 * of. Entries are adopted only while holding the lock of their page, so two pages never adopt the same; a page that is still alive
 * is waited for, which also hands a closed tab's events to the tab beside it. A hidden page with nothing stored lets its lock go:
 * some browsers keep a page that holds one out of the back/forward cache.
 *
 * Without Web Locks (insecure addresses, Safari before 15.4) nobody can tell a dead page from a quiet one. There only entries
 * older than a minute are adopted; if their page is alive after all, an event may be sent twice, with the same id.
 *
 * @param {string} queue names the destinations and keys, so that no event goes where it was not meant to go
 * @param {Storage} storage
 * @param {LockManager | undefined} locks
 * @param {string} page random
 * @returns {Store}
 */
export function createLocalStore(queue, storage, locks, page) {
  const own = `${PREFIX}${queue}:${page}:`;
  /** @type {Set<string>} */
  const ids = new Set();
  /** @type {((value?: unknown) => void) | null} */
  let release = null;
  const closing = new AbortController();

  /** Asked for before the entry is written, so that no other page sees the entry without the lock. */
  const hold = () => {
    if (release || !locks) return;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    locks.request(own, () => held).catch(() => {});
  };
  const letGo = () => {
    release?.();
    release = null;
  };

  /** @param {string} id @param {string} text */
  const put = (id, text) => {
    hold();
    try {
      storage.setItem(own + id, text);
      ids.add(id);
    } catch {
      // Full. The event is delivered from memory, if the page lives long enough.
      return false;
    }
    return true;
  };

  /** @param {string} id */
  const remove = (id) => {
    if (ids.delete(id)) storage.removeItem(own + id);
  };

  /** @param {string} prefix */
  const keys = (prefix) => Object.keys(storage).filter((key) => key.startsWith(prefix));

  /** @param {readonly string[]} theirs keys @returns {Entry[]} the same entries under this page's name */
  const claim = (theirs) => {
    /** @type {Entry[]} */
    const entries = [];
    for (const key of theirs) {
      const text = storage.getItem(key);
      if (text === null) continue;
      const id = key.slice(key.lastIndexOf(':') + 1);
      // Written before removed: cut off in between, it is there twice rather than nowhere. Room for both there may not be.
      const written = put(id, text);
      storage.removeItem(key);
      if (!written) put(id, text);
      entries.push({ id, text });
    }
    return entries;
  };

  /** Ids are UUIDv7, which begin with 48 bits of milliseconds. @param {string} key */
  const isOrphan = (key) => {
    const id = key.slice(key.lastIndexOf(':') + 1);
    return !(Date.now() - parseInt(id.slice(0, 8) + id.slice(9, 13), 16) < ORPHAN_AGE);
  };

  return {
    put,
    remove,
    async adopt(take) {
      const others = keys(`${PREFIX}${queue}:`).filter((key) => !key.startsWith(own));
      if (!locks) {
        take(claim(others.filter(isOrphan)));
        return;
      }
      /** @param {string} page its keys' beginning, and the name of its lock */
      const takeFrom = (page) => {
        const entries = closing.signal.aborted ? [] : claim(keys(page));
        if (entries.length) take(entries);
        return new Promise((resolve) => setTimeout(resolve, entries.length && SETTLING));
      };
      for (const page of new Set(others.map((key) => key.slice(0, key.lastIndexOf(':') + 1)))) {
        await new Promise((resolve) => {
          const answer = (/** @type {Lock | null} */ lock) => {
            resolve(null);
            if (lock) return takeFrom(page);
            locks.request(page, { signal: closing.signal }, () => takeFrom(page)).catch(() => {});
          };
          locks.request(page, { ifAvailable: true }, answer).catch(resolve);
        });
      }
    },
    pause() {
      if (!ids.size) letGo();
    },
    close() {
      closing.abort();
      letGo();
    },
  };
}

/**
 * The best store there is.
 * @param {string} queue
 * @param {(code: 'store_unavailable', message: string) => void} report
 * @returns {Store}
 */
export function openStore(queue, report) {
  try {
    // Throws in a sandboxed frame and where the user blocks storage; undefined outside of browsers.
    const storage = globalThis.localStorage;
    if (storage) {
      const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
      return createLocalStore(queue, storage, globalThis.navigator?.locks, page);
    }
  } catch {
    // Told below.
  }
  report('store_unavailable', 'This page has no storage: what is not delivered when it closes is lost.');
  return createMemoryStore();
}
