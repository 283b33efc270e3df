import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, beforeEach, test } from 'node:test';
import { init, sendFeedbackSignal, useOtis } from '../../js/otis.js';

const spanId = 'b7ad6b7169203331';

/** @type {any[]} */
const received = [];
const server = createServer(async (incoming, outgoing) => {
  let body = '';
  for await (const chunk of incoming) body += chunk;
  received.push(...[JSON.parse(body)].flat());
  outgoing.end('{"ingested":1,"failed":0,"failures":[]}');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
after(() => (server.closeAllConnections(), server.close()));

const initClient = () => init({ destination: { type: 'axiom', url, dataset: 'feedback', token: 'xaat-test' }, persist: false, batchDelay: 0, onError() {} });
const arrived = async (/** @type {number} */ count) => {
  for (let waited = 0; received.length < count && waited < 3000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
  return received.map(({ name, kind, value, message, links, metadata }) => ({ name, kind, value, message, spanId: links.span_id, metadata }));
};
beforeEach(() => (received.length = 0));

test('before init it says so, and does not throw', async () => {
  const { warn } = console;
  console.warn = () => {};
  const result = await sendFeedbackSignal(spanId, 'helpful');
  console.warn = warn;
  assert.equal(result.ok, false);
});

test('thumbs are votes on the span', async () => {
  initClient();
  const result = await sendFeedbackSignal(spanId, 'thumbs_down', { comment: 'ask jane.doe@example.org', metadata: { page: 1 } });
  assert.equal(result.ok, true);
  assert.equal(result.ok && result.comment, 'ask [EMAIL]');
  assert.deepEqual(await arrived(1), [
    { name: 'thumbs', kind: 'thumb', value: -1, message: 'ask [EMAIL]', spanId, metadata: { page: 1 } },
  ]);
});

test('an edit with the wanted answer is a correction', async () => {
  initClient();
  await sendFeedbackSignal(spanId, 'user_edit', { type: 'edit', expected: 'Paris' });
  const [{ name, value, metadata }] = await arrived(1);
  assert.deepEqual({ name, value, metadata }, { name: 'user_edit', value: 'Paris', metadata: { signalType: 'edit' } });
  assert.equal(received[0].feedspan.kind, 'correction');
});

test('scores are numbers of their own beside the signal', async () => {
  initClient();
  await sendFeedbackSignal(spanId, 'confused', { scores: { clarity: 0.25, tone: 1 } });
  const events = await arrived(3);
  assert.deepEqual(events.map(({ name, kind, value }) => [name, kind, value]).sort(), [
    ['clarity', 'number', 0.25],
    ['confused', 'signal', null],
    ['tone', 'number', 1],
  ]);
});

test('what the core refuses is told by name', async () => {
  initClient();
  const result = await sendFeedbackSignal('not a span id!', 'helpful');
  assert.equal(!result.ok && result.error.code, 'invalid_link');
});

test("the host's own function gets masked texts", async () => {
  /** @type {any[]} */
  const calls = [];
  init({ sendFeedbackSignal: (...call) => calls.push(call) });
  const result = await sendFeedbackSignal(spanId, 'thumbs_up', {
    comment: 'a@example.org and b@example.org',
    expected: 'call +44 20 7946 0958',
    scores: { clarity: 1 },
    userId: 'u',
  });
  assert.deepEqual(calls, [
    [spanId, 'thumbs_up', { comment: '[EMAIL_1] and [EMAIL_2]', expected: 'call [PHONE_1]', scores: { clarity: 1 }, userId: 'u' }],
  ]);
  assert.deepEqual(result, { ok: true, comment: '[EMAIL_1] and [EMAIL_2]' });
});

test("a host's function that fails is a result, not an exception", async () => {
  init({ sendFeedbackSignal: () => Promise.reject(new Error('offline')) });
  const result = await sendFeedbackSignal(spanId, 'helpful');
  assert.equal(!result.ok && result.error.code, 'rejected');
});

test('useOtis gives the same function in every render', () => {
  assert.equal(useOtis(), useOtis());
  assert.equal(useOtis().sendFeedbackSignal, sendFeedbackSignal);
});
