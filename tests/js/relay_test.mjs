/** The relay over real HTTP: pages on one side, a destination on the other, and the real core between them. */
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { test } from 'node:test';
import { createRelay, toNodeListener } from '../../js/relay.js';
import { event, INGESTED, NOW, outcomes, PAGE, relay, serve, startVendor, TOKEN } from './relay_stage.mjs';

const vendor = await startVendor();
const { destination, received } = vendor;

test('forwards a masked event with the key that only the server has', async () => {
  const post = await relay({ destination });
  const sent = event({ value: -1, message: 'mail me at jane.doe@example.org' });
  const response = await post([sent]);
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { items: [{ id: sent.id, outcome: 'accepted' }] });
  assert.equal(received.length, 1);
  assert.equal(received[0].url, '/v1/datasets/feedback/ingest');
  assert.equal(received[0].authorization, `Bearer ${TOKEN}`);
  const [there] = received[0].events;
  assert.equal(there.id, sent.id);
  assert.equal(there.value, -1);
  assert.equal(there.message, 'mail me at [EMAIL]');
  assert.equal(there.links.trace_id, sent.links.traceId);
});

test('a store gets the canonical events, masked and with the clock held in bounds', async () => {
  /** @type {any[]} */
  const stored = [];
  const post = await relay({ store: (events) => (stored.push(...events), events.map(() => 'accepted')) });
  const sent = event({ kind: 'text', name: 'comment', value: 'card 4111 1111 1111 1111', time: NOW + 3_600_000, extra: 1 });
  assert.deepEqual(await outcomes(await post([sent])), ['accepted']);
  assert.equal(stored[0].value, 'card [CREDIT_CARD]');
  assert.deepEqual(stored[0].links, sent.links);
  assert.ok(stored[0].time <= Date.now() + 5 * 60_000);
  assert.equal('extra' in stored[0], false);
});

test('each item has its own outcome, in order', async () => {
  const post = await relay({ store: () => ['accepted', 'duplicate'] });
  const events = [event(), event({ kind: 'shout' }), event()];
  const { items } = await (await post(events)).json();
  assert.deepEqual(items.map((/** @type {any} */ { outcome, code }) => [outcome, code]), [
    ['accepted', undefined],
    ['rejected', 'unknown_kind'],
    ['duplicate', undefined],
  ]);
});

test('an outcome is the worst of store and destination', async () => {
  const post = await relay({ destination, store: (events) => events.map(() => 'accepted') });
  vendor.reply = { status: 400, headers: {}, body: '{"message":"no such field"}' };
  assert.deepEqual(await outcomes(await post([event()])), ['rejected']);
  const storeFails = await relay({ destination, store: () => Promise.reject(new Error('disk')) });
  vendor.reply = INGESTED;
  assert.equal((await storeFails([event()])).status, 503);
});

test('while the destination is away browsers are asked to come again', async () => {
  /** @type {any[]} */
  const told = [];
  const post = await relay({ destination, onError: (error) => told.push(error) });
  vendor.reply = { status: 503, headers: { 'retry-after': '17' }, body: `down, ${TOKEN}` };
  const response = await post([event()]);
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '17');
  const { error } = await response.json();
  assert.equal(error.code, 'server_error');
  assert.match(error.message, /^The destination has trouble of its own\. What the page holds is sent again\.$/);
  assert.equal(told[0].code, 'server_error');
});

test('what the destination says of our key or in its own words stays on the server', async () => {
  const post = await relay({ destination });
  for (const status of [400, 401, 403, 404, 429, 500]) {
    vendor.reply = { status, headers: {}, body: JSON.stringify({ message: `upstream words ${TOKEN}` }) };
    const text = await (await post([event()])).text();
    assert.doesNotMatch(text, /upstream words|xaat/, `${status}`);
  }
  vendor.reply = { status: 200, headers: {}, body: '{"ingested":0,"failed":1,"failures":[{"timestamp":"","error":"upstream words"}]}' };
  const response = await post([event()]);
  assert.deepEqual(await outcomes(response.clone()), ['rejected']);
  assert.doesNotMatch(await response.text(), /upstream words/);
});

test('a destination that does not answer in time, or redirects, is asked again', async () => {
  const silent = await serve(() => {});
  const slow = await relay({ destination: { ...destination, url: silent }, timeout: 100 });
  const response = await slow([event()]);
  assert.equal(response.status, 503);
  assert.equal((await response.json()).error.code, 'timeout');
  const post = await relay({ destination });
  vendor.reply = { status: 307, headers: { location: `${vendor.url}/elsewhere` }, body: '' };
  await post([event()]);
  assert.equal(received.length, 1, 'the redirect is not followed');
});

test('only POST, only JSON or plain text', async () => {
  const post = await relay({ store: (events) => events.map(() => 'accepted') });
  assert.equal((await post(undefined, { method: 'GET', body: undefined })).status, 405);
  assert.equal((await post([event()], { headers: { 'content-type': 'text/html', origin: PAGE } })).status, 415);
  const beacon = await post([event()], { headers: { 'content-type': 'text/plain;charset=UTF-8', origin: PAGE } });
  assert.equal(beacon.status, 200);
  assert.equal((await post('{"events":')).status, 400);
  assert.equal((await post('{"no":"batch"}')).status, 400);
});

test('every answer forbids caching and sniffing, and varies by origin', async () => {
  const post = await relay({ store: (events) => events.map(() => 'accepted') });
  const answers = [post([event()]), post('x'), post(undefined, { method: 'GET', body: undefined }), post(undefined, { method: 'OPTIONS', body: undefined })];
  for (const { headers } of await Promise.all(answers)) {
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('vary'), 'Origin');
    assert.equal(headers.get('access-control-allow-credentials'), null);
  }
});

test('origins are an exact list', async () => {
  const post = await relay({ store: (events) => events.map(() => 'accepted') });
  const from = (/** @type {Record<string, string>} */ headers, /** @type {RequestInit} */ init) =>
    post([event()], { headers: { 'content-type': 'application/json', ...headers }, ...init });
  const listed = await from({ origin: PAGE, 'sec-fetch-site': 'cross-site' });
  assert.equal(listed.status, 200);
  assert.equal(listed.headers.get('access-control-allow-origin'), PAGE);
  assert.match(listed.headers.get('access-control-expose-headers') ?? '', /Retry-After/);
  for (const origin of [`${PAGE}.evil.example`, 'http://app.example', 'https://evil.example', 'null']) {
    const refused = await from({ origin });
    assert.equal(refused.status, 403, origin);
    assert.equal(refused.headers.get('access-control-allow-origin'), null);
  }
  assert.equal((await from({ 'sec-fetch-site': 'cross-site' })).status, 403, 'a cross-site request without an origin');
  assert.equal((await from({ origin: 'https://behind.example', 'sec-fetch-site': 'same-origin' })).status, 200, 'behind a proxy');
  assert.equal((await from({})).status, 200, 'no page at all');
});

test('a preflight is answered, and one from elsewhere refused', async () => {
  const post = await relay({ store: (events) => events.map(() => 'accepted') });
  const preflight = (/** @type {string} */ origin) => post(undefined, { method: 'OPTIONS', body: undefined, headers: { origin } });
  const allowed = await preflight(PAGE);
  assert.equal(allowed.status, 204);
  assert.equal(allowed.headers.get('access-control-allow-origin'), PAGE);
  assert.equal(allowed.headers.get('access-control-allow-methods'), 'POST');
  assert.equal(allowed.headers.get('access-control-allow-headers'), 'Content-Type');
  assert.equal((await preflight('https://evil.example')).status, 403);
});

test('a body is cut off at its limit, declared or not', async () => {
  const handler = createRelay({ store: (events) => events.map(() => 'accepted'), maxBytes: 1000 });
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 100;
      controller.enqueue(new Uint8Array(100).fill(32));
    },
  });
  const streamed = await handler(
    new Request('https://relay.example/', { method: 'POST', body: endless, duplex: 'half', headers: { 'content-type': 'text/plain' } }),
  );
  assert.equal(streamed.status, 413);
  assert.ok(pulled < 2000, `${pulled} bytes were read`);

  const post = await relay({ store: (events) => events.map(() => 'accepted'), maxBytes: 1000 });
  assert.equal((await post('x'.repeat(200_000))).status, 413);
});

test('a chunked body over real HTTP is cut off too, and the answer arrives', async () => {
  const url = await serve(toNodeListener(createRelay({ store: (events) => events.map(() => 'accepted'), maxBytes: 1000 })));
  const status = await new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method: 'POST', headers: { 'content-type': 'text/plain' } }, (incoming) => {
      incoming.resume();
      resolve(incoming.statusCode);
    }).on('error', reject);
    for (let i = 0; i < 50; i++) outgoing.write('x'.repeat(1000));
    outgoing.end();
  });
  assert.equal(status, 413);
});

test('a batch has a limit', async () => {
  const post = await relay({ store: (events) => events.map(() => 'accepted'), maxEvents: 2 });
  assert.deepEqual(await outcomes(await post([event(), event()])), ['accepted', 'accepted']);
  const response = await post([event(), event(), event()]);
  assert.equal(response.status, 413);
  assert.equal((await response.json()).error.code, 'too_many_events');
});

test('options that make no sense are told to the operator, and browsers keep what they have', async () => {
  for (const options of [{}, { destination: { ...destination, token: '' } }, { destination: { ...destination, url: '' } }]) {
    /** @type {any[]} */
    const told = [];
    const post = await relay({ ...options, onError: (error) => told.push(error) });
    const response = await post([event()]);
    assert.equal(response.status, 503);
    assert.ok(response.headers.get('retry-after'));
    assert.equal(told.length, 1);
    assert.doesNotMatch(await response.text(), /token|dataset|url/);
  }
});

test('a body that a parser in front has read already is taken from there', async () => {
  const listener = toNodeListener(createRelay({ store: (events) => events.map(() => 'accepted') }));
  const url = await serve(async (incoming, outgoing) => {
    let text = '';
    for await (const chunk of incoming) text += chunk;
    listener(Object.assign(incoming, { body: JSON.parse(text) }), outgoing);
  });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ events: [event()] }) });
  assert.deepEqual(await outcomes(response), ['accepted']);
});
