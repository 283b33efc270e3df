/** From a click through the relay of the same package to a store and a vendor. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { forEachEngine } from './for_each_engine.mjs';
import { axiomDestination, coreLoaded, INGEST, INGESTED, PACKAGE, serveScriptTag, settled, storage, TOKEN } from './product.mjs';
import { LocalServer } from './server/local_server.mjs';

const { createRelay, toNodeListener } = await import(pathToFileURL(path.join(PACKAGE, 'dist/relay.js')).href);

/** A relay in a Node server, before a store in memory and an Axiom-shaped collector. */
async function startRelay({ site, collector }) {
  collector.script(INGEST, [INGESTED]);
  const stored = [];
  const errors = [];
  const relay = createRelay({
    destination: axiomDestination(collector),
    store: (events) => events.map((event) => (stored.push(event), 'accepted')),
    origins: [site.origin],
    onError: (error) => errors.push(error),
  });
  const server = new LocalServer(toNodeListener(relay));
  await server.listen();
  return { stored, errors, url: `${server.origin}/feedback`, close: () => server.down() };
}

forEachEngine('a vote with a comment passes the relay into the store and to the vendor; the page knows no key', async (fixture) => {
  const { page, site, collector } = fixture;
  const relay = await startRelay(fixture);
  try {
    await page.goto(serveScriptTag(fixture, { attributes: `data-destination="relay" data-url="${relay.url}"` }));
    await coreLoaded(page);
    await page.click('#first .down');
    await settled(page, 'delivered');
    await page.type('#first textarea', 'Call me: ada.lovelace@example.com');
    await page.click('#first form button');
    await settled(page, 'delivered', 2);

    assert.deepEqual(relay.stored.map(({ kind, value, message }) => [kind, value, message]), [
      ['thumb', -1, undefined],
      ['thumb', -1, 'Call me: [EMAIL]'],
    ]);
    assert.deepEqual(relay.stored[0].links, {
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      sessionId: 'session-7',
      capability: 'support-agent',
      step: 'respond',
    });
    const forwarded = collector.received();
    assert.deepEqual(forwarded.map(({ json }) => json.id), relay.stored.map(({ id }) => id));
    assert.equal(forwarded[1].json.message, 'Call me: [EMAIL]');
    assert.equal(forwarded[0].headers.authorization, `Bearer ${TOKEN}`);
    assert.equal(forwarded[0].headers.origin, undefined, 'it was the relay that sent it');
    assert.doesNotMatch(await storage(page), /xaat-/);
    assert.ok(!(await page.evaluate(() => document.documentElement.outerHTML)).includes(TOKEN));
    assert.deepEqual(relay.errors, []);
    assert.deepEqual(site.cspViolations, []);
  } finally {
    await relay.close();
  }
});

forEachEngine('what a hostile client sends past the page’s own scan is masked by the relay', async (fixture) => {
  const { page, site, collector } = fixture;
  const relay = await startRelay(fixture);
  try {
    await page.goto(site.page('/', '<!doctype html>'));
    const event = {
      v: 1,
      id: '01942d3a-7c00-7000-8000-000000000001',
      key: '0123456789abcdef0123456789abcdef',
      seq: 1,
      time: Date.now(),
      kind: 'text',
      name: 'comment',
      value: 'Write to ada.lovelace@example.com',
      message: 'and card 4111 1111 1111 1111',
      links: { traceId: 'hostile', userId: 'ada.lovelace@example.com' },
      metadata: { 'ada.lovelace@example.com': ['4111111111111111'] },
    };
    const answer = await page.evaluate(async (url, body) => {
      const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      return { status: response.status, json: await response.json() };
    }, relay.url, JSON.stringify({ events: [event] }));
    assert.deepEqual(answer, { status: 200, json: { items: [{ id: event.id, outcome: 'accepted' }] } });
    const [request] = await collector.waitForRequests(1);
    assert.equal(request.json.value, 'Write to [EMAIL]');
    assert.doesNotMatch(request.body, /lovelace|4111/);
    assert.equal(relay.stored.length, 1);
    assert.doesNotMatch(JSON.stringify(relay.stored), /lovelace|4111/);
  } finally {
    await relay.close();
  }
});

forEachEngine('a vendor that is away is the browser’s to wait for: 503, then delivered once', async (fixture) => {
  const { page, collector } = fixture;
  const relay = await startRelay(fixture);
  try {
    await page.goto(serveScriptTag(fixture, { attributes: `data-destination="relay" data-url="${relay.url}"` }));
    collector.script(INGEST, [{ status: 503, headers: { 'Retry-After': '1' } }, INGESTED]);
    await coreLoaded(page);
    await page.click('#first .up');
    const [{ id }] = await settled(page, 'delivered');
    assert.deepEqual(collector.received().map(({ json, status }) => [json.id, status]), [[id, 503], [id, 200]]);
  } finally {
    await relay.close();
  }
});
