/** What goes wrong between a page and a destination: each ends in a receipt that says why, and what was not refused for good arrives in the end. */

import assert from 'node:assert/strict';
import { open } from './destinations/page.mjs';
import { axiomOptions, ROWS } from './destinations/rows.mjs';
import { lead, startRelay } from './destinations/world.mjs';
import { forEachEngine } from './for_each_engine.mjs';
import { eventsOf, INGEST, INGESTED, nothingStored, settled, storedEvents } from './product.mjs';

const HTML = { headers: { 'Content-Type': 'text/html' }, body: '<!doctype html><title>Sign in to the guest network</title>' };
const FORBIDDEN = { status: 403, json: { errors: ['Forbidden'] } };
const DAY = 86_400_000;

const axiom = (origin, more = {}) => ({ ...axiomOptions, url: origin, ...more });
const datadog = (site) => ({ type: 'datadog', site, token: 'dd-api-key', mlApp: 'chat' });
const honeyhive = (origin) => ({ type: 'honeyhive', url: origin, token: 'hh-api-key' });
const pathOf = (type) => ROWS.find((row) => row.destination('').type === type && !row.destination('').url).path;

/**
 * `answer`: the vendor's, until it is mended, and `takes` then. `told`: the receipt. `operator`: what the relay's operator is told besides. `mended`: what makes
 * it good, after which the same event arrives; without it the event is refused for good.
 */
const FAILURES = [
  {
    name: 'an expired key, direct',
    direct: axiom,
    path: INGEST,
    answer: { status: 401, json: { message: 'token has expired' } },
    told: ['waiting', 'unauthorized', /token has expired/],
    mended: (origin) => axiom(origin, { token: 'xaat-11111111-0000-4000-8000-000000000000' }),
  },
  {
    name: 'an expired key without a word, direct',
    direct: axiom,
    path: INGEST,
    answer: { status: 403, ...HTML },
    told: ['waiting', 'unauthorized', /refused the key \(401 or 403\): it is wrong, expired or of another site/],
    mended: (origin) => axiom(origin, { token: 'xaat-11111111-0000-4000-8000-000000000000' }),
  },
  {
    name: 'an expired key, at the relay',
    relay: axiom,
    path: INGEST,
    answer: { status: 401, json: { message: 'token has expired' } },
    told: ['waiting', 'unauthorized', /refuses the key of the relay, which its operator has to correct/],
    operator: ['unauthorized', /^axiom: The destination refused the key .* It says: token has expired$/],
    mended: (origin) => axiom(origin, { token: 'xaat-11111111-0000-4000-8000-000000000000' }),
  },
  {
    name: 'an unknown host, at the relay',
    relay: () => axiom('http://nowhere.invalid'),
    path: INGEST,
    told: ['waiting', 'network', /relay cannot reach its destination/],
    operator: ['network', /^axiom: The destination could not be reached: offline, no such host/],
    mended: axiom,
  },
  {
    name: 'a key of another Datadog site',
    relay: () => datadog('us5.datadoghq.com'),
    leads: ['https://api.us5.datadoghq.com', 'https://api.datadoghq.eu'],
    path: pathOf('datadog'),
    answer: FORBIDDEN,
    takes: { status: 202 },
    told: ['waiting', 'unauthorized', /refuses the key of the relay/],
    operator: ['unauthorized', /^datadog: .*it is wrong, expired or of another site\..* It says: Forbidden$/],
    mended: () => datadog('datadoghq.eu'),
  },
  {
    name: 'a Datadog site that there is not',
    relay: () => datadog('datadog.example'),
    leads: ['https://api.datadoghq.eu'],
    path: pathOf('datadog'),
    takes: { status: 202 },
    told: ['waiting', 'server_error', /relay is not ready/],
    operator: ['destination_option', /docs\/destinations/],
    mended: () => datadog('datadoghq.eu'),
  },
  {
    name: 'a network’s login page instead of the destination, direct',
    direct: axiom,
    path: INGEST,
    answer: HTML,
    told: ['waiting', 'invalid_answer', /wrong address, or a network's login page/],
    mended: axiom,
  },
  {
    name: 'a login page instead of the destination, at the relay',
    relay: axiom,
    path: INGEST,
    answer: HTML,
    told: ['waiting', 'server_error', /What answers the relay is not the destination/],
    operator: ['invalid_answer', /^axiom: The answer is not the destination's/],
    mended: axiom,
  },
  {
    name: 'a refusal in HTML, direct',
    direct: axiom,
    path: INGEST,
    answer: { status: 418, ...HTML },
    told: ['rejected', 'rejected', /^The destination answered with status 418\.$/],
  },
  {
    name: 'a refusal in HTML, at the relay',
    relay: honeyhive,
    path: '/v1/events/:id',
    answer: { status: 400, ...HTML },
    told: ['rejected', 'rejected', /^The destination refused the event\.$/],
    operator: ['rejected', /^honeyhive: The destination answered with status 400\.$/],
  },
];

for (const { name, direct, relay: vendor, leads = [], path, answer = INGESTED, takes = INGESTED, told, operator, mended } of FAILURES) {
  forEachEngine(`${name}: ${told[0]}, ${told[1]}${mended ? ', and delivered once it is mended' : ', told once'}`, async (fixture) => {
    const { page, collector } = fixture;
    const back = leads.map((from) => lead(from, collector.origin));
    const relay = vendor && (await startRelay(fixture, { destination: vendor(collector.origin) }));
    const options = { tokens: Boolean(vendor) };
    try {
      await open(fixture, relay?.page ?? direct(collector.origin), options);
      collector.script(path, [answer]);
      await page.click('#thumb .up');
      const [state, code, words] = told;
      const receipt = await page.waitFor((wanted) => seen.receipts.find((update) => update.state === wanted), { args: [state] });
      assert.equal(receipt.code, code);
      assert.match(receipt.message, words);
      assert.deepEqual(relay ? [relay.told[0]?.code, operator[1].test(relay.told[0]?.message)] : [], operator ? [operator[0], true] : [], JSON.stringify(relay?.told));
      const status = await page.evaluate(() => feedspan.status());
      if (!mended) {
        assert.deepEqual([status.rejected, status.reasons], [1, { [code]: 1 }]);
        assert.deepEqual(await page.evaluate(() => seen.errors.map((error) => error.code)), [code]);
        return await nothingStored(page);
      }
      const [lane] = status.destinations;
      assert.deepEqual([status.waiting, lane.waiting, lane.code], [1, 1, code]);
      assert.deepEqual((await storedEvents(page)).map(({ id }) => id), [receipt.id]);

      relay?.deploy({ destination: mended(collector.origin) });
      collector.script(path, [takes]);
      await open(fixture, relay?.page ?? mended(collector.origin), options);
      // By the new page, or by a retry of the old one in its last moment.
      await nothingStored(page);
      const last = collector.received().at(-1);
      assert.deepEqual([last.status, last.body.includes(receipt.id)], [takes.status ?? 200, true], 'under the same id');
      assert.equal((await page.evaluate(() => feedspan.status())).waiting, 0);
    } finally {
      for (const take of back) take();
      await relay?.close();
    }
  });
}

forEachEngine('an unknown host, direct: kept, and said', async (fixture) => {
  const { page } = fixture;
  await open(fixture, axiom('http://nowhere.invalid'));
  await page.click('#thumb .up');
  const receipt = await page.waitFor(() => seen.receipts.find(({ state }) => state === 'waiting'));
  assert.deepEqual([receipt.code, receipt.destination], ['network', 'axiom']);
  assert.match(receipt.message, /offline, no such host, blocked, or its CORS headers/);
  assert.deepEqual((await storedEvents(page)).map(({ id }) => id), [receipt.id]);
});

/** Three signals of one request: they wait for company. @param {import('./engines/contract.js').Page} page */
async function copyThrice(page) {
  for (let n = 0; n < 3; n++) await page.click('#signal .copy');
  await page.evaluate(() => void feedspan.flush());
  return page.waitFor(() => {
    const final = seen.receipts.filter(({ destination, state }) => !destination && state !== 'waiting');
    return final.length === 3 && final.map(({ state, code, message }) => [state, code ?? '', message ?? '']);
  });
}
/** Axiom takes all but the second. */
const TAKES_TWO = ({ json }) => ({
  json: Array.isArray(json) && json.length === 3
    ? { ingested: 2, failed: 1, failures: [{ timestamp: json[1]._time, error: 'field limit reached' }] }
    : INGESTED.json,
});
const DELIVERED = ['delivered', '', ''];

forEachEngine('200 with a partial failure, direct: the one that failed is told in the vendor’s words', async (fixture) => {
  const { page, collector } = fixture;
  await open(fixture, axiom(collector.origin));
  collector.script(INGEST, TAKES_TWO);
  assert.deepEqual((await copyThrice(page)).sort(), [DELIVERED, DELIVERED, ['rejected', 'rejected', 'field limit reached']]);
});

forEachEngine('200 with a partial failure, at the relay: the page learns which, the operator why', async (fixture) => {
  const { page, collector } = fixture;
  const relay = await startRelay(fixture, { destination: axiom(collector.origin) });
  try {
    await open(fixture, relay.page, { tokens: true });
    collector.script(INGEST, TAKES_TWO);
    assert.deepEqual((await copyThrice(page)).sort(), [DELIVERED, DELIVERED, ['rejected', 'rejected', 'The destination refused the event.']]);
    assert.deepEqual(relay.told, [{ code: 'rejected', message: 'axiom: field limit reached' }]);
  } finally {
    await relay.close();
  }
});

forEachEngine('200 with a partial success of OTLP, which names none: all are told, none is sent again', async (fixture) => {
  const { page, collector } = fixture;
  await open(fixture, { type: 'otlp', url: collector.origin });
  collector.script('/v1/logs', [{ json: { partialSuccess: { rejectedLogRecords: '1', errorMessage: 'attribute too long' } } }]);
  assert.deepEqual(await copyThrice(page), Array(3).fill(['rejected', 'partly_rejected', 'attribute too long']));
  assert.equal(collector.received().length, 1);
});

/** So many signals in one tick. @param {import('./engines/contract.js').Page} page @param {number} count */
async function burst(page, count) {
  await page.evaluate((number) => {
    for (let n = 0; n < number; n++) feedspan.signal(document.querySelector('#signal'), 'copy', { metadata: { n } });
    void feedspan.flush();
  }, count);
  await settled(page, 'delivered', count, 30_000);
}
/** @param {readonly any[]} requests @param {number} count */
function eachOnce(requests, count) {
  const ids = eventsOf(requests.filter(({ status }) => status < 300)).map(({ id }) => id);
  assert.deepEqual([ids.length, new Set(ids).size], [count, count]);
}

forEachEngine('2,500 at once, direct: in requests that Axiom takes, each event once', async (fixture) => {
  const { page, collector } = fixture;
  await open(fixture, axiom(collector.origin));
  await burst(page, 2500);
  for (const { json, bytes } of collector.received()) assert.ok([json].flat().length <= 10_000 && bytes.length < 1 << 20);
  eachOnce(collector.received(), 2500);
});

forEachEngine('300 at once through the relay, to a vendor that takes 20 a request: halved until they fit, each event once', async (fixture) => {
  const { page, collector } = fixture;
  const relay = await startRelay(fixture, { destination: axiom(collector.origin), limits: { subject: false, token: false } });
  try {
    await open(fixture, relay.page, { tokens: true });
    collector.script(INGEST, ({ json }) => ([json].flat().length > 20 ? { status: 413 } : INGESTED));
    await burst(page, 300);
    eachOnce(collector.received(), 300);
    assert.ok(collector.received().some(({ status }) => status === 413));
  } finally {
    await relay.close();
  }
});

for (const days of [3, -400]) {
  forEachEngine(`the page’s clock is ${days} days off: delivered, the vendor’s time axis is kept clean, and the page learns the time`, async (fixture) => {
    const { page, collector } = fixture;
    const stored = [];
    const store = (events) => events.map((event) => (stored.push(event), 'accepted'));
    const relay = await startRelay(fixture, { destination: axiom(collector.origin), store });
    try {
      const before = `{ const { now } = Date; Date.now = () => now() + ${days * DAY}; }`;
      await open(fixture, relay.page, { tokens: true, before });
      await page.click('#changed .up');
      await settled(page, 'delivered');
      await page.click('#changed .down');
      await settled(page, 'delivered', 2);
      const [first, second] = stored;
      const near = (time, expected, ms) => assert.ok(Math.abs(time - expected) < ms, `${time} is not near ${expected}`);
      near(first.claimedTime, Date.now() + days * DAY, 60_000);
      assert.ok(first.time <= Date.now() + 300_000 && first.time >= Date.now() - 7 * DAY - 60_000);
      // From the relay's answer the page knows what the time is.
      near(second.time, Date.now(), 60_000);
      assert.equal(second.claimedTime, undefined);
      assert.deepEqual(stored.map(({ value }) => value), [1, -1]);
      assert.ok(second.seq > first.seq, 'the later act wins whatever the clock says');
      // What has just come, or comes from the future, goes without: there the time of arrival counts.
      const old = days < 0 ? new Date(first.time).toISOString() : undefined;
      assert.deepEqual(collector.received().map(({ json }) => json._time), [old, undefined]);
      assert.deepEqual(relay.told, []);
    } finally {
      await relay.close();
    }
  });
}
