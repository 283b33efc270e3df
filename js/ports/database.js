/**
 * One object store of an IndexedDB database, as short transactions. Everything that a database can do to a page ends here:
 * an `open()` that never answers, an upgrade that another tab blocks, a version from the future, a database deleted under us, a
 * connection that is lost, a transaction that is aborted or hangs.
 * @module
 */

const NAME = 'feedspan';
const STORE = 'chunks';
/** Each leads from one version of the schema to the next; none is ever changed once it has shipped. @type {((database: IDBDatabase) => void)[]} */
const UPGRADES = [(database) => database.createObjectStore(STORE)];
/** Milliseconds after which what does not answer is done without. */
const PATIENCE = 2000;
/** Milliseconds before a database that refused is asked again. */
const REOPENING = 30_000;

/**
 * @typedef {object} Database
 * @property {() => Promise<boolean>} ready resolves when it is open (true), or cannot be waited for any longer
 * @property {() => boolean} usable open, or about to be: what is given to `run` soon is worth trying
 * @property {<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore, give: (value: T) => void) => void) => Promise<T>} run one
 *   transaction: rejects if it did not complete
 * @property {() => void} close lets go of the connection, when transactions under way are done
 * @property {() => void} open again, after `close` or a failure
 */

/**
 * @param {IDBFactory} factory
 * @param {() => void} opened each time that it is open
 * @param {(reason: string) => void} failed it cannot be used for now
 * @param {() => void} doubt the connection is lost: what was written before may be gone
 * @returns {Database}
 */
export function openDatabase(factory, opened, failed, doubt) {
  /** @type {IDBDatabase | null} */
  let connection = null;
  /** @type {'opening' | 'open' | 'closed' | 'failed'} */
  let state = 'closed';
  let retryAt = 0;
  /** @type {ReturnType<typeof setTimeout>} */
  let patience;
  /** @type {((open: boolean) => void)[]} */
  let waiting = [];

  /** @param {typeof state} next @param {string} [reason] */
  const become = (next, reason) => {
    clearTimeout(patience);
    state = next;
    if (next !== 'open') connection = null;
    if (next === 'failed') {
      retryAt = performance.now() + REOPENING;
      failed(reason ?? '');
    }
    for (const resolve of waiting.splice(0)) resolve(next === 'open');
  };

  /** @param {number} [version] none: whichever there is */
  const open = (version) => {
    clearTimeout(patience);
    state = 'opening';
    patience = setTimeout(() => become('failed', 'it does not answer'), PATIENCE);
    try {
      const request = factory.open(NAME, version);
      request.onupgradeneeded = ({ oldVersion }) => {
        for (const upgrade of UPGRADES.slice(oldVersion)) upgrade(request.result);
      };
      request.onsuccess = () => use(request.result);
      request.onerror = (event) => {
        event.preventDefault();
        // A newer Feedspan was here: its schema serves if it still has the store.
        if (request.error?.name === 'VersionError' && version) open();
        else become('failed', `${request.error?.name}`);
      };
    } catch (error) {
      become('failed', `${error}`);
    }
  };

  /** Also long after it was given up. @param {IDBDatabase} database */
  const use = (database) => {
    if (state === 'closed' || connection || !database.objectStoreNames.contains(STORE)) {
      database.close();
      if (state === 'opening') become('failed', 'its schema is unknown');
      return;
    }
    const lost = () => {
      database.close();
      if (connection !== database) return;
      connection = null;
      doubt();
      open(UPGRADES.length);
    };
    // Another tab upgrades or deletes it, and waits for us.
    database.onversionchange = lost;
    // The browser took it away.
    database.onclose = lost;
    connection = database;
    become('open');
    opened();
  };

  /** @type {Database['run']} */
  const run = (mode, work) =>
    new Promise((resolve, reject) => {
      const database = connection;
      /** @param {unknown} error */
      const fail = (error) => {
        reject(error);
        // Full is not broken.
        if (database && database === connection && /** @type {DOMException} */ (error)?.name !== 'QuotaExceededError') {
          database.close();
          become('failed', `${error}`);
        }
      };
      if (!database) {
        reject(new Error('closed'));
        return;
      }
      const timer = setTimeout(() => fail(new Error('a transaction hangs')), 5 * PATIENCE);
      try {
        const transaction = database.transaction(STORE, mode, { durability: 'relaxed' });
        /** @type {any} */
        let result;
        transaction.oncomplete = () => {
          clearTimeout(timer);
          resolve(result);
        };
        transaction.onabort = () => {
          clearTimeout(timer);
          fail(transaction.error);
        };
        work(transaction.objectStore(STORE), (value) => (result = value));
        // Sooner than the browser would by itself; a reading one has requests that follow from answers.
        if (mode === 'readwrite') transaction.commit?.();
      } catch (error) {
        clearTimeout(timer);
        fail(error);
      }
    });

  return {
    ready: () => (state === 'opening' ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(state === 'open')),
    usable: () => {
      if (state === 'failed' && performance.now() > retryAt) open(UPGRADES.length);
      return state === 'open' || state === 'opening';
    },
    run,
    close() {
      connection?.close();
      become('closed');
    },
    open: () => state === 'closed' && open(UPGRADES.length),
  };
}
