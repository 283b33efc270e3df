/** Input, options and surroundings that are no good: told by name, never thrown, and the page goes on. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { forEachEngine } from './for_each_engine.mjs';
import { INGEST, INGESTED, PACKAGE, axiomDestination, coreLoaded, serveScriptTag, settled } from './product.mjs';
import { STRICT_CSP } from './server/site.mjs';

/** A page with the package as plain modules, without a bundler: `createClient` and `Feedback` are in `window`. */
async function openModules({ page, site, collector }) {
  site.mount('/feedspan/', path.join(PACKAGE, 'dist'));
  site.file('/page.js', `import * as feedspan from '/feedspan/index.js'; Object.assign(window, feedspan);`);
  collector.script(INGEST, [INGESTED]);
  await page.goto(site.page('/', '<!doctype html><script type="module" src="/page.js"></script>'));
  await page.waitFor(() => typeof window.createClient === 'function');
}

forEachEngine('what cannot be sent is refused by name, and the next vote is delivered', async (fixture) => {
  const { page, collector, site } = fixture;
  await openModules(fixture);
  const outcome = await page.evaluate(async (destination) => {
    const { createClient, Feedback } = window;
    const errors = [];
    const client = createClient({ destination, onError: (error) => errors.push(error.code) });
    const target = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' };
    const cycle = {};
    cycle.self = cycle;
    const calls = {
      unknownKind: () => client.send(target, { kind: 'stars', name: 'stars', value: 1 }),
      notANumber: () => client.send(target, Feedback.number({ name: 'stars', value: NaN })),
      emptyName: () => client.send(target, Feedback.number({ name: '', value: 1 })),
      noTarget: () => client.thumb({}, 'up'),
      elementWithoutLinks: () => client.thumb(document.body, 'up'),
      nullTarget: () => client.thumb(null, 'up'),
      malformedTrace: () => client.thumb({ traceId: 'no spaces please' }, 'up'),
      malformedSpan: () => client.thumb({ ...target, spanId: '<script>' }, 'up'),
      cycle: () => client.thumb(target, 'up', { metadata: cycle }),
      bigInt: () => client.thumb(target, 'up', { metadata: { count: 10n } }),
      hugeMetadata: () => client.thumb(target, 'up', { metadata: { text: 'x'.repeat(2 << 20) } }),
      hugeComment: () => client.thumb(target, 'down', { message: 'long '.repeat(210_000) }),
      nothing: () => client.send(),
    };
    const codes = {};
    for (const [name, call] of Object.entries(calls)) {
      try {
        const { accepted, settled } = call();
        const { ok, error } = await accepted;
        codes[name] = ok ? 'accepted' : error.code;
        if ((await settled).state !== 'rejected') codes[name] += ', but not settled as rejected';
      } catch (error) {
        codes[name] = `threw ${error}`;
      }
    }
    const last = await client.thumb(target, 'up').settled;
    return { codes, errors, last, status: client.status() };
  }, axiomDestination(collector));
  const expected = {
    unknownKind: 'unknown_kind',
    notANumber: 'invalid_value',
    emptyName: 'invalid_name',
    noTarget: 'no_target',
    elementWithoutLinks: 'no_target',
    nullTarget: 'no_target',
    malformedTrace: 'invalid_link',
    malformedSpan: 'invalid_link',
    cycle: 'not_serialisable',
    bigInt: 'not_serialisable',
    hugeMetadata: 'metadata_too_large',
    hugeComment: 'text_too_long',
    nothing: 'unknown_kind',
  };
  assert.deepEqual(outcome.codes, expected);
  assert.deepEqual(outcome.errors, Object.values(expected), 'each told once');
  assert.equal(outcome.last.state, 'delivered');
  assert.deepEqual([outcome.status.accepted, outcome.status.delivered, outcome.status.reasons], [1, 1, {}]);
  assert.equal(collector.received().length, 1);
  assert.deepEqual(page.pageErrors, []);
  assert.deepEqual(site.cspViolations, []);
});

forEachEngine('options that make no sense are told by name and refuse every event', async (fixture) => {
  const { page, collector } = fixture;
  await openModules(fixture);
  const codes = await page.evaluate(async (good) => {
    const destinations = {
      none: undefined,
      emptyList: [],
      emptyUrl: { ...good, url: '' },
      noToken: { ...good, token: undefined },
      personalToken: { ...good, token: 'xapt-1' },
      noDataset: { ...good, dataset: '' },
      relayWithoutUrl: { type: 'relay', url: '' },
      unknownType: { type: 'pigeon', url: 'https://pigeon.example' },
    };
    const codes = {};
    for (const [name, destination] of Object.entries(destinations)) {
      const errors = [];
      const client = window.createClient({ destination, persist: false, onError: ({ code }) => errors.push(code) });
      const { error } = await client.thumb({ traceId: 'one' }, 'up').accepted;
      await client.thumb({ traceId: 'two' }, 'up').settled;
      codes[name] = [error?.code, ...errors].join(' ');
    }
    return codes;
  }, axiomDestination(collector));
  assert.deepEqual(codes, {
    none: 'no_destination no_destination',
    emptyList: 'no_destination no_destination',
    emptyUrl: 'destination_url destination_url',
    noToken: 'destination_token destination_token',
    personalToken: 'secret_in_page secret_in_page',
    noDataset: 'destination_dataset destination_dataset',
    relayWithoutUrl: 'destination_url destination_url',
    unknownType: 'unknown_destination unknown_destination',
  });
  assert.deepEqual(collector.received(), []);
  assert.deepEqual(page.pageErrors, []);
});

forEachEngine('callbacks of the page that throw or reject do no harm', async (fixture) => {
  const { page, collector } = fixture;
  await openModules(fixture);
  const state = await page.evaluate(async (destination) => {
    const fail = () => { throw new Error('the page’s own'); };
    const client = window.createClient({ destination, onError: fail, onReceipt: async () => fail() });
    await client.thumb({}, 'up').settled;
    return (await client.thumb({ traceId: 'one' }, 'up').settled).state;
  }, axiomDestination(collector));
  assert.equal(state, 'delivered');
  assert.equal(collector.received().length, 1);
  assert.deepEqual(page.pageErrors, []);
});

forEachEngine('a sandboxed frame without storage delivers, and says once that nothing is kept', async (fixture) => {
  const { page, site, collector } = fixture;
  // A frame of an origin of its own: its 'self' is nobody, and modules need CORS.
  const csp = STRICT_CSP.replaceAll("'self'", site.origin);
  site.mount('/feedspan/', path.join(PACKAGE, 'dist'), { headers: { 'Access-Control-Allow-Origin': '*' } });
  site.file('/frame.css', 'html, body, button { width: 100%; height: 100%; margin: 0; }');
  site.page(
    '/frame',
    `<!doctype html><link rel="stylesheet" href="/frame.css"><script src="/frame.js"></script>
     <script async crossorigin src="/feedspan/feedspan.js"></script>
     <button type="button" data-trace-id="in-a-frame" data-feedspan="thumb:up" aria-pressed="false">Good response</button>`,
    { csp },
  );
  site.file(
    '/frame.js',
    `const errors = [];
     const tell = (what) => parent.postMessage({ ...what, errors: errors.map(({ code }) => code) }, '*');
     addEventListener('error', ({ message }) => tell({ uncaught: message }));
     addEventListener('unhandledrejection', ({ reason }) => tell({ uncaught: String(reason) }));
     window.feedspan = { q: [] };
     addEventListener('load', () => {
       feedspan.on('error', (error) => errors.push(error));
       feedspan.on('receipt', ({ state }) => tell({ state }));
       feedspan.init({ destination: ${JSON.stringify(axiomDestination(collector))} });
       feedspan.warmUp().then((ready) => tell({ ready }));
     });`,
  );
  site.file('/top.js', 'window.told = []; addEventListener("message", ({ data }) => told.push(data));');
  collector.script(INGEST, [INGESTED]);
  const html = '<!doctype html><script src="/top.js"></script><iframe sandbox="allow-scripts" src="/frame" width="200" height="100"></iframe>';
  await page.goto(site.page('/', html, { csp: `${STRICT_CSP}; frame-src 'self'` }));
  await page.waitFor(() => told.some(({ ready }) => ready));
  await page.click('iframe');
  const [vote] = await collector.waitForRequests(1);
  assert.equal(vote.headers.origin, 'null');
  assert.equal(vote.json.links.trace_id, 'in-a-frame');
  await page.waitFor(() => told.some(({ state }) => state === 'delivered'));
  const told = await page.evaluate(() => told);
  assert.deepEqual(told.at(-1).errors, ['store_unavailable']);
  assert.deepEqual(told.filter(({ uncaught }) => uncaught), []);
  assert.deepEqual(page.pageErrors, []);
});

/** Two votes on a page whose core cannot be had. */
async function withoutCore(fixture) {
  const { page, collector } = fixture;
  await page.waitFor(() => window.feedspan.started);
  await page.click('#first .up');
  await page.waitFor(() => seen.errors.length > 0);
  await page.click('#second .down');
  const outcome = await page.evaluate(async () => {
    const { ok, error } = await window.feedspan.thumb({ traceId: 'third' }, 'up').accepted;
    return { ok, code: error.code, ready: await window.feedspan.warmUp(), status: await window.feedspan.flush() };
  });
  assert.equal(outcome.ok, false);
  assert.equal(outcome.code, 'core_unavailable');
  assert.equal(outcome.ready, false);
  assert.equal(outcome.status.pending, 0);
  assert.deepEqual(await page.evaluate(() => seen.errors.map(({ code }) => code)), ['core_unavailable'], 'told once');
  assert.deepEqual(page.pageErrors, []);
  assert.deepEqual(collector.received(), []);
  // The votes are shown as taken back, and the page works on.
  await page.waitFor(() => document.querySelectorAll('[aria-pressed=true]').length === 0);
}

forEachEngine("a policy without 'wasm-unsafe-eval': told once, nothing crashes", async (fixture) => {
  const csp = STRICT_CSP.replace(" 'wasm-unsafe-eval'", '');
  await fixture.page.goto(serveScriptTag(fixture, { csp }));
  await withoutCore(fixture);
});

forEachEngine('a core that is not where it should be: told once, nothing crashes', async (fixture) => {
  const { page, site } = fixture;
  site.file('/feedspan/core-wasm.js', '', { status: 404 });
  await page.goto(serveScriptTag(fixture));
  await withoutCore(fixture);
});

forEachEngine('an own address for the .wasm is used in place of the embedded bytes', async (fixture) => {
  const { page, site, collector } = fixture;
  const attributes = 'data-load="demand"';
  await page.goto(serveScriptTag(fixture, { attributes }));
  await page.waitFor(() => 'init' in window.feedspan);
  await page.evaluate((destination) => {
    window.feedspan.init({ destination, load: 'demand', wasm: '/feedspan/feedspan.wasm' });
  }, axiomDestination(collector));
  await page.click('#first .up');
  await settled(page, 'delivered');
  const paths = site.requests.map((request) => request.path);
  assert.ok(paths.includes('/feedspan/feedspan.wasm'));
  assert.ok(!paths.includes('/feedspan/core-wasm.js'), 'the embedded bytes are not fetched as well');
  await coreLoaded(page);
});
