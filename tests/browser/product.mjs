/**
 * The product as a consumer gets it: the package from the tarball, on pages under a strict CSP.
 *
 * Every page here carries `window.seen`, filled from the moment on at which the page starts.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { poll } from './deadline.mjs';

/** @typedef {import('./for_each_engine.mjs').Fixture} Fixture */
/** @typedef {import('./engines/contract.js').Page} Page */

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

export const TARBALL = path.join(root, 'dist', `feedspan-${version}.tgz`);

/** The unpacked package, of this process alone. */
export const PACKAGE = mkdtempSync(path.join(os.tmpdir(), 'feedspan-package-'));
process.once('exit', () => rmSync(PACKAGE, { recursive: true, force: true }));
execFileSync('tar', ['-xzf', TARBALL, '-C', PACKAGE, '--strip-components=1']);

export const TOKEN = 'xaat-00000000-0000-4000-8000-000000000000';
export const INGEST = '/v1/datasets/:dataset/ingest';
/** What Axiom answers to one event. */
export const INGESTED = { json: { ingested: 1, failed: 0, failures: [] } };

/** The links of the two answers on `ANSWERS`, as Axiom spells them. */
export const FIRST = {
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  span_id: '00f067aa0ba902b7',
  session_id: 'session-7',
  capability: 'support-agent',
  step: 'respond',
};
export const SECOND = { trace_id: '0af7651916cd43dd8448eb211c80319c', session_id: 'session-7', capability: 'support-agent' };

/** Two answers; the first one's links are spread over its ancestors, and an outer span must not count. */
export const ANSWERS = `
  <main data-session-id="session-7" data-capability="support-agent">
    <section data-span-id="ffffffffffffffff" data-step="respond">
      <article id="first" data-trace-id="${FIRST.trace_id}" data-span-id="${FIRST.span_id}">
        <button type="button" class="up" data-feedspan="thumb:up" aria-pressed="false">Good response</button>
        <button type="button" class="down" data-feedspan="thumb:down" aria-pressed="false">Bad response</button>
        <button type="button" class="copy" data-feedspan="signal:copy">Copy</button>
        <form data-feedspan="comment"><textarea></textarea><button>Send</button></form>
      </article>
    </section>
    <article id="second" data-trace-id="${SECOND.trace_id}">
      <button type="button" class="up" data-feedspan="thumb:up" aria-pressed="false">Good response</button>
      <button type="button" class="down" data-feedspan="thumb:down" aria-pressed="false">Bad response</button>
      <form data-feedspan="comment"><textarea></textarea><button>Send</button></form>
    </article>
  </main>`;

/**
 * Records every write to storage, and through the documented stub for early calls every error and receipt. A host's own
 * script in the page; the product is not replaced in anything.
 */
const WATCH = `
  window.seen = { errors: [], receipts: [], writes: [] };
  for (const [prototype, name] of [[Storage.prototype, 'setItem'], [IDBObjectStore.prototype, 'put'], [IDBObjectStore.prototype, 'add']]) {
    const original = prototype[name];
    prototype[name] = function (...values) {
      seen.writes.push(JSON.stringify(values));
      return original.apply(this, values);
    };
  }
  window.feedspan = {
    q: [
      (feedspan) => {
        feedspan.on('error', (error) => seen.errors.push(error));
        feedspan.on('receipt', (update) => seen.receipts.push(update));
      },
    ],
  };`;

/** @param {Fixture['collector']} collector */
export const axiomAttributes = (collector) =>
  `data-destination="axiom" data-axiom-url="${collector.origin}" data-axiom-dataset="feedback" data-axiom-token="${TOKEN}"`;

/** The same as options. @param {Fixture['collector']} collector */
export const axiomDestination = (collector) => ({ type: 'axiom', url: collector.origin, dataset: 'feedback', token: TOKEN });

/**
 * Serves the package below /feedspan/ and a page with the script tag, and lets the collector take everything.
 *
 * @param {Fixture} fixture
 * @param {object} [options]
 * @param {string} [options.attributes] of the script tag; Axiom at the collector unless given
 * @param {string} [options.tag] in place of the whole script tag
 * @param {string} [options.body]
 * @param {string} [options.script] the page's own, which runs before the tag's
 * @param {string} [options.csp]
 * @param {Record<string, string>} [options.headers]
 * @returns {string} the page's URL
 */
export function serveScriptTag({ site, collector }, options = {}) {
  const { attributes = axiomAttributes(collector), body = ANSWERS, script = '', ...page } = options;
  const { tag = `<script async src="/feedspan/feedspan.js" ${attributes}></script>` } = options;
  site.mount('/feedspan/', path.join(PACKAGE, 'dist'));
  site.file('/watch.js', `${WATCH}\n${script}`);
  collector.script(INGEST, [INGESTED]);
  return site.page(
    '/',
    `<!doctype html><html lang="en"><title>Answers</title>
     <script src="/watch.js"></script>
     ${tag}
     ${body}`,
    page,
  );
}

/** Waits until the core is in the page: from then on a click is sent in its own tick. @param {Page} page */
export const coreLoaded = (page) => page.waitFor(() => window.feedspan.warmUp?.());

/**
 * Tells a page whose server is back what a browser tells it when the network is. On a slow machine three attempts have failed by then,
 * and the next would be up to a minute away.
 * @param {Page} page
 */
export const online = (page) => page.evaluate(() => void window.dispatchEvent(new Event('online')));

/**
 * Waits until `count` events of the page have had their final outcome, all of them this one.
 * @param {Page} page @param {'delivered' | 'rejected' | 'dropped'} state @param {number} [count] @param {number} [timeout] milliseconds
 */
export function settled(page, state, count = 1, timeout = 10_000) {
  const final = (wanted, number) => {
    const updates = seen.receipts.filter((update) => !update.destination && update.state === wanted);
    return updates.length >= number && updates;
  };
  return page.waitFor(final, { timeout, args: [state, count] });
}

/** Waits until an attempt has failed and the event is kept. @param {Page} page @param {number} [count] of receipts */
export const waiting = (page, count = 1) =>
  page.waitFor(
    (number) => {
      const updates = seen.receipts.filter(({ state }) => state === 'waiting');
      return updates.length >= number && updates;
    },
    { timeout: 10_000, args: [count] },
  );

/** What a page of this origin could read from any storage, as one text. @param {Page} page @returns {Promise<string>} */
export function storage(page) {
  return page.evaluate(async () => {
    const found = [Object.entries(localStorage), Object.entries(sessionStorage)];
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) found.push(await done(database.transaction(store).objectStore(store).getAll()));
      database.close();
    }
    return JSON.stringify(found);
  });
}

/**
 * The events that wait in this origin's storage: lines of chunks in the database, over them the journal in localStorage.
 * @param {Page} page @returns {Promise<{id: string}[]>}
 */
export function storedEvents(page) {
  return page.evaluate(async () => {
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const texts = new Map();
    const opening = indexedDB.open('feedspan');
    // It must not come into being by being looked at.
    opening.onupgradeneeded = () => opening.transaction.abort();
    const database = await done(opening).catch(() => null);
    if (database) {
      const found = [...database.objectStoreNames].includes('chunks');
      const chunks = found ? await done(database.transaction('chunks').objectStore('chunks').getAll()) : [];
      database.close();
      for (const line of chunks.join('').split('\n').filter(Boolean)) texts.set(line.slice(0, 36), line.slice(37));
    }
    for (const [name, text] of Object.entries(localStorage)) {
      if (/^feedspan:\d+:/.test(name)) texts.set(name.slice(name.lastIndexOf(':') + 1), text);
    }
    return [...texts.values()].filter(Boolean).map((text) => JSON.parse(text));
  });
}

/** Waits until no event is stored any more: what is delivered leaves the database a moment later. @param {Page} page */
export const nothingStored = (page) => poll(async () => !(await storedEvents(page)).length, { timeout: 5000, what: 'the storage to be empty' });

/** The events of requests, one after the other. @param {readonly {json: unknown}[]} requests */
export const eventsOf = (requests) => requests.flatMap(({ json }) => json.events ?? json);

/** The text that a screen reader would hear as a button's state. @param {Page} page @param {string} selector */
export const pressed = (page, selector) =>
  page.evaluate((css) => document.querySelector(css).getAttribute('aria-pressed'), selector);
