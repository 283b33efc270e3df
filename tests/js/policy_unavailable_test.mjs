import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { CHUNKS, openClient } from '../../js/client.js';
import { wasmBytes } from '../../js/core-wasm.js';

// What a policy would have masked must not leave in any other way, whatever of the policy cannot be had.
const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };
const missing = () => Promise.reject(new Error('404'));

/** @param {object} options @param {Partial<typeof CHUNKS>} [chunks] */
async function sendWithout(options, chunks) {
  const received = [];
  const server = createServer((request, response) => {
    request.on('data', (body) => received.push(`${body}`)).on('end', () => response.end('{}'));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const errors = [];
  const client = openClient(
    {
      destination: { type: 'relay', url: `http://127.0.0.1:${server.address().port}/` },
      redaction: { terms: [{ type: 'PROJECT', values: ['bluebird'] }] },
      persist: false,
      onError: (error) => errors.push(error),
      ...options,
    },
    { ...CHUNKS, ...chunks },
  );
  const receipts = [client.thumb(TRACE, 'up'), client.thumb(TRACE, 'down', { message: 'bluebird is late' })];
  const outcomes = await Promise.all(receipts.map(({ settled }) => settled));
  const preview = await client.preview('bluebird is late');
  await client.close();
  await new Promise((closed) => server.close(closed));
  return { received, errors, outcomes, preview };
}

for (const [name, options, chunks, sentence] of [
  ['the reader of policies', {}, { policy: missing }, /404/],
  ['the module with policies', {}, { policyWasm: missing }, /404/],
  ['policies in the module that the page gave', { wasm: wasmBytes() }, {}, /no masking by policy.*feedspan\/policies\.wasm/],
]) {
  test(`without ${name}: nothing is sent, and the reason is told`, async () => {
    const { received, errors, outcomes, preview } = await sendWithout(options, chunks);
    assert.deepEqual(received, []);
    assert.deepEqual(outcomes.map(({ state, code }) => [state, code]), [['dropped', 'core_unavailable'], ['dropped', 'core_unavailable']]);
    assert.equal(errors[0].code, 'core_unavailable');
    assert.match(errors[0].message, sentence);
    assert.deepEqual(preview, { text: '', spans: [], report: {} }, 'what cannot be checked is not shown as checked');
  });
}
