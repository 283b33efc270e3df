/**
 * A store that outlives its page: IndexedDB holds the queue, localStorage is the journal of what the database has not confirmed yet.
 *
 * - A text is in the journal before `put` returns and leaves it when the transaction that holds it has completed. So it survives a
 *   tab that closes in the same tick (where a database alone loses half) and a browser that is killed (where localStorage alone
 *   loses what is younger than a second).
 * - Of a burst only the first go through the journal; the others wait for the transaction that begins in the next task, and those
 *   that it has not confirmed when the page goes away go to the journal then. Removals that are not confirmed go there too, as
 *   empty texts, so that what was delivered is not sent again.
 * - Where the database cannot be used (it does not answer, is blocked, full, broken) the journal is the store, up to half of what
 *   localStorage holds: the rest is the page's own.
 *
 * Names: `feedspan:1:<queue>:<page>:<id>` in the journal, `feedspan:1:<queue>:<page>:<chunk>` in the database, where a chunk is a
 * line `<id> <text>` for each event: one record for all of a tick, which costs a tenth of a record each. What a page stores is under its own
 * name, whose claim it holds. Adopting what another left is to take its claim: nothing is copied, so nothing can be there twice. The first
 * version of this store had the journal alone, under the same names; what it left is adopted like anything else.
 * @module
 */
import { openDatabase } from './database.js';
import { nextTask } from './task.js';

/** @typedef {import('../boundary').Entry} Entry */
/** @typedef {import('./store').Store} Store */
/**
 * @typedef {object} Kept
 * @property {string} id
 * @property {string} text
 * @property {string} prefix of the names it is found under
 * @property {string | null} chunk null: not given to the database
 * @property {boolean} journalled
 */

const PREFIX = 'feedspan:1:';
/** The first puts that go to the journal, as many as clicks can be. What follows them, in the same task and the next ones, is a burst. */
const BURST = 32;
/** Events of a chunk: one delivered costs writing the others of its chunk anew. */
const CHUNK = 100;
/** UTF-16 units that the journal may take of some five million. */
const JOURNAL_LIMIT = 1 << 21;
/** Milliseconds within which a claim that this page has just released is free again. */
const RECLAIM = 500;
/** Milliseconds before a full database is asked again. */
const RETRY = 5000;
const ID_LENGTH = 36;

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
/** @param {string} name of an entry @returns {string} without what follows the page */
const pageOf = (name) => name.slice(0, name.lastIndexOf(':') + 1);
/** @param {Kept} record in UTF-16 units */
const sizeOf = ({ prefix, text }) => prefix.length + ID_LENGTH + text.length;
/** @param {string} prefix */
const range = (prefix) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

/**
 * @param {string} queue names the destinations and keys, so that no event goes where it was not meant to go
 * @param {object} parts
 * @param {Storage | undefined} parts.storage
 * @param {IDBFactory | undefined} parts.factory
 * @param {import('./claims').Claims} parts.claims
 * @param {(code: 'store_unavailable' | 'store_full' | 'store_corrupt', message: string) => void} parts.report
 * @param {() => void} parts.purged another page has withdrawn consent
 * @returns {Store}
 */
export function createDurableStore(queue, { storage, factory, claims, report, purged }) {
  const all = `${PREFIX}${queue}:`;
  /** Says that the database is still to be emptied. */
  const purgeName = `feedspan:purge:${queue}`;
  const markName = `feedspan:mark:${queue}`;
  let own = `${all}${random()}:`;

  /** @type {Map<string, Kept>} */
  const records = new Map();
  /** Not confirmed by the database. @type {Set<Kept>} */
  const fresh = new Set();
  /** Removed, and the database has not confirmed it. @type {Set<Kept>} */
  const removed = new Set();
  /** @type {Map<string, Set<Kept>>} */
  const chunks = new Map();
  /** Chunks to write anew. @type {Set<string>} */
  const touched = new Set();
  /** Claims, by prefix: what releases them. @type {Map<string, () => void>} */
  const held = new Map();
  /** @type {Set<string>} */
  const awaited = new Set();
  let chunkCount = 0;
  let journalSize = 0;
  /** Of this task. */
  let puts = 0;
  /** Not written yet: it is for the time after the event is gone from here, which says the same until then. */
  let newMark = '';
  /** The task before was full of puts. */
  let bursting = false;
  let scheduled = false;
  let writing = false;
  let retryAt = 0;
  /** What the database has confirmed may be gone from it. */
  let doubted = false;
  /** How often it was. */
  let losses = 0;
  /** The page is in the back/forward cache or frozen, and its claims are free for others. */
  let parked = false;
  let closed = false;
  let taking = Promise.resolve();
  let waits = new AbortController();
  /** @type {((entries: Entry[]) => void) | undefined} */
  let give;

  // The journal.

  /** @param {string} prefix @returns {string[]} */
  const names = (prefix) => (storage ? Object.keys(storage).filter((name) => name.startsWith(prefix)) : []);

  /** @param {Kept} record */
  const journal = (record) => {
    if (record.journalled) return true;
    const size = sizeOf(record);
    if (!storage || journalSize + size > JOURNAL_LIMIT) return false;
    try {
      storage.setItem(record.prefix + record.id, record.text);
    } catch {
      return false;
    }
    journalSize += size;
    return (record.journalled = true);
  };

  /** @param {Kept} record */
  const unjournal = (record) => {
    if (!record.journalled) return;
    record.journalled = false;
    journalSize -= sizeOf(record);
    storage?.removeItem(record.prefix + record.id);
  };

  /** All that the database has not confirmed, before it is too late to ask it. */
  const journalTail = () => {
    for (const record of doubted ? records.values() : fresh) journal(record);
    for (const record of removed) {
      // Not over a newer text of the same id.
      if (records.has(record.id)) continue;
      record.text = '';
      journal(record);
    }
  };

  const writeMark = () => {
    try {
      if (newMark) storage?.setItem(markName, newMark);
    } catch {
      // Full.
    }
    newMark = '';
  };

  // The database.

  const database =
    factory &&
    openDatabase(
      factory,
      () => {
        if (parked || closed) return;
        emptyAfterPurge();
        if (doubted) for (const key of chunks.keys()) touched.add(key);
        schedule();
        takeAll();
      },
      (reason) => {
        doubted = true;
        journalTail();
        report('store_unavailable', `IndexedDB cannot be used (${reason}): localStorage keeps what is not delivered.`);
      },
      () => {
        ++losses;
        doubted = true;
      },
    );

  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    nextTask(() => {
      scheduled = false;
      writeMark();
      bursting = puts >= BURST;
      puts = 0;
      // Until a task comes with few of them.
      if (bursting) schedule();
      write();
    });
  };

  const write = async () => {
    if (writing || parked || performance.now() < retryAt || !(fresh.size || touched.size)) return;
    if (!database?.usable()) {
      journalTail();
      return;
    }
    writing = true;
    if (await database.ready()) await writeOnce(database);
    writing = false;
    if (fresh.size || touched.size) schedule();
  };

  /** @param {import('./database').Database} database */
  const writeOnce = async (database) => {
    const written = [...fresh];
    const dropped = [...removed];
    /** @type {Map<string, string>} the chunk being filled, by prefix */
    const filling = new Map();
    for (const record of written) {
      let key = filling.get(record.prefix);
      let chunk = key && chunks.get(key);
      if (!key || !chunk || chunk.size >= CHUNK) {
        filling.set(record.prefix, (key = `${record.prefix}${pageOf(own).slice(all.length, -1)}.${++chunkCount}`));
        chunks.set(key, (chunk = new Set()));
      }
      chunk.add(record);
      record.chunk = key;
      touched.add(key);
    }
    const keys = [...touched];
    touched.clear();
    const before = losses;
    try {
      await database.run('readwrite', (store) => {
        for (const key of keys) {
          const chunk = chunks.get(key);
          if (chunk?.size) store.put(Array.from(chunk, ({ id, text }) => `${id} ${text}\n`).join(''), key);
          else {
            store.delete(key);
            chunks.delete(key);
          }
        }
      });
      // Deleted under us while this was being written.
      if (losses !== before) throw new Error('lost');
    } catch (error) {
      for (const key of keys) touched.add(key);
      for (const record of written) {
        chunks.get(record.chunk ?? '')?.delete(record);
        record.chunk = null;
      }
      if (losses !== before) return;
      retryAt = performance.now() + RETRY;
      journalTail();
      if (/** @type {DOMException} */ (error)?.name === 'QuotaExceededError') {
        report('store_full', 'Storage is full: localStorage keeps what fits of what is not delivered.');
      }
      return;
    }
    if (doubted) for (const record of records.values()) if (!fresh.has(record)) unjournal(record);
    doubted = false;
    for (const record of written) {
      fresh.delete(record);
      if (records.get(record.id) === record) unjournal(record);
    }
    for (const record of dropped) {
      removed.delete(record);
      unjournal(record);
    }
  };

  /** @param {string} prefix @returns {Promise<string[]>} the prefixes of pages that have something in the database */
  const pagesBelow = async (prefix) => {
    if (!(await database?.ready())) return [];
    /** @type {IDBValidKey[]} */
    const keys = await /** @type {import('./database').Database} */ (database).run('readonly', (store, done) => {
      const request = store.getAllKeys(range(prefix));
      request.onsuccess = () => done(request.result);
    });
    return keys.map((key) => pageOf(`${key}`));
  };

  /**
   * What is stored below a prefix, the journal over the database.
   * @param {string} prefix
   */
  const read = async (prefix) => {
    /** @type {Map<string, Kept>} */
    const found = new Map();
    /** Chunks that are not as the journal or this form has them. @type {Set<string>} */
    const stale = new Set();
    /** @type {Kept[]} */
    const tombs = [];
    let corrupt = 0;
    if (await database?.ready()) {
      await /** @type {import('./database').Database} */ (database).run('readonly', (store) => {
        // One by one: ten thousand events in one task froze a page for a tenth of a second.
        const request = store.openCursor(range(prefix));
        request.onsuccess = () => {
          const cursor = request.result;
          if (!cursor) return;
          const chunk = `${cursor.key}`;
          for (const line of `${cursor.value}`.split('\n')) {
            const id = line.slice(0, ID_LENGTH);
            if (/^[\da-f-]{36} ./.test(line)) found.set(id, { id, text: line.slice(ID_LENGTH + 1), prefix, chunk, journalled: false });
            else if (line) {
              ++corrupt;
              stale.add(chunk);
            }
          }
          cursor.continue();
        };
      });
    }
    for (const name of names(prefix)) {
      const id = name.slice(prefix.length);
      const text = storage?.getItem(name) ?? '';
      const { chunk = null } = found.get(id) ?? {};
      if (chunk) stale.add(chunk);
      const record = { id, text, prefix, chunk: null, journalled: true };
      if (text) found.set(id, record);
      else {
        found.delete(id);
        tombs.push(record);
      }
    }
    return { found, stale, tombs, corrupt };
  };

  // Claims.

  const hold = () => {
    const prefix = own;
    if (held.has(prefix) || awaited.has(prefix)) return;
    awaited.add(prefix);
    claims.take(prefix).then((release) => {
      awaited.delete(prefix);
      if (release && (closed || parked)) release();
      else if (release) held.set(prefix, release);
    });
  };

  /** One after the other, so that the end of each is the end of all before. */
  const takeAll = () => (taking = taking.then(takeFree));

  const takeFree = async () => {
    if (!give) return;
    const pages = new Set([...names(all).map(pageOf), ...(await pagesBelow(all).catch(() => []))]);
    for (const prefix of pages) {
      if (prefix === own || held.has(prefix) || awaited.has(prefix) || parked || closed) continue;
      awaited.add(prefix);
      const release = await claims.take(prefix);
      if (release) await takeFrom(prefix, release);
      else claims.wait(prefix, waits.signal).then((later) => later && takeFrom(prefix, later));
    }
  };

  /** @param {string} prefix @param {() => void} release */
  const takeFrom = async (prefix, release) => {
    awaited.delete(prefix);
    if (closed || parked) {
      release();
      return;
    }
    held.set(prefix, release);
    const there = await read(prefix).catch(() => null);
    const entries = [];
    if (there) {
      for (const record of there.found.values()) {
        const { id, text, chunk } = record;
        if (chunk) chunks.set(chunk, (chunks.get(chunk) ?? new Set()).add(record));
        if (records.has(id)) {
          discard(record);
          continue;
        }
        records.set(id, record);
        if (!chunk) fresh.add(record);
        entries.push({ id, text });
      }
      for (const chunk of there.stale) {
        if (!chunks.has(chunk)) chunks.set(chunk, new Set());
        touched.add(chunk);
      }
      for (const record of there.tombs) removed.add(record);
      if (there.corrupt) report('store_corrupt', `${there.corrupt} stored events cannot be read and were removed.`);
      schedule();
    }
    if (entries.length) give?.(entries);
    else if (!there) {
      held.delete(prefix);
      release();
    }
  };

  /** @param {Kept} record no longer wanted */
  const discard = (record) => {
    fresh.delete(record);
    if (record.chunk) {
      chunks.get(record.chunk)?.delete(record);
      touched.add(record.chunk);
      removed.add(record);
    }
    unjournal(record);
  };

  const releaseAll = () => {
    waits.abort();
    waits = new AbortController();
    awaited.clear();
    for (const release of held.values()) release();
    held.clear();
  };

  // Consent.

  const forgetAll = () => {
    records.clear();
    fresh.clear();
    removed.clear();
    chunks.clear();
    touched.clear();
    journalSize = 0;
    newMark = '';
  };

  const emptyAfterPurge = () => {
    if (!storage?.getItem(purgeName)) return;
    database?.run('readwrite', (store) => void store.delete(range(all))).then(
      () => storage.removeItem(purgeName),
      () => {}, // When it is next opened.
    );
  };

  /** @param {StorageEvent} event */
  const onStorage = ({ key, newValue }) => {
    if (key !== purgeName || !newValue) return;
    forgetAll();
    purged();
  };

  globalThis.addEventListener?.('storage', onStorage);
  database?.open();
  hold();

  return {
    put(id, text) {
      const former = records.get(id);
      if (former) discard(former);
      /** @type {Kept} */
      const record = { id, text: text.replaceAll('\n', ' '), prefix: own, chunk: null, journalled: false };
      records.set(id, record);
      fresh.add(record);
      hold();
      schedule();
      const usable = !!database?.usable() && performance.now() >= retryAt;
      return (usable && (puts++ >= BURST || bursting)) || journal(record) || usable;
    },
    remove(id) {
      const record = records.get(id);
      if (!record) return;
      records.delete(id);
      discard(record);
      // A cached page writes nothing more to the database.
      if (parked) journalTail();
      else if (record.chunk) schedule();
    },
    mark(text) {
      newMark = text;
      schedule();
    },
    async adopt(take) {
      give = take;
      const mark = storage?.getItem(markName);
      if (mark) take([{ id: 'mark', text: mark }]);
      await database?.ready();
      await takeAll();
    },
    leave(cached) {
      writeMark();
      journalTail();
      if (cached) {
        parked = true;
        releaseAll();
        database?.close();
      }
    },
    async resume() {
      const prefixes = new Set(Array.from(records.values(), ({ prefix }) => prefix));
      /** @type {string[]} */
      const lost = [];
      database?.open();
      const readable = !database || (await database.ready());
      if (parked) {
        for (const prefix of prefixes) {
          const patience = new AbortController();
          setTimeout(() => patience.abort(), RECLAIM);
          const release = await claims.wait(prefix, patience.signal);
          const there = release && (await read(prefix).catch(() => null));
          if (release) held.set(prefix, release);
          else if (prefix === own) own = `${all}${random()}:`;
          for (const record of records.values()) {
            if (record.prefix !== prefix || (release && (!readable || !there || there.found.has(record.id)))) continue;
            chunks.get(record.chunk ?? '')?.delete(record);
            if (record.chunk || record.journalled) {
              records.delete(record.id);
              fresh.delete(record);
              lost.push(record.id);
            } else {
              // It was in memory alone, so nobody else has it.
              record.prefix = own;
            }
          }
        }
        parked = false;
      }
      hold();
      schedule();
      takeAll();
      return lost;
    },
    purge() {
      for (const name of names(all)) storage?.removeItem(name);
      storage?.removeItem(markName);
      forgetAll();
      if (!database) return;
      try {
        storage?.setItem(purgeName, '1');
      } catch {
        // Full: only this page's deletion counts.
      }
      database.run('readwrite', (store) => void store.delete(range(all))).then(
        () => storage?.removeItem(purgeName),
        () => {},
      );
    },
    entries: () => Array.from(records.values(), ({ id, text }) => ({ id, text })),
    close() {
      closed = true;
      writeMark();
      journalTail();
      globalThis.removeEventListener?.('storage', onStorage);
      releaseAll();
      database?.close();
    },
  };
}
