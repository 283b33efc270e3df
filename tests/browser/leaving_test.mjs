/** What becomes of feedback when its page goes away, or the network does. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launch } from './engines/index.mjs';
import { forEachEngine } from './for_each_engine.mjs';
import { onDisk } from './on_disk.mjs';
import { coreLoaded, eventsOf, INGESTED, INGEST, serveScriptTag, settled, nothingStored, online, storedEvents, waiting } from './product.mjs';

const RELAY = '/relay';
const acceptAll = (request) => ({ json: { items: request.json.events.map(({ id }) => ({ id, outcome: 'accepted' })) } });

/** @param {readonly {id: string}[]} events */
const idsOf = (events) => events.map(({ id }) => id);

/** Another visit to the page: whatever an earlier one left has been sent when this resolves. */
async function visitAgain({ openPage, site }) {
  const page = await openPage();
  await page.goto(site.url('/'));
  await coreLoaded(page);
  await page.evaluate(() => window.feedspan.flush());
  return page;
}

for (const destination of ['axiom', 'relay']) {
  forEachEngine(`a click arrives although its tab is closed in the same tick (${destination})`, async (fixture) => {
    const { page, openPage, site, collector } = fixture;
    collector.script(RELAY, acceptAll);
    const attributes = destination === 'relay' ? `data-destination="relay" data-url="${collector.url(RELAY)}"` : undefined;
    const script = `addEventListener('click', () => localStorage.setItem('clicked', 'yes'), true);`;
    const url = serveScriptTag(fixture, { attributes, script });
    const witness = await openPage();
    await witness.goto(site.page('/witness', '<!doctype html>'));
    const clicked = () => witness.waitFor(() => localStorage.getItem('clicked'), { timeout: 1000 }).catch(() => null);
    let tab = page;
    do {
      await tab.goto(url);
      await coreLoaded(tab);
      await tab.clickAndClose('#first .down');
      // Now and then the closing overtakes the button's release, and there has been no click at all.
    } while (!(await clicked()) && (tab = await openPage()));
    // Now, or at the next visit: a browser may give up a request that needs a preflight when its page is gone.
    await collector.waitForRequests(1, undefined, { timeout: 3000 }).catch(() => null);
    const later = await visitAgain(fixture);
    const [vote] = eventsOf(await collector.waitForRequests(1));
    assert.equal(vote.value, -1);
    // The page did not live to read the answer, so the next one may have sent it again: under the same id.
    await nothingStored(later);
    assert.deepEqual([...new Set(idsOf(eventsOf(collector.received())))], [vote.id]);
  });
}

forEachEngine('a click that comes after the page was told of its end is stored in its own tick', async (fixture) => {
  const { page, openPage, collector } = fixture;
  await page.goto(serveScriptTag(fixture));
  await coreLoaded(page);
  // In Chromium some do, when the tab is closed at once.
  const stored = await page.evaluate(async () => {
    dispatchEvent(new PageTransitionEvent('pagehide'));
    document.querySelector('#first .up').click();
    await null;
    return Object.keys(localStorage).filter((name) => name.startsWith('feedspan:1:')).length;
  });
  assert.equal(stored, 1);
  await page.close();
  await visitAgain({ ...fixture, openPage });
  const [vote] = eventsOf(await collector.waitForRequests(1));
  assert.equal(vote.value, 1);
});

forEachEngine('a click arrives although its handler navigates away from a no-store page', async (fixture) => {
  const { page, site, collector } = fixture;
  const headers = { 'Cache-Control': 'no-store' };
  site.page('/next', '<!doctype html><h1>Next</h1>', { headers });
  const script = `addEventListener('click', () => { location.href = '/next'; });`;
  await page.goto(serveScriptTag(fixture, { script, headers }));
  await coreLoaded(page);
  await page.click('#first .up');
  const [vote] = eventsOf(await collector.waitForRequests(1));
  assert.equal(vote.value, 1);
  assert.equal(await page.text('h1'), 'Next');
});

forEachEngine('a vote from before the core arrives at the next visit, a comment is never stored unmasked', async (fixture) => {
  const { page, openPage, site, collector } = fixture;
  const release = site.hold('/feedspan/core-wasm.js');
  await page.goto(serveScriptTag(fixture));
  await page.waitFor(() => window.feedspan.started);
  await page.type('#second textarea', 'I am ada.lovelace@example.com');
  await page.click('#second form button');
  await page.click('#first .up');
  await page.close();
  assert.deepEqual(collector.received(), []);

  const other = await openPage();
  await other.goto(site.page('/other', '<!doctype html>'));
  assert.doesNotMatch(await other.evaluate(() => JSON.stringify(Object.entries(localStorage))), /lovelace/);
  release();
  await visitAgain(fixture);
  const [vote, ...others] = eventsOf(await collector.waitForRequests(1));
  assert.equal(vote.kind, 'thumb');
  assert.equal(vote.value, 1);
  assert.deepEqual(others, []);
  assert.equal(await other.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('feedspan:journal')).length), 0);
});

forEachEngine('a vote from before the core, left by an earlier visit, gives way to what is done at the next one', async (fixture) => {
  const { page, openPage, site, collector } = fixture;
  const url = serveScriptTag(fixture);
  const release = site.hold('/feedspan/core-wasm.js');
  await page.goto(url);
  await page.waitFor(() => window.feedspan.started);
  await page.click('#first .up');
  await page.close();

  const next = await openPage();
  await next.goto(url);
  await next.waitFor(() => window.feedspan.started);
  await next.click('#first .down');
  release();
  await coreLoaded(next);
  await next.waitFor(() => !Object.keys(localStorage).some((name) => name.startsWith('feedspan:journal')));
  await next.evaluate(() => feedspan.flush());
  const votes = eventsOf(await collector.waitForRequests(1));
  assert.equal(votes.toSorted((a, b) => a.feedspan.seq - b.feedspan.seq).at(-1).value, -1);
  assert.equal(new Set(votes.map(({ feedspan }) => feedspan.key)).size, 1);
});

forEachEngine('with the server away a vote survives a reload and is delivered once, under its id', async (fixture) => {
  const { page, collector } = fixture;
  await page.goto(serveScriptTag(fixture));
  await coreLoaded(page);
  await collector.down();
  await page.click('#first .up');
  const [{ id }] = await waiting(page);
  await page.reload();
  await coreLoaded(page);
  assert.deepEqual(idsOf(await storedEvents(page)), [id]);
  await collector.up();
  await online(page);
  await settled(page, 'delivered');
  assert.deepEqual(idsOf(eventsOf(collector.received())), [id]);
  await nothingStored(page);
});

forEachEngine(
  'offline, then online: delivered at once, under the same id',
  async (fixture) => {
    const { page, collector } = fixture;
    await page.goto(serveScriptTag(fixture));
    await coreLoaded(page);
    await page.setOffline(true);
    await page.click('#first .up');
    await page.click('#second .down');
    const [first] = await waiting(page);
    const errors = await page.evaluate(() => seen.errors.map(({ code }) => code));
    assert.ok(errors.length <= 1 && errors.every((code) => code === 'network'), `told at most once that there is no network: ${errors}`);
    await page.setOffline(false);
    const delivered = idsOf(await settled(page, 'delivered', 2));
    assert.deepEqual(idsOf(eventsOf(collector.received())).sort(), delivered.sort());
    assert.equal(new Set(delivered).size, 2);
    assert.ok(delivered.includes(first.id), 'the id of the attempt that failed');
    await nothingStored(page);
  },
  { needs: ['offline'] },
);

forEachEngine('a vote survives the end of the browser', async (fixture) => {
  const { engine, site, collector } = fixture;
  const url = serveScriptTag(fixture);
  const profileDir = mkdtempSync(path.join(os.tmpdir(), 'feedspan-kept-'));
  const visit = async (act) => {
    const browser = await launch(engine, { profileDir });
    try {
      const page = await browser.newPage();
      await page.goto(url);
      await coreLoaded(page);
      return await act(page);
    } finally {
      await browser.close();
    }
  };
  try {
    await collector.down();
    const id = await visit(async (page) => {
      await page.click('#first .up');
      const [{ id }] = await waiting(page);
      await onDisk(profileDir, id);
      return id;
    });
    await collector.up();
    await visit(async (page) => {
      await settled(page, 'delivered');
      await nothingStored(page);
    });
    assert.deepEqual(idsOf(eventsOf(collector.received())), [id]);
    assert.deepEqual(site.cspViolations, []);
  } finally {
    rmSync(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
});

forEachEngine('a closed tab’s events are delivered by the tab beside it, each once', async (fixture) => {
  const { page, openPage, collector, site } = fixture;
  const other = await openPage();
  await page.goto(serveScriptTag(fixture));
  await coreLoaded(page);
  await collector.down();
  await page.click('#first .up');
  await page.click('#second .down');
  const ids = [...new Set(idsOf(await waiting(page, 2)))];
  await other.goto(site.url('/'));
  await coreLoaded(other);
  await other.click('#first .copy');
  await page.close();
  await collector.up();
  await online(other);
  await settled(other, 'delivered', 3);
  const events = eventsOf(collector.received());
  assert.equal(events.length, 3);
  for (const id of ids) assert.equal(idsOf(events).filter((sent) => sent === id).length, 1);
  await nothingStored(other);
});

forEachEngine('a hidden page sends what waits for company; the page that comes back does not send it again', async (fixture) => {
  const { page, site, collector } = fixture;
  site.page('/elsewhere', '<!doctype html><h1>Elsewhere</h1>');
  collector.script(INGEST, [INGESTED]);
  const attributes = `data-destination="relay" data-url="${collector.url(RELAY)}" data-batch-delay="600000"`;
  collector.script(RELAY, acceptAll);
  await page.goto(serveScriptTag(fixture, { attributes }));
  await coreLoaded(page);
  await page.click('#first .copy');
  assert.equal(await page.evaluate(() => window.feedspan.status().accepted), 1);
  assert.deepEqual(collector.received(), [], 'the signal waits');

  // Another tab in front, as the page sees it.
  const show = (state) => {
    if (state === 'visible') delete document.visibilityState;
    else Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
    document.dispatchEvent(new Event('visibilitychange'));
  };
  await page.evaluate(show, 'hidden');
  await collector.waitForRequests(1);
  await page.evaluate(show, 'visible');
  await settled(page, 'delivered');

  await page.click('#first .copy');
  await page.evaluate(() => { window.sameDocument = true; });
  await page.goto(site.url('/elsewhere'));
  await collector.waitForRequests(2);
  await page.back();
  await coreLoaded(page);
  const status = await page.evaluate(() => window.feedspan.flush());
  assert.equal(status.waiting, 0);
  const ids = idsOf(eventsOf(collector.received()));
  assert.equal(new Set(ids).size, 2);
  // A page that comes back whole has read the answer; one that is made anew cannot know that there was one.
  if (await page.evaluate(() => window.sameDocument)) assert.equal(ids.length, 2);
  await nothingStored(page);
});
