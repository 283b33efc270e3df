/** The page's client and the relay together: what one writes the other reads. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createClient } from '../../js/index.js';
import { isImpersonal } from '../../js/journal.js';
import { mintLinks } from '../../js/link-token.js';
import { voteKey } from '../../js/votes.js';
import { keepAll, relay, serve, TRACE } from './relay_stage.mjs';

const SECRET = 'a secret of at least thirty-two bytes';
const mint = (/** @type {any} */ options = {}) => mintLinks({ traceId: TRACE, capability: 'support' }, { secret: SECRET, subject: 'ada', ...options });

/** @param {Partial<import('../../js/relay').RelayOptions>} options */
async function pageOf(options) {
  /** @type {any[]} */
  const errors = [];
  /** @type {any[]} */
  const updates = [];
  const post = await relay({ linkSecrets: { secret: SECRET }, ...options });
  const client = createClient({ destination: { type: 'relay', url: post.url }, persist: false, onError: (error) => errors.push(error), onReceipt: (update) => updates.push(update) });
  return { client, errors, updates };
}

test('minted links, given to the client as they are, bring every kind of feedback through', async () => {
  const { stored, store } = keepAll();
  const { client, errors } = await pageOf({ store, requireToken: true });
  const links = await mint();
  client.thumb(links, 'up');
  client.send(links, { kind: 'correction', name: 'answer', value: 'Paris' });
  client.signal(links, 'copy');
  client.thumb(links, 'down', { message: 'mail jane.doe@example.org' });
  client.retract(links, 'rating');
  await client.flush();
  const status = await client.close();
  assert.deepEqual(errors, []);
  assert.equal(status.waiting, 0);
  assert.deepEqual(stored.map(({ kind }) => kind).sort(), ['correction', 'retraction', 'signal', 'thumb'], 'the first thumb was replaced before it left');
  assert.ok(stored.every(({ verified }) => verified));
  assert.equal(stored.find(({ kind }) => kind === 'thumb').message, 'mail [EMAIL]');
});

test('a refused token is a rejection with its reason, and the client goes on', async () => {
  const { stored, store } = keepAll();
  const { client, errors } = await pageOf({ store, requireToken: true });
  const refused = client.thumb(await mint({ secret: SECRET.toUpperCase() }), 'up');
  const outcome = await refused.settled;
  assert.deepEqual([outcome.state, outcome.code], ['rejected', 'link_token']);
  assert.match(outcome.message ?? '', /not signed by this server/);
  assert.equal((await client.thumb(await mint(), 'up').settled).state, 'delivered');
  assert.equal(errors.length, 1);
  assert.equal(stored.length, 1);
  await client.close();
});

test('a relay that is switched off silences the client, which says so once and keeps what it has', async () => {
  const { stored, store } = keepAll();
  let asked = 0;
  const { client, errors } = await pageOf({ store, enabled: () => (asked++, false) });
  for (let i = 0; i < 3; i++) {
    client.thumb({ traceId: `t${i}` }, 'up');
    await client.flush();
  }
  assert.equal(asked, 1, 'it is not asked again');
  assert.deepEqual(errors.map(({ code }) => code), ['disabled']);
  assert.equal(client.status().waiting, 3);
  assert.equal(stored.length, 0);
  await client.close();
});

test('a vote that is faster than its trace waits for it alone, while others flow; one whose trace never comes is told', async () => {
  const early = '7f22137a-6911-4ed3-bc36-110f1dde6b66';
  const late = '0193d3f0-8000-7000-8000-000000000001';
  const known = new Set([late]);
  /** @type {string[]} */
  const asked = [];
  const honeyhive = await serve((incoming, outgoing) => {
    const id = incoming.url?.split('/').pop() ?? '';
    asked.push(id);
    outgoing.writeHead(known.has(id) ? 200 : 404).end(known.has(id) ? '{"success":true}' : '<html>no such event</html>');
  });
  /** @type {any[]} */
  const told = [];
  const { client, errors, updates } = await pageOf({
    destination: { type: 'honeyhive', url: honeyhive, token: 'hh' },
    onError: (error) => told.push(error),
  });
  let ahead = 0;
  const now = performance.now.bind(performance);
  const clock = mock.method(performance, 'now', () => now() + ahead);
  try {
    const first = client.thumb({ sessionId: early }, 'up');
    const second = client.thumb({ sessionId: '0193d3f0-8000-7000-8000-000000000002' }, 'up');
    await client.flush();
    assert.deepEqual(updates.map(({ state, code, in: ms }) => [state, code, ms > 0]), [['waiting', 'not_found', true], ['waiting', 'not_found', true]]);
    assert.match(updates[0].message, /no such address, dataset, trace or span/);
    assert.equal((await client.thumb({ sessionId: late }, 'down').settled).state, 'delivered', 'it does not wait for the others');
    assert.equal(client.status().destinations[0].state, 'healthy');

    known.add(early);
    ahead += 20_000;
    await client.flush();
    assert.equal((await first.settled).state, 'delivered');
    // Ten minutes by the clock that cannot be set.
    ahead += 600_000;
    await client.flush();
    const { state, code } = await second.settled;
    assert.deepEqual([state, code], ['rejected', 'not_found']);
    assert.deepEqual(client.status().reasons, { not_found: 1 });
    assert.deepEqual(errors.map(({ code }) => code), ['not_found']);
    assert.deepEqual(told.map(({ code }) => code), Array(asked.length - 2).fill('not_found'), 'the operator hears of each 404');
  } finally {
    clock.mock.restore();
    await client.close();
  }
});

test('a token is no personal data to the journal, and no other answer to a component', async () => {
  const [first, second] = [await mint(), await mint({ ttl: 60 })];
  assert.notEqual(first.linkToken, second.linkToken);
  assert.equal(voteKey(first, 'thumbs'), voteKey(second, 'thumbs'));
  const record = (/** @type {any} */ links) => JSON.stringify({ kind: 'thumb', name: 'thumbs', value: 'up', links });
  assert.equal(isImpersonal(record(first)), true);
  assert.equal(isImpersonal(record({ traceId: TRACE, linkToken: 'jane.doe@example.org' })), false);
  assert.equal(isImpersonal(record({ traceId: first.linkToken })), false, 'under another name it is text');
});
