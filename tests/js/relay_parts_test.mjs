/** The relay's memory: rate limits, versions that were seen, and who is at the other end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, setPeer } from '../../js/relay/address.js';
import { createMemoryLimiter } from '../../js/relay/limits.js';
import { createMemorySeenStore, Turnstile } from '../../js/relay/seen.js';

test('a bucket gives its burst at once and then its rate', () => {
  let time = 0;
  const { take } = createMemoryLimiter({ now: () => time });
  const limit = { burst: 3, perSecond: 2 };
  assert.deepEqual([1, 2, 3].map(() => take('a', 1, limit)), [0, 0, 0]);
  assert.equal(take('a', 1, limit), 500);
  assert.equal(take('b', 1, limit), 0, 'another one has its own');
  time += 250;
  assert.equal(take('a', 1, limit), 250);
  time += 250;
  assert.equal(take('a', 1, limit), 0);
  time += 60_000;
  assert.deepEqual([1, 2, 3].map(() => take('a', 1, limit)), [0, 0, 0], 'it holds no more than its burst');
  assert.equal(take('a', 1, limit), 500);
});

test('what costs more than a full bucket passes once, and leaves a debt', () => {
  let time = 0;
  const { take } = createMemoryLimiter({ now: () => time });
  const limit = { burst: 10, perSecond: 10 };
  assert.equal(take('a', 100, limit), 0);
  assert.equal(take('a', 1, limit), 9100);
  time += 9100;
  assert.equal(take('a', 1, limit), 0);
});

test('a clock that goes back gives and takes nothing', () => {
  let time = 10_000;
  const { take } = createMemoryLimiter({ now: () => time });
  assert.equal(take('a', 1, { burst: 1, perSecond: 1 }), 0);
  time = 0;
  assert.equal(take('a', 1, { burst: 1, perSecond: 1 }), 1000);
});

test('the limiter forgets the bucket used longest ago, however many ask', () => {
  const { take } = createMemoryLimiter({ buckets: 2, now: () => 0 });
  const limit = { burst: 1, perSecond: 1 };
  take('a', 1, limit);
  take('b', 1, limit);
  take('a', 1, limit);
  take('c', 1, limit);
  assert.equal(take('a', 1, limit), 1000, 'a was used after b');
  assert.equal(take('b', 1, limit), 0);
});

test('the highest seq of a key is known, with where it has arrived', () => {
  const seen = createMemorySeenStore();
  assert.deepEqual(seen.raise([{ key: 'k', seq: 5, time: 50 }]), [{ seq: 5, first: 50, done: [] }]);
  seen.done([{ key: 'k', seq: 5, destination: 'axiom' }]);
  assert.deepEqual(seen.raise([{ key: 'k', seq: 4, time: 60 }]), [{ seq: 5, first: 50, done: ['axiom'] }]);
  assert.deepEqual(seen.raise([{ key: 'k', seq: 6, time: 70 }]), [{ seq: 6, first: 50, done: [] }]);
  seen.done([{ key: 'k', seq: 5, destination: 'otlp' }, { key: 'unknown', seq: 1, destination: 'otlp' }]);
  assert.deepEqual(seen.raise([{ key: 'k', seq: 6, time: 70 }]), [{ seq: 6, first: 50, done: [] }], 'of an older version');
  assert.deepEqual(
    /** @type {any[]} */ (seen.raise([{ key: 'x', seq: 1, time: 1 }, { key: 'x', seq: 2, time: 1 }])).map(({ seq }) => seq),
    [2, 2],
    'all are noted before any is answered',
  );
});

test('what was seen is bounded, also within one call', () => {
  const seen = createMemorySeenStore({ keys: 2 });
  const answers = /** @type {any[]} */ (seen.raise(['a', 'b', 'c'].map((key) => ({ key, seq: 9, time: 1 }))));
  assert.deepEqual(answers.map(({ seq }) => seq), [9, 9, 9]);
  assert.equal(/** @type {any[]} */ (seen.raise([{ key: 'a', seq: 1, time: 1 }]))[0].seq, 1, 'a was forgotten');
});

test('of one key one passes at a time, and nobody waits for himself or in a ring', async () => {
  const turnstile = new Turnstile();
  /** @type {string[]} */
  const order = [];
  const leaveA = await turnstile.enter(['a', 'b']);
  const second = turnstile.enter(['b', 'c']).then((leave) => (order.push('second'), leave));
  const third = turnstile.enter(['c', 'a']).then((leave) => (order.push('third'), leave));
  await turnstile.enter(['d']).then((leave) => (order.push('other'), leave()));
  leaveA();
  (await second)();
  (await third)();
  assert.deepEqual(order, ['other', 'second', 'third']);
  (await turnstile.enter(['a', 'a']))();
});

const from = (/** @type {string | undefined} */ forwarded, /** @type {number} */ hops, peer = '192.0.2.1') => {
  const request = new Request('http://relay.example/', { headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } });
  setPeer(request, peer);
  return addressOf(request, hops);
};

test('of X-Forwarded-For only the entries of our own proxies count', () => {
  assert.equal(from('203.0.113.9', 0), '192.0.2.1', 'the header is anybody’s');
  assert.equal(from('1.1.1.1, 2.2.2.2, 203.0.113.9', 1), '203.0.113.9');
  assert.equal(from('1.1.1.1, 203.0.113.9, 10.0.0.1', 2), '203.0.113.9');
  assert.equal(from('203.0.113.9', 2), '192.0.2.1', 'it did not come through both');
  assert.equal(from(undefined, 1), '192.0.2.1');
  assert.equal(from('x'.repeat(10_000), 1)?.length, 64);
  assert.equal(addressOf(new Request('http://relay.example/'), 0), undefined);
});

test('one address in any spelling, and one IPv6 network', () => {
  assert.equal(from('203.0.113.9:4711', 1), '203.0.113.9');
  assert.equal(from('::ffff:203.0.113.9', 1), '203.0.113.9');
  for (const address of ['2001:db8:1:2::1', '2001:0DB8:1:2:ffff::', '[2001:db8:1:2::9]:443', '2001:db8:1:2:3:4:5:6', 'fe80::1%eth0'.replace('fe80::1', '2001:db8:1:2::7')]) {
    assert.equal(from(address, 1), '2001:db8:1:2', address);
  }
  assert.equal(from('2001:db8::1', 1), '2001:db8:0:0');
  assert.notEqual(from('2001:db8:1:3::1', 1), '2001:db8:1:2');
});
