import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { openDatabase } from '../server/database.js';
import { EventStore } from '../server/events.js';

const day = 86_400_000;
// Noon, so that no offset below 12 hours moves an event of "today" to another day.
const now = Date.UTC(2026, 4, 20, 12);

let count = 0;
const event = (more = {}) => {
  count += 1;
  const id = `0190000-${String(count).padStart(6, '0')}`;
  return { v: 1, id, key: `key-${id}`, seq: 1, time: now, kind: 'thumb', name: 'thumbs', value: 1, links: { traceId: 't', capability: 'a' }, ...more };
};

let store;
beforeEach(() => {
  store = new EventStore(openDatabase(':memory:'));
});

describe('versions of one vote', () => {
  test('a newer seq replaces, and the older version is kept', () => {
    const up = event({ key: 'k', seq: 1 });
    const down = event({ key: 'k', seq: 2, value: -1 });
    assert.deepEqual(store.store([up, down]), ['accepted', 'accepted']);
    assert.deepEqual(store.list().events.map(({ id }) => id), [down.id]);
    assert.deepEqual(store.versions('k').map(({ id, current }) => [id, current]), [[down.id, true], [up.id, false]]);
  });

  test('an older seq that arrives late is kept and does not replace', () => {
    const newer = event({ key: 'k', seq: 7 });
    const late = event({ key: 'k', seq: 3, value: -1 });
    assert.deepEqual(store.store([newer]), ['accepted']);
    assert.deepEqual(store.store([late]), ['superseded']);
    assert.equal(store.list().events[0].id, newer.id);
    assert.equal(store.versions('k').length, 2);
  });

  test('an id that is there already is ignored, whatever else it says', () => {
    const first = event();
    store.store([first]);
    assert.deepEqual(store.store([{ ...first, value: -1, seq: 9 }]), ['duplicate']);
    assert.equal(store.event(first.id).value, 1);
    assert.equal(store.count(), 1);
  });

  test('two clients with the same seq: the later id counts, in either order of arrival', () => {
    const [one, two] = [event({ key: 'k', seq: 4 }), event({ key: 'k', seq: 4, value: -1 })];
    store.store([two, one]);
    assert.equal(store.list().events[0].id, two.id);
  });

  test('a retraction takes the vote out of the counts', () => {
    const vote = event({ key: 'k', seq: 1 });
    const { value, ...retraction } = event({ key: 'k', seq: 2, kind: 'retraction' });
    store.store([vote]);
    assert.equal(store.votes({ now })[0].days.at(-1).up, value);
    store.store([retraction]);
    assert.deepEqual(store.votes({ now }), []);
  });

  test('a batch with a bad event is not written in part', () => {
    assert.throws(() => store.store([event(), event({ key: null })]));
    assert.equal(store.count(), 0);
  });
});

test('what is stored comes back as it was', () => {
  const full = event({
    kind: 'text', value: 'with a "quote" and [EMAIL]', message: 'm', metadata: { reasons: ['other'], n: 1.5 }, pii: { EMAIL: 1 },
    links: { traceId: 't', spanId: 's', capability: 'c', conversationId: 'v' },
  });
  store.store([full]);
  const { v, ...expected } = full;
  const { received, current, ...found } = store.event(full.id);
  assert.deepEqual(found, expected);
  assert.equal(current, true);
  assert.ok(Number.isInteger(received) && v === 1);
});

test('each stored event is told once, duplicates are not', () => {
  const told = [];
  store.on('stored', ({ id }) => told.push(id));
  const one = event();
  store.store([one]);
  store.store([one]);
  assert.deepEqual(told, [one.id]);
});

describe('console queries', () => {
  test('filters by capability, name and kind, alone and together', () => {
    store.store([
      event({ links: { traceId: 't', capability: 'a' } }),
      event({ links: { traceId: 't', capability: 'b' } }),
      event({ links: { traceId: 't', capability: 'b' }, kind: 'signal', name: 'copy', value: undefined }),
    ]);
    assert.equal(store.list({ capability: 'b' }).events.length, 2);
    assert.equal(store.list({ kind: 'signal' }).events.length, 1);
    assert.equal(store.list({ capability: 'b', name: 'thumbs' }).events.length, 1);
    assert.equal(store.list({ capability: 'a', kind: 'signal' }).events.length, 0);
    assert.equal(store.list({ name: "' OR 1=1 --" }).events.length, 0);
  });

  test('pages through all events, newest first, without gaps where times are equal', () => {
    const events = Array.from({ length: 25 }, (_, index) => event({ time: now - Math.floor(index / 10) }));
    store.store(events);
    const seen = [];
    let before;
    do {
      const page = store.list({ before, limit: 4 });
      seen.push(...page.events);
      before = page.cursor ?? undefined;
    } while (before);
    assert.equal(new Set(seen.map(({ id }) => id)).size, 25);
    const sorted = [...seen].sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1));
    assert.deepEqual(seen, sorted);
  });

  test('counts votes by capability and day, with empty days', () => {
    store.store([
      event({ time: now }),
      event({ time: now, value: -1 }),
      event({ time: now - 2 * day }),
      event({ time: now - 8 * day }),
      event({ time: now, links: { traceId: 't', capability: 'b' }, value: -1 }),
      event({ time: now, kind: 'signal', name: 'copy', value: undefined }),
    ]);
    const [a, b] = store.votes({ now, days: 7 });
    assert.equal(a.capability, 'a');
    assert.deepEqual(a.days.map(({ up, down }) => [up, down]), [[0, 0], [0, 0], [0, 0], [0, 0], [1, 0], [0, 0], [1, 1]]);
    assert.deepEqual(b.days.at(-1), { start: Date.UTC(2026, 4, 20), up: 0, down: 1 });
    assert.deepEqual(store.votes({ now, days: 7, capability: 'b' }).map(({ capability }) => capability), ['b']);
  });

  test('a day begins where the reader is', () => {
    const late = Date.UTC(2026, 4, 19, 23, 30);
    store.store([event({ time: late })]);
    const ups = (offset) => store.votes({ now, days: 2, offset })[0].days.map(({ up }) => up);
    assert.deepEqual(ups(0), [1, 0]);
    assert.deepEqual(ups(60), [0, 1]);
  });

  test('names what there is to filter by, without superseded versions', () => {
    store.store([event({ key: 'k', seq: 1 }), event({ key: 'k', seq: 2 }), event({ kind: 'signal', name: 'copy', value: undefined })]);
    assert.deepEqual(store.facets().kind, [{ value: 'signal', count: 1 }, { value: 'thumb', count: 1 }]);
  });
});
