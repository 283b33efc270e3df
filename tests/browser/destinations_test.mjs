/**
 * From a real click to the body that a real server received, for every kind of feedback at every destination: `destinations/rows.mjs`
 * is the promise. Bodies are held against the judges of the Node tests.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { isInstalled, startClickHouse } from '../js/clickhouse.mjs';
import { canJudge, judge } from '../js/judges.mjs';
import { giveEverything, kindOf, KINDS, open, PERSONAL } from './destinations/page.mjs';
import { axiomOptions, CLICKHOUSE, PAGES, ROWS, tableOf } from './destinations/rows.mjs';
import { lead, startRelay } from './destinations/world.mjs';
import { forEachEngine } from './for_each_engine.mjs';
import { nothingStored, serveScriptTag, storage } from './product.mjs';

const ALL_KINDS = ['thumb', 'number', 'boolean', 'text', 'enum', 'signal', 'correction', 'retraction'];

/** What was received, by kind, in order of arrival. @param {import('./destinations/rows.mjs').Row} row @param {readonly any[]} requests */
function saidByKind(row, requests) {
  const said = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, []]));
  for (const { json, path } of requests) {
    for (const item of row.items(json)) said[kindOf(row.about(item, path))]?.push(row.said(item));
  }
  return said;
}

/** A vote on a conversation alone, in the page. @param {import('./engines/contract.js').Page} page */
const voteOnConversation = (page) =>
  page.evaluate(() => feedspan.thumb(document.querySelector('#conversation .up'), 'up').settled);

for (const row of ROWS) {
  forEachEngine(`${row.name}: every kind arrives as published`, async (fixture) => {
    const { page, site, collector } = fixture;
    collector.script(row.path, [row.answer]);
    const destination = row.destination(collector.origin);
    const leadBack = lead(row.site, collector.origin);
    const relay = row.by === 'relay' ? await startRelay(fixture, { destination }) : null;
    try {
      await open(fixture, relay?.page ?? destination, { tokens: relay !== null });
      await giveEverything(page);

      const requests = collector.received();
      assert.deepEqual(saidByKind(row, requests), row.gets);
      const [header, value] = row.auth;
      for (const { json, headers, body, status } of requests) {
        if (canJudge(destination.type)) judge(destination.type, json, row.name);
        assert.equal(headers[header], value);
        assert.equal(headers.origin, relay ? undefined : site.origin, 'who sent it');
        assert.doesNotMatch(body, PERSONAL);
        assert.ok(status < 300, `${status}`);
      }

      const { state, code } = await voteOnConversation(page);
      assert.equal(code ?? state, row.conversation);
      assert.equal(collector.received().length, requests.length + (state === 'delivered' ? 1 : 0), 'what is refused is not sent');
      const [can] = await page.evaluate(() => feedspan.capabilities());
      assert.deepEqual([can.destination, can.kinds], [relay ? 'relay' : destination.type, ALL_KINDS]);
      if (!relay) assert.deepEqual([can.replace, can.targets.includes('conversationId')], [row.replaces, row.conversation === 'delivered']);

      await nothingStored(page);
      assert.doesNotMatch((await page.evaluate(() => JSON.stringify(seen.writes))) + (await storage(page)), PERSONAL);
      const seenByPage = (await page.evaluate(() => document.documentElement.outerHTML)) + (await storage(page));
      assert.ok(!seenByPage.includes(row.key), 'the key is not written into the page');
      assert.deepEqual(relay?.told.filter((error) => error.code !== row.conversation) ?? [], []);
      assert.deepEqual([page.pageErrors, site.cspViolations], [[], []]);
    } finally {
      leadBack();
      await relay?.close();
    }
  });
}

test('docs/destinations promise what these tests hold', () => {
  const page = (name) => readFileSync(new URL(`../../docs/destinations/${name}.md`, import.meta.url), 'utf8');
  for (const [name, rows] of Object.entries(PAGES)) {
    for (const row of ROWS.filter((each) => rows.includes(each.name))) assert.ok(page(name).includes(tableOf(row)), `${name}.md has not:\n${tableOf(row)}`);
  }
  assert.ok(page('clickhouse').includes(tableOf(CLICKHOUSE)), tableOf(CLICKHOUSE));
});

/** One server for all engines, as it takes seconds to start. @type {ReturnType<typeof startClickHouse> | undefined} */
let clickhouse;
after(async () => (await clickhouse)?.stop());

/** Skipped where it is not installed: scripts/packages judges. */
if (isInstalled) {
  forEachEngine('ClickHouse, through the relay: every kind becomes a row, and a query sees each vote once', async (fixture) => {
    const { page } = fixture;
    const { url, query } = await (clickhouse ??= startClickHouse());
    await query(readFileSync(new URL('../../schemas/clickhouse.sql', import.meta.url), 'utf8').replace(/;\s*$/, ''));
    await query('TRUNCATE TABLE feedback');
    const relay = await startRelay(fixture, { destination: { type: 'clickhouse', url, user: 'writer', token: 'pass', asyncInsert: false } });
    try {
      await open(fixture, relay.page, { tokens: true });
      await giveEverything(page);
      const { columns, gets } = CLICKHOUSE;
      const said = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, []]));
      // Without FINAL it depends on merges how many versions there are.
      const rows = await query(`SELECT trace_id, ${columns} FROM feedback FINAL FORMAT JSONEachRow`);
      for (const row of rows.trim().split('\n').map((text) => JSON.parse(text))) {
        said[kindOf(row.trace_id)].push(columns.map((column) => row[column] ?? '').filter((value) => value !== '').join(' '));
      }
      assert.deepEqual(said, gets);
      assert.equal((await voteOnConversation(page)).state, 'delivered');
      assert.deepEqual(relay.told, []);
    } finally {
      await relay.close();
    }
  });
}

forEachEngine('Otis, the host’s own function: what it is called with, masked, for each thing that its call can say', async (fixture) => {
  const { page, site, collector } = fixture;
  collector.otherwise(() => ({ status: 204 }));
  site.file(
    '/host.js',
    `import { init, sendFeedbackSignal } from '/feedspan/otis.js';
     // Stands where the vendor's SDK is.
     init({ sendFeedbackSignal: (...call) => fetch('${collector.url('/sdk')}', { method: 'POST', body: JSON.stringify(call) }) });
     const comment = () => document.querySelector('textarea').value;
     const acts = {
       up: ['thumbs_up'],
       down: ['thumbs_down'],
       rating: ['helpful', { scores: { helpful: 0.75 } }],
       copy: ['copied', { type: 'standard' }],
     };
     addEventListener('click', async ({ target: { id } }) => {
       const [name, details] = id === 'comment' ? ['thumbs_down', { comment: comment() }]
         : id === 'edit' ? ['user_edit', { type: 'edit', expected: comment() }] : acts[id] ?? [];
       if (name) document.body.append(Object.assign(document.createElement('output'), { value: JSON.stringify(await sendFeedbackSignal('00f067aa0ba902b7', name, details)) }));
     });`,
  );
  const ids = ['up', 'down', 'rating', 'copy', 'comment', 'edit'];
  const body = `<textarea></textarea>${ids.map((id) => `<button id="${id}">${id}</button>`).join('')}`;
  await page.goto(serveScriptTag(fixture, { tag: '<script type="module" src="/host.js"></script>', body }));
  await page.type('textarea', 'Ask ada.lovelace@example.com');
  for (const id of ids) await page.click(`#${id}`);
  await collector.waitForRequests(ids.length);
  const span = '00f067aa0ba902b7';
  // The two with texts wait for the core; the others do not wait for them.
  const calls = collector.received().map(({ json: [about, name, details] }) => [about, name, details]);
  const byText = (call) => JSON.stringify(call);
  assert.deepEqual(calls.map(byText).sort(), [
    [span, 'thumbs_up', {}],
    [span, 'thumbs_down', {}],
    [span, 'helpful', { scores: { helpful: 0.75 } }],
    [span, 'copied', { type: 'standard' }],
    [span, 'thumbs_down', { comment: 'Ask [EMAIL_1]' }],
    [span, 'user_edit', { type: 'edit', expected: 'Ask [EMAIL_1]' }],
  ].map(byText).sort());
  const answers = await page.waitFor((count) => {
    const all = [...document.querySelectorAll('output')].map(({ value }) => JSON.parse(value));
    return all.length === count && all;
  }, { args: [ids.length] });
  assert.ok(answers.every(({ ok }) => ok));
  assert.doesNotMatch(collector.received().map(({ body: text }) => text).join(), PERSONAL);
  assert.deepEqual([page.pageErrors, site.cspViolations], [[], []]);
});

const REFUSED_IN_A_PAGE = {
  'Datadog’s key': ['relay_needed', { type: 'datadog', token: 'dd', mlApp: 'chat' }],
  'a Datadog agent': ['relay_needed', { type: 'datadog', url: 'http://127.0.0.1:8126', mlApp: 'chat' }],
  'HoneyHive’s key': ['relay_needed', { type: 'honeyhive', token: 'hh' }],
  'Adaline’s key': ['relay_needed', { type: 'adaline', token: 'ad', projectId: 'p' }],
  'ClickHouse’s password': ['relay_needed', { type: 'clickhouse', url: 'http://127.0.0.1:8123', token: 'pw' }],
  'a personal token of Axiom': ['secret_in_page', { ...axiomOptions, token: 'xapt-00000000-0000-4000-8000-000000000000' }],
};
forEachEngine('keys that a page must not have are refused by name, and nothing is sent with them', async (fixture) => {
  const { page, collector } = fixture;
  await open(fixture, { type: 'relay', url: collector.url('/relay') });
  for (const [what, [code, destination]] of Object.entries(REFUSED_IN_A_PAGE)) {
    const seenThere = await page.evaluate(async (given) => {
      seen.errors.length = 0;
      feedspan.init({ destination: given });
      const { state, code: reason, message } = await feedspan.thumb(document.querySelector('#thumb .up'), 'up').settled;
      return { state, reason, message, errors: seen.errors.map((error) => error.code), can: await feedspan.capabilities(), status: feedspan.status() };
    }, destination);
    assert.deepEqual([seenThere.state, seenThere.reason, seenThere.can], ['rejected', code, []], what);
    assert.deepEqual(seenThere.errors, [code], `${what}: told once`);
    assert.match(seenThere.message, /relay/, what);
    assert.deepEqual(seenThere.status.destinations, []);
  }
  assert.deepEqual(collector.received(), []);
});
