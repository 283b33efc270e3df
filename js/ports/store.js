/**
 * Where undelivered events survive the page. Texts are masked by the core before they come here.
 * @module
 */
import { createLeaseClaims, createLockClaims } from './claims.js';
import { createDurableStore } from './durable_store.js';

/** @typedef {import('../boundary').Entry} Entry */
/**
 * @typedef {object} Store
 * @property {(id: string, text: string) => boolean} put false: kept in memory by the core alone
 * @property {(id: string) => void} remove
 * @property {(text: string) => void} mark keeps this text for the queue, shared by its pages, in place of the last
 * @property {(take: (entries: Entry[]) => void) => Promise<void>} adopt gives the mark, what dead pages of the same queue left, and later what
 *   those leave that are alive now. It is this page's from then on. Resolves when everything that is free now was given
 * @property {(cached: boolean) => void} leave the page may be gone after this, or (`cached`) is, or lies in the back/forward cache: then it
 *   holds nothing, and others may adopt what is its own
 * @property {() => Promise<string[]>} resume it is back. Gives the ids that others have adopted meanwhile
 * @property {() => Entry[]} entries what this page has stored
 * @property {() => void} purge deletes everything of the queue, whichever page stored it
 * @property {() => void} close leaves what is stored to other pages
 */

/**
 * Nothing survives.
 * @returns {Store}
 */
export function createMemoryStore() {
  return {
    put: () => true,
    remove() {},
    mark() {},
    adopt: async () => {},
    leave() {},
    resume: async () => [],
    entries: () => [],
    purge() {},
    close() {},
  };
}

/** @template T @param {() => T} read throws in a sandboxed frame and where the user blocks storage; undefined outside of browsers */
function permitted(read) {
  try {
    return read() ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * The best store there is.
 * @param {string} queue
 * @param {(code: 'store_unavailable' | 'store_full' | 'store_corrupt', message: string) => void} report
 * @param {() => void} purged another page has withdrawn consent
 * @returns {Store}
 */
export function openStore(queue, report, purged) {
  const storage = permitted(() => globalThis.localStorage);
  const factory = permitted(() => globalThis.indexedDB);
  const locks = globalThis.navigator?.locks;
  const claims = locks ? createLockClaims(locks) : storage && createLeaseClaims(storage);
  // A page whose localStorage is refused is refused its databases as well; a worker never has the former.
  if (claims && (storage || (factory && typeof document === 'undefined'))) return createDurableStore(queue, { storage, factory, claims, report, purged });
  report('store_unavailable', 'This page has no storage: what is not delivered when it closes is lost.');
  return createMemoryStore();
}
