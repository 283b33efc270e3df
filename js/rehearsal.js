/**
 * A vote that nobody made, and that is neither stored nor sent, taken through a client and a store of its own while the page is idle.
 * Engines compile what runs for the first time: in Chromium that took four fifths of a first click's task.
 * @module
 */
import { createDurableStore } from './ports/durable_store.js';
import { Session } from './session.js';

const ignore = () => {};
const NOBODY = { give: ignore };
const NO_STORAGE = /** @type {any} */ ({ getItem: ignore, setItem: ignore, removeItem: ignore });
const NO_CLAIM = async () => null;

/** @param {import('./core').Core} core @param {import('./call').Settings} settings @param {string} record as a click makes it */
export function rehearse(core, settings, record) {
  try {
    perform(core, settings, record);
  } catch {
    // The first vote finds the same and tells it.
  }
}

/** @param {import('./core').Core} core @param {import('./call').Settings} settings @param {string} record */
function perform(core, settings, record) {
  const outcome = { subject: '', persist: false, redaction: undefined, performFetch: async () => ({ status: 200 }), report: ignore, update: ignore };
  const session = new Session(core, { ...settings, ...outcome });
  session.submit({ record, accepted: NOBODY, settled: NOBODY });
  session.close().catch(ignore);
  const store = createDurableStore('', { storage: NO_STORAGE, factory: undefined, claims: { take: NO_CLAIM, wait: NO_CLAIM }, report: ignore, purged: ignore });
  store.put('', '');
  store.mark('');
  store.remove('');
  store.close();
}
