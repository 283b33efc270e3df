/**
 * What the platform itself does not do: pages without Feedspan that try, and how often it works. The promises of docs/reliability.md end
 * where these do.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { poll, within } from '../deadline.mjs';
import { launch } from '../engines/index.mjs';
import { startCollector } from '../server/collector.mjs';
import { startSite } from '../server/site.mjs';

/**
 * @typedef {object} Stage
 * @property {import('../engines/contract.js').EngineName} engine
 * @property {import('../engines/contract.js').Browser} browser
 * @property {Awaited<ReturnType<typeof startSite>>} site
 * @property {Awaited<ReturnType<typeof startCollector>>} collector
 */
/**
 * @typedef {object} Limit
 * @property {string} name what is tried
 * @property {number} [rounds] one unless chance has a part in it
 * @property {(stage: Stage) => Promise<boolean>} works
 */

/**
 * A page with one script and nothing else.
 * @param {Stage} stage @param {string} script @param {object} [options] of `site.page`
 */
function plain({ site }, script, options) {
  site.file('/plain.js', script);
  return site.page('/', '<!doctype html><title>Plain</title><script src="/plain.js"></script>', options);
}

/** @param {Stage} stage @param {string} script leaves its answer in `window.works` @param {object} [options] */
async function tell(stage, script, options) {
  const page = await stage.browser.newPage();
  try {
    await page.goto(plain(stage, script, options));
    return (await page.waitFor(() => 'works' in window && { works: window.works }, { timeout: 10_000 })).works;
  } finally {
    await page.close();
  }
}

/** Opens a page, closes its tab, and looks from another one. @param {Stage} stage @param {string} script @param {() => unknown} look */
async function closeAndLook(stage, script, look) {
  const url = plain(stage, script);
  const page = await stage.browser.newPage();
  await page.goto(url);
  await page.waitFor(() => window.ready);
  await page.close();
  await sleep(500);
  const next = await stage.browser.newPage();
  try {
    await next.goto(stage.site.page('/next', '<!doctype html><title>Next</title>'));
    return !!(await next.evaluate(look));
  } finally {
    await next.close();
  }
}

/**
 * Stores in one run of the browser and looks in the next.
 * @param {Stage} stage @param {'close' | 'kill'} end @param {boolean} apart in a private window @param {number} pause milliseconds before the end
 */
async function endAndLook(stage, end, apart, pause) {
  const profileDir = mkdtempSync(path.join(os.tmpdir(), 'feedspan-limit-'));
  const options = apart ? { private: true } : { profileDir };
  const url = plain(stage, '');
  let browser = await launch(stage.engine, options);
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.evaluate(() => localStorage.setItem('kept', 'yes'));
    await sleep(pause);
    await browser[end]();
    browser = await launch(stage.engine, options);
    const next = await browser.newPage();
    await next.goto(url);
    return await next.evaluate(() => localStorage.getItem('kept') === 'yes');
  } finally {
    await browser.close();
    rmSync(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** @type {Limit[]} */
export const LIMITS = [
  ...[
    ['with', "'wasm-unsafe-eval'"],
    ['without', ''],
  ].map(([word, source]) => ({
    name: `WebAssembly starts under a policy ${word} \`wasm-unsafe-eval\``,
    /** @param {Stage} stage */
    works: (stage) =>
      tell(
        stage,
        `try {
           new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
           window.works = true;
         } catch { window.works = false; }`,
        { csp: `default-src 'none'; script-src 'self' ${source}` },
      ),
  })),
  ...[
    ['a frame', 'allow-scripts allow-same-origin'],
    ['a sandboxed frame', 'allow-scripts'],
  ].map(([what, sandbox]) => ({
    name: `${what} has localStorage or IndexedDB`,
    /** @param {Stage} stage */
    works(stage) {
      stage.site.file(
        '/frame.js',
        `(async () => {
           let works = false;
           try { localStorage.setItem('a', 'b'); works = true; } catch {}
           try {
             await new Promise((resolve, reject) => {
               const request = indexedDB.open('plain');
               request.onsuccess = resolve;
               request.onerror = reject;
             });
             works = true;
           } catch {}
           parent.postMessage({ works }, '*');
         })();`,
      );
      stage.site.page('/frame', '<!doctype html><script src="/frame.js"></script>', { csp: "default-src 'none'; script-src 'self' *" });
      const script = `
        addEventListener('message', ({ data }) => { window.works = data.works; });
        addEventListener('load', () => {
          const frame = document.createElement('iframe');
          frame.sandbox = '${sandbox}';
          frame.src = '/frame';
          document.body.append(frame);
        });`;
      return tell(stage, script, { csp: "default-src 'none'; script-src 'self'; frame-src 'self'" });
    },
  })),
  {
    name: 'what a window stored is there after the browser was closed and started',
    works: (stage) => endAndLook(stage, 'close', false, 500),
  },
  {
    name: 'what a private window stored is there after the browser was closed and started',
    works: (stage) => endAndLook(stage, 'close', true, 500),
  },
  {
    name: 'localStorage outlives a SIGKILL of the browser 100 ms after it was written',
    rounds: 5,
    works: (stage) => endAndLook(stage, 'kill', false, 100),
  },
  {
    name: 'a write to IndexedDB that begins in `pagehide` is there after the tab was closed',
    rounds: 10,
    works: (stage) =>
      closeAndLook(
        stage,
        `const request = indexedDB.open('plain', 1);
         request.onupgradeneeded = () => request.result.createObjectStore('s');
         request.onsuccess = () => { window.ready = true; };
         addEventListener('pagehide', () => { request.result.transaction('s', 'readwrite').objectStore('s').put('yes', 'kept'); });`,
        () =>
          new Promise((resolve, reject) => {
            const request = indexedDB.open('plain', 1);
            request.onerror = () => reject(request.error);
            request.onsuccess = () => {
              const get = request.result.transaction('s').objectStore('s').get('kept');
              get.onsuccess = () => {
                request.result.close();
                resolve(get.result === 'yes');
              };
            };
          }),
      ),
  },
  {
    name: 'localStorage that a page first uses in `pagehide` is there after the tab was closed',
    rounds: 10,
    works: (stage) => closeAndLook(stage, `window.ready = true; addEventListener('pagehide', () => localStorage.setItem('kept', 'yes'));`, () => localStorage.getItem('kept') === 'yes'),
  },
  {
    name: 'a keepalive request with a preflight, made in `pagehide`, arrives when the tab is closed',
    rounds: 10,
    async works(stage) {
      stage.collector.script('/exit', [{ json: {} }]);
      const url = JSON.stringify(stage.collector.url('/exit'));
      await closeAndLook(
        stage,
        `window.ready = true;
         addEventListener('pagehide', () => fetch(${url}, { method: 'POST', keepalive: true, headers: { 'Content-Type': 'application/json' }, body: '{}' }));`,
        () => true,
      );
      return poll(() => stage.collector.requests.some(({ method }) => method === 'POST'), { timeout: 3000, what: 'the request' }).then(() => true, () => false);
    },
  },
  ...[60, 65].map((size) => ({
    name: `a keepalive request with a body of ${size} KiB is taken`,
    /** @param {Stage} stage */
    works(stage) {
      stage.collector.script('/large', [{ json: {} }]);
      return tell(
        stage,
        `fetch(${JSON.stringify(stage.collector.url('/large'))}, { method: 'POST', keepalive: true, body: 'x'.repeat(${size} * 1024) })
           .then(() => { window.works = true; }, () => { window.works = false; });`,
      );
    },
  })),
  ...[[307, 308], [301, 302, 303]].map((statuses) => ({
    name: `a POST that is redirected by ${statuses.join(', ')} arrives as a POST`,
    /** @param {Stage} stage */
    async works(stage) {
      for (const status of statuses) stage.collector.script(`/moved${status}`, [{ status, headers: { Location: stage.collector.url('/there') } }]);
      stage.collector.script('/there', [{ json: {} }]);
      const urls = JSON.stringify(statuses.map((status) => stage.collector.url(`/moved${status}`)));
      await tell(
        stage,
        `Promise.all(${urls}.map((url) => fetch(url, { method: 'POST', body: 'x' }))).then(() => { window.works = true; }, () => { window.works = false; });`,
      );
      return stage.collector.requests.some(({ path: at, method }) => at === '/there' && method === 'POST');
    },
  })),
  {
    name: 'a page can tell apart: a name that does not resolve, a refused connection, an answer without its CORS header',
    async works(stage) {
      const closed = await startCollector();
      const refused = closed.url('/');
      await closed.close();
      stage.collector.script('/no-cors', [{ json: {}, cors: false }]);
      const urls = JSON.stringify(['http://feedspan-nowhere.invalid/', refused, stage.collector.url('/no-cors')]);
      return tell(
        stage,
        `Promise.all(${urls}.map((url) => fetch(url).catch((error) => error.name + error.message)))
           .then((errors) => { window.works = new Set(errors).size === 3; });`,
      );
    },
  },
];

/** @param {Limit} limit @param {import('../engines/contract.js').EngineName} engine @param {import('../engines/contract.js').Browser} browser @returns {Promise<string>} how often it worked */
export async function tryLimit({ name, rounds = 1, works }, engine, browser) {
  let worked = 0;
  for (let round = 0; round < rounds; ++round) {
    const site = await startSite();
    const collector = await startCollector();
    try {
      if (await within(works({ engine, browser, site, collector }), 90_000, name)) ++worked;
    } finally {
      await site.close();
      await collector.close();
    }
  }
  return rounds === 1 ? (worked ? 'yes' : 'no') : `${worked} of ${rounds}`;
}
