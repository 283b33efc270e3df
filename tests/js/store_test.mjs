import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { createLeaseClaims, createLockClaims } from '../../js/ports/claims.js';
import { createDurableStore } from '../../js/ports/durable_store.js';
import { fileStoreIn } from '../../js/ports/file_store.js';
import { createMemoryStore } from '../../js/ports/store.js';
import { contract as claimsContract } from './claims_contract.mjs';
import { cacheable, contract, durable } from './store_contract.mjs';
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
  for (const [name, check] of Object.entries({ ...contract, ...durable, ...cacheable })) {
    test(`${kind}: ${name}`, () => check(origin(parts)));
  }
}

for (const [name, check] of Object.entries({ ...contract, ...durable })) {
  test(`file store: ${name}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'feedspan-store-'));
    try {
      await check((queue) => fileStoreIn(folder, 20)(queue, reporter(), () => {}));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test('a mark is written in the next task, or before if the page goes away', async () => {
  const storage = createStorage();
  const store = createDurableStore('q', { storage, factory: undefined, claims: locks(), report: reporter(), purged() {} });
  const written = () => storage.getItem('feedspan:mark:q');
  store.mark('1');
  assert.equal(written(), null);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(written(), '1');
  store.mark('2');
  store.leave(false);
  assert.equal(written(), '2');
  store.mark('3');
  store.purge();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(written(), null);
  store.close();
});

test('a burst goes through localStorage with its first puts only, for as many tasks as it lasts', async () => {
  const storage = createStorage();
  let written = 0;
  const counting = new Proxy(storage, {
    get(target, name) {
      if (name === 'setItem') return (key, value) => {
        if (/:0193b2a4-/.test(key)) ++written;
        return target.setItem(key, value);
      };
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const store = createDurableStore('q', { storage: counting, factory: new IDBFactory(), claims: locks(), report: reporter(), purged() {} });
  await store.adopt(() => {});
  const task = () => new Promise((resolve) => setTimeout(resolve));
  let count = 0;
  const put = () => store.put(`0193b2a4-0000-7000-8000-${String(++count).padStart(12, '0')}`, '{}');
  for (let tasks = 0; tasks < 5; ++tasks) {
    for (let n = 0; n < 100; ++n) assert.ok(put());
    await task();
  }
  assert.equal(written, 32);
  for (let n = 0; n < 100; ++n) put();
  store.leave(false);
  assert.ok(written >= 132, 'what the database has not confirmed is in the journal when the page may go');
  // Bursts of several tasks end otherwise than one that is over within its task.
  for (const puts of [0, 100]) {
    for (let n = 0; n < puts; ++n) put();
    for (let tasks = 0; tasks < 20; ++tasks) await task();
    const before = written;
    put();
    assert.equal(written, before + 1, 'a click after the burst is in the journal within its task');
    await task();
  }
  store.close();
});

test('a file store survives its process, cut in the middle of a line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'feedspan-store-'));
  try {
    const id = (n) => `0193b2a4-0000-7000-8000-${String(n).padStart(12, '0')}`;
    const dead = spawnSync(process.execPath, ['-e', 'process.exit()']).pid;
    writeFileSync(join(folder, `q.${dead}.abc.jsonl`), `${id(1)} {"a":1}\n${id(2)} {"a":2}\n${id(1)}\n${id(3)} {"a":`);
    const told = [];
    const store = fileStoreIn(folder)('q', (code) => told.push(code), () => {});
    const entries = [];
    await store.adopt((some) => entries.push(...some));
    assert.deepEqual(entries, [{ id: id(2), text: '{"a":2}' }]);
    assert.deepEqual(told, ['store_corrupt']);
    store.purge();
    assert.deepEqual(readdirSync(folder), []);
    store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a lease of a page that ended before it was settled is soon free', async () => {
  const storage = createStorage();
  const ended = createLeaseClaims(storage, Date.now, { ...FAST, settling: 1000 }).take('page');
  const patience = new AbortController();
  setTimeout(() => patience.abort(), 500);
  const release = await createLeaseClaims(storage, Date.now, FAST).wait('page', patience.signal);
  const releaseOfTheEnded = await ended;
  for (const each of [release, releaseOfTheEnded]) each?.();
  assert.equal(typeof release, 'function');
  assert.equal(releaseOfTheEnded, null);
});

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
