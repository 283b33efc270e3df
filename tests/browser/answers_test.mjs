/** What the server answers, and what becomes of the feedback then. */

import assert from 'node:assert/strict';
import { forEachEngine } from './for_each_engine.mjs';
import { startCollector } from './server/collector.mjs';
import { coreLoaded, eventsOf, INGEST, INGESTED, pressed, serveScriptTag, settled, storage, nothingStored, storedEvents, waiting } from './product.mjs';

/** A page whose destination answers with `answers`, one after the other. */
async function open(fixture, answers) {
  const url = serveScriptTag(fixture);
  fixture.collector.script(INGEST, answers);
  await fixture.page.goto(url);
  await coreLoaded(fixture.page);
}

/** @param {readonly {json: unknown}[]} requests */
const idsOf = (requests) => eventsOf(requests).map(({ id }) => id);

forEachEngine('429 with Retry-After: silence until then, and the same id', async (fixture) => {
  const { page, collector } = fixture;
  await open(fixture, [{ status: 429, headers: { 'Retry-After': '2' } }, INGESTED]);
  await page.click('#first .up');
  const [{ id, code, in: delay }] = await waiting(page);
  assert.equal(code, 'rate_limited');
  assert.ok(delay >= 2000, `waits ${delay} ms`);
  // Neither a new vote nor the page's own flush breaks the silence.
  await page.click('#second .down');
  await page.evaluate(() => window.feedspan.flush());
  await settled(page, 'delivered', 2);
  const requests = collector.requests.filter(({ method }) => method === 'POST');
  assert.ok(requests[1].at - requests[0].at >= 2000, collector.describe());
  // What was refused goes again as it was, so that its batch is the same in every retry; what came later goes behind it.
  const sent = requests.map((request) => idsOf([request]));
  assert.deepEqual(sent.slice(0, 2), [[id], [id]]);
  assert.equal(sent.length, 3);
  assert.equal(sent[2].length, 1);
});

forEachEngine('500 twice, then fine: the same id each time', async (fixture) => {
  const { page, collector } = fixture;
  await open(fixture, [{ status: 500 }, { status: 500, body: '<h1>Oops</h1>' }, INGESTED]);
  await page.click('#first .up');
  const [{ id }] = await settled(page, 'delivered');
  assert.deepEqual(idsOf(collector.received()), [id, id, id]);
  assert.deepEqual(collector.received().map(({ status }) => status), [500, 500, 200]);
  await nothingStored(page);
  assert.deepEqual(page.pageErrors, []);
});

forEachEngine('the connection breaks, before the answer and within it: delivered under the same id', async (fixture) => {
  const { page, collector } = fixture;
  await open(fixture, [{ reset: true }, { reset: true }, INGESTED]);
  await page.click('#first .up');
  const [{ id }] = await settled(page, 'delivered');
  assert.ok(collector.received().length >= 3);
  assert.deepEqual([...new Set(idsOf(collector.received()))], [id]);

  // A success whose body breaks off is a success.
  collector.script(INGEST, [{ ...INGESTED, cutBody: true }]);
  const before = collector.received().length;
  await page.click('#second .up');
  await settled(page, 'delivered', 2);
  assert.equal(collector.received().length, before + 1);
});

forEachEngine('200 with failed: 1 is told in the server’s words and taken back in the page', async (fixture) => {
  const { page } = fixture;
  const failure = { timestamp: '2026-01-01T00:00:00Z', error: 'field limit of the dataset is reached' };
  await open(fixture, [{ json: { ingested: 0, failed: 1, failures: [failure] } }]);
  await page.click('#first .up');
  const [{ id, code, message }] = await settled(page, 'rejected');
  assert.equal(code, 'rejected');
  assert.equal(message, failure.error);
  assert.deepEqual(await page.evaluate(() => seen.errors), [{ id, code, message }]);
  await nothingStored(page);
  await page.waitFor(() => document.querySelector('#first .up').getAttribute('aria-pressed') === 'false');
});

forEachEngine('a redirect is not followed: the key stays here', async (fixture) => {
  const { page, collector } = fixture;
  const stranger = await startCollector();
  try {
    stranger.otherwise(() => INGESTED);
    await open(fixture, [{ status: 307, headers: { Location: stranger.url('/v1/datasets/feedback/ingest') } }]);
    await page.click('#first .up');
    const [{ code }] = await settled(page, 'rejected');
    assert.equal(code, 'redirect');
    assert.equal(collector.received().length, 1);
    assert.deepEqual(stranger.requests, [], 'not even a preflight');
  } finally {
    await stranger.close();
  }
});

forEachEngine('401 pauses the destination, is told once, and keeps everything for the next page', async (fixture) => {
  const { page, collector } = fixture;
  await open(fixture, [{ status: 401, json: { message: 'forbidden' } }]);
  await page.click('#first .up');
  await waiting(page);
  await page.click('#first .copy');
  await page.click('#second .down');
  const status = await page.evaluate(() => window.feedspan.flush());
  assert.deepEqual(status, {
    ...{ pending: 0, accepted: 3, delivered: 0, waiting: 3, rejected: 0, dropped: 0, reasons: {} },
    destinations: [{ name: 'axiom', waiting: 3, state: 'paused', code: 'unauthorized' }],
  });
  assert.equal(collector.received().length, 1);
  assert.deepEqual(await page.evaluate(() => seen.errors.map(({ code }) => code)), ['unauthorized']);
  const ids = (await storedEvents(page)).map(({ id }) => id).sort();
  assert.equal(ids.length, 3);
  assert.doesNotMatch(await storage(page), /xaat-/, 'the key is not stored');
  assert.equal(await pressed(page, '#first .up'), 'true');

  collector.script(INGEST, [INGESTED]);
  await page.reload();
  await coreLoaded(page);
  await settled(page, 'delivered', 3);
  assert.deepEqual(idsOf(collector.received().slice(1)).sort(), ids);
});

forEachEngine('413 on a batch: smaller ones, in order, every event once', async (fixture) => {
  const { page, collector } = fixture;
  const atMostTwo = ({ json }) =>
    Array.isArray(json) && json.length > 2 ? { status: 413 } : { json: { ingested: [json].flat().length, failed: 0 } };
  await open(fixture, atMostTwo);
  await page.evaluate(() => {
    for (const value of [1, 2, 3, 4, 5]) {
      window.feedspan.send({ traceId: `trace-${value}` }, window.feedspan.Feedback.number({ name: 'stars', value }));
    }
  });
  await settled(page, 'delivered', 5);
  const taken = collector.received(({ status }) => status === 200);
  assert.deepEqual(eventsOf(taken).map(({ value }) => value).sort(), [1, 2, 3, 4, 5]);
  assert.equal(new Set(idsOf(collector.received())).size, 5);
  const refused = collector.received(({ status }) => status === 413);
  assert.ok(refused.length >= 1 && refused.length <= 3, collector.describe());
});

forEachEngine('an answer without CORS headers is no delivery and raises nothing', async (fixture) => {
  const { page, collector } = fixture;
  // The first attempt is made twice, since nothing tells this failure from a keepalive quota that is used up.
  await open(fixture, [{ cors: false }, { cors: false }, INGESTED]);
  await page.click('#first .up');
  const [{ code }] = await waiting(page);
  assert.equal(code, 'network');
  const [{ id }] = await settled(page, 'delivered');
  assert.deepEqual([...new Set(idsOf(collector.received()))], [id]);
  // Firefox and WebKit file the browser's own remark on the request under errors.
  const remark = /^Cross-Origin Request Blocked|due to access control checks\.$/;
  assert.deepEqual(page.pageErrors.filter((text) => !remark.test(text)), []);
});
