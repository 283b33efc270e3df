/**
 * One test, every engine: a real browser, a site of its own and a destination that records.
 *
 *     forEachEngine('a thumb arrives', async ({ page, site, collector }) => {
 *       collector.script('/v1/ingest/:dataset', [{ status: 429, headers: { 'Retry-After': '2' } }, {}]);
 *       await page.goto(site.page('/', '<button id="up">...'));
 *       await page.click('#up');
 *       const [first, second] = await collector.waitForRequests(2);
 *     });
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { within } from './deadline.mjs';
import { launch, selectedEngines } from './engines/index.mjs';
import { startCollector } from './server/collector.mjs';
import { startSite } from './server/site.mjs';

const ARTIFACTS = fileURLToPath(new URL('artifacts/', import.meta.url));
const TEST_TIMEOUT = 60_000;
const ATTEMPTS = Number(process.env.FEEDSPAN_ATTEMPTS ?? 2);

/**
 * One browser of each engine for the whole test file: starting one costs more than most tests.
 * @type {Map<string, import('./engines/contract.js').Browser>}
 */
const shared = new Map();

after(async () => {
  for (const browser of shared.values()) await browser.close();
});

/** @param {import('./engines/contract.js').EngineName} engine */
async function sharedBrowser(engine) {
  const running = shared.get(engine);
  if (running?.isRunning) return running;
  if (running) await running.kill();
  const browser = await launch(engine);
  shared.set(engine, browser);
  return browser;
}

/**
 * What a test is given. `page` is an empty tab of the shared browser; what `openPage` opens is
 * closed with it after the test. Storage is fresh, since `site` is an origin never used before.
 *
 * @typedef {object} Fixture
 * @property {import('./engines/contract.js').EngineName} engine
 * @property {import('./engines/contract.js').Browser} browser
 * @property {import('./engines/contract.js').Page} page
 * @property {() => Promise<import('./engines/contract.js').Page>} openPage another tab beside it
 * @property {Awaited<ReturnType<typeof startSite>>} site
 * @property {Awaited<ReturnType<typeof startCollector>>} collector
 */

/**
 * Registers one test per selected engine (see FEEDSPAN_ENGINES). When it fails, a screenshot and
 * everything that page and collector have seen go to tests/browser/artifacts/, and it is tried once
 * more, in a browser started for it: drivers lose windows and machines stall. The run tells what
 * passed at the second attempt only, and why not at the first; FEEDSPAN_ATTEMPTS=1 allows none.
 *
 * @param {string} name
 * @param {(fixture: Fixture) => Promise<void>} body
 * @param {object} [options]
 * @param {number} [options.timeout] milliseconds, 60 s unless given
 * @param {(keyof import('./engines/contract.js').Capabilities)[]} [options.needs] the test is
 *   skipped, and says why, in an engine that lacks one of these
 */
export function forEachEngine(name, body, { timeout = TEST_TIMEOUT, needs = [] } = {}) {
  for (const engine of selectedEngines()) {
    test(`${name} [${engine}]`, async (context) => {
      const run = () => attempt(name, engine, body, { timeout, needs, context });
      if (ATTEMPTS < 2) return run();
      try {
        await run();
      } catch (error) {
        context.diagnostic(`second attempt of "${name}" [${engine}], since: ${error.message}`);
        await shared.get(engine)?.kill();
        await run();
      }
    });
  }
}

/**
 * @param {string} name
 * @param {import('./engines/contract.js').EngineName} engine
 * @param {(fixture: Fixture) => Promise<void>} body
 * @param {object} terms
 * @param {number} terms.timeout
 * @param {(keyof import('./engines/contract.js').Capabilities)[]} terms.needs
 * @param {import('node:test').TestContext} terms.context
 */
async function attempt(name, engine, body, { timeout, needs, context }) {
  const browser = await sharedBrowser(engine);
  /** @type {import('./engines/contract.js').Page[]} */
  const pages = [];
  const openPage = async () => {
    const page = await browser.newPage();
    pages.push(page);
    return page;
  };
  const site = await startSite();
  const collector = await startCollector();
  try {
    const page = await openPage();
    const missing = needs.filter((capability) => !page.can[capability]);
    if (missing.length > 0) {
      context.skip(`${engine} cannot do: ${missing.join(', ')}`);
      return;
    }
    const fixture = { engine, browser, page, openPage, site, collector };
    await within(body(fixture), timeout, `the test "${name}"`);
  } catch (error) {
    await writeArtifacts(`${name} ${engine}`, { error, pages, site, collector });
    throw error;
  } finally {
    for (const page of pages) await page.close().catch(() => {});
    await site.close();
    await collector.close();
  }
}

/**
 * @param {string} title
 * @param {{error: Error, pages: import('./engines/contract.js').Page[], site: Fixture['site'],
 *   collector: Fixture['collector']}} seen
 */
async function writeArtifacts(title, { error, pages, site, collector }) {
  mkdirSync(ARTIFACTS, { recursive: true });
  const base = path.join(ARTIFACTS, title.replace(/[^A-Za-z0-9]+/g, '-'));
  const record = {
    error: String(error?.stack ?? error),
    cause: error?.cause && String(error.cause),
    pages: [],
    cspViolations: site.cspViolations,
    siteRequests: site.requests,
    collectorRequests: collector.requests,
  };
  for (const [index, page] of pages.entries()) {
    const address = await page.url().catch((reason) => `unknown: ${reason.message}`);
    record.pages.push({ address, console: page.console, pageErrors: page.pageErrors });
    // A tab that is closed or hangs has no picture; the record still stands.
    await page.screenshot(`${base}-${index + 1}.png`).catch(() => {});
  }
  writeFileSync(`${base}.json`, JSON.stringify(record, null, 2));
}
