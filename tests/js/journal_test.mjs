import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isImpersonal } from '../../js/journal.js';

const vote = { kind: 'thumb', name: 'thumbs', value: 'up', links: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' } };
const kept = (change) => isImpersonal(JSON.stringify({ ...vote, ...change }));

for (const [name, change] of [
  ['a thumb on a trace', {}],
  ['a yes or no', { kind: 'boolean', value: true, name: 'was it: helpful' }],
  ['a rating', { kind: 'number', value: 4.5 }],
  ['a UUID', { links: { messageId: '0193b2a4-5f6e-7a10-8c3d-9b1f0e2d4c6a' } }],
  ['a span', { links: { spanId: '00f067aa0ba902b7' } }],
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
