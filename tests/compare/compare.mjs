/**
 * Feedspan beside other SDKs, through the same faults and the same server in one run, in Chromium: scripts/compare-delivery [--only SDK] [--write]
 *
 * Every event carries a marker of its own, and the server looks for markers in whatever arrives: plain, form-encoded, gzip or base64.
 */

import { build } from 'esbuild';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, inflateSync } from 'node:zlib';
import path from 'node:path';
import { poll, within } from '../browser/deadline.mjs';
import { launch } from '../browser/engines/index.mjs';
import { PACKAGE } from '../browser/product.mjs';
import { startCollector } from '../browser/server/collector.mjs';
import { startSite } from '../browser/server/site.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
const [BEGIN, END] = ['<!-- comparison: written by scripts/compare-delivery --write -->', '<!-- comparison: end -->'];
/** Longer than the longest pause between two batches of any of them (30 s). */
const PATIENCE = 45_000;
const LANES = 6;

const { values } = parseArgs({ options: { only: { type: 'string' }, fault: { type: 'string' }, write: { type: 'boolean' } } });

const PACKAGES = {
  sentry: '@sentry/browser',
  segment: '@segment/analytics-next',
  posthog: 'posthog-js',
  mixpanel: 'mixpanel-browser',
  snowplow: '@snowplow/browser-tracker',
  datadog: '@datadog/browser-logs',
  faro: '@grafana/faro-web-sdk',
  appinsights: '@microsoft/applicationinsights-web',
};
const versionOf = (sdk) =>
  JSON.parse(readFileSync(sdk === 'feedspan' ? path.join(PACKAGE, 'package.json') : path.join(HERE, 'node_modules', PACKAGES[sdk], 'package.json'), 'utf8')).version;

const SDKS = readdirSync(path.join(HERE, 'sdks'))
  .map((file) => path.basename(file, '.js'))
  .filter((sdk) => !values.only || new RegExp(values.only).test(sdk))
  .sort((a, b) => (b === 'feedspan') - (a === 'feedspan') || a.localeCompare(b));

const bundles = new Map();
for (const sdk of SDKS) {
  const { outputFiles } = await build({
    entryPoints: [path.join(HERE, 'sdks', `${sdk}.js`)],
    bundle: true,
    format: 'iife',
    globalName: 'sdk',
    write: false,
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  bundles.set(sdk, outputFiles[0].text);
}

/** Ordinary Chromium, as some SDKs stay silent in what they take for a robot. */
const PAGE = `Object.defineProperty(Navigator.prototype, 'userAgent', { value: navigator.userAgent.replace('Headless', '') });
  window.blocked = [];
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) blocked.push(duration); }).observe({ entryTypes: ['longtask'] });
  window.thrown = [];
  addEventListener('error', ({ message }) => thrown.push(message));`;

/** @param {Buffer} bytes @returns {string} all that may hold a marker */
function readable(bytes) {
  const texts = [bytes.toString('latin1')];
  for (const inflate of [gunzipSync, inflateSync]) {
    try {
      texts.push(inflate(bytes).toString('latin1'));
    } catch {
      // Not of this kind.
    }
  }
  const form = /(?:^|&)data=([^&]*)/.exec(texts[0]);
  if (form) texts.push(Buffer.from(decodeURIComponent(form[1]), 'base64').toString('latin1'));
  return texts.join('\n');
}
const markersOf = (bytes) => [...new Set(readable(bytes).match(/mark-[a-z0-9]+-\d+-x/g) ?? [])];

class Trial {
  sent = new Set();
  /** @type {Map<string, number>} */
  taken = new Map();
  /** Requests that brought events. @type {{at: number, status: number, markers: string[]}[]} */
  requests = [];
  note = '';
  #pages = [];
  #serial = 0;
  #name = Math.random().toString(36).slice(2, 10);

  static async open(sdk, browser) {
    const trial = new Trial();
    trial.sdk = sdk;
    trial.browser = browser;
    trial.site = await startSite();
    trial.collector = await startCollector({ cors: 'credentials' });
    trial.decide = () => ({});
    trial.collector.otherwise((request) => trial.#answer(request));
    // Modules for a sandboxed page, whose origin is nobody's, need CORS.
    trial.site.mount('/feedspan/', path.join(PACKAGE, 'dist'), { headers: { 'Access-Control-Allow-Origin': '*' } });
    trial.site.file('/sdk.js', `${PAGE}\n${bundles.get(sdk)}\nPromise.resolve(sdk.start(${JSON.stringify(trial.collector.origin)})).then(() => { window.ready = true; });`, { headers: { 'Access-Control-Allow-Origin': '*' } });
    trial.serve(null);
    trial.site.page('/elsewhere', '<!doctype html><h1>Elsewhere</h1>', { csp: null });
    return trial;
  }

  /** @param {string | null} csp */
  serve(csp) {
    this.url = this.site.page('/', '<!doctype html><title>Page</title><script crossorigin src="/sdk.js"></script>', { csp });
  }

  #answer(request) {
    const markers = markersOf(request.bytes);
    const { length } = markers;
    const yes = { json: this.sdk === 'feedspan' ? { items: (request.json?.events ?? []).map(({ id }) => ({ id, outcome: 'accepted' })) } : this.sdk === 'appinsights' ? { itemsReceived: length, itemsAccepted: length, errors: [] } : this.sdk === 'mixpanel' ? { status: 1, code: 200 } : { success: true, status: 1 } };
    if (!length) return yes;
    const index = this.requests.length;
    const told = this.decide(index, markers, request);
    const { taken = !told.status && !told.reset, ...answer } = told;
    this.requests.push({ at: request.at, status: answer.status ?? 200, markers });
    if (taken) for (const marker of markers) this.taken.set(marker, (this.taken.get(marker) ?? 0) + 1);
    return { ...yes, ...answer };
  }

  async visit() {
    const page = await this.browser.newPage();
    this.#pages.push(page);
    await page.goto(this.url);
    await page.waitFor(() => window.ready, { timeout: 15_000 });
    return page;
  }

  /** @param {number} [size] characters beside the marker */
  async act(page, count = 5, size = 0) {
    const markers = Array.from({ length: count }, () => `mark-${this.#name}-${this.#serial++}-x`);
    for (const marker of markers) this.sent.add(marker);
    return page.evaluate(
      (all, length) => {
        const padding = 'lorem ipsum dolor sit amet '.repeat(length / 27 + 1).slice(0, length);
        const start = performance.now();
        for (const marker of all) {
          try {
            sdk.send(marker + padding);
          } catch (error) {
            thrown.push(String(error));
          }
        }
        return performance.now() - start;
      },
      markers,
      size,
    );
  }

  missing() {
    return [...this.sent].filter((marker) => !this.taken.has(marker)).length;
  }

  async arrive(timeout = PATIENCE) {
    await poll(() => !this.missing(), { timeout, interval: 100, what: 'all events' }).catch(() => {});
  }

  async close() {
    for (const page of this.#pages) await page.close().catch(() => {});
    await this.site.close();
    await this.collector.close();
  }
}

const failing = (...answers) => async (trial) => {
  trial.decide = (index) => answers[index] ?? {};
  await trial.act(await trial.visit());
  await trial.arrive();
};

/** In a page: whatever an SDK keeps is there, and is not what it wrote. */
async function damageStorage() {
  for (const name of Object.keys(localStorage)) localStorage.setItem(name, '{"damaged": [');
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of database.objectStoreNames) {
      await new Promise((resolve, reject) => {
        const transaction = database.transaction(store, 'readwrite');
        transaction.oncomplete = resolve;
        transaction.onabort = reject;
        transaction.objectStore(store).openCursor().onsuccess = ({ target: { result: cursor } }) => {
          if (!cursor) return;
          const path = cursor.source.keyPath;
          cursor.update(typeof path === 'string' ? { [path]: cursor.primaryKey, damaged: true } : 'damaged');
          cursor.continue();
        };
      });
    }
    database.close();
  }
}

/** @type {Record<string, (trial: Trial) => Promise<void>>} */
const FAULTS = {
  'nothing is wrong': failing(),
  '500 twice, then fine': failing({ status: 500 }, { status: 500 }),
  async '429 with `Retry-After: 4`'(trial) {
    let until = 0;
    let early = 0;
    trial.decide = (index, markers, { at }) => {
      if (!index) {
        until = at + 4000;
        return { status: 429, headers: { 'Retry-After': '4' } };
      }
      if (at >= until - 10) return {};
      ++early;
      return { status: 429, headers: { 'Retry-After': '4' } };
    };
    await trial.act(await trial.visit());
    await trial.arrive();
    if (early) trial.note = `${early} early`;
  },
  'connection reset twice': failing({ reset: true }, { reset: true }),
  async '413 for more than two in a body'(trial) {
    trial.decide = (index, { length }) => (length > 2 ? { status: 413 } : {});
    await trial.act(await trial.visit());
    await trial.arrive();
  },
  async 'tab closed in the same tick'(trial) {
    const page = await trial.visit();
    await trial.act(page);
    await page.close();
    await sleep(2000);
    await trial.visit();
    await trial.arrive();
  },
  async 'tab closed with 100 KB queued'(trial) {
    const page = await trial.visit();
    await trial.act(page, 10, 10_000);
    await page.close();
    await sleep(2000);
    await trial.visit();
    await trial.arrive();
  },
  async 'server down, page reloaded, server up'(trial) {
    const page = await trial.visit();
    await trial.collector.down();
    await trial.act(page);
    await sleep(3000);
    await page.reload();
    await trial.collector.up();
    await page.waitFor(() => window.ready, { timeout: 15_000 });
    await trial.arrive();
  },
  async 'offline, closed, reopened online'(trial) {
    const page = await trial.visit();
    await page.setOffline(true);
    await trial.act(page);
    await sleep(3000);
    await page.close();
    await trial.visit();
    await trial.arrive();
  },
  async 'two tabs, server down, closed, two reopened'(trial) {
    const pages = [await trial.visit(), await trial.visit()];
    await trial.collector.down();
    for (const page of pages) await trial.act(page, 3);
    await sleep(3000);
    for (const page of pages) await page.close();
    await trial.collector.up();
    await trial.visit();
    await trial.visit();
    await trial.arrive();
  },
  async 'away and back through the history'(trial) {
    const page = await trial.visit();
    await trial.act(page);
    await page.goto(trial.site.url('/elsewhere'));
    await page.back();
    await trial.arrive();
    await sleep(3000);
  },
  async 'hidden and shown three times'(trial) {
    const page = await trial.visit();
    for (const state of ['hidden', 'visible', 'hidden', 'visible', 'hidden', 'visible']) {
      if (state === 'hidden') await trial.act(page, 2);
      // Another tab in front, as the page sees it.
      await page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, value: now });
        Object.defineProperty(document, 'hidden', { configurable: true, value: now === 'hidden' });
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
      }, state);
      await sleep(300);
    }
    await trial.arrive();
    await sleep(3000);
  },
  async 'a sandboxed page without storage'(trial) {
    trial.serve('sandbox allow-scripts');
    await trial.act(await trial.visit());
    await trial.arrive();
  },
  async 'what waits is damaged, five new events'(trial) {
    const page = await trial.visit();
    await trial.collector.down();
    await trial.act(page);
    await sleep(3000);
    await page.close();
    const other = await trial.browser.newPage();
    await other.goto(trial.site.url('/elsewhere'));
    await other.evaluate(damageStorage);
    await other.close();
    // Those are our own fault.
    trial.sent.clear();
    await trial.collector.up();
    await trial.act(await trial.visit());
    await trial.arrive();
  },
  async 'twelve 12 KB events, `no-store` answers'(trial) {
    trial.decide = () => ({ headers: { 'Cache-Control': 'no-store' } });
    const page = await trial.visit();
    for (let n = 0; n < 12; ++n) {
      await trial.act(page, 1, 12_000);
      await sleep(100);
    }
    await trial.arrive();
  },
  async 'one event of 60 KB'(trial) {
    await trial.act(await trial.visit(), 1, 60_000);
    await trial.arrive();
  },
  async 'burst of 10,000'(trial) {
    const page = await trial.visit();
    await page.evaluate(() => void (blocked.length = 0));
    const looped = await trial.act(page, 10_000);
    await trial.arrive(90_000);
    const long = await page.evaluate(() => blocked).catch(() => []);
    // The loop is one of the long tasks where it takes 50 ms or more.
    trial.note = `${Math.round(Math.max(looped, long.reduce((sum, each) => sum + each, 0)))} ms`;
  },
};

const browser = await launch('chromium');
const cells = new Map();
const work = Object.keys(FAULTS)
  .filter((fault) => !values.fault || new RegExp(values.fault).test(fault))
  .flatMap((fault) => SDKS.map((sdk) => ({ fault, sdk })));

async function lane(jobs) {
  for (let job; (job = jobs.shift()); ) {
    const { fault, sdk } = job;
    const trial = await Trial.open(sdk, browser);
    let failure = '';
    await within(FAULTS[fault](trial), 180_000, fault).catch((error) => (failure = error.message));
    const again = [...trial.taken.values()].reduce((sum, times) => sum + times - 1, 0);
    const received = trial.sent.size - trial.missing();
    const whole = !failure && received === trial.sent.size && !again && !/early/.test(trial.note);
    const words = [`${received}/${trial.sent.size}`, again && `${again} twice`, trial.note, failure && 'broke off'].filter(Boolean).join(', ');
    cells.set(`${fault} ${sdk}`, { whole, text: whole ? words : `**${words}**` });
    console.error(`${sdk}: ${fault}: ${words} ${failure}`);
    await within(trial.close(), 20_000, 'closing').catch(() => {});
  }
}
// What speaks of the main thread runs alone.
const alone = work.filter(({ fault }) => fault.startsWith('burst'));
const others = work.filter(({ fault }) => !fault.startsWith('burst'));
await Promise.all(Array.from({ length: LANES }, () => lane(others)));
await lane(alone);
const version = browser.version;
await browser.close();

const names = Object.keys(FAULTS).filter((fault) => cells.has(`${fault} ${SDKS[0]}`));
const table = `Chromium ${version}; events received of those sent, and what went twice. Bold: lost, twice or early.

| fault | ${SDKS.map((sdk) => `${sdk} ${versionOf(sdk)}`).join(' | ')} |
| --- | ${SDKS.map(() => '---').join(' | ')} |
${names.map((fault) => `| ${fault} | ${SDKS.map((sdk) => cells.get(`${fault} ${sdk}`).text).join(' | ')} |`).join('\n')}
| as it should be, of ${names.length} | ${SDKS.map((sdk) => names.filter((fault) => cells.get(`${fault} ${sdk}`).whole).length).join(' | ')} |`;
console.log(table);
if (values.write) {
  if (values.only || values.fault) throw new Error('--write needs a whole run');
  const [before, rest] = readFileSync(DOCUMENT, 'utf8').split(BEGIN);
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n${table}\n${END}${rest.split(END)[1]}`);
}
