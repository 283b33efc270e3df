/** `feedspan/pii` in pages: its own module, the one that the engine can run fastest, and the verdicts of tests/vectors. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { forEachEngine } from './for_each_engine.mjs';
import { PACKAGE } from './product.mjs';

const vectors = fileURLToPath(new URL('../vectors/pii/', import.meta.url));
const FILES = readdirSync(vectors).filter((name) => !/^(redact|policies|policy_problems)\.json$/.test(name));
const TEXTS = [...FILES, 'policies.json'].flatMap((name) => JSON.parse(readFileSync(path.join(vectors, name), 'utf8'))).length;

/** Runs in the page. @param {string[]} files @param {{wasm?: string, simd?: boolean}} how */
async function judge(files, { wasm, simd }) {
  if (simd !== undefined) WebAssembly.validate = () => simd;
  const { load } = await import('/feedspan/pii.js');
  const { scan, redact } = await load({ wasm });
  const read = async (file) => (await fetch(`/vectors/${file}`)).json();
  let judged = 0;
  const wrong = [];
  for (const file of files) {
    for (const { text, spans } of await read(file)) {
      judged++;
      const found = scan(text).map(({ type, start, end }) => ({ type, start, end }));
      const wanted = spans.map(({ type, start, end }) => ({ type, start, end }));
      if (JSON.stringify(found) !== JSON.stringify(wanted)) wrong.push({ file, text, found });
    }
  }
  for (const { text, redaction, masked } of await read('policies.json')) {
    judged++;
    const redacted = redact(text, redaction).text;
    if (redacted !== masked) wrong.push({ text, redaction, redacted });
  }
  window.outcome = { judged, wrong };
}

/** @param {import('./for_each_engine.mjs').Fixture} fixture @param {{wasm?: string, simd?: boolean}} how */
async function judged({ page, site }, how) {
  site.mount('/feedspan/', path.join(PACKAGE, 'dist'));
  site.mount('/vectors/', vectors);
  await page.goto(site.page('/', '<!doctype html><title>Scanner</title>'));
  await page.evaluate(`void (${judge})(${JSON.stringify(FILES)}, ${JSON.stringify(how)})`);
  const { judged, wrong } = await page.waitFor(() => window.outcome, { timeout: 30_000 });
  assert.deepEqual(wrong, []);
  assert.equal(judged, TEXTS);
  assert.deepEqual(site.cspViolations, []);
  return site.requests.map((request) => request.path).filter((name) => name.startsWith('/feedspan/')).sort();
}

forEachEngine('the engine has SIMD, and takes the module that is built with it and nothing of a client', async (fixture) => {
  assert.deepEqual(await judged(fixture, {}), ['/feedspan/pii-simd-wasm.js', '/feedspan/pii.js', '/feedspan/policy.js']);
});

forEachEngine('where it has none, the other module gives the same verdicts', async (fixture) => {
  assert.deepEqual(await judged(fixture, { simd: false }), ['/feedspan/pii-wasm.js', '/feedspan/pii.js', '/feedspan/policy.js']);
});

for (const wasm of ['/feedspan/pii.wasm', '/feedspan/pii-simd.wasm']) {
  forEachEngine(`${wasm} by its address`, async (fixture) => {
    assert.deepEqual(await judged(fixture, { wasm }), [wasm, '/feedspan/pii.js', '/feedspan/policy.js'].sort());
  });
}

forEachEngine('beside a client, which keeps its own core', async (fixture) => {
  const { page, site } = fixture;
  site.mount('/feedspan/', path.join(PACKAGE, 'dist'));
  await page.goto(site.page('/', '<!doctype html><title>Both</title>'));
  await page.evaluate(`void (async () => {
    const { createClient } = await import('/feedspan/index.js');
    const { load } = await import('/feedspan/pii.js');
    const client = createClient({ destination: { type: 'relay', url: location.origin }, load: 'demand', persist: false });
    const [{ scan }, preview] = await Promise.all([load(), client.preview('ask ada@example.com')]);
    window.outcome = { preview: preview.text, spans: scan('ask ada@example.com') };
  })()`);
  assert.deepEqual(await page.waitFor(() => window.outcome), {
    preview: 'ask [EMAIL]',
    spans: [{ type: 'EMAIL', start: 4, end: 19, confidence: 99 }],
  });
  assert.deepEqual(page.pageErrors, []);
});
