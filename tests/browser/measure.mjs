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

/** Notes when a click begins, when its task has ended (microtasks that were due included), when fetch is called, and how long that call takes. */
const PROBE = `
  window.votes = [];
  const { fetch } = window;
  window.fetch = (...call) => {
    const start = performance.now();
    const response = fetch(...call);
    const vote = votes.at(-1);
    if (vote && !vote.fetched) Object.assign(vote, { fetched: start, fetching: performance.now() - start });
    return response;
  };
  addEventListener('click', () => votes.push({ clicked: performance.now() }), true);
  addEventListener('click', () => queueMicrotask(() => { votes.at(-1).ended = performance.now(); }));`;

/** Long tasks, where the engine tells them; the longest wait of a chain of tasks stands in elsewhere. */
const WATCH_TASKS = `
  window.tasks = { longest: 0 };
  const channel = new MessageChannel();
  let last = performance.now();
  channel.port1.onmessage = () => {
    const now = performance.now();
    tasks.longest = Math.max(tasks.longest, now - last);
    last = now;
    if (!tasks.stopped) channel.port2.postMessage(0);
  };
  tasks.start = () => { last = performance.now(); tasks.longest = 0; tasks.stopped = false; channel.port2.postMessage(0); };`;

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
      inTask: votes.map(({ clicked, ended }) => ended - clicked),
      fetching: votes.map(({ fetching }) => fetching),
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

const BURST = 10_000;

/** Ten thousand in a loop; then as many stored, and a page that starts with them. @param {import('./engines/contract.js').Browser} browser */
async function measureBurst(browser) {
  const site = await startSite();
  const collector = await startCollector();
  try {
    const attributes = `data-destination="relay" data-url="${collector.url('/relay')}"`;
    const url = serveScriptTag({ site, collector }, { script: WATCH_TASKS, attributes, headers: ISOLATED });
    collector.script('/relay', ({ json }) => ({ json: { items: json.events.map(({ id }) => ({ id, outcome: 'accepted' })) } }));
    const burst = (count) => {
      tasks.start();
      const start = performance.now();
      for (let n = 0; n < count; ++n) feedspan.thumb({ messageId: `m${n}` }, 'up');
      return performance.now() - start;
    };
    const drained = () => { const { pending, waiting } = feedspan.status(); return !pending && !waiting && { longest: tasks.longest, at: performance.now() }; };
    // Collects garbage by itself, at its leisure; Chromium alone has it.
    const heap = async (measured) => {
      await measured.evaluate(() => {
        delete window.heap;
        const asked = performance.measureUserAgentSpecificMemory?.() ?? Promise.resolve({ bytes: null });
        asked.then(({ bytes }) => { window.heap = { bytes }; });
      });
      const { bytes } = await measured.waitFor(() => window.heap, { timeout: 90_000 });
      return bytes ?? NaN;
    };

    const page = await browser.newPage();
    await page.goto(url);
    await coreLoaded(page);
    const atRest = await heap(page);
    const began = await page.evaluate(() => performance.now());
    const loop = await page.evaluate(burst, BURST);
    const { longest, at } = await page.waitFor(drained, { timeout: 120_000 });
    const after = await heap(page);

    await collector.down();
    await page.evaluate(burst, BURST);
    await page.waitFor(() => !feedspan.status().pending, { timeout: 60_000 });
    await page.close();
    const next = await browser.newPage();
    await next.goto(url);
    await next.evaluate(() => tasks.start());
    await coreLoaded(next);
    // What does not fit the bounds was told and dropped; all that was kept is there.
    const start = await next.waitFor(() => feedspan.status().waiting > 9000 && { longest: tasks.longest }, { timeout: 60_000 });
    await next.close();
    return { loop, longest: Math.max(loop, longest), delivered: at - began, start: start.longest, atRest, after };
  } finally {
    await site.close();
    await collector.close();
  }
}

const MARKED = 1 << 16;
const MARKING_ROUNDS = 7;
/** Comments of the size at which they are refused. */
const LONG_TEXTS = {
  'lines with an address each': 'please write to ada@example.com about it\n',
  'one line with an address in each 42 characters': 'please write to ada@example.com about it, ',
  'clean lines': 'the answer was not what I had expected at all\n',
};

/**
 * Marking what was found in a comment of 64 KB: what the scan takes, how long the page's longest task is from the pause on until
 * everything is marked, and when that is. Then the longest task of a key in the middle.
 * @param {import('./engines/contract.js').Browser} browser @param {string} line
 */
async function measureMarking(browser, line) {
  const site = await startSite();
  const collector = await startCollector();
  try {
    const page = await browser.newPage();
    const body = `<form data-feedspan="comment" data-trace-id="4bf92f3577b34da6a3ce929d0e0e4736">
      <textarea id="c" rows="12" cols="60"></textarea><p data-feedspan-preview hidden></p></form>`;
    await page.goto(serveScriptTag({ site, collector }, { body, script: WATCH_TASKS, headers: ISOLATED }));
    await coreLoaded(page);
    const measured = await page.evaluate(
      async (text) => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        const marks = () => CSS.highlights?.get('feedspan-found')?.size ?? 0;
        const field = document.querySelector('#c');
        const type = () => field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        field.value = 'warm up with ada@example.com';
        type();
        while (!marks()) await frame();
        for (let i = 0; i < 5; ++i) await feedspan.preview(text);
        let start = performance.now();
        for (let i = 0; i < 5; ++i) await feedspan.preview(text);
        const scan = (performance.now() - start) / 5;

        // What the field itself takes for its new text is not ours.
        field.value = text;
        for (let i = 0; i < 5; ++i) await frame();
        const count = text.split('@').length - 1;
        const copied = () => document.querySelector('[data-feedspan="marks"]').textContent.length === text.length;
        tasks.start();
        start = performance.now();
        type();
        while (marks() !== count || !copied()) await frame();
        const all = performance.now() - start;
        await new Promise((resolve) => setTimeout(resolve, 400));
        const { longest } = tasks;
        field.setRangeText('x', 30_000, 30_000);
        for (let i = 0; i < 5; ++i) await frame();
        tasks.start();
        type();
        await new Promise((resolve) => setTimeout(resolve, 600));
        tasks.stopped = true;
        return { scan, longest, all, key: tasks.longest };
      },
      line.repeat(Math.floor(MARKED / line.length)),
    );
    await page.close();
    return measured;
  } finally {
    await site.close();
    await collector.close();
  }
}

const only = process.argv[2];
const rows = [];
const bursts = [];
const markings = [];
for (const engine of selectedEngines()) {
  const browser = await launch(engine);
  try {
    for (const [name, line] of Object.entries(LONG_TEXTS)) {
      const rounds = [];
      for (let round = 0; round < MARKING_ROUNDS; ++round) rounds.push(await measureMarking(browser, line));
      // The least of each: whatever else the machine does can only add.
      const figures = ['scan', 'longest', 'all', 'key'].map((figure) => ms(Math.min(...rounds.map((each) => each[figure]))));
      markings.push(`| ${engine} ${browser.version} | ${name} | ${figures.join(' | ')} |`);
    }
    if (only === '--marking') continue;
    const core = await measureCore(browser);
    const { toFetch, inTask, fetching } = await measureVotes(browser);
    const figures = [
      quantile(inTask, 0.5),
      quantile(inTask, 0.99),
      quantile(toFetch, 0.5),
      quantile(toFetch, 0.99),
      quantile(fetching, 0.5),
      quantile(core, 0.5),
    ];
    const { loop, longest, delivered, start, atRest, after } = await measureBurst(browser);
    const mega = (bytes) => (Number.isNaN(bytes) ? 'not told' : `${(bytes / 1e6).toFixed(1)} MB`);
    bursts.push(`| ${engine} | ${[loop, longest, delivered, start].map(ms).join(' | ')} | ${mega(atRest)} | ${mega(after)} |`);
    rows.push(`| ${engine} ${browser.version} | ${figures.map(ms).join(' | ')} |`);
  } finally {
    await browser.close();
  }
}
console.log(`Milliseconds; comments of ${MARKED} characters, marked while they are written; the least of ${MARKING_ROUNDS} rounds. The pause of 250 ms is part of "all are marked".

| browser | comment | preview (scan, mask) | longest task until all are marked | all are marked | longest task after one more key |
| --- | --- | --- | --- | --- | --- |
${markings.join('\n')}
`);
if (only !== '--marking') console.log(`Milliseconds; ${VOTES} real clicks, ${FRESH_PAGES} fresh pages.

| browser | the click's task, median | p99 | click to fetch, median | p99 | the call of fetch itself, median | compile and instantiate the core, median |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

Votes in a loop: ${BURST}.

| browser | the loop | longest task of all | until all are delivered | longest task of a start with as many stored | memory of the page at rest | after the burst |
| --- | --- | --- | --- | --- | --- | --- |
${bursts.join('\n')}`);
