import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { performFetch } from '../../js/ports/fetch.js';
import { startServer } from './server.mjs';

const budget = () => globalThis[Symbol.for('feedspan.keepalive')];
const effect = (url, more) => ({ do: 'fetch', request: 1, destination: 'relay', url, method: 'POST', headers: {}, body: '{}', keepalive: true, timeout: 2000, ...more });

const closing = [];
afterEach(() => {
  for (const server of closing.splice(0)) server.close();
  assert.equal(budget().inFlight, 0, 'the reservation is released');
});
const serve = async (answer) => {
  const server = await startServer(answer);
  closing.push(server);
  return server;
};

/** Passes requests on to the real fetch and keeps what they asked for. */
async function watchingFetch(work, before = () => {}) {
  const real = globalThis.fetch;
  const asked = [];
  globalThis.fetch = (url, init) => {
    asked.push(init);
    before(init);
    return real(url, init);
  };
  try {
    return [await work(), asked];
  } finally {
    globalThis.fetch = real;
  }
}

test('an answer: status, headers that speak of time, body', async () => {
  const { url, received } = await serve((_, response) => {
    response.writeHead(429, { 'retry-after': '4', date: 'Fri, 01 Jan 2027 00:00:00 GMT' });
    response.end('slow down');
  });
  const result = await performFetch(effect(url, { headers: { 'content-type': 'application/json' }, body: '{"a":"€"}' }));
  assert.deepEqual(result, { status: 429, retryAfter: '4', date: 'Fri, 01 Jan 2027 00:00:00 GMT', body: 'slow down' });
  assert.equal(received[0].method, 'POST');
  assert.equal(received[0].body, '{"a":"€"}');
  assert.equal(received[0].headers['content-type'], 'application/json');
});

test('a redirect is a failure and is not followed', async () => {
  const target = await serve((_, response) => response.end());
  for (const status of [301, 302, 303, 307, 308]) {
    const { url } = await serve((_, response) => response.writeHead(status, { location: target.url }).end());
    assert.deepEqual(await performFetch(effect(url)), { status: 0, failure: 'redirect' });
  }
  assert.equal(target.received.length, 0);
});

test('a server that does not answer in time', async () => {
  const { url } = await serve(() => {});
  const start = performance.now();
  assert.deepEqual(await performFetch(effect(url, { timeout: 100 })), { status: 0, failure: 'timeout' });
  assert.ok(performance.now() - start < 1000);
});

test('a body that never ends is given up at the timeout, its status counts', async () => {
  const { url } = await serve((_, response) => void response.writeHead(200).write('{"items"'));
  const { status, body } = await performFetch(effect(url, { timeout: 200 }));
  assert.deepEqual([status, body], [200, '{"items"']);
});

test('a body that breaks off is what came of it', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{"failed":', () => response.destroy());
  });
  const { status, body } = await performFetch(effect(url));
  assert.equal(status, 200);
  assert.ok('{"failed":'.startsWith(body));
});

test('no more than 64 KiB of a body are kept', async () => {
  const { url } = await serve((_, response) => response.end('x'.repeat(1 << 20)));
  const { status, body } = await performFetch(effect(url));
  assert.deepEqual([status, body.length], [200, 65536]);
});

test('connection refused: a network failure, asked for without keepalive once', async () => {
  const server = await startServer(() => {});
  server.close();
  const [result, asked] = await watchingFetch(() => performFetch(effect(server.url)));
  assert.deepEqual(result, { status: 0, failure: 'network', attempts: 2 });
  assert.deepEqual(asked.map(({ keepalive }) => keepalive), [true, false]);
  // That did not help, so the quota was not the reason, and the next failure is taken for what it is.
  const [, again] = await watchingFetch(() => performFetch(effect(server.url)));
  assert.deepEqual(again.map(({ keepalive }) => keepalive), [true]);
});

test('keepalive refused, by a throw: sent without', async () => {
  const { url } = await serve((_, response) => response.end('ok'));
  await performFetch(effect(url)); // a success: the quota may be to blame again
  const refuse = ({ keepalive }) => {
    if (keepalive) throw new TypeError('Failed to fetch');
  };
  const [result, asked] = await watchingFetch(() => performFetch(effect(url)), refuse);
  assert.equal(result.status, 200);
  assert.deepEqual(asked.map(({ keepalive }) => keepalive), [true, false]);
});

test('keepalive for what fits in 60 KiB of UTF-8 in flight', async () => {
  const held = [];
  const { url } = await serve((_, response) => held.push(response));
  const body = '€'.repeat(10 * 1024); // 30 KiB in UTF-8, a third of that in UTF-16 units
  const [, asked] = await watchingFetch(async () => {
    const requests = [1, 2, 3].map(() => performFetch(effect(url, { body })));
    assert.equal(budget().inFlight, 60 * 1024);
    while (held.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const response of held) response.end();
    await Promise.all(requests);
    assert.equal(budget().inFlight, 0);
    const later = performFetch(effect(url, { body }));
    while (held.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    held[3].end();
    await later;
  });
  assert.deepEqual(asked.map(({ keepalive }) => keepalive), [true, true, false, true]);
});

test('credentials for the own origin only, no redirects', async () => {
  const { url } = await serve((_, response) => response.end());
  const [, [init]] = await watchingFetch(() => performFetch(effect(url)));
  assert.equal(init.credentials, 'same-origin');
  assert.equal(init.redirect, 'manual');
});

test('a page without fetch, or with a broken one, is a network failure', async () => {
  const real = globalThis.fetch;
  try {
    globalThis.fetch = undefined;
    assert.equal((await performFetch(effect('http://127.0.0.1/'))).failure, 'network');
  } finally {
    globalThis.fetch = real;
  }
});
