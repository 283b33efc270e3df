/**
 * What a vote costs in real browsers: scripts/measure. Prints a table in Markdown; judges nothing.
 *
 * The page is cross-origin isolated, so that its clock is as fine as the engine has one: 5 µs in Chromium, 20 µs in Firefox and
 * WebKit.
 */

import { launch, selectedEngines } from './engines/index.mjs';
import { coreLoaded, serveScriptTag, settled } from './product.mjs';
import { startCollector } from './server/collector.mjs';
import { startSite } from './server/site.mjs';

const VOTES = Number(process.env.FEEDSPAN_VOTES ?? 200);
const FRESH_PAGES = 15;
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** Notes when a click begins, when fetch is called, and when that call and the microtasks that were due have returned. */
const PROBE = `
  window.votes = [];
  const { fetch } = window;
  window.fetch = (...call) => {
    const vote = votes.at(-1);
    vote.fetched ??= performance.now();
    const response = fetch(...call);
    queueMicrotask(() => { vote.returned ??= performance.now(); });
    return response;
  };
  addEventListener('click', () => votes.push({ clicked: performance.now() }), true);`;

const ms = (value) => (value < 10 ? value.toFixed(2) : value.toFixed(1));
/** @param {number[]} values @param {number} share 0.5 for the median */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** @param {import('./engines/contract.js').Browser} browser */
async function measureVotes(browser) {
  const site = await startSite();
  const collector = await startCollector();
  try {
    const page = await browser.newPage();
    await page.goto(serveScriptTag({ site, collector }, { script: PROBE, headers: ISOLATED }));
    await coreLoaded(page);
    for (let vote = 1; vote <= VOTES; vote++) {
      // Always a switch, so that each click is one vote; each has its outcome before the next.
      await page.click(vote % 2 ? '#first .up' : '#first .down');
      await settled(page, 'delivered', vote);
    }
    const votes = await page.evaluate(() => votes);
    await page.close();
    return {
      toFetch: votes.map(({ clicked, fetched }) => fetched - clicked),
      onMainThread: votes.map(({ clicked, returned }) => returned - clicked),
    };
  } finally {
    await site.close();
    await collector.close();
  }
}

/** Compiling and instantiating the bytes in a page that has never seen them. @param {import('./engines/contract.js').Browser} browser */
async function measureCore(browser) {
  const times = [];
  for (let round = 0; round < FRESH_PAGES; round++) {
    // Another origin and another tab each time: a renderer of its own where the engine isolates sites by origin.
    const site = await startSite();
    const collector = await startCollector();
    const page = await browser.newPage();
    try {
      await page.goto(serveScriptTag({ site, collector }, { attributes: 'data-load="demand"', headers: ISOLATED }));
      times.push(
        await page.evaluate(async () => {
          const [{ loadCore }, { wasmBytes }] = await Promise.all([import('/feedspan/core.js'), import('/feedspan/core-wasm.js')]);
          const bytes = wasmBytes();
          const start = performance.now();
          await loadCore(bytes);
          return performance.now() - start;
        }),
      );
    } finally {
      await page.close();
      await site.close();
      await collector.close();
    }
  }
  return times;
}

const rows = [];
for (const engine of selectedEngines()) {
  const browser = await launch(engine);
  try {
    const core = await measureCore(browser);
    const { toFetch, onMainThread } = await measureVotes(browser);
    const figures = [quantile(toFetch, 0.5), quantile(toFetch, 0.99), quantile(onMainThread, 0.5), quantile(onMainThread, 0.99), quantile(core, 0.5)];
    rows.push(`| ${engine} ${browser.version} | ${figures.map(ms).join(' | ')} |`);
  } finally {
    await browser.close();
  }
}
console.log(`Milliseconds; ${VOTES} real clicks, ${FRESH_PAGES} fresh pages.

| browser | click to fetch, median | p99 | main thread until fetch has returned, median | p99 | compile and instantiate the core, median |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}`);
