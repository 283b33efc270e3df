/** The package through bundlers: a React page by Vite, a plain page by esbuild, both from the tarball, both under the strict CSP. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { forEachEngine } from './for_each_engine.mjs';
import { eventsOf, INGEST, INGESTED, pressed, settled, TOKEN } from './product.mjs';

const consumers = fileURLToPath(new URL('../consumers/', import.meta.url));
const built = (name) => path.join(consumers, 'out', name);

before(() => execFileSync(path.join(consumers, 'build'), { stdio: ['ignore', 'inherit', 'inherit'] }));

/** @param {import('./for_each_engine.mjs').Fixture['collector']} collector */
const query = (collector) => `?${new URLSearchParams({ collector: collector.origin, token: TOKEN })}`;

async function openReactPage({ page, site, collector }) {
  collector.script(INGEST, [INGESTED]);
  site.mount('/', built('vite'));
  site.page('/answers', readFileSync(path.join(built('vite'), 'index.html'), 'utf8'));
  await page.goto(site.url(`/answers${query(collector)}`));
  await page.waitFor(() => document.querySelector('#first button') !== null);
}

/** @param {import('./engines/contract.js').Page} page @param {string} text */
const announced = (page, text) => page.waitFor((wanted) => document.querySelector('[role=status]')?.textContent === wanted, { args: [text] });

forEachEngine('React: vote, switch, comment and retract by mouse, in StrictMode', async (fixture) => {
  const { page, site, collector } = fixture;
  await openReactPage(fixture);
  const up = '#first [data-feedspan-thumb=up]';
  const down = '#first [data-feedspan-thumb=down]';
  const buttons = await page.evaluate(() =>
    [...document.querySelectorAll('#first button')].map((button) => [button.type, button.getAttribute('aria-label'), button.getAttribute('aria-pressed')]),
  );
  assert.deepEqual(buttons, [['button', 'Good response', 'false'], ['button', 'Bad response', 'false']]);
  assert.equal(await page.evaluate(() => document.querySelectorAll('[role=status]').length), 1);

  await page.click(up);
  const [vote] = eventsOf(await collector.waitForRequests(1));
  assert.equal(vote.value, 1);
  assert.deepEqual(vote.links, {
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    session_id: 'session-7',
    capability: 'support-agent',
  });
  await announced(page, 'Feedback saved');
  assert.equal(await page.text('output'), 'up saved');
  assert.equal(await pressed(page, '#second [data-feedspan-thumb=up]'), 'false');

  await page.click(down);
  await collector.waitForRequests(2);
  assert.deepEqual([await pressed(page, up), await pressed(page, down)], ['false', 'true']);

  await page.type('textarea', 'Mail ada.lovelace@example.com');
  await page.click('form button');
  const [, , comment] = eventsOf(await collector.waitForRequests(3));
  assert.equal(comment.message, 'Mail [EMAIL]');
  assert.equal(comment.value, -1);

  await page.click(down);
  const events = eventsOf(await collector.waitForRequests(4));
  assert.equal(events[3].feedspan.retracted, true);
  assert.equal(new Set(events.map(({ feedspan }) => feedspan.key)).size, 1);
  assert.equal(await pressed(page, down), 'false');
  await announced(page, 'Feedback removed');
  await settled(page, 'delivered', 4);
  assert.equal(collector.received().length, 4, 'StrictMode sends nothing twice');
  assert.deepEqual(await page.evaluate(() => seen.errors), []);
  assert.deepEqual(page.pageErrors, []);
  assert.deepEqual(site.cspViolations, []);
});

forEachEngine('React: the thumbs by keyboard alone', async (fixture) => {
  const { page, collector } = fixture;
  await openReactPage(fixture);
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await page.press('Tab');
  assert.equal(await focused(), 'Good response');
  await page.press('Enter');
  await collector.waitForRequests(1);
  assert.equal(await pressed(page, '#first [data-feedspan-thumb=up]'), 'true');
  await page.press('Tab');
  assert.equal(await focused(), 'Bad response');
  await page.press(' ');
  await collector.waitForRequests(2);
  assert.equal(await focused(), 'Bad response', 'the focus stays');
  await page.press(' ');
  const values = eventsOf(await collector.waitForRequests(3)).map(({ value }) => value);
  assert.deepEqual(values, [1, -1, null]);
});

forEachEngine('esbuild: the entry alone is fetched at first, the core with the first click', async (fixture) => {
  const { page, site, collector } = fixture;
  collector.script(INGEST, [INGESTED]);
  site.mount('/app/', built('esbuild'));
  site.page(
    '/',
    `<!doctype html><script type="module" src="/app/page.js"></script>
     <article data-trace-id="by-esbuild"><button id="rate" type="button">Four stars</button></article>`,
  );
  await page.goto(site.url(`/${query(collector)}`));
  const chunks = () => site.requests.map((request) => request.path).filter((name) => name.startsWith('/app/'));
  assert.deepEqual(chunks(), ['/app/page.js']);
  await page.click('#rate');
  const [{ json }] = await collector.waitForRequests(1);
  assert.equal(json.value, 4);
  assert.equal(json.message, 'as [EMAIL] said');
  assert.deepEqual(json.links, { trace_id: 'by-esbuild' });
  assert.equal(chunks().length, 3);
  assert.deepEqual(page.pageErrors, []);
  assert.deepEqual(site.cspViolations, []);
});

forEachEngine('esbuild: a page that only scans fetches one of the two modules, and nothing of a client', async ({ page, site }) => {
  site.mount('/app/', built('esbuild'));
  await page.goto(site.page('/', '<!doctype html><output></output><script type="module" src="/app/scan.js"></script>'));
  await page.waitFor(() => document.querySelector('output').textContent === 'as [EMAIL:example.com] said');
  const fetched = site.requests.flatMap(({ path: name }) => /^\/app\/(.+?)(?:-[A-Z0-9]+)?\.js$/.exec(name)?.[1] ?? []);
  assert.deepEqual(fetched.sort(), ['chunk', 'pii-simd-wasm', 'scan']);
  assert.deepEqual(page.pageErrors, []);
  assert.deepEqual(site.cspViolations, []);
});
