import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createClient, Feedback } from '../../js/index.js';
import { acceptAll, startServer } from './server.mjs';

const TRACE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

const closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A client of a real server, in memory. */
async function connect(answer = acceptAll, options = {}) {
  const server = await startServer(answer);
  const errors = [];
  const updates = [];
  const client = createClient({
    destination: { type: 'relay', url: server.url },
    persist: false,
    onError: (error) => errors.push(error),
    onReceipt: (update) => updates.push(update),
    ...options,
  });
  closing.push(async () => {
    server.close();
    await client.close();
  });
  const events = () => server.received.flatMap(({ body }) => JSON.parse(body).events);
  return { client, server, errors, updates, events };
}

test('calls from before the core are sent in order, each with its own time', async () => {
  const { client, events } = await connect();
  const start = Date.now();
  const first = client.thumb(TRACE, 'up');
  assert.equal(client.status().pending, 1);
  await new Promise((resolve) => setTimeout(resolve, 0));
  const second = client.send(TRACE, Feedback.number({ name: 'stars', value: 4 }));
  const third = client.signal(TRACE, 'copy');
  const status = await client.flush();
  assert.deepEqual(status, { pending: 0, accepted: 3, delivered: 3, waiting: 0, rejected: 0, dropped: 0, reasons: {}, destinations: [{ name: 'relay', waiting: 0, state: 'healthy' }] });
  assert.deepEqual(events().map(({ kind, name, value }) => [kind, name, value]), [
    ['thumb', 'thumbs', 1],
    ['number', 'stars', 4],
    ['signal', 'copy', undefined],
  ]);
  const times = events().map(({ time }) => time);
  assert.ok(times[0] >= start && times[0] <= times[1] && times[2] <= Date.now());
  const ids = events().map(({ id }) => id);
  for (const [index, receipt] of [first, second, third].entries()) {
    const accepted = await receipt.accepted;
    assert.equal(accepted.ok, true);
    assert.equal(accepted.id, ids[index]);
    assert.equal((await receipt.settled).state, 'delivered');
  }
});

test('a thumb needs no flush, and votes of one tick share a request', async () => {
  const { client, server } = await connect();
  await client.warmUp();
  const receipts = [client.thumb(TRACE, 'up'), client.thumb({ traceId: 'another' }, 'down')];
  await Promise.all(receipts.map(({ settled }) => settled));
  assert.equal(server.received.length, 1);
});

test('the message is masked, and the receipt says with what', async () => {
  const { client, server } = await connect();
  const receipt = client.thumb(TRACE, 'down', { message: 'ask ada@example.com, \ud800 4111 1111 1111 1111', metadata: { by: 'ada@example.com' } });
  assert.equal((await receipt.accepted).message, 'ask [EMAIL], \ufffd [CREDIT_CARD]');
  await receipt.settled;
  assert.doesNotMatch(server.received[0].body, /ada@|4111/);
});

test('links: those of the event before those of the client; undefined is not given', async () => {
  const { client, events } = await connect(acceptAll, { links: { sessionId: 's', traceId: 'of-client', capability: 'support' } });
  await client.thumb({ traceId: 'of-event', sessionId: undefined, stranger: 'x' }, 'up').settled;
  assert.deepEqual(events()[0].links, { traceId: 'of-event', sessionId: 's', capability: 'support' });
});

test('a vote, its change and its retraction have one key and growing seq', async () => {
  const { client } = await connect();
  const receipts = [client.thumb(TRACE, 'up'), client.thumb(TRACE, 'down'), client.retract(TRACE)];
  const [up, down, retraction] = await Promise.all(receipts.map(({ accepted }) => accepted));
  assert.equal(up.key, down.key);
  assert.equal(up.key, retraction.key);
  assert.ok(up.seq < down.seq && down.seq < retraction.seq);
});

test('500, then fine: the same id again, delivered', async () => {
  const { client, events, updates } = await connect((request, response) => {
    if (request.index === 0) response.writeHead(500).end();
    else acceptAll(request, response);
  });
  const { settled } = client.thumb(TRACE, 'up');
  assert.equal((await settled).state, 'delivered');
  const ids = events().map(({ id }) => id);
  assert.equal(ids.length, 2);
  assert.equal(ids[0], ids[1]);
  assert.ok(updates.some(({ state, in: delay }) => state === 'waiting' && delay >= 0));
});

const cyclic = {};
cyclic.self = cyclic;
const hostile = {
  get any() {
    throw new Error('hostile');
  },
};
for (const [name, code, call] of [
  ['a cycle', 'not_serialisable', (client) => client.thumb(TRACE, 'up', { metadata: cyclic })],
  ['a BigInt', 'not_serialisable', (client) => client.thumb(TRACE, 'up', { metadata: { n: 1n } })],
  ['a throwing getter', 'not_serialisable', (client) => client.thumb(TRACE, 'up', { metadata: hostile })],
  ['a throwing toJSON', 'not_serialisable', (client) => client.thumb(TRACE, 'up', { metadata: { toJSON: () => hostile.any } })],
  ['throwing details', 'not_serialisable', (client) => client.thumb(TRACE, 'up', Object.create(null, { name: { enumerable: true, get: () => hostile.any } }))],
  ['throwing links', 'not_serialisable', (client) => client.thumb(Object.create(null, { traceId: { get: () => hostile.any } }), 'up')],
  ['a function as metadata', 'metadata_not_object', (client) => client.thumb(TRACE, 'up', { metadata: () => {} })],
  ['a list as metadata', 'metadata_not_object', (client) => client.thumb(TRACE, 'up', { metadata: [1] })],
  ['metadata of 2 MB', 'metadata_too_large', (client) => client.thumb(TRACE, 'up', { metadata: { text: 'x'.repeat(2 << 20) } })],
  ['metadata of 8 MB', 'metadata_too_large', (client) => client.thumb(TRACE, 'up', { metadata: { text: 'x'.repeat(8 << 20) } })],
  ['a comment of 1 MB', 'text_too_long', (client) => client.thumb(TRACE, 'up', { message: 'x'.repeat(1 << 20) })],
  ['a comment of 8 MB', 'text_too_long', (client) => client.thumb(TRACE, 'up', { message: 'x'.repeat(8 << 20) })],
  ['NaN', 'invalid_value', (client) => client.send(TRACE, Feedback.number({ name: 'stars', value: NaN }))],
  ['an empty name', 'invalid_name', (client) => client.send(TRACE, Feedback.bool({ name: '', value: true }))],
  ['no name', 'invalid_name', (client) => client.send(TRACE, Feedback.thumbUp({}))],
  ['an unknown kind', 'unknown_kind', (client) => client.send(TRACE, { kind: 'stars', name: 'stars', value: 1 })],
  ['no target', 'no_target', (client) => client.thumb({}, 'up')],
  ['null for a target', 'no_target', (client) => client.thumb(null, 'up')],
  ['a malformed id', 'invalid_link', (client) => client.thumb({ traceId: 'ü' }, 'up')],
]) {
  test(`refused by name: ${name}`, async () => {
    const { client, errors, server } = await connect();
    const receipt = call(client);
    const accepted = await receipt.accepted;
    assert.equal(accepted.ok, false);
    assert.equal(accepted.error.code, code);
    assert.equal((await receipt.settled).state, 'rejected');
    assert.deepEqual(errors.map((error) => error.code), [code]);
    assert.ok(errors[0].message.length > 10);
    // The next one is not held up.
    assert.equal((await client.thumb(TRACE, 'up').settled).state, 'delivered');
    assert.equal(server.received.length, 1);
  });
}

for (const [name, code, options] of [
  ['none', 'no_destination', undefined],
  ['null', 'no_destination', null],
  ['an empty relay address', 'destination_url', { destination: { type: 'relay', url: '' } }],
  ['no token', 'destination_token', { destination: { type: 'axiom', url: 'https://api.axiom.co', dataset: 'd' } }],
  ['an unknown type', 'unknown_destination', { destination: { type: 'pigeon' } }],
]) {
  test(`options that make no sense: ${name}`, async (t) => {
    const warn = t.mock.method(console, 'warn', () => {});
    const client = createClient(options);
    const receipts = [client.thumb(TRACE, 'up'), client.thumb(TRACE, 'down')];
    for (const { accepted, settled } of receipts) {
      assert.equal((await accepted).error?.code, code);
      assert.equal((await settled).state, 'rejected');
    }
    assert.equal(warn.mock.callCount(), 1, 'told once');
    await client.close();
  });
}

test('callbacks that throw or reject are the own matter of the page', async () => {
  const boom = () => {
    throw new Error('boom');
  };
  const { client } = await connect(acceptAll, { onError: boom, onReceipt: async () => boom() });
  assert.equal((await client.thumb({}, 'up').accepted).ok, false);
  assert.equal((await client.thumb(TRACE, 'up').settled).state, 'delivered');
});

test('a callback may call back in', async () => {
  let again = 0;
  const { client, events } = await connect(acceptAll, {
    onReceipt: ({ state }) => {
      if (state === 'delivered' && again++ === 0) client.thumb({ traceId: 'second' }, 'up');
    },
  });
  await client.thumb(TRACE, 'up').settled;
  await client.flush();
  assert.deepEqual(events().map(({ links }) => links.traceId), [TRACE.traceId, 'second']);
});

test('the status says why events were refused, and how each destination does', async () => {
  const refuse = (/** @type {any} */ { body }, /** @type {any} */ response) => {
    const items = JSON.parse(body).events.map((/** @type {any} */ { id }) => ({ id, outcome: 'rejected', code: 'link_token' }));
    response.end(JSON.stringify({ items }));
  };
  const { client } = await connect(refuse);
  assert.deepEqual([client.status().reasons, client.status().destinations], [{}, []], 'before the core is there');
  await client.thumb(TRACE, 'up').settled;
  const other = client.thumb({ ...TRACE, spanId: 'no id, but words' }, 'up');
  assert.equal((await other.settled).code, 'invalid_link');
  const { accepted, rejected, reasons, destinations } = client.status();
  assert.deepEqual([accepted, rejected, reasons], [1, 1, { link_token: 1 }], 'what was never accepted is in no account');
  assert.deepEqual(destinations, [{ name: 'relay', waiting: 0, state: 'healthy' }]);

  const away = await connect((_, response) => response.writeHead(503, { 'retry-after': '60' }).end('<html>'));
  away.client.thumb(TRACE, 'up');
  const { waiting, destinations: [lane] } = await away.client.flush();
  assert.equal(waiting, 1);
  assert.deepEqual([lane.waiting, lane.state, lane.code], [1, 'backing_off', 'server_error']);
  assert.ok(lane.in && lane.in > 50_000, `${lane.in}`);
});

test('close sends what there is, then refuses', async () => {
  const { client, events, errors } = await connect();
  client.signal(TRACE, 'copy');
  assert.equal((await client.close()).delivered, 1);
  assert.equal(events().length, 1);
  const { accepted } = client.thumb(TRACE, 'up');
  assert.equal((await accepted).error.code, 'closed');
  assert.deepEqual(errors.map(({ code }) => code), ['closed']);
});

test('a policy masks what is sent and what is previewed, and its report travels with the event', async () => {
  const redaction = {
    policies: /** @type {const} */ ('partial'),
    fields: { 'metadata.ticket': /** @type {const} */ ('allow') },
    terms: [{ type: 'PROJECT', values: ['Blue Whale'] }],
  };
  const { client, events } = await connect(acceptAll, { redaction });
  const message = 'jane@example.com of blue whale';
  const masked = '[EMAIL:example.com] of [PROJECT]';
  const preview = await client.preview(message);
  assert.equal(preview.text, masked);
  assert.deepEqual(preview.spans.map(({ type, start }) => [type, start]), [['EMAIL', 0], ['PROJECT', 20]]);
  client.thumb(TRACE, 'down', { message, metadata: { ticket: 'a@b.example', other: 'a@b.example' } });
  await client.flush();
  const [event] = events();
  assert.equal(event.message, masked);
  assert.deepEqual(event.metadata, { ticket: 'a@b.example', other: '[EMAIL:b.example]' });
  assert.deepEqual(event.pii, { EMAIL: 2, PROJECT: 1 });
});

test('redaction options that are not understood refuse every event, in a sentence', async () => {
  const { client, errors } = await connect(acceptAll, { redaction: { policies: { EMIAL: 'drop' } } });
  const accepted = await client.thumb(TRACE, 'up').accepted;
  assert.equal(accepted.ok, false);
  assert.deepEqual([errors[0].code, errors[0].message], ['invalid_options', 'redaction.policies.EMIAL: no such kind, and no term or pattern of that type']);
  assert.deepEqual(await client.preview('jane@example.com'), { text: '', spans: [], report: {} });
});

test('a preview masks as the client does', async () => {
  const { client } = await connect();
  const text = '😀 write to ada@example.com';
  const preview = await client.preview(text);
  assert.equal(preview.text, '😀 write to [EMAIL]');
  assert.deepEqual(preview.report, { EMAIL: 1 });
  const [{ type, start, end }] = preview.spans;
  assert.equal(type, 'EMAIL');
  assert.equal(text.slice(start, end), 'ada@example.com');
});

test('a signal waits for company', async () => {
  const { client, server } = await connect(acceptAll, { batchDelay: 150 });
  await client.warmUp();
  const first = client.signal(TRACE, 'copy');
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(server.received.length, 0);
  client.signal(TRACE, 'copy');
  await first.settled;
  assert.equal(server.received.length, 1);
  assert.equal(JSON.parse(server.received[0].body).events.length, 2);
});

test('ten thousand in a loop do not hold the caller up, and keep their order', async () => {
  const { client, events } = await connect();
  await client.warmUp();
  for (let n = 0; n < 10_000; ++n) client.signal({ traceId: `t${n}` }, 'copy');
  assert.equal(client.status().pending, 10_000, 'the loop itself hands nothing over');
  const status = await client.flush();
  assert.deepEqual([status.accepted, status.delivered], [10_000, 10_000]);
  // Requests overtake each other; seq does not.
  const inOrder = events().sort((a, b) => a.seq - b.seq);
  assert.deepEqual(inOrder.map(({ links }) => links.traceId), Array.from({ length: 10_000 }, (_, n) => `t${n}`));
});

test('a call that a callback makes while others are taken gets its turn', async () => {
  const { client, events } = await connect(acceptAll, {
    onError({ code }) {
      if (code !== 'invalid_link') return;
      client.purge();
      client.signal(TRACE, 'copy');
    },
  });
  await client.warmUp();
  client.signal({ traceId: ' ' }, 'copy');
  client.signal(TRACE, 'purged');
  await client.flush();
  assert.deepEqual(events().map(({ name }) => name), ['copy']);
});

test('beforeSend sees each event with its links, and what it gives back is checked and masked like any other', async () => {
  const seen = [];
  const { client, events } = await connect(acceptAll, {
    links: { sessionId: 's-1' },
    beforeSend(event) {
      seen.push(structuredClone(event));
      return { ...event, message: event.message?.replace('hello', 'ask ada@example.com'), metadata: { tier: 'gold' } };
    },
  });
  client.thumb(TRACE, 'up', { message: 'hello' });
  client.retract({ traceId: TRACE.traceId });
  await client.flush();
  assert.deepEqual(seen.map(({ kind, name, value, message, links }) => [kind, name, value, message, links.traceId, links.sessionId]), [
    ['thumb', 'thumbs', 'up', 'hello', TRACE.traceId, 's-1'],
    ['retraction', 'thumbs', undefined, undefined, TRACE.traceId, 's-1'],
  ]);
  const [vote] = events();
  assert.deepEqual([vote.message, vote.metadata, vote.links.sessionId], ['ask [EMAIL]', { tier: 'gold' }, 's-1']);
});

for (const [what, beforeSend, told] of [
  ['null', () => null, 0],
  ['an exception', () => { throw new Error('theirs'); }, 1],
  ['a promise', async (event) => event, 1],
  ['a promise that rejects', async () => { throw new Error('theirs'); }, 1],
  ['nothing', () => {}, 1],
  ['a word', () => 'yes', 1],
  ['no function', 'yes', 1],
]) {
  test(`beforeSend: ${what} drops the event, which its receipt says`, async () => {
    const { client, events, errors } = await connect(acceptAll, { beforeSend });
    const receipt = client.thumb(TRACE, 'up', { message: 'ada@example.com' });
    assert.equal((await receipt.accepted).error.code, 'hook');
    assert.deepEqual([(await receipt.settled).state, (await receipt.settled).code], ['dropped', 'hook']);
    await client.flush();
    assert.deepEqual(events(), []);
    assert.deepEqual(errors.map(({ code }) => code), Array(told).fill('hook'));
  });
}
