import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '../../js/index.js';

// In a file, so in a process, of its own: a page has one core, and the first client's `wasm` counts.
const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };

test('without a core: told once, calls dropped by name, nothing thrown', async () => {
  const errors = [];
  const client = createClient({
    destination: { type: 'relay', url: 'http://127.0.0.1:1/' },
    wasm: new Uint8Array([1, 2, 3]), // no WebAssembly
    persist: false,
    onError: (error) => errors.push(error),
  });
  const receipts = [client.thumb(TRACE, 'up'), client.signal(TRACE, 'copy')];
  for (const { accepted, settled } of receipts) {
    assert.equal((await accepted).error.code, 'core_unavailable');
    assert.equal((await settled).state, 'dropped');
  }
  assert.equal(await client.warmUp(), false);
  assert.equal((await client.thumb(TRACE, 'up').settled).code, 'core_unavailable');
  assert.equal((await client.thumb(TRACE, 'up').settled).code, 'core_unavailable');
  assert.deepEqual(await client.preview('ada@example.com'), { text: '', spans: [], report: {} });
  assert.equal((await client.flush()).pending, 0);
  assert.deepEqual(errors.map(({ code }) => code), ['core_unavailable']);
});
