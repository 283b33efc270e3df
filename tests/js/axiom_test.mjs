/** The vendor's own client and ours against one server: what arrives is compared field by field. */
import * as vendor from 'axiom/ai/feedback';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, afterEach, test } from 'node:test';
import * as ours from '../../js/axiom.js';

const links = { traceId: '0af7651916cd43dd8448eb211c80319c', capability: 'support-agent' };
const all = { ...links, step: 'respond', spanId: 'b7ad6b7169203331', conversationId: 'conversation-7', userId: 'user-42' };

/** @type {{url: string, authorization: string, type: string, body: any}[]} */
const received = [];
/** @type {{status: number, body: string, headers?: Record<string, string>}} */
let reply = { status: 200, body: '{"ingested":1,"failed":0,"failures":[]}' };
const server = createServer(async (incoming, outgoing) => {
  let body = '';
  for await (const chunk of incoming) body += chunk;
  const { authorization = '', 'content-type': type = '' } = incoming.headers;
  received.push({ url: incoming.url ?? '', authorization, type, body: JSON.parse(body) });
  outgoing.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const address = `127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
const config = { token: 'xaat-test', dataset: 'feedback', url: `http://${address}` };
after(() => (server.closeAllConnections(), server.close()));

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
  received.length = 0;
  reply = { status: 200, body: '{"ingested":1,"failed":0,"failures":[]}' };
});

const common = { name: 'response-quality', message: 'Quite good, thank you', metadata: { page: 3, tags: ['a', 'b'], nested: { deep: null } } };
const inputs = /** @type {[string, (feedback: any) => any][]} */ ([
  ['thumb up', (f) => f.thumb({ ...common, value: 'up' })],
  ['thumb down', (f) => f.thumb({ name: 'x', value: 'down' })],
  ['thumbUp', (f) => f.thumbUp(common)],
  ['thumbDown', (f) => f.thumbDown({ name: 'x' })],
  ['number', (f) => f.number({ ...common, value: 4.25 })],
  ['number zero', (f) => f.number({ name: 'x', value: 0 })],
  ['number negative', (f) => f.number({ name: 'x', value: -1e-7 })],
  ['bool', (f) => f.bool({ ...common, value: true })],
  ['bool false', (f) => f.bool({ name: 'x', value: false })],
  ['text', (f) => f.text({ ...common, value: 'wörds "quoted" \\ \n 😀' })],
  ['enum', (f) => f.enum({ ...common, value: 'too_long' })],
  ['signal', (f) => f.signal(common)],
  ['signal, bare', (f) => f.signal({ name: 'copied' })],
]);

for (const [name, build] of inputs) {
  test(`the same input object, and the same request: ${name}`, async () => {
    assert.deepEqual(build(ours.Feedback), build(vendor.Feedback));
    for (const target of [links, all]) {
      received.length = 0;
      for (const { createFeedbackClient, Feedback } of [vendor, ours]) {
        await createFeedbackClient(config, { onError: assert.ifError }).sendFeedback(target, build(Feedback));
      }
      assert.equal(received.length, 2);
      const [{ id: theirId, ...theirs }, { id: ourId, ...mine }] = received.map(({ body }) => body);
      assert.deepEqual(mine, theirs);
      assert.match(theirId, /^[0-9a-f-]{36}$/);
      assert.match(ourId, /^[0-9a-f-]{36}$/);
      const [head, ourHead] = received.map(({ body: _, ...rest }) => rest);
      assert.deepEqual(ourHead, head);
    }
  });
}

test('the same addresses', async () => {
  const configs = [
    { url: 'https://api.axiom.co' },
    {},
    { edgeUrl: 'https://us-east-1.aws.edge.axiom.co', url: 'https://elsewhere.example' },
    { url: 'https://eu-central-1.aws.edge.axiom.co' },
  ];
  for (const change of configs) {
    /** @type {string[]} */
    const urls = [];
    globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ url) => (urls.push(`${url}`), { ok: true }));
    for (const { createFeedbackClient, Feedback } of [vendor, ours]) {
      await createFeedbackClient({ token: 't', dataset: 'd', ...change }).sendFeedback(links, Feedback.thumbUp({ name: 'x' }));
    }
    assert.equal(urls.length, 2);
    assert.equal(urls[1], urls[0]);
  }
});

test('leaves in the tick of the call, as one string, and takes a response that is just ok', async () => {
  /** @type {any[]} */
  const calls = [];
  globalThis.fetch = /** @type {any} */ (async (/** @type {any[]} */ ...call) => (calls.push(call), { ok: true }));
  const { sendFeedback } = ours.createFeedbackClient(config, { onError: assert.ifError });
  const sent = [sendFeedback(links, ours.Feedback.thumbUp({ name: 'x' })), sendFeedback(links, ours.Feedback.thumbDown({ name: 'x' })), sendFeedback(links, ours.Feedback.signal({ name: 'x' }))];
  assert.equal(calls.length, 3, 'two votes on one trace and a signal, each at once');
  for (const [, { method, body }] of calls) {
    assert.equal(method, 'POST');
    assert.equal(typeof body, 'string');
    assert.equal('_time' in JSON.parse(body), false);
  }
  await Promise.all(sent);
});

test('an HTTP failure is told once, with the same words and context', async () => {
  for (const [status, body] of /** @type {const} */ ([[400, '{"message":"bad"}'], [401, 'no'], [403, ''], [404, 'x'], [430, 'used up'], [500, 'oops']])) {
    reply = { status, body };
    const feedback = ours.Feedback.thumbUp({ name: 'x' });
    /** @type {any[][]} */
    const told = [[], []];
    for (const [i, { createFeedbackClient }] of [vendor, ours].entries()) {
      await createFeedbackClient(config, { onError: (...words) => told[i].push(words) }).sendFeedback(links, feedback);
    }
    assert.equal(told[1].length, 1, `${status}`);
    assert.equal(told[1][0][0].message, told[0][0][0].message);
    assert.ok(told[1][0][0] instanceof Error);
    assert.equal(told[1][0][1].links, links);
    assert.equal(told[1][0][1].feedback, feedback);
  }
});

test('a network failure is what fetch threw', async () => {
  const cause = new TypeError('fetch failed');
  globalThis.fetch = async () => {
    throw cause;
  };
  /** @type {any[]} */
  const told = [];
  await ours.createFeedbackClient(config, { onError: (error) => told.push(error) }).sendFeedback(links, ours.Feedback.thumbUp({ name: 'x' }));
  assert.deepEqual(told, [cause]);
});

test('what Axiom says it did not ingest is an error, though its status is 200', async () => {
  reply = { status: 200, body: '{"ingested":0,"failed":1,"failures":[{"timestamp":"","error":"too many fields"}]}' };
  /** @type {any[]} */
  const told = [];
  await ours.createFeedbackClient(config, { onError: (error) => told.push(error.message) }).sendFeedback(links, ours.Feedback.thumbUp({ name: 'x' }));
  assert.equal(told.length, 1);
  assert.match(told[0], /^Failed to send feedback to Axiom: 200 .*too many fields/);
});

/** Events of a name, one after the other; the queue sends several in one request. @param {string} name */
const arrived = (name) => received.flatMap(({ body }) => body).filter((event) => event.name === name);
/** @param {string} name @param {number} count */
const arrival = async (name, count) => {
  for (let waited = 0; arrived(name).length < count && waited < 5000; waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
  return arrived(name);
};

test('what failed for a reason that may pass goes on in the queue: under the same id, told once, none in place of another', async () => {
  reply = { status: 429, body: '' };
  let told = 0;
  // A client whose queue nobody else has brought to a pause.
  const { sendFeedback } = ours.createFeedbackClient({ ...config, dataset: 'queued' }, { onError: () => told++ });
  const votes = [ours.Feedback.thumbUp({ name: 'again' }), ours.Feedback.thumbDown({ name: 'again' }), ours.Feedback.text({ name: 'again', value: 'I am jane.doe@example.org' })];
  await Promise.all(votes.map((vote) => sendFeedback(links, vote)));
  assert.equal(told, 3);
  const first = arrived('again');
  assert.equal(first.length, 3);
  received.length = 0;
  reply = { status: 200, body: '{}' };
  const again = await arrival('again', 3);
  assert.deepEqual(new Set(again.map(({ id }) => id)), new Set(first.map(({ id }) => id)));
  assert.deepEqual(again.map(({ value }) => value).sort(), [-1, 1, 'I am [EMAIL]']);
  for (const { links: target } of again) assert.deepEqual(target, { trace_id: links.traceId, capability: links.capability });
  assert.equal(told, 3);
});

test('what waits keeps no process alive', async () => {
  const script = `
    import { createFeedbackClient, Feedback } from ${JSON.stringify(new URL('../../js/axiom.js', import.meta.url))};
    const { sendFeedback } = createFeedbackClient(${JSON.stringify(config)}, { onError: ({ message }) => console.log(message) });
    await sendFeedback(${JSON.stringify(links)}, Feedback.thumbUp({ name: 'x' }));`;
  reply = { status: 503, body: '', headers: { 'retry-after': '3000' } };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { timeout: 30_000 });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
  assert.match(output, /^Failed to send feedback to Axiom: 503/);
});

test('personal data is masked', async () => {
  await ours.createFeedbackClient(config).sendFeedback(links, ours.Feedback.thumbDown({ name: 'x', message: 'I am jane.doe@example.org' }));
  assert.equal(received[0].body.message, 'I am [EMAIL]');
});

test('a missing token or dataset is said once, and nothing is sent', async () => {
  for (const change of [{ token: '' }, { dataset: '' }, { token: '', dataset: '' }]) {
    /** @type {any[][]} */
    const logged = [[], []];
    const { error } = console;
    for (const [i, { createFeedbackClient, Feedback }] of [vendor, ours].entries()) {
      console.error = (...words) => logged[i].push(words);
      const { sendFeedback } = createFeedbackClient({ ...config, ...change });
      await sendFeedback(links, Feedback.thumbUp({ name: 'x' }));
    }
    console.error = error;
    assert.deepEqual(logged[1], logged[0]);
    assert.equal(received.length, 0);
  }
});

test('an address without a scheme is taken as https; an empty one sends the token nowhere', async () => {
  /** @type {string[]} */
  const urls = [];
  globalThis.fetch = /** @type {any} */ (async (/** @type {string} */ url) => (urls.push(url), { ok: true }));
  await ours.createFeedbackClient({ ...config, url: 'api.axiom.co/' }).sendFeedback(links, ours.Feedback.thumbUp({ name: 'x' }));
  assert.deepEqual(urls, ['https://api.axiom.co/v1/datasets/feedback/ingest']);
  let told = 0;
  await ours.createFeedbackClient({ ...config, url: '' }, { onError: () => told++ }).sendFeedback(links, ours.Feedback.thumbUp({ name: 'x' }));
  assert.deepEqual([urls.length, told], [1, 1]);
});

test('what cannot be sent is told, and never thrown', async () => {
  const cycle = /** @type {any} */ ({});
  cycle.self = cycle;
  for (const feedback of [ours.Feedback.number({ name: 'x', value: NaN }), ours.Feedback.thumbUp({ name: 'x', metadata: cycle }), null]) {
    let told = 0;
    const throwing = { onError: () => (told++, assert.fail('the host’s own matter')) };
    await ours.createFeedbackClient(config, throwing).sendFeedback(links, /** @type {any} */ (feedback));
    assert.equal(told, 1);
  }
  assert.equal(received.length, 0);
});
