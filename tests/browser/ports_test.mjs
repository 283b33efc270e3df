/** The contracts of the ports (tests/js/*_contract.mjs), on what each engine really has. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { forEachEngine } from './for_each_engine.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs in the page: each check on stores, then on claims, of every kind. Gives what failed. */
async function runContracts() {
  const { createDurableStore } = await import('/js/ports/durable_store.js');
  const { createLeaseClaims, createLockClaims } = await import('/js/ports/claims.js');
  const { cacheable, contract, durable } = await import('/tests/store_contract.mjs');
  const claims = await import('/tests/claims_contract.mjs');
  const leases = () => createLeaseClaims(localStorage, Date.now, { lease: 2000, renewal: 200, settling: 10, polling: 20 });
  const locks = () => createLockClaims(navigator.locks);
  const failures = [];
  const attempt = async (name, check) => {
    try {
      await check();
    } catch (error) {
      failures.push(`${name}: ${error.message}`.slice(0, 300));
    }
  };
  let queues = 0;
  const kinds = { 'IndexedDB and Web Locks': [indexedDB, locks], 'localStorage and Web Locks': [undefined, locks], 'IndexedDB and leases': [indexedDB, leases] };
  for (const [kind, [factory, claim]] of Object.entries(kinds)) {
    const origin = ++queues;
    const report = (code, message) => failures.push(`${kind} reports ${code}: ${message}`);
    const open = (queue) => createDurableStore(`${origin}${queue}`, { storage: localStorage, factory, claims: claim(), report, purged() {} });
    for (const [name, check] of Object.entries({ ...contract, ...durable, ...cacheable })) await attempt(`${kind}: ${name}`, () => check(open));
  }
  for (const [kind, claim] of Object.entries({ locks, leases })) {
    for (const [name, check] of Object.entries(claims.contract)) await attempt(`${kind}: ${name}`, () => check(claim));
  }
  window.outcome = { failures };
}

forEachEngine(
  'stores and claims keep their contracts on the real thing',
  async ({ page, site }) => {
    site.mount('/js/', path.join(root, 'js'));
    site.mount('/tests/', path.join(root, 'tests/js'));
    await page.goto(site.page('/', '<!doctype html><title>Contracts</title>'));
    await page.evaluate(`void (${runContracts})()`);
    const { failures } = await page.waitFor(() => window.outcome, { timeout: 100_000 });
    assert.deepEqual(failures, []);
  },
  { timeout: 120_000 },
);
