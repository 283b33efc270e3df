/**
 * What a vote costs in real browsers: scripts/measure. Prints tables in Markdown; judges nothing.
 *
 * The page is cross-origin isolated, so that its clock is as fine as the engine has one: 5 µs in Chromium, 20 µs in Firefox and
 * WebKit. It is not the one of `product.mjs`, whose watching costs a tenth of a vote.
 */

import { parseArgs } from 'node:util';
import { launch, selectedEngines } from './engines/index.mjs';
import { coreLoaded, serveScriptTag, settled } from './product.mjs';
import { startCollector } from './server/collector.mjs';
import { startSite } from './server/site.mjs';

const { values: options } = parseArgs({ options: { events: { type: 'string' }, marking: { type: 'boolean' }, click: { type: 'boolean' } } });
const VOTES = Number(process.env.FEEDSPAN_VOTES ?? 200);
const FRESH_PAGES = 15;
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
/** Milliseconds between two votes that nobody's driver clicks. */
const PAUSE = 40;
/** Milliseconds from the core to the first click of a fresh page. */
const FIRST_PAUSE = 500;

/** What the tests' pages have, without a look at each write to storage; keeps no account of a million events. */
const QUIET = `
  window.seen = { receipts: [] };
  window.feedspan = { q: [(feedspan) => feedspan.on('receipt', (update) => { if (seen.receipts.length < 1000) seen.receipts.push(update); })] };`;

/**
 * Notes when a click begins, when its task has ended (microtasks that were due included), how much of that the browser's own storage and
 * messages took, and how long the call of fetch takes that follows.
 */
const PROBE = `
  window.votes = [];
  const timed = (owner, name) => {
    const original = owner[name];
    owner[name] = function (...values) {
      const start = performance.now();
      const result = original.apply(this, values);
      const vote = votes.at(-1);
      if (vote && vote.ended === undefined) {
        vote.platform += performance.now() - start;
        if (owner === Storage.prototype) window.lastEntry = values;
      }
      return result;
    };
  };
  timed(Storage.prototype, 'setItem');
  timed(MessagePort.prototype, 'postMessage');
  const { fetch } = window;
  window.fetch = (...call) => {
    const start = performance.now();
    const response = fetch(...call);
    const vote = votes.at(-1);
    if (vote && vote.fetched === undefined) {
      Object.assign(vote, { fetched: start, fetching: performance.now() - start });
      window.lastCall = call;
    }
    return response;
  };
  addEventListener('click', () => votes.push({ clicked: performance.now(), platform: 0 }), true);
  addEventListener('click', () => queueMicrotask(() => { votes.at(-1).ended = performance.now(); }));`;

/**
 * Notes when a click's task first comes by calls of the browser that stand between its parts. The notes' own time is in what is
 * measured.
 */
const STATIONS = `
  window.clicks = [];
  const note = (station) => { const click = clicks.at(-1); if (click && !click.ended) click[station] ??= performance.now(); };
  const watch = (owner, name, before, after) => {
    const original = owner[name];
    owner[name] = function (...values) {
      if (before) note(before);
      const result = original.apply(this, values);
      if (after) note(after);
      return result;
    };
  };
  addEventListener('click', () => clicks.push({ clicked: performance.now() }), true);
  watch(Event.prototype, 'composedPath', 'listener');
  watch(Document.prototype, 'querySelectorAll', null, 'thumbs');
  watch(JSON, 'stringify', null, 'record');
  document.addEventListener('feedspan', () => note('shown'));
  watch(TextEncoder.prototype, 'encodeInto', 'handed');
  watch(TextDecoder.prototype, 'decode', 'core');
  watch(JSON, 'parse', null, 'answer');
  watch(MessagePort.prototype, 'postMessage', 'scheduling', 'posted');
  watch(Storage.prototype, 'setItem', 'storing', 'stored');
  addEventListener('click', () => queueMicrotask(() => note('ended')));`;

/** What ends at each station, in their order. */
const SECTIONS = {
  listener: "the engine, to Feedspan's listener",
  thumbs: 'the control, its links, the thumbs of its target',
  record: 'the record',
  shown: 'the thumbs are pressed, the receipt is announced',
  handed: 'to the core, in the microtask',
  core: 'the core',
  answer: 'its answer is read',
  scheduling: 'to the store',
  posted: 'the next task is asked for (postMessage)',
  storing: 'to the journal',
  stored: 'the journal (setItem)',
  ended: 'to the end of the task',
};

/**
 * A page without Feedspan that does with its own hands what Feedspan's promise asks of the browser: in the click's task it writes a
 * record of the same size to localStorage, and in the next task it sends the same request. What Feedspan takes beyond that is its own.
 */
const BARE = `
  const next = new MessageChannel();
  window.answered = 0;
  next.port1.onmessage = async () => {
    const response = await window.fetch(...call);
    await response.text();
    ++answered;
    answer();
  };
  let clicks = 0;
  let answer;
  window.keep = () => {
    localStorage.setItem(entry[0] + clicks++ % 100, entry[1]);
    next.port2.postMessage(0);
    return { settled: new Promise((resolve) => { answer = resolve; }) };
  };
  // On the document, as Feedspan's own: after the listener of the window that ends the account it would not be counted.
  document.addEventListener('click', keep);`;

/** Long tasks, where the engine tells them; the longest wait of a chain of tasks stands in elsewhere. */
const WATCH_TASKS = `
  window.tasks = { longest: 0, blocked: 0 };
  if (PerformanceObserver.supportedEntryTypes.includes('longtask')) {
    new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) tasks.blocked += duration; }).observe({ entryTypes: ['longtask'] });
  } else tasks.blocked = NaN;
  const channel = new MessageChannel();
  let last = performance.now();
  channel.port1.onmessage = () => {
    const now = performance.now();
    tasks.longest = Math.max(tasks.longest, now - last);
    last = now;
    if (!tasks.stopped) channel.port2.postMessage(0);
  };
  tasks.start = () => { last = performance.now(); tasks.longest = 0; tasks.blocked &&= 0; tasks.stopped = false; channel.port2.postMessage(0); };`;

const ms = (value) => (Number.isNaN(value ?? NaN) ? 'not told' : value < 10 ? value.toFixed(2) : value.toFixed(1));
/** @param {number[]} values @param {number} share 0.5 for the median */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** @param {Parameters<typeof serveScriptTag>[0]} fixture @param {string} script @param {object} [more] */
function serveQuietly(fixture, script, more) {
  const url = serveScriptTag(fixture, { headers: ISOLATED, ...more });
  fixture.site.file('/watch.js', `${QUIET}\n${script}`);
  return url;
}

/** @param {import('./engines/contract.js').Page} page with the core there */
async function clickVotes(page) {
  for (let vote = 1; vote <= VOTES; vote++) {
    // Always a switch, so that each click is one vote; each has its outcome before the next.
    await page.click(vote % 2 ? '#first .up' : '#first .down');
    await settled(page, 'delivered', vote);
  }
}

/** @param {import('./engines/contract.js').Browser} browser */
async function measureVotes(browser) {
  const site = await startSite();
  const collector = await startCollector();
  const fixture = { site, collector };
  try {
    const page = await browser.newPage();
    await page.goto(serveQuietly(fixture, PROBE));
    await coreLoaded(page);
    await clickVotes(page);
    const votes = await page.evaluate(() => votes);
    const call = await page.evaluate(() => {
      const [url, { signal, body, ...init }] = lastCall;
      return [url, { ...init, body: new TextDecoder().decode(body) }];
    });
    const entry = await page.evaluate(() => lastEntry);
    const nowAndThen = await timeCalls(page, PAUSE);
    const inRow = await timeCalls(page, 0);
    const whole = await mainThread(page);
    await page.close();

    const bare = await browser.newPage();
    await bare.goto(serveQuietly(fixture, `const call = ${JSON.stringify(call)}, entry = ${JSON.stringify(entry)};${PROBE}${BARE}`, { tag: ' ' }));
    for (let vote = 1; vote <= VOTES; vote++) {
      await bare.click(vote % 2 ? '#first .up' : '#first .down');
      await bare.waitFor((count) => answered >= count, { args: [vote] });
    }
    const without = await bare.evaluate(() => votes);
    const bareNowAndThen = await timeCalls(bare, PAUSE);
    const bareInRow = await timeCalls(bare, 0);
    const bareWhole = await mainThread(bare);
    await bare.close();
    return {
      toFetch: votes.map(({ clicked, fetched }) => fetched - clicked),
      inTask: votes.map(({ clicked, ended }) => ended - clicked),
      platform: votes.map(({ platform }) => platform),
      fetching: votes.map(({ fetching }) => fetching),
      bareTask: without.map(({ clicked, ended }) => ended - clicked),
      bareFetching: without.map(({ fetching }) => fetching),
      calling: nowAndThen.calls,
      ticks: nowAndThen.ticks,
      bareTicks: bareNowAndThen.ticks,
      callingInRow: inRow.calls,
      ticksInRow: inRow.ticks,
      bareTicksInRow: bareInRow.ticks,
      whole,
      bareWhole,
    };
  } finally {
    await site.close();
    await collector.close();
  }
}

/**
 * What a call takes until it has returned, and until its tick has ended: `feedspan.thumb`, whose vote is checked, masked and stored by then,
 * or what a page without it does in its place (`keep` of BARE). What runs once in a while finds cold caches and threads asleep, so both ways:
 * now and then, and each as soon as the last one is over.
 * @param {import('./engines/contract.js').Page} page @param {number} pause milliseconds @returns {Promise<{calls: number[], ticks: number[]}>} milliseconds
 */
function timeCalls(page, pause) {
  return page.evaluate(
    async (count, pause) => {
      const calls = [];
      const ticks = [];
      for (let n = 0; n < count; ++n) {
        const links = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
        const start = performance.now();
        const receipt = window.keep ? window.keep() : feedspan.thumb(links, n % 2 ? 'up' : 'down');
        calls.push(performance.now() - start);
        await new Promise((resolve) => queueMicrotask(() => { ticks.push(performance.now() - start); resolve(); }));
        await receipt?.settled;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
      return { calls, ticks };
    },
    VOTES,
    pause,
  );
}

/**
 * Milliseconds of the main thread a vote, whatever they are spent on, over votes that the page makes by itself, less what a page
 * that only waits spends meanwhile.
 * @param {import('./engines/contract.js').Page} page @returns {Promise<number>} NaN where the engine does not tell
 */
async function mainThread(page) {
  if (!page.taskTime) return NaN;
  /** @param {boolean} voting */
  const spend = async (voting) => {
    const before = await page.taskTime();
    await page.evaluate(
      async (count, pause, clicks) => {
        const buttons = document.querySelectorAll('#first [aria-pressed]');
        for (let n = 0; n < count; ++n) {
          if (clicks) [...buttons].find((button) => button.getAttribute('aria-pressed') !== 'true').click();
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
      },
      VOTES,
      PAUSE,
      voting,
    );
    return (await page.taskTime()) - before;
  };
  const idle = await spend(false);
  return ((await spend(true)) - idle) / VOTES;
}

/**
 * What is measured in pages that each have an origin and a tab of their own: a renderer of its own where the engine isolates sites by origin.
 * @param {import('./engines/contract.js').Browser} browser
 * @param {(page: import('./engines/contract.js').Page, fixture: Parameters<typeof serveScriptTag>[0]) => Promise<number>} measure gets a page that shows nothing yet
 */
async function inFreshPages(browser, measure) {
  const times = [];
  for (let round = 0; round < FRESH_PAGES; round++) {
    const site = await startSite();
    const collector = await startCollector();
    const page = await browser.newPage();
    try {
      times.push(await measure(page, { site, collector }));
    } finally {
      await page.close();
      await site.close();
      await collector.close();
    }
  }
  return times;
}

/**
 * The parts of a click's task, in each click that had all of them: one that finds the next task asked for already posts no message.
 * @param {import('./engines/contract.js').Browser} browser
 */
async function measureSections(browser) {
  const site = await startSite();
  const collector = await startCollector();
  try {
    const page = await browser.newPage();
    await page.goto(serveQuietly({ site, collector }, STATIONS));
    await coreLoaded(page);
    await clickVotes(page);
    const whole = (await page.evaluate(() => clicks)).filter((click) => Object.keys(SECTIONS).every((station) => station in click));
    if (whole.length < VOTES / 2) throw new Error(`Only ${whole.length} of ${VOTES} clicks came by all of STATIONS, which has to follow what the product calls.`);
    return whole;
  } finally {
    await site.close();
    await collector.close();
  }
}

/** The task of the first click of a page, half a second after the core is there: most people vote once. @param {import('./engines/contract.js').Browser} browser */
const measureFirstVotes = (browser) =>
  inFreshPages(browser, async (page, fixture) => {
    await page.goto(serveQuietly(fixture, PROBE));
    await coreLoaded(page);
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE));
    await page.click('#first .up');
    await settled(page, 'delivered', 1);
    const { clicked, ended } = await page.evaluate(() => votes[0]);
    return ended - clicked;
  });

/** Compiling and instantiating the bytes in a page that has never seen them. @param {import('./engines/contract.js').Browser} browser */
const measureCore = (browser) =>
  inFreshPages(browser, async (page, fixture) => {
    await page.goto(serveScriptTag(fixture, { attributes: 'data-load="demand"', headers: ISOLATED }));
    return page.evaluate(async () => {
      const [{ loadCore }, { wasmBytes }] = await Promise.all([import('/feedspan/core.js'), import('/feedspan/core-wasm.js')]);
      const bytes = wasmBytes();
      const start = performance.now();
      await loadCore(bytes);
      return performance.now() - start;
    });
  });

/** Collects garbage by itself, at its leisure; Chromium alone has it. @param {import('./engines/contract.js').Page} page @returns {Promise<number>} bytes */
async function heap(page) {
  await page.evaluate(() => {
    delete window.heap;
    const asked = performance.measureUserAgentSpecificMemory?.() ?? Promise.resolve({ bytes: null });
    asked.then(({ bytes }) => { window.heap = { bytes }; });
  });
  const { bytes } = await page.waitFor(() => window.heap, { timeout: 90_000 });
  return bytes ?? NaN;
}

const BURST = 10_000;

/** What takes everything, and keeps none of a million requests. @param {Awaited<ReturnType<typeof startCollector>>} collector */
function takeAll(collector) {
  collector.script('/relay', ({ json }) => {
    collector.requests.length = 0;
    return { json: { items: json.events.map(({ id }) => ({ id, outcome: 'accepted' })) } };
  });
  return `data-destination="relay" data-url="${collector.url('/relay')}"`;
}

/**
 * Memory of a page after so many events, in bursts, each delivered before the next.
 * @param {import('./engines/contract.js').Browser} browser @param {number} events
 */
async function measureMemory(browser, events) {
  const site = await startSite();
  const collector = await startCollector();
  try {
    const page = await browser.newPage();
    await page.goto(serveQuietly({ site, collector }, '', { attributes: takeAll(collector) }));
    await coreLoaded(page);
    const figures = [await heap(page)];
    for (const [from, to] of [[0, Math.min(BURST, events)], [BURST, events]]) {
      await page.evaluate(
        (first, last, burst) => {
          window.made = first;
          const go = async () => {
            while (made < last) {
              for (const end = Math.min(made + burst, last); made < end; ++made) feedspan.thumb({ messageId: `m${made}` }, 'up');
              do await new Promise((resolve) => setTimeout(resolve, 50));
              while (feedspan.status().pending || feedspan.status().waiting);
            }
            window.made = { all: feedspan.status() };
          };
          go();
        },
        from,
        to,
        BURST,
      );
      const { all } = await page.waitFor(() => made.all && made, { timeout: 3_600_000 });
      if (all.delivered !== to) throw new Error(`${all.delivered} of ${to} were delivered`);
      figures.push(await heap(page));
    }
    await page.close();
    return figures;
  } finally {
    await site.close();
    await collector.close();
  }
}

/** Ten thousand in a loop; then as many stored, and a page that starts with them. @param {import('./engines/contract.js').Browser} browser */
async function measureBurst(browser) {
  const site = await startSite();
  const collector = await startCollector();
  try {
    const attributes = takeAll(collector);
    const url = serveQuietly({ site, collector }, WATCH_TASKS, { attributes });
    const burst = (count) => {
      tasks.start();
      const start = performance.now();
      for (let n = 0; n < count; ++n) feedspan.thumb({ messageId: `m${n}` }, 'up');
      return performance.now() - start;
    };
    const drained = () => { const { pending, waiting } = feedspan.status(); return !pending && !waiting && { longest: tasks.longest, blocked: tasks.blocked, at: performance.now() }; };
    const page = await browser.newPage();
    await page.goto(url);
    await coreLoaded(page);
    const began = await page.evaluate(() => performance.now());
    const loop = await page.evaluate(burst, BURST);
    const { longest, blocked, at } = await page.waitFor(drained, { timeout: 120_000 });

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
    return { loop, longest: Math.max(loop, longest), blocked, delivered: at - began, start: start.longest };
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

/** @param {number} bytes */
const mega = (bytes) => (Number.isNaN(bytes) ? 'not told' : `${(bytes / 1e6).toFixed(1)} MB`);

async function printMarking() {
  const rows = [];
  for (const engine of selectedEngines()) {
    const browser = await launch(engine);
    try {
      for (const [name, line] of Object.entries(LONG_TEXTS)) {
        const rounds = [];
        for (let round = 0; round < MARKING_ROUNDS; ++round) rounds.push(await measureMarking(browser, line));
        // The least of each: whatever else the machine does can only add.
        const figures = ['scan', 'longest', 'all', 'key'].map((figure) => ms(Math.min(...rounds.map((each) => each[figure]))));
        rows.push(`| ${engine} ${browser.version} | ${name} | ${figures.join(' | ')} |`);
      }
    } finally {
      await browser.close();
    }
  }
  console.log(`Milliseconds; comments of ${MARKED} characters, marked while they are written; the least of ${MARKING_ROUNDS} rounds. The pause of 250 ms is part of "all are marked".

| browser | comment | preview (scan, mask) | longest task until all are marked | all are marked | longest task after one more key |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}`);
}

async function printMemory() {
  const rows = [];
  for (const engine of selectedEngines()) {
    const browser = await launch(engine);
    try {
      rows.push(`| ${engine} ${browser.version} | ${(await measureMemory(browser, Number(options.events))).map(mega).join(' | ')} |`);
    } finally {
      await browser.close();
    }
  }
  console.log(`Memory of the page, garbage collected.

| browser | at rest | after ${BURST} events | after ${options.events} |
| --- | --- | --- | --- |
${rows.join('\n')}`);
}

async function printTimes() {
  const rows = [];
  const bursts = [];
  const calls = [];
  for (const engine of selectedEngines()) {
    const browser = await launch(engine);
    try {
      const core = await measureCore(browser);
      const first = await measureFirstVotes(browser);
      const { whole, bareWhole, ...votes } = await measureVotes(browser);
      const median = (name) => quantile(votes[name], 0.5);
      const figures = [
        quantile(first, 0.5),
        median('inTask'),
        quantile(votes.inTask, 0.99),
        median('platform'),
        median('bareTask'),
        median('inTask') - median('bareTask'),
        median('toFetch'),
        median('fetching'),
        median('bareFetching'),
        whole,
        bareWhole,
        quantile(core, 0.5),
      ];
      const called = ['calling', 'ticks', 'bareTicks', 'callingInRow', 'ticksInRow', 'bareTicksInRow'];
      calls.push(`| ${engine} | ${called.map((name) => `${ms(median(name))} (${ms(quantile(votes[name], 0.99))})`).join(' | ')} |`);
      const { loop, longest, blocked, delivered, start } = await measureBurst(browser);
      bursts.push(`| ${engine} | ${[loop, longest, blocked, delivered, start].map(ms).join(' | ')} |`);
      rows.push(`| ${engine} ${browser.version} | ${figures.map(ms).join(' | ')} |`);
    } finally {
      await browser.close();
    }
  }
  console.log(`Milliseconds; ${VOTES} real clicks and as many calls of thumb, ${FRESH_PAGES} fresh pages. A page without Feedspan has the same buttons, writes as much to localStorage and posts a message in the click's task, and sends the same request in the next.

| browser | the first click's task in a page | the click's task, median | p99 | of it setItem and postMessage | without Feedspan: the click's task | the click's task, less that | click to fetch | the call of fetch | without: the call of fetch | whole main thread a vote | without | compile and instantiate the core |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

${VOTES} calls of thumb, ${PAUSE} ms apart and each as soon as the last is delivered; medians (p99). When the tick ends the vote is stored. Without Feedspan: setItem and postMessage alone.

| browser | ${PAUSE} ms apart: the call | to the end of its tick | without Feedspan | in a row: the call | to the end of its tick | without Feedspan |
| --- | --- | --- | --- | --- | --- | --- |
${calls.join('\n')}

Votes in a loop: ${BURST}.

| browser | the loop | longest task of all | tasks over 50 ms, in all | until all are delivered | longest task of a start with as many stored |
| --- | --- | --- | --- | --- | --- |
${bursts.join('\n')}`);
}

async function printSections() {
  for (const engine of selectedEngines()) {
    const browser = await launch(engine);
    try {
      const clicks = await measureSections(browser);
      const rows = [];
      let before = 'clicked';
      for (const [station, section] of Object.entries(SECTIONS)) {
        rows.push(`| ${section} | ${ms(quantile(clicks.map((click) => click[station] - click[before]), 0.5))} |`);
        before = station;
      }
      const whole = clicks.map(({ clicked, ended }) => ended - clicked);
      console.log(`A click's task in ${engine} ${browser.version}: milliseconds, medians of ${clicks.length} clicks of ${VOTES}.

| section | ms |
| --- | --- |
${rows.join('\n')}
| all | ${ms(quantile(whole, 0.5))} |
`);
    } finally {
      await browser.close();
    }
  }
}

await (options.click ? printSections() : options.events ? printMemory() : options.marking ? printMarking() : printTimes());
