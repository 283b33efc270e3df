/** Everything that the relay must refuse, bound, or keep to itself, each over real HTTP where that makes a difference. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { mintLinks } from '../../js/link-token.js';
import { createRelay } from '../../js/relay.js';
import { event, INGESTED, keepAll, NOW, outcomes, PAGE, relay, serve, startVendor, TOKEN, TRACE } from './relay_stage.mjs';

const SECRET = 'a secret of at least thirty-two bytes';
const linkSecrets = { secret: SECRET };
const vendor = await startVendor();
const second = await startVendor('second');

const mint = (/** @type {any} */ links = { traceId: TRACE, capability: 'support' }, /** @type {any} */ options = {}) =>
  mintLinks(links, { secret: SECRET, subject: 'ada', ...options });
/** A vote on minted links. @param {any} links @param {any} [change] */
const vote = (links, change = {}) => event({ links, ...change });
const items = async (/** @type {Response} */ response) => (await response.json()).items;

// Tokens.

test('a token says what the feedback is about and whose it is; the vendor sees neither token nor claim', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ destination: vendor.destination, store, linkSecrets, requireToken: true });
  const links = await mint({ traceId: TRACE, spanId: '00f067aa0ba902b7', capability: 'support' });
  const sent = vote({ ...links, capability: 'claimed', userId: 'somebody else' });
  assert.deepEqual(await outcomes(await post([sent])), ['accepted']);
  const [kept] = stored;
  assert.equal(kept.links.capability, 'support');
  assert.match(kept.links.userId, /^anon:[\da-f]{32}$/);
  assert.equal(kept.verified, true);
  assert.notEqual(kept.key, sent.key);
  assert.equal(kept.links.linkToken, undefined);
  assert.doesNotMatch(vendor.received[0].text, new RegExp(links.linkToken));
  assert.equal(vendor.events[0].links.span_id, '00f067aa0ba902b7');
});

test('forged, expired, meant for another relay, of a key that was rotated out: 403, and nothing is written', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store, destination: vendor.destination, linkSecrets, requireToken: true });
  const good = await mint();
  const now = Date.now();
  const bad = {
    forged: await mint(undefined, { secret: SECRET.toUpperCase() }),
    'tampered with': { ...good, linkToken: good.linkToken.replace(/^./, (/** @type {string} */ c) => (c === 'A' ? 'B' : 'A')) },
    unsigned: { ...good, linkToken: `${good.linkToken.split('.')[0]}.` },
    'another audience': await mint(undefined, { audience: 'staging' }),
    missing: { traceId: TRACE },
  };
  for (const [why, links] of Object.entries(bad)) {
    const response = await post([vote(links)]);
    assert.equal(response.status, 403, why);
    const [item] = await items(response);
    assert.deepEqual([item.outcome, item.code], ['rejected', 'link_token'], why);
    assert.ok(item.message);
  }
  const original = Date.now;
  try {
    Date.now = () => now + 31 * 86_400_000;
    const response = await post([vote(good, { time: now })]);
    assert.equal(response.status, 403);
    assert.match((await items(response))[0].message, /expired/);
  } finally {
    Date.now = original;
  }
  const rotated = await relay({ store, linkSecrets: [{ kid: '3', secret: `${SECRET}3` }, { kid: '2', secret: `${SECRET}2` }], requireToken: true });
  assert.equal((await rotated([vote(good)])).status, 403);
  assert.equal((await rotated([vote(await mint(undefined, { kid: '2', secret: `${SECRET}2` }))])).status, 200);
  assert.equal(stored.length, 1);
  assert.equal(vendor.received.length, 0);
});

test('a body that speaks of another target than the token is refused; its neighbours are not', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store, linkSecrets });
  const links = await mint();
  for (const change of [{ traceId: 'f'.repeat(32) }, { spanId: '00f067aa0ba902b7' }, { messageId: 'm' }]) {
    assert.equal((await post([vote({ ...links, ...change })])).status, 403, JSON.stringify(change));
  }
  assert.equal(stored.length, 0);
  const response = await post([vote({ ...links, traceId: 'elsewhere' }), vote(links), vote({ ...links, linkToken: 'x.y' })]);
  assert.equal(response.status, 200);
  assert.deepEqual(await outcomes(response), ['rejected', 'accepted', 'rejected']);
});

test('a token may be for some names only', async () => {
  const post = await relay({ ...keepAll(), linkSecrets });
  const links = await mint(undefined, { names: ['thumbs'] });
  assert.deepEqual(await outcomes(await post([vote(links), vote(links, { name: 'rating' })])), ['accepted', 'rejected']);
});

test('nobody writes over the vote of somebody else', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store, linkSecrets });
  const [ada, eve] = [await mint(), await mint(undefined, { subject: 'eve' })];
  await post([vote(ada)]);
  const key = stored[0].key;
  // Eve knows Ada's key, has a token of her own, a later seq, and one without a token.
  await post([vote(eve, { key, seq: NOW + 1, value: -1 })]);
  await post([event({ key, seq: NOW + 2, value: -1, links: { traceId: TRACE } })]);
  await post([event({ key, seq: NOW + 3, value: -1, links: { traceId: TRACE, userId: 'ada' } })]);
  assert.deepEqual(stored.map((each) => each.key === key), [true, false, false, false]);
  // Ada herself, from another browser.
  await post([vote(ada, { key: 'f'.repeat(32), seq: NOW + 4, value: -1 })]);
  assert.equal(stored.at(-1).key, key);
});

test('the host can vouch for a sender without a token', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store, subject: async (request) => request.headers.get('x-session') });
  const as = (/** @type {string} */ session) => ({ headers: { 'content-type': 'application/json', 'x-session': session } });
  await post([event({ links: { traceId: TRACE, userId: 'claimed' } })], as('ada'));
  await post([event({ seq: NOW + 1 })], as('ada'));
  await post([event()], as('eve'));
  assert.equal(stored[0].key, stored[1].key);
  assert.notEqual(stored[0].key, stored[2].key);
  assert.match(stored[0].links.userId, /^anon:/);
  assert.equal(stored[0].verified, true);
  const failing = await relay({ store, subject: () => Promise.reject(new Error('no session store')) });
  assert.equal((await failing([event()])).status, 503, 'without the host’s word nobody is taken for unknown');
});

test('requireToken without a secret is told to the operator and takes nothing', async () => {
  /** @type {any[]} */
  const told = [];
  const post = await relay({ ...keepAll(), requireToken: true, onError: (error) => told.push(error) });
  assert.equal((await post([event()])).status, 503);
  assert.equal(told[0].code, 'invalid_options');
  const short = await relay({ ...keepAll(), linkSecrets: { secret: 'short' }, onError: (error) => told.push(error) });
  assert.equal((await short([vote(await mint())])).status, 503);
  assert.match(told[1].message, /32 random bytes/);
});

// Versions.

test('an older seq never replaces a newer one, and the same one counts once', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store, linkSecrets });
  const links = await mint();
  const newer = vote(links, { seq: NOW + 5 });
  assert.deepEqual(await outcomes(await post([newer])), ['accepted']);
  assert.deepEqual(await outcomes(await post([vote(links, { seq: NOW + 4 })])), ['superseded']);
  assert.deepEqual(await outcomes(await post([newer])), ['duplicate']);
  assert.deepEqual(await outcomes(await post([vote(links, { seq: NOW + 6 })])), ['accepted']);
  assert.deepEqual(stored.map(({ seq }) => seq), [NOW + 5, NOW + 6]);
  assert.deepEqual(stored.map(({ firstTime }) => firstTime), [NOW, NOW]);
});

test('of several versions in one batch the newest goes out, and twins share its fate', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store, linkSecrets });
  const links = await mint();
  const batch = [NOW + 1, NOW + 3, NOW + 2, NOW + 3].map((seq) => vote(links, { seq }));
  assert.deepEqual(await outcomes(await post(batch)), ['superseded', 'accepted', 'superseded', 'accepted']);
  assert.equal(stored.length, 1);
});

test('of two versions under way at once the older one cannot arrive last', async () => {
  let release = () => {};
  const first = new Promise((resolve) => (release = () => resolve(undefined)));
  /** @type {number[]} */
  const order = [];
  const post = await relay({
    linkSecrets,
    store: async (events) => {
      if (events[0].seq === NOW + 1) await first;
      order.push(events[0].seq);
      return ['accepted'];
    },
  });
  const links = await mint();
  const older = post([vote(links, { seq: NOW + 1 })]);
  while (order.length === 0) {
    // The older one is in the store's hands, or about to be; another key passes by.
    await post([event()]);
  }
  order.length = 0;
  const newer = post([vote(links, { seq: NOW + 2 })]);
  release();
  await Promise.all([older, newer]);
  assert.deepEqual(order, [NOW + 1, NOW + 2]);
});

test('a store of what was seen that fails lets nothing out, and the next attempt is no duplicate', async () => {
  const { stored, store } = keepAll();
  /** @type {any[]} */
  const told = [];
  let fails = true;
  const post = await relay({
    store,
    onError: (error) => told.push(error),
    seen: {
      raise(versions) {
        if (fails) throw new Error('no connection');
        return versions.map(({ seq, time }) => ({ seq, first: time, done: [] }));
      },
      done() {
        throw new Error('no connection');
      },
    },
  });
  const sent = event();
  assert.equal((await post([sent])).status, 503);
  fails = false;
  assert.deepEqual(await outcomes(await post([sent])), ['accepted'], 'it has arrived, whatever becomes of the note');
  assert.equal(stored.length, 1);
  assert.deepEqual(told.map(({ code }) => code), ['store_unavailable', 'store_unavailable']);
});

// Several destinations.

test('one destination that is down neither holds up nor doubles the other', async () => {
  const post = await relay({ destination: [vendor.destination, second.destination] });
  const sent = event();
  second.reply = { status: 503, headers: { 'retry-after': '9' }, body: '' };
  const response = await post([sent]);
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '9');
  second.reply = INGESTED;
  assert.deepEqual(await outcomes(await post([sent])), ['accepted']);
  assert.deepEqual(await outcomes(await post([sent])), ['duplicate']);
  assert.equal(vendor.events.length, 1, 'the first one got it once');
  assert.equal(second.events.length, 2, 'the second one was asked twice');
});

test('what one of them refuses for good is told, and does not stop the rest of the batch', async () => {
  const post = await relay({ destination: [vendor.destination, second.destination] });
  second.reply = (text) => (text.includes('poison') ? { status: 400, body: '{"message":"no"}' } : INGESTED);
  assert.deepEqual(await outcomes(await post([event({ message: 'poison' })])), ['rejected']);
  assert.deepEqual(await outcomes(await post([event()])), ['accepted']);
  assert.equal(vendor.events.length, 2);
});

test('what one of them can never carry counts only when no other one carries it', async () => {
  /** @type {any[]} */
  const told = [];
  const honeyhive = { type: /** @type {const} */ ('honeyhive'), url: vendor.url, token: 'hh-secret' };
  const onError = (/** @type {any} */ error) => told.push(error);
  const conversation = () => event({ links: { conversationId: 'c-1' } });
  const both = await relay({ destination: [second.destination, honeyhive], onError });
  assert.deepEqual(await outcomes(await both([conversation()])), ['accepted']);
  assert.equal(second.events.length, 1);
  assert.equal(vendor.received.length, 0);
  assert.equal(told[0].code, 'unsupported_target');
  const alone = await relay({ destination: honeyhive, onError });
  const [item] = await items(await alone([conversation()]));
  assert.deepEqual([item.outcome, item.code], ['rejected', 'unsupported_target']);
});

test('while some of a batch can be taken, each item says for itself that it is to come again', async () => {
  const post = await relay({ store: (events) => events.map(({ name }) => (name === 'later' ? 'retry' : 'accepted')) });
  const response = await post([event(), event({ name: 'later' })]);
  assert.equal(response.status, 200);
  assert.deepEqual(await outcomes(response), ['accepted', 'retry']);
});

// Upstream.

test('a vendor that fails, hangs or says nonsense is to be asked again; its words and our keys stay here', async () => {
  /** @type {any[]} */
  const told = [];
  const post = await relay({ destination: vendor.destination, timeout: 300, onError: (error) => told.push(error) });
  /** @type {any[]} */
  const replies = [
    { status: 500, body: `{"message":"bad token ${TOKEN} for feedback"}` },
    { status: 502, body: `<html>${TOKEN}</html>` },
    { status: 401, body: `{"error":"Authorization: Bearer ${TOKEN} is unknown"}` },
    null,
    { status: 200, body: '<html>captive portal</html>' },
    { status: 302, headers: { location: 'http://127.0.0.1:1/steal' }, body: '' },
    { status: 200, body: `{"failed":1,"failures":[{"error":"${TOKEN}"}]}` },
  ];
  for (const reply of replies) {
    vendor.reply = reply;
    const response = await post([event()]);
    const text = await response.text();
    assert.doesNotMatch(text, /xaat|Bearer|captive|feedback"|127\.0\.0\.1/, text);
    assert.doesNotMatch(JSON.stringify([...response.headers]), /xaat/);
    assert.ok(response.status === 503 ? response.headers.get('retry-after') : response.status === 200, `${response.status}`);
  }
  assert.equal(told.length, replies.length);
  assert.doesNotMatch(JSON.stringify(told), /xaat/);
  assert.match(told[0].message, /bad token \[key\] for feedback/);
});

test('nothing of an event decides where it goes', async () => {
  const post = await relay({ destination: vendor.destination });
  const hostile = event({ url: 'http://127.0.0.1:1/', destination: { type: 'axiom', url: 'http://127.0.0.1:1' }, links: { traceId: '../../../admin', spanId: 'a/../b' } });
  assert.deepEqual(await outcomes(await post(JSON.stringify({ events: [hostile], destination: 'http://127.0.0.1:1', url: 'http://127.0.0.1:1' }))), ['accepted']);
  assert.equal(vendor.received[0].url, '/v1/datasets/feedback/ingest');
});

// Bodies.

test('100 events pass, 101 do not', async () => {
  const post = await relay(keepAll());
  const many = (/** @type {number} */ count) => Array.from({ length: count }, () => event());
  assert.equal((await post(many(100))).status, 200);
  const response = await post(many(101));
  assert.equal(response.status, 413);
  assert.equal((await response.json()).error.code, 'too_many_events');
});

test('an oversized stream is cut off without a Content-Length, and with one that lies', async () => {
  const { stored, store } = keepAll();
  const handler = createRelay({ store });
  let pulled = 0;
  const endless = () =>
    new ReadableStream({
      pull(controller) {
        pulled += 8192;
        controller.enqueue(new Uint8Array(8192).fill(32));
      },
    });
  for (const headers of [{}, { 'content-length': '10' }]) {
    pulled = 0;
    const request = new Request('https://relay.example/', /** @type {any} */ ({ method: 'POST', body: endless(), duplex: 'half', headers: { 'content-type': 'text/plain', ...headers } }));
    assert.equal((await handler(request)).status, 413);
    assert.ok(pulled <= 10 * 8192, `${pulled}`);
  }
  const declared = new Request('https://relay.example/', { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain', 'content-length': '65537' } });
  assert.equal((await handler(declared)).status, 413);
  assert.equal(stored.length, 0);
});

test('a body that trickles in is not waited for', async () => {
  const { url } = await relay({ ...keepAll(), bodyTimeout: 50 });
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  socket.write('POST / HTTP/1.1\r\nHost: relay.example\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"ev');
  await once(socket, 'close');
  assert.match(answer, /^HTTP\/1\.1 408 /);
  assert.match(answer, /connection: close/i);
});

test('a body that breaks off is answered or dropped, and the relay goes on', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store });
  const { hostname, port } = new URL(post.url);
  const socket = connect(Number(port), hostname);
  socket.write('POST / HTTP/1.1\r\nHost: r\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"events":[');
  await once(socket, 'connect');
  socket.destroy();
  assert.equal((await post([event()])).status, 200);
  assert.equal(stored.length, 1);
});

test('what is no JSON of ours is refused: invalid UTF-8, lone surrogates, NaN, deep nesting, two roots', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store });
  const raw = (/** @type {Uint8Array | string} */ body) => post(undefined, { body: /** @type {any} */ (body) });
  const text = JSON.stringify({ events: [event({ message: 'X' })] });
  const bytes = new TextEncoder().encode(text);
  bytes[bytes.indexOf(88)] = 0xff;
  const nested = (/** @type {number} */ levels) => '['.repeat(levels) + ']'.repeat(levels);
  for (const body of [
    bytes,
    '',
    'null',
    '[]',
    '{"events":[]}',
    '{"events":{}}',
    text + text,
    text.replace('"X"', 'NaN'),
    text.replace('X', '\\ud800'),
    text.slice(0, -1),
    `{"x":${nested(30_000)},"events":[]}`,
    '{"__proto__":{"events":[]}}',
    nested(30_000),
  ]) {
    const response = await raw(body);
    assert.equal(response.status, 400, `${body}`.slice(0, 60));
    assert.equal((await response.json()).error.code, 'invalid_json');
  }
  assert.equal(stored.length, 0);
});

test('__proto__ and constructor are no keys, at any depth; the rest of the batch passes', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store });
  const evil = (/** @type {string} */ member) => JSON.stringify(event()).replace(/}$/, `,${member}}`);
  const body = [evil('"__proto__":{"admin":true}'), evil('"metadata":{"a":{"constructor":{"prototype":{"x":1}}}}'), evil('"unknown":{"\\u005f_proto__":1}'), JSON.stringify(event())];
  const response = await post(`{"events":[${body.join()}]}`);
  const answered = await items(response);
  assert.deepEqual(answered.map((/** @type {any} */ { outcome }) => outcome), ['rejected', 'rejected', 'rejected', 'accepted']);
  assert.equal(answered[0].code, 'forbidden_key');
  assert.equal(/** @type {any} */ ({}).admin, undefined);
  assert.equal(stored.length, 1);
});

test('only what the schema knows goes on, with the values that it knows', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store });
  const sent = event({ source: 'expert', score: 1, verified: true, firstTime: 1, claimedTime: 1, links: { traceId: TRACE, admin: 'yes' }, value: 1, time: 0 });
  const bad = [event({ value: 2 }), event({ kind: 'number', value: 'x' }), event({ name: '<script>' }), event({ id: 'x' }), event({ seq: -1 }), event({ seq: 2 ** 60 }), event({ links: {} })];
  assert.deepEqual(await outcomes(await post([sent, ...bad])), ['accepted', ...bad.map(() => 'rejected')]);
  const [kept] = stored;
  assert.deepEqual(Object.keys(kept).sort(), ['claimedTime', 'firstTime', 'id', 'key', 'kind', 'links', 'name', 'seq', 'time', 'v', 'value', 'verified']);
  assert.deepEqual(kept.links, { traceId: TRACE });
  assert.equal(kept.verified, false);
  assert.equal(kept.claimedTime, 0, 'the original is kept apart');
  assert.ok(kept.time > NOW - 8 * 86_400_000);
});

test('personal data that a hostile client lets through is masked here', async () => {
  const post = await relay({ destination: vendor.destination });
  const text = 'jane.doe@example.org or 4111 1111 1111 1111';
  await post([event({ message: text, metadata: { [text]: [text, { x: text }] }, links: { traceId: TRACE, userId: 'jane.doe@example.org', step: text } })]);
  assert.doesNotMatch(vendor.received[0].text, /jane|4111/);
});

// Who may post.

test('GET, HEAD, PUT and DELETE change nothing', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store });
  for (const method of ['GET', 'HEAD']) assert.equal((await post(undefined, { method, body: undefined })).status, 405);
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    const response = await post([event()], { method });
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'POST, OPTIONS');
  }
  assert.equal(stored.length, 0);
});

test('no origin is allowed by half, and none with credentials', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store, origins: [PAGE] });
  for (const origin of ['null', '*', `${PAGE}/`, `${PAGE}:443`, `${PAGE}.evil.example`, 'https://evil.example', 'http://app.example', PAGE.toUpperCase(), `${PAGE}, https://evil.example`, 'https://sub.app.example']) {
    const response = await post([event()], { headers: { 'content-type': 'application/json', origin, 'sec-fetch-site': 'cross-site' } });
    assert.equal(response.status, 403, origin);
    assert.equal(response.headers.get('access-control-allow-origin'), null);
    assert.equal(response.headers.get('access-control-allow-credentials'), null);
    assert.equal(response.headers.get('vary'), 'Origin');
  }
  assert.equal(stored.length, 0);
});

test('hostile headers do no more than fail', async () => {
  const { url } = await relay(keepAll());
  const { hostname, port } = new URL(url);
  const body = JSON.stringify({ events: [event()] });
  const raw = async (/** @type {string} */ head) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('error', () => {});
    socket.write(head);
    await once(socket, 'close');
    return Number(answer.split(' ')[1]);
  };
  const end = `Content-Length: ${body.length}\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n${body}`;
  assert.equal(await raw(`POST / HTTP/1.1\r\nHost: r\r\n${end}`), 200);
  assert.equal(await raw(`POST //evil.example/x HTTP/1.1\r\nHost: r\r\n${end}`), 200);
  assert.equal(await raw(`POST / HTTP/1.1\r\nHost: r evil\r\n${end}`), 400);
  assert.equal(await raw(`POST / HTTP/1.1\r\nHost: r\r\nTransfer-Encoding: chunked\r\n${end}`), 400, 'two lengths');
  assert.equal(await raw(`POST / HTTP/1.1\r\nHost: r\r\nOrigin: ${'x'.repeat(10_000)}\r\n${end}`), 403);
  assert.equal(await raw(`POST / HTTP/1.1\r\nHost: r\r\nX: ${'x'.repeat(40_000)}\r\n${end}`), 431);
});

// Limits and the switch.

test('too many of an address are sent away with a time to come again, whatever they claim to be', async () => {
  const { stored, store } = keepAll();
  const post = await relay({ store, limits: { address: { burst: 2, perSecond: 0.1 } } });
  const as = (/** @type {string} */ forwarded) => ({ headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded } });
  assert.equal((await post([event()], as('203.0.113.1'))).status, 200);
  assert.equal((await post([event()], as('203.0.113.2'))).status, 200);
  const response = await post([event()], as('203.0.113.3'));
  assert.equal(response.status, 429);
  assert.equal((await response.json()).error.code, 'rate_limited');
  assert.ok(Number(response.headers.get('retry-after')) >= 1);
  assert.equal(stored.length, 2);

  const proxied = await relay({ store, trustedHops: 1, limits: { address: { burst: 1, perSecond: 0.1 } } });
  assert.equal((await proxied([event()], as('203.0.113.1'))).status, 200);
  assert.equal((await proxied([event()], as('203.0.113.2'))).status, 200);
  assert.equal((await proxied([event()], as('203.0.113.9, 203.0.113.2'))).status, 429, 'the left part is the client’s');
});

test('a sender and an answer have limits of their own', async () => {
  const slow = { burst: 2, perSecond: 0.1 };
  const [ada, eve] = [await mint(), await mint(undefined, { subject: 'eve' })];
  for (const kind of /** @type {const} */ (['subject', 'token'])) {
    const post = await relay({ ...keepAll(), linkSecrets, limits: { [kind]: slow } });
    const signal = (/** @type {any} */ links) => vote(links, { kind: 'signal', name: 'copy', value: undefined });
    assert.deepEqual(await outcomes(await post([signal(ada), signal(ada)])), ['accepted', 'accepted']);
    const response = await post([signal(ada), signal(eve)]);
    assert.equal(response.status, 200, kind);
    assert.ok(Number(response.headers.get('retry-after')) >= 1);
    assert.deepEqual(await outcomes(response), ['retry', 'accepted'], kind);
    assert.equal((await post([signal(ada)])).status, 429, kind);
  }
});

test('the whole relay has a limit, and a limiter that fails does not stop feedback', async () => {
  const limits = { all: { burst: 1, perSecond: 0.1 } };
  const post = await relay({ ...keepAll(), limits });
  assert.equal((await post([event()])).status, 200);
  assert.equal((await post([event()])).status, 429);
  /** @type {any[]} */
  const told = [];
  const failing = await relay({ ...keepAll(), limiter: { take: () => Promise.reject(new Error('no connection')) }, onError: (error) => told.push(error) });
  assert.equal((await failing([event()])).status, 200);
  assert.equal(told[0].code, 'store_unavailable');
});

test('switched off, it refuses before it reads, and the page may read why', async () => {
  const { stored, store } = keepAll();
  let enabled = false;
  const post = await relay({ store, enabled: async () => enabled });
  const response = await post([event()]);
  assert.equal(response.status, 403);
  assert.equal((await response.json()).error.code, 'disabled');
  assert.equal(response.headers.get('access-control-allow-origin'), PAGE);
  let pulled = false;
  const body = new ReadableStream({ pull: () => void (pulled = true) }, { highWaterMark: 0 });
  const off = createRelay({ store, enabled: false });
  assert.equal((await off(new Request('https://r.example/', /** @type {any} */ ({ method: 'POST', body, duplex: 'half', headers: { 'content-type': 'text/plain' } })))).status, 403);
  assert.equal(pulled, false);
  enabled = true;
  assert.equal((await post([event()])).status, 200);
  assert.equal(stored.length, 1);
});

test('an error of the host’s own functions names no key', async () => {
  /** @type {any[]} */
  const told = [];
  const post = await relay({
    store: () => Promise.reject(new Error(`connect with ${TOKEN} failed`)),
    destination: vendor.destination,
    linkSecrets,
    onError: (error) => {
      told.push(error);
      throw new Error(SECRET);
    },
  });
  const response = await post([event()]);
  assert.equal(response.status, 503);
  assert.doesNotMatch(await response.text(), /xaat|connect/);
  assert.match(told[0].message, /\[key\]/);
  const off = await relay({ ...keepAll(), enabled: () => Promise.reject(new Error(TOKEN)) });
  const refused = await off([event()]);
  assert.equal(refused.status, 503);
  assert.doesNotMatch(await refused.text(), /xaat/);
});

test('a listener that gets what is no request of ours says so and lives', async () => {
  const { toNodeListener } = await import('../../js/relay.js');
  const url = await serve(toNodeListener(() => Promise.reject(new Error(TOKEN))));
  const response = await fetch(url, { method: 'POST', body: 'x' });
  assert.equal(response.status, 400);
  assert.doesNotMatch(await response.text(), /xaat/);
});
