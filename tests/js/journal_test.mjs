import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { isImpersonal, writeJournal } from '../../js/journal.js';
import { load, scan } from '../../js/pii.js';
import { createStorage } from './web_storage.mjs';

const vote = { kind: 'thumb', name: 'thumbs', value: 'up', links: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' } };
const kept = (change) => isImpersonal(JSON.stringify({ ...vote, ...change }));

for (const [name, change] of [
  ['a thumb on a trace', {}],
  ['a yes or no', { kind: 'boolean', value: true, name: 'was it helpful' }],
  ['a rating', { kind: 'number', value: 4.5 }],
  ['a UUID', { links: { messageId: '0193b2a4-5f6e-7a10-8c3d-9b1f0e2d4c6a' } }],
  ['a span', { links: { spanId: '00f067aa0ba902b7' } }],
  ['a user by a short name', { links: { ...vote.links, userId: 'user-42', capability: 'rag:answers' } }],
  ['an identifier with few digits', { links: { conversationId: 'conv_2026', capability: 'support-agent', step: 'respond' } }],
]) {
  test(`kept for the next visit: ${name}`, () => assert.equal(kept(change), true));
}

for (const [name, change] of [
  ['a message', { message: 'hello' }],
  ['an empty message', { message: '' }],
  ['metadata', { metadata: {} }],
  ['a text', { kind: 'text', value: 'hello' }],
  ['a correction', { kind: 'correction', value: 'hello' }],
  ['a signal', { kind: 'signal', value: undefined }],
  ['an e-mail address for a user', { links: { userId: 'ada@example.com' } }],
  ['a card number for a trace', { links: { traceId: '4111111111111111' } }],
  ['a card number in groups', { links: { sessionId: '4111-1111-1111-1111' } }],
  ['a phone number', { links: { userId: '+491701234567' } }],
  ['a phone number in groups', { links: { userId: '0170-123-4567' } }],
  ['an IP address', { links: { sessionId: '192.168.100.200' } }],
  ['a name with a space', { links: { userId: 'Ada Lovelace' } }],
  ['one bad link among good ones', { links: { ...vote.links, joinKey: 'ada@example.com' } }],
  ['a number as long as an account', { kind: 'number', value: 4111111111111111 }],
  ['an address in the place of a value', { value: 'ada@example.com' }],
  ['a value that is none of its kind', { value: 'call 0170 1234567' }],
  ['a vote named by a number', { name: 'call 0170 1234567' }],
  ['no name', { name: undefined, kind: 'thumbs' }],
]) {
  test(`not kept: ${name}`, () => assert.equal(kept(change), false));
}

test('nothing is kept that the core would mask, whichever place it has', async () => {
  await load();
  const folder = new URL('../vectors/pii/', import.meta.url);
  const found = new Set();
  for (const name of readdirSync(folder)) {
    for (const { text, spans } of JSON.parse(readFileSync(new URL(name, folder), 'utf8'))) {
      for (const { start, end } of Array.isArray(spans) ? spans : []) if (scan(text.slice(start, end)).length) found.add(text.slice(start, end));
    }
  }
  assert.ok(found.size > 300, `${found.size} values`);
  for (const value of found) {
    for (const change of [{ name: value }, { links: { ...vote.links, userId: value } }, { links: { ...vote.links, capability: value } }, { links: { ...vote.links, step: value } }]) {
      assert.equal(kept(change), false, JSON.stringify(change));
    }
  }
});

test('with options of its own for masking a page keeps nothing that says who voted', () => {
  const settings = { destinations: [{ type: 'relay', url: 'https://a.example' }], persist: true, redaction: { fields: { userId: 'drop' } }, subject: null };
  const votes = () => [{ record: JSON.stringify({ ...vote, links: { ...vote.links, userId: 'jane' } }) }, { record: JSON.stringify(vote) }];
  for (const [change, count] of [[{}, 1], [{ redaction: undefined }, 2], [{ subject: 'jane' }, 0], [{ subject: 'jane', redaction: undefined }, 2]]) {
    const storage = (globalThis.localStorage = createStorage());
    writeJournal({ ...settings, ...change }, votes());
    assert.equal(storage.length, count, JSON.stringify(change));
  }
  delete globalThis.localStorage;
});
