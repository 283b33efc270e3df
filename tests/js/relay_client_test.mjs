/** The page's client and the relay together: what one writes the other reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '../../js/index.js';
import { isImpersonal } from '../../js/journal.js';
import { mintLinks } from '../../js/link-token.js';
import { voteKey } from '../../js/votes.js';
import { keepAll, relay, TRACE } from './relay_stage.mjs';

const SECRET = 'a secret of at least thirty-two bytes';
const mint = (/** @type {any} */ options = {}) => mintLinks({ traceId: TRACE, capability: 'support' }, { secret: SECRET, subject: 'ada', ...options });

/** @param {Partial<import('../../js/relay').RelayOptions>} options */
async function pageOf(options) {
  /** @type {any[]} */
  const errors = [];
  const post = await relay({ linkSecrets: { secret: SECRET }, ...options });
  const client = createClient({ destination: { type: 'relay', url: post.url }, persist: false, onError: (error) => errors.push(error) });
  return { client, errors };
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

test('a token is no personal data to the journal, and no other answer to a component', async () => {
  const [first, second] = [await mint(), await mint({ ttl: 60 })];
  assert.notEqual(first.linkToken, second.linkToken);
  assert.equal(voteKey(first, 'thumbs'), voteKey(second, 'thumbs'));
  const record = (/** @type {any} */ links) => JSON.stringify({ kind: 'thumb', name: 'thumbs', value: 'up', links });
  assert.equal(isImpersonal(record(first)), true);
  assert.equal(isImpersonal(record({ traceId: TRACE, linkToken: 'jane.doe@example.org' })), false);
  assert.equal(isImpersonal(record({ traceId: first.linkToken })), false, 'under another name it is text');
});
