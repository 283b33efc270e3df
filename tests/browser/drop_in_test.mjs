/** The drop-in entries in a page: what they promise beyond the vendors' clients, with no line of the host's but the import changed. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { poll } from './deadline.mjs';
import { forEachEngine } from './for_each_engine.mjs';
import { eventsOf, FIRST, INGEST, INGESTED, nothingStored, PACKAGE, storage, storedEvents, TOKEN } from './product.mjs';

const RELAY = '/relay';
const SECRET = 'ada.lovelace@example.com';
const acceptAll = (request) => ({ json: { items: request.json.events.map(({ id }) => ({ id, outcome: 'accepted' })) } });

/**
 * What a host would write. `#both` gives two comments of one name on one answer, which must not replace each other; `window.over` counts the
 * promises that are over.
 */
const HOSTS = {
  axiom: (collector) => ({
    path: INGEST,
    answer: [INGESTED],
    script: `
      import { createFeedbackClient, Feedback } from '/feedspan/axiom.js';
      window.told = [];
      window.over = 0;
      const { sendFeedback } = createFeedbackClient(
        { url: '${collector.origin}', dataset: 'feedback', token: '${TOKEN}' },
        { onError: (error) => told.push(error.message) },
      );
      const links = { traceId: '${FIRST.trace_id}', spanId: '${FIRST.span_id}', capability: 'support' };
      const give = (value) => sendFeedback(links, Feedback.text({ name: 'comment', value })).then(() => over++);
      document.querySelector('#both').onclick = () => (give('I am ${SECRET}'), give('A second thought'));
      document.querySelector('#one').onclick = () => give('I am ${SECRET}');
      // By then the queue is open as well: the client above asked first.
      import('/feedspan/core.js').then(({ loadCore }) => loadCore()).then(() => { window.ready = true; });`,
  }),
  otis: (collector) => ({
    path: RELAY,
    answer: acceptAll,
    script: `
      import { init, sendFeedbackSignal } from '/feedspan/otis.js';
      window.told = [];
      window.over = 0;
      init({ destination: { type: 'relay', url: '${collector.url(RELAY)}' } });
      const give = (comment) => sendFeedbackSignal('${FIRST.span_id}', 'confused', { comment }).then(() => over++);
      document.querySelector('#both').onclick = () => (give('I am ${SECRET}'), give('A second thought'));
      document.querySelector('#one').onclick = () => give('I am ${SECRET}');
      // The core comes late to this entry, and a comment before it is never stored: nobody could have masked it.
      sendFeedbackSignal('${FIRST.span_id}', 'first').then(() => { window.ready = true; });`,
  }),
};

/** @param {import('./for_each_engine.mjs').Fixture} fixture @param {keyof typeof HOSTS} entry */
function serveHost({ site, collector }, entry) {
  const { path: route, answer, script } = HOSTS[entry](collector);
  site.mount('/feedspan/', path.join(PACKAGE, 'dist'));
  site.file('/host.js', script);
  collector.script(route, answer);
  return site.page('/', '<!doctype html><html lang="en"><title>Host</title><button type="button" id="one">One</button><button type="button" id="both">Both</button><script type="module" src="/host.js"></script>');
}

const ready = (page) => page.waitFor(() => window.ready);
/** Without the signal that opens the client. @param {import('./for_each_engine.mjs').Fixture['collector']} collector */
const arrived = (collector) => eventsOf(collector.received()).filter(({ name }) => name !== 'first');
const idsOf = (events) => events.map(({ id }) => id);
const distinct = (values) => [...new Set(values)].sort();

/** @param {readonly {value?: unknown, message?: string}[]} events */
const textsOf = (events) => distinct(events.map(({ value, message }) => message ?? value));

/** Waits until they have arrived, however often: a page that did not live to read the answer sends again, under the same id. */
async function arrival(collector, count) {
  await poll(() => distinct(idsOf(arrived(collector))).length === count, { timeout: 10_000, what: `${count} comments` });
  return arrived(collector);
}

for (const entry of /** @type {const} */ (['axiom', 'otis'])) {
  forEachEngine(`feedspan/${entry}: the server is away, the page is closed, the next visit delivers`, async (fixture) => {
    const { page, openPage, collector } = fixture;
    const url = serveHost(fixture, entry);
    await page.goto(url);
    await ready(page);
    if (entry === 'otis') await collector.waitForRequests(1);
    await collector.down();
    await page.click('#both');
    await page.waitFor(() => window.over === 2);
    assert.equal((await page.evaluate(() => window.told)).length, entry === 'axiom' ? 2 : 0, 'the vendor’s client tells a failure, once each');
    const stored = await storedEvents(page);
    assert.equal(stored.length, 2);
    assert.doesNotMatch(await storage(page), new RegExp(SECRET), 'nothing unmasked is stored');
    await page.close();

    await collector.up();
    const later = await openPage();
    await later.goto(url);
    const events = await arrival(collector, 2);
    assert.deepEqual(distinct(idsOf(events)), distinct(idsOf(stored)));
    assert.deepEqual(textsOf(events), ['A second thought', 'I am [EMAIL]']);
    await nothingStored(later);
    assert.equal(distinct(idsOf(arrived(collector))).length, 2);
  });

  forEachEngine(`feedspan/${entry}: a click arrives although its tab is closed in the same tick`, async (fixture) => {
    const { page, openPage, site, collector } = fixture;
    const url = serveHost(fixture, entry);
    const witness = await openPage();
    await witness.goto(site.page('/witness', '<!doctype html>'));
    site.file('/clicked.js', `addEventListener('click', () => localStorage.setItem('clicked', 'yes'), true);`);
    let tab = page;
    do {
      await tab.goto(url);
      await ready(tab);
      await tab.evaluate(() => new Promise((loaded) => document.head.append(Object.assign(document.createElement('script'), { src: '/clicked.js', onload: loaded }))));
      await tab.clickAndClose('#one');
      // Now and then the closing overtakes the button's release, and there has been no click at all.
    } while (!(await witness.waitFor(() => localStorage.getItem('clicked'), { timeout: 1000 }).catch(() => null)) && (tab = await openPage()));
    // Now, or at the next visit: a browser may give up a request that needs a preflight when its page is gone.
    await poll(() => arrived(collector).length > 0, { timeout: 3000, what: 'a request' }).catch(() => null);
    const later = await openPage();
    await later.goto(url);
    const events = await arrival(collector, 1);
    assert.deepEqual(textsOf(events), ['I am [EMAIL]']);
    await nothingStored(later);
    assert.equal(distinct(idsOf(arrived(collector))).length, 1);
  });
}
