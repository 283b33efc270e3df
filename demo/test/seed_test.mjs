import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { openDatabase } from '../server/database.js';
import { EventStore } from '../server/events.js';
import { parseSeed, seed } from '../server/seed.js';
import { TraceStore } from '../server/traces.js';

const hour = 3_600_000;
const now = Date.now();
const lines = [
  { hoursAgo: 30, capability: 'support-agent', question: 'How do I get a refund?', vote: 'down', comment: 'Write to jane@example.com.', reasons: ['other'] },
  { hoursAgo: 2, capability: 'code-helper', question: 'verify webhook signature python', vote: 'up', signals: ['copy'] },
];

describe('two lines', () => {
  const database = openDatabase(':memory:');
  const events = new EventStore(database);
  const traces = new TraceStore(database);
  let first;
  before(async () => {
    first = await seed({ database, lines, now });
  });

  test('become a vote each, and a signal, through the relay', () => {
    assert.deepEqual(first, { answers: 2, events: 3, masked: 1 });
    const [signal, up, down] = events.list().events;
    assert.deepEqual([signal.name, up.value, down.value], ['copy', 1, -1]);
    assert.deepEqual(down.metadata, { reasons: ['other'] });
  });

  test('are masked', () => {
    const down = events.list({ capability: 'support-agent' }).events[0];
    assert.equal(down.message, 'Write to [EMAIL].');
    assert.deepEqual(down.pii, { EMAIL: 1 });
  });

  test('happened when their lines say, and link to a trace from shortly before', () => {
    for (const event of events.list({ kind: 'thumb' }).events) {
      const line = lines.find(({ capability }) => capability === event.links.capability);
      assert.equal(event.time, now - line.hoursAgo * hour);
      const spans = traces.trace(event.links.traceId);
      assert.ok(spans.some(({ spanId }) => spanId === event.links.spanId));
      const ago = event.time - spans[0].start / 1000;
      assert.ok(ago > 0 && ago < 60_000, `${ago} ms before the vote`);
      assert.equal(spans[0].resource['demo.seeded'], true);
    }
  });

  test('are there once after a second run, a day later too', async () => {
    assert.deepEqual(await seed({ database, lines, now: now + 24 * hour }), { answers: 0, events: 0, masked: 0 });
    assert.equal(events.count(), 3);
  });

  test('a line that was added later is all that is added', async () => {
    const more = [{ hoursAgo: 1, capability: 'doc-search', question: 'Where are reports?', vote: 'up' }, ...lines];
    assert.deepEqual(await seed({ database, lines: more, now }), { answers: 1, events: 1, masked: 0 });
  });
});

describe('the file of comments', () => {
  const shipped = parseSeed(readFileSync(new URL('../seed/comments.jsonl', import.meta.url), 'utf8'));

  test('leaves no personal data in the store', async () => {
    const database = openDatabase(':memory:');
    const added = await seed({ database, lines: shipped, now });
    assert.equal(added.answers, shipped.length);
    const stored = JSON.stringify(database.prepare('SELECT message, value, metadata, links FROM events').raw().all());
    const typed = shipped.flatMap(({ comment = '' }) => comment.match(/[\w.-]+@[\w.-]+\w|\+\d[\d ]+\d|\d{4} \d{4} \d{4} \d{4}/g) ?? []);
    assert.ok(typed.length > 20);
    assert.deepEqual(typed.filter((value) => stored.includes(value)), []);
  });

  test('a line that makes no sense is named', () => {
    assert.throws(() => parseSeed('{"hoursAgo":1,"capability":"doc-search","question":"q","vote":"up"}\n{]'), /line 2: not JSON/);
    assert.throws(() => parseSeed('{"hoursAgo":400,"capability":"doc-search","question":"q","vote":"up"}'), /line 1: hoursAgo/);
    assert.throws(() => parseSeed('{"hoursAgo":1,"capability":"cook","question":"q","vote":"up"}'), /line 1: capability/);
  });
});
