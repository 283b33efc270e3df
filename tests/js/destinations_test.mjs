/** What is sent to each destination, held against the recorded requests and against judges that nobody here wrote. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isInstalled, startClickHouse } from './clickhouse.mjs';
import { casesOf, core, forwardAll, read, send, TIME } from './destination_vectors.mjs';
import { canJudge, judge, recordsOf } from './judges.mjs';

const configurations = read('options.json');
const optionsOf = (/** @type {string} */ name) => configurations.find((/** @type {any} */ each) => each.name === name).options;
const events = read('events.json').map((/** @type {any} */ { event }) => event);

for (const { name, options } of configurations) {
  test(`${name}: the requests are as recorded, through WebAssembly`, () => {
    assert.deepEqual(casesOf(options), read(`requests/${name}.json`));
  });
}

test('answers mean what is recorded, through WebAssembly', () => {
  const states = /** @type {Record<string, string>} */ ({ delivered: 'accepted', rejected: 'rejected', retry: 'retry', defer: 'defer', isolate: '' });
  const whole = /** @type {Record<string, string>} */ ({ retry: 'retry', pause: 'retry', reject: 'rejected' });
  for (const vector of read('answers.json')) {
    const { to, why, events: count = 1, kind, verdicts = [], step = 0, age = 0, retraction } = vector;
    if (step > 0 || kind === 'next') continue; // Adaline's two steps have a test of their own below.
    const batch = Array.from({ length: count }, (_, i) => ({
      ...(retraction ? { ...events[9] } : events[1]),
      id: `0193d3f0-8000-7000-8000-0000000001${String(i).padStart(2, '0')}`,
      time: TIME - age,
    }));
    const { relay } = core.create({ destinations: [optionsOf(to)] });
    const { effects } = forwardAll(relay, batch);
    const { items, effects: further } = /** @type {any} */ (core.respond(relay, effects[0].request, vector.response, TIME));
    const expected = kind === 'outcomes' ? verdicts.map((/** @type {string} */ verdict) => states[verdict]).filter(Boolean) : batch.map(() => whole[kind === 'split' ? 'reject' : kind]);
    assert.deepEqual(items.map((/** @type {any} */ { outcome }) => outcome), expected, `${to}: ${why}`);
    if (verdicts.includes('isolate')) assert.equal(further.length, count, why);
  }
});

test('adaline: a vote is deleted and created, and the second answer counts', () => {
  const { relay } = core.create({ destinations: [optionsOf('adaline')] });
  const first = forwardAll(relay, [events[1]]).effects[0];
  const deleted = /** @type {any} */ (core.respond(relay, first.request, { status: 404, body: '{"error":"no such attribute"}' }, TIME));
  assert.deepEqual(deleted.items, []);
  assert.match(deleted.effects[0].body, /"operation":"create"/);
  const created = core.respond(relay, deleted.effects[0].request, { status: 200, body: '{"success":true}' }, TIME);
  assert.equal(created.items[0].outcome, 'accepted');
});

test('OTLP: the official protobuf definitions read every body, and write it again without loss', () => {
  for (const name of ['otlp', 'otlp-foundry', 'otlp-named', 'otis', 'otis-mapped']) {
    const sendable = events.filter((/** @type {any} */ event) => name.startsWith('otlp') || !event.links.conversationId || event.links.traceId);
    const { requests } = send(optionsOf(name), sendable);
    assert.equal(requests.length, 1);
    const body = JSON.parse(requests[0].body);
    judge(optionsOf(name).type, body, name);
    assert.equal(recordsOf(body).length, sendable.length);
  }
});

test('JSON Schemas take every body', () => {
  for (const { name, options } of configurations) {
    if (!canJudge(options.type)) continue;
    for (const { event, requests = [] } of read(`requests/${name}.json`)) {
      for (const { body } of requests) judge(options.type, body, `${name}, ${event}`);
    }
  }
});

test('ClickHouse takes the rows, keeps the newest version, and answers for each capability', { skip: !isInstalled && 'no clickhouse-server: scripts/packages judges' }, async () => {
  const { url, query, stop } = await startClickHouse();
  try {
    await query(readFileSync(new URL('../../schemas/clickhouse.sql', import.meta.url), 'utf8').replace(/;\s*$/, ''));
    const options = { type: 'clickhouse', url, user: 'writer', token: 'pass', asyncInsert: false };
    /** @param {object} options @param {object[]} batch @returns {Promise<any[]>} */
    const insert = async (options, batch) => {
      const { relay } = core.create({ destinations: [options] });
      const { effects } = forwardAll(relay, batch);
      const [{ url: to, method, headers, body, request, answerHeader }] = /** @type {any} */ (effects);
      const response = await fetch(to, { method, headers, body });
      const answer = { status: response.status, header: response.headers.get(answerHeader) ?? undefined, body: await response.text() };
      return core.respond(relay, request, answer, TIME).items;
    };
    const outcomes = await insert(options, events);
    assert.deepEqual(outcomes.map(({ outcome }) => outcome), events.map(() => 'accepted'));
    assert.equal((await query('SELECT count() FROM feedback')).trim(), `${events.length}`);
    const row = JSON.parse(await query("SELECT *, time FROM feedback WHERE kind = 'thumb' AND capability != '' FORMAT JSONEachRow"));
    assert.equal(row.message, events[0].message);
    assert.deepEqual(JSON.parse(row.metadata), events[0].metadata);
    assert.equal(row.time, '2025-12-17 17:00:00');

    // Thirty voters on two capabilities; ten change their vote, five take it back; every version is sent twice, and out of order.
    const vote = (/** @type {number} */ i, /** @type {number} */ version, /** @type {object} */ what) => ({
      v: 1, id: `0193d3f0-8000-7000-9000-${String(version)}${String(i).padStart(11, '0')}`, key: i.toString(16).padStart(32, '0'), seq: TIME + version,
      time: TIME, kind: 'thumb', name: 'thumbs', links: { traceId: `t${i}`, capability: i % 2 ? 'search' : 'chat' }, ...what,
    });
    const first = Array.from({ length: 30 }, (_, i) => vote(i + 1, 1, { value: 1 }));
    const changed = Array.from({ length: 10 }, (_, i) => vote(i + 1, 2, { value: -1 }));
    const retracted = Array.from({ length: 5 }, (_, i) => vote(i + 21, 2, { kind: 'retraction' }));
    for (const batch of [changed, first, retracted, first, changed]) await insert(options, batch);
    const answer = await query(`SELECT capability, countIf(score = 1) AS up, countIf(score = 0) AS down FROM feedback FINAL
      WHERE kind = 'thumb' AND capability IN ('search', 'chat') GROUP BY capability ORDER BY capability FORMAT TSV`);
    assert.equal(answer.trim(), 'chat\t8\t5\nsearch\t7\t5');

    const [missing] = await insert({ ...options, table: 'nowhere' }, [events[1]]);
    assert.deepEqual([missing.outcome, missing.code], ['retry', 'not_found']);
    const [wrong] = await insert({ ...options, token: 'other' }, [events[1]]);
    assert.deepEqual([wrong.outcome, wrong.code], ['retry', 'unauthorized']);
  } finally {
    await stop();
  }
});

test('the examples of docs/destinations are what is sent', () => {
  const documented = [...new Set(configurations.map((/** @type {any} */ { options }) => options.type))];
  for (const type of documented) {
    const page = readFileSync(new URL(`../../docs/destinations/${type}.md`, import.meta.url), 'utf8');
    const examples = [...page.matchAll(/<!-- example: ([\w-]+), ([^>]+?) -->\n```json\n([^]*?)\n```/g)];
    assert.ok(examples.length > 0, type);
    for (const [, name, event, text] of examples) {
      const { requests } = read(`requests/${name}.json`).find((/** @type {any} */ each) => each.event === event);
      assert.deepEqual(JSON.parse(text), requests.at(-1).body, `${type}: ${name}, ${event}`);
    }
  }
});
