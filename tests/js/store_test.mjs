import { test } from 'node:test';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { createLeaseClaims, createLockClaims } from '../../js/ports/claims.js';
import { createDurableStore } from '../../js/ports/durable_store.js';
import { createMemoryStore } from '../../js/ports/store.js';
import { contract as claimsContract } from './claims_contract.mjs';
import { contract, durable } from './store_contract.mjs';
import { createLocks, createStorage } from './web_storage.mjs';

globalThis.IDBKeyRange = IDBKeyRange;

const reporter = () => (code, message) => {
  throw new Error(`${code}: ${message}`);
};
/** A function that opens the stores of one origin. */
function origin({ claims, database }) {
  const storage = createStorage();
  const factory = database ? new IDBFactory() : undefined;
  const shared = claims(storage);
  return (queue) => createDurableStore(queue, { storage, factory, claims: shared, report: reporter(), purged() {} });
}

const FAST = { lease: 2000, renewal: 200, settling: 10, polling: 20 };
const leases = (storage) => createLeaseClaims(storage, Date.now, FAST);
const locks = () => createLockClaims(createLocks());
const KINDS = {
  'IndexedDB and Web Locks': { claims: locks, database: true },
  'localStorage and Web Locks': { claims: locks, database: false },
  'IndexedDB and leases': { claims: leases, database: true },
};

for (const [name, check] of Object.entries(contract)) test(`memory store: ${name}`, () => check(createMemoryStore.bind(null)));
for (const [kind, parts] of Object.entries(KINDS)) {
  for (const [name, check] of Object.entries({ ...contract, ...durable })) {
    test(`${kind}: ${name}`, () => check(origin(parts)));
  }
}

test.describe('claims', { concurrency: true }, () => {
  for (const [name, check] of Object.entries(claimsContract)) {
    test(`Web Locks: ${name}`, () => {
      const shared = createLocks();
      return check(() => createLockClaims(shared));
    });
    test(`leases: ${name}`, () => {
      const storage = createStorage();
      return check(() => leases(storage));
    });
  }
});
