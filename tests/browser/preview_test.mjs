/** A comment box that marks what was found while the user pauses, and shows what would be sent: typed for real. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { forEachEngine } from './for_each_engine.mjs';
import { readPixels } from './pixels.mjs';
import { coreLoaded, eventsOf, serveScriptTag } from './product.mjs';

/** Where a folder is given, what the field looks like is left there to be looked at. */
const PICTURES = process.env.FEEDSPAN_PICTURES;

/** @param {import('./for_each_engine.mjs').Fixture} fixture */
function serve(fixture, { dir = 'ltr', root = '' } = {}) {
  fixture.site.file(
    '/page.css',
    `:root { color-scheme: light dark; font: 16px/1.5 sans-serif; ${root} }
     textarea { inline-size: 24rem; block-size: 8rem; font: inherit; padding: 0.5rem; }`,
  );
  const body = `
  <link rel="stylesheet" href="/page.css" />
  <main dir="${dir}" data-session-id="session-7">
    <article id="first" data-trace-id="4bf92f3577b34da6a3ce929d0e0e4736">
      <form data-feedspan="comment">
        <label for="c">Comment</label><br />
        <textarea id="c" dir="auto"></textarea>
        <p data-feedspan-preview="Goes out as" hidden></p>
        <button>Send</button>
      </form>
    </article>
  </main>`;
  return serveScriptTag(fixture, { body });
}

/** What is marked, as text, and where: from the API, or from the copy's <mark>s. */
const marked = () => {
  const ranges = [...(CSS.highlights?.get('feedspan-found') ?? [])];
  const layer = document.querySelector('[data-feedspan="marks"]');
  const texts = ranges.map(({ startContainer, startOffset, endOffset }) => startContainer.data.slice(startOffset, endOffset));
  const order = ranges.map((range) => {
    const live = document.createRange();
    live.setStart(range.startContainer, range.startOffset);
    live.setEnd(range.endContainer, range.endOffset);
    return live.getBoundingClientRect().top;
  });
  const marks = [...(layer?.querySelectorAll('mark') ?? [])].map((mark) => mark.textContent);
  return { texts: texts.concat(marks).sort(), order, text: layer?.textContent };
};
const waitForMarks = (browserPage, count) =>
  browserPage.waitFor((n) => {
    const ranges = CSS.highlights?.get('feedspan-found')?.size ?? 0;
    return ranges + document.querySelectorAll('[data-feedspan="marks"] mark').length === n;
  }, { args: [count], timeout: 15_000 });

/** @param {import('./engines/contract.js').Page} tab */
async function pixelsOf(tab) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'feedspan-pixels-'));
  try {
    await tab.screenshot(path.join(folder, 'page.png'));
    return readPixels(await readFile(path.join(folder, 'page.png')));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function picture(browserPage, name) {
  if (!PICTURES) return;
  await mkdir(PICTURES, { recursive: true });
  await browserPage.screenshot(`${PICTURES}/${name}.png`);
}

forEachEngine('what was found is marked while the user pauses, shown as it would be sent, and announced', async (fixture) => {
  const { page: tab, collector, site } = fixture;
  await tab.goto(serve(fixture));
  await coreLoaded(tab);
  assert.equal(await tab.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/preview.js')).length), 0, 'not before somebody writes');

  await tab.type('#c', 'Ask ada@example.com now');
  await waitForMarks(tab, 1);
  assert.deepEqual((await tab.evaluate(marked)).texts, ['ada@example.com']);
  const shown = () => {
    const place = document.querySelector('[data-feedspan-preview]');
    return { hidden: place.hidden, text: place.textContent, marks: [...place.querySelectorAll('mark')].map((mark) => mark.textContent) };
  };
  await tab.waitFor(() => !document.querySelector('[data-feedspan-preview]').hidden);
  assert.deepEqual(await tab.evaluate(shown), { hidden: false, text: 'Goes out as Ask [EMAIL] now', marks: ['[EMAIL]'] });
  await tab.waitFor(() => document.querySelector('[role="status"]')?.textContent === 'Goes out as EMAIL');

  const tree = await tab.evaluate(() => {
    const layer = document.querySelector('[data-feedspan="marks"]');
    const { pointerEvents } = getComputedStyle(layer);
    const field = document.querySelector('#c').getBoundingClientRect();
    const over = document.elementFromPoint(field.x + 20, field.y + 20);
    return { hidden: layer.getAttribute('aria-hidden'), pointerEvents, over: over.id, focusable: layer.querySelectorAll('[tabindex], a, button').length };
  });
  assert.deepEqual(tree, { hidden: 'true', pointerEvents: 'none', over: 'c', focusable: 0 });
  await picture(tab, `marked-${fixture.browser.name}`);

  // Seen where it belongs, and nowhere else: WebKit has drawn marks in other elements.
  const places = await tab.evaluate(() => {
    const boxOf = (node, start, end) => {
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, end);
      const { left, right, top } = range.getBoundingClientRect();
      return { x: Math.round((left + right) / 2), y: Math.round(top) + 2 };
    };
    const copy = document.querySelector('[data-feedspan="marks"]').firstChild.firstChild;
    const label = document.querySelector('[data-feedspan-preview]').firstChild;
    return { ask: boxOf(copy, 0, 3), address: boxOf(copy, 4, 19), label: boxOf(label, 0, 5), ratio: devicePixelRatio };
  });
  const pixels = await pixelsOf(tab);
  const colourAt = ({ x, y }) => pixels(x * places.ratio, y * places.ratio);
  assert.equal(colourAt(places.ask), '255,255,255');
  assert.equal(colourAt(places.label), '255,255,255');
  const [red, green, blue] = colourAt(places.address).split(',').map(Number);
  assert.ok(red > 240 && green > 200 && green < 245 && blue < 200, `the mark is of the colour ${red},${green},${blue}`);

  // A mark stays while what follows is written, and goes with what it marked.
  await tab.type('#c', ', or +44 7700 900123');
  await waitForMarks(tab, 2);
  assert.deepEqual((await tab.evaluate(marked)).texts, ['+44 7700 900123', 'ada@example.com']);
  assert.equal((await tab.evaluate(marked)).text, 'Ask ada@example.com now, or +44 7700 900123');

  await tab.click('#first form button');
  const [comment] = eventsOf(await collector.waitForRequests(1));
  assert.equal(comment.value, 'Ask [EMAIL] now, or [PHONE]');
  await tab.waitFor(() => document.querySelector('#c').value === '' && document.querySelector('[data-feedspan-preview]').hidden);
  await waitForMarks(tab, 0);
  assert.deepEqual(tab.pageErrors, []);
  assert.deepEqual(site.cspViolations, []);
});

forEachEngine('marks lie on the words that they mark: wrapped, scrolled, right to left, in a long line', async (fixture) => {
  const { page: tab } = fixture;
  await tab.goto(serve(fixture, { dir: 'rtl' }));
  await coreLoaded(tab);
  const filler = 'words that wrap in this field and go on for a while, ';
  const lines = Array.from({ length: 60 }, (_, i) => `${i} كتبت لكم من user${i}@example.com اليوم`).join('\n');
  const long = `${filler.repeat(120)} last@example.com`;
  for (const [text, count] of [[lines, 60], [long, 1], [`${lines}\n${long}\n\n${lines}`, 121]]) {
    await tab.evaluate((value) => {
      const field = document.querySelector('#c');
      field.value = value;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      field.scrollTop = field.scrollHeight;
    }, text);
    await waitForMarks(tab, count);
    const state = await tab.evaluate(() => {
      const field = document.querySelector('#c');
      const layer = document.querySelector('[data-feedspan="marks"]');
      // The height of the copy without its end, against that of the field's text.
      const copied = layer.lastElementChild.offsetTop;
      const { paddingBottom } = getComputedStyle(field);
      return { same: layer.textContent === field.value, off: Math.abs(copied + parseFloat(paddingBottom) - field.scrollHeight), scrolled: Math.abs(layer.scrollTop - field.scrollTop) };
    });
    assert.equal(state.same, true);
    // A line is 24 pixels high: one that wraps elsewhere would show.
    assert.ok(state.off < 12, `${text.slice(0, 20)}: the copy is ${state.off} pixels higher or lower than the text`);
    assert.ok(state.scrolled <= 1, `scrolled ${state.scrolled} pixels apart`);
  }
  await picture(tab, `rtl-${fixture.browser.name}`);
  // A key in the middle renews its piece, and the others stay the elements that they were.
  await tab.evaluate(() => {
    for (const piece of document.querySelector('[data-feedspan="marks"]').children) piece.former = true;
    const field = document.querySelector('#c');
    field.setRangeText('x', 40, 40);
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  });
  await tab.waitFor(() => document.querySelector('[data-feedspan="marks"]').textContent === document.querySelector('#c').value);
  const renewed = await tab.evaluate(() => [...document.querySelector('[data-feedspan="marks"]').children].filter((piece) => !piece.former).length);
  assert.ok(renewed >= 1 && renewed <= 2, `${renewed} pieces are new`);
});

forEachEngine('64 KB full of addresses: all of them are marked in the end', async (fixture) => {
  const { page: tab } = fixture;
  await tab.goto(serve(fixture));
  await coreLoaded(tab);
  const count = await tab.evaluate(() => {
    const line = 'please write to ada@example.com about it\n';
    const field = document.querySelector('#c');
    field.value = line.repeat(Math.floor(65536 / line.length)).trim();
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    return field.value.split('@').length - 1;
  });
  assert.equal(count, 1598);
  await waitForMarks(tab, count);
});

forEachEngine('marks are seen in the dark, and in the page’s own colours', async (fixture) => {
  const { page: tab } = fixture;
  if (!tab.can.colorScheme) return;
  await tab.setColorScheme('dark');
  await tab.goto(serve(fixture, { root: '--feedspan-mark: #7a4dff66; --feedspan-mark-line: #b79bff' }));
  await coreLoaded(tab);
  await tab.type('#c', 'Ask ada@example.com now');
  await waitForMarks(tab, 1);
  await picture(tab, `dark-${fixture.browser.name}`);
  await tab.setColorScheme('light');
});
