/** The script tag on a plain page: votes, comments, early calls, loading, and what text survives the way. */

import assert from 'node:assert/strict';
import { poll } from './deadline.mjs';
import { forEachEngine } from './for_each_engine.mjs';
import {
  ANSWERS,
  axiomAttributes,
  coreLoaded,
  eventsOf,
  FIRST,
  pressed,
  SECOND,
  serveScriptTag,
  settled,
  storage,
  nothingStored,
  online,
  storedEvents,
  TOKEN,
  waiting,
} from './product.mjs';

const UUIDV7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

forEachEngine('a click becomes a vote in Axiom’s shape; the next retracts it, the other thumb switches it', async (fixture) => {
  const { page, collector, site } = fixture;
  await page.goto(serveScriptTag(fixture));

  await page.click('#first .up');
  const [vote] = await collector.waitForRequests(1);
  assert.equal(vote.path, '/v1/datasets/feedback/ingest');
  assert.equal(vote.headers.authorization, `Bearer ${TOKEN}`);
  assert.equal(vote.headers['content-type'], 'application/json');
  const { id, feedspan, ...rest } = vote.json;
  assert.match(id, UUIDV7);
  assert.match(feedspan.key, /^[\da-f]{32}$/);
  assert.deepEqual(rest, {
    schemaUrl: 'https://axiom.co/ai/schemas/0.0.2',
    name: 'thumbs',
    value: 1,
    kind: 'thumb',
    links: FIRST,
    event: 'feedback',
  });
  assert.deepEqual([await pressed(page, '#first .up'), await pressed(page, '#first .down')], ['true', 'false']);
  assert.equal(await pressed(page, '#second .up'), 'false', 'the other answer is another target');

  await page.click('#first .up');
  const [, retraction] = await collector.waitForRequests(2);
  assert.equal(retraction.json.kind, 'signal');
  assert.equal(retraction.json.value, null);
  assert.deepEqual(retraction.json.links, FIRST);
  assert.equal(retraction.json.feedspan.retracted, true);
  assert.equal(await pressed(page, '#first .up'), 'false');

  await page.click('#first .up');
  await collector.waitForRequests(3);
  await page.click('#first .down');
  const votes = eventsOf(await collector.waitForRequests(4));
  assert.deepEqual(votes.map(({ value }) => value), [1, null, 1, -1]);
  assert.deepEqual([await pressed(page, '#first .up'), await pressed(page, '#first .down')], ['false', 'true']);
  assert.equal(new Set(votes.map((event) => event.feedspan.key)).size, 1, 'one key');
  assert.equal(new Set(votes.map((event) => event.id)).size, 4);
  votes.slice(1).forEach((event, index) => assert.ok(event.feedspan.seq > votes[index].feedspan.seq, 'seq grows'));

  await page.click('#second .up');
  const [, , , , second] = eventsOf(await collector.waitForRequests(5));
  assert.deepEqual(second.links, SECOND);
  assert.notEqual(second.feedspan.key, votes[0].feedspan.key);

  await settled(page, 'delivered', 5);
  await nothingStored(page);
  assert.deepEqual(await page.evaluate(() => seen.errors), []);
  assert.deepEqual(page.pageErrors, []);
  assert.deepEqual(site.cspViolations, []);
});

forEachEngine('personal data of a comment reaches neither the server nor storage', async (fixture) => {
  const { page, collector } = fixture;
  const written = 'Ask ada.lovelace@example.com, card 4111 1111 1111 1111';
  const masked = 'Ask [EMAIL], card [CREDIT_CARD]';
  const personal = /lovelace|4111/;
  const nothingPersonal = async () => {
    assert.doesNotMatch(await storage(page), personal);
    assert.doesNotMatch((await page.evaluate(() => seen.writes)).join('\n'), personal);
    for (const request of collector.requests) {
      assert.doesNotMatch(decodeURIComponent(request.url) + JSON.stringify(request.headers) + request.body, personal);
    }
  };

  await page.goto(serveScriptTag(fixture));
  await page.click('#first .down');
  const [vote] = await collector.waitForRequests(1);
  await page.type('#first textarea', written);
  await nothingPersonal();
  await page.click('#first form button');
  const [, amended] = await collector.waitForRequests(2);
  assert.equal(amended.json.message, masked);
  assert.equal(amended.json.value, -1, 'the comment amends the vote');
  assert.equal(amended.json.feedspan.key, vote.json.feedspan.key);
  await page.waitFor(() => document.querySelector('#first textarea').value === '');
  await nothingPersonal();

  // With the server away the event has to be stored.
  await settled(page, 'delivered', 2);
  await collector.down();
  await page.type('#second textarea', written);
  await page.click('#second form button');
  await waiting(page);
  const [stored] = await storedEvents(page);
  assert.ok((await storage(page)).includes(masked), 'the masked text is what is stored');
  await nothingPersonal();
  await collector.up();
  await online(page);
  const [, , comment] = await collector.waitForRequests(3, undefined, { timeout: 15_000 });
  assert.equal(comment.json.id, stored.id);
  assert.equal(comment.json.name, 'comment');
  assert.equal(comment.json.kind, 'text');
  assert.equal(comment.json.value, masked);
  await settled(page, 'delivered', 3);
  await nothingStored(page);
  await nothingPersonal();
});

forEachEngine('any text arrives as valid JSON with the right characters', async (fixture) => {
  const { page, collector } = fixture;
  await page.goto(serveScriptTag(fixture));
  await page.evaluate(() => {
    document.querySelector('#first textarea').value = 'lone \ud800 and \udc00, pair \ud83d\ude00, 漢字, e\u0301, \u2028\u2029 "\\ \t';
  });
  await page.click('#first form button');
  const [comment] = await collector.waitForRequests(1);
  // A textarea's value is the text, less the white space at its ends.
  assert.equal(comment.json.value, 'lone \ufffd and \ufffd, pair 😀, 漢字, e\u0301, \u2028\u2029 "\\');
  // A control would not hold NUL, a caller may.
  await page.evaluate(() => {
    const { Feedback } = window.feedspan;
    window.feedspan.send({ traceId: 'emoji' }, Feedback.thumbDown({ name: 'thumbs', message: 'a\u0000b\u001f\ud83dc👩‍👩‍👧', metadata: { 'k\ud800': ['\u0000', '漢'] } }));
  });
  const [, vote] = await collector.waitForRequests(2);
  assert.equal(vote.json.message, 'a\u0000b\u001f\ufffdc👩‍👩‍👧');
  assert.deepEqual(vote.json.metadata, { 'k\ufffd': ['\u0000', '漢'] });
  for (const { bytes } of [comment, vote]) {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    JSON.parse(text);
  }
});

/** @param {import('./for_each_engine.mjs').Fixture['site']} site */
const askedFor = (site) => site.requests.map(({ path }) => path).filter((path) => path.startsWith('/feedspan/'));

forEachEngine('only the shim is fetched until somebody shows interest', async (fixture) => {
  const { page, site, collector } = fixture;
  const attributes = `data-destination="relay" data-url="${collector.url('/relay')}" data-load="demand"`;
  collector.script('/relay', (request) => ({ json: { items: request.json.events.map(({ id }) => ({ id, outcome: 'accepted' })) } }));
  await page.goto(serveScriptTag(fixture, { attributes }));
  await page.waitFor(() => window.feedspan.started);
  // The page has come to rest: whatever waits for that has had its turn.
  await page.evaluate(
    () => new Promise((resolve) => (window.requestIdleCallback ?? ((work) => setTimeout(work, 300)))(() => setTimeout(resolve))),
  );
  assert.deepEqual(askedFor(site), ['/feedspan/feedspan.js']);

  await page.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'up');
  await poll(() => askedFor(site).length === 3, { timeout: 5000, what: 'the core to be fetched' });
  assert.deepEqual(askedFor(site).sort(), ['/feedspan/core-wasm.js', '/feedspan/core.js', '/feedspan/feedspan.js']);
  await page.press('Enter');
  const [vote] = eventsOf(await collector.waitForRequests(1));
  assert.equal(vote.kind, 'thumb');
});

forEachEngine('calls from before the core are delivered in order, each with its own time', async (fixture) => {
  const { page, site, collector } = fixture;
  const release = site.hold('/feedspan/core-wasm.js');
  const script = `
    window.turns = [];
    // The time of an act lies between the first and the last listener of its click.
    addEventListener('click', () => turns.push([Date.now()]), true);
    addEventListener('click', () => turns.at(-1).push(Date.now()));
    const before = Date.now();
    feedspan.q.push((feedspan) => {
      feedspan.signal({ sessionId: 'session-7' }, 'opened');
      turns.push([before, Date.now()]);
    });
    // Some engines hold back the load event, for which the test waits, for an import that began before it.
    addEventListener('load', () => setTimeout(() => document.body.append(document.querySelector('template').content)));`;
  const body = `<template><script src="/feedspan/feedspan.js" ${axiomAttributes(collector)}></script></template>${ANSWERS}`;
  await page.goto(serveScriptTag(fixture, { tag: '', script, body }));
  await page.waitFor(() => turns.length === 1);
  for (const [index, selector] of ['#first .up', '#first .copy', '#second .down'].entries()) {
    // Each act in a millisecond of its own, so that a common time would show.
    await page.waitFor(() => Date.now() > turns.at(-1)[1]);
    await page.click(selector);
    assert.equal(await page.evaluate(() => window.feedspan.status().pending), index + 2);
  }
  assert.deepEqual(collector.received(), []);
  release();
  await settled(page, 'delivered', 4);
  const events = eventsOf(collector.received());
  assert.deepEqual(events.map(({ name, value }) => [name, value]), [
    ['opened', null],
    ['thumbs', 1],
    ['copy', null],
    ['thumbs', -1],
  ]);
  const turns = await page.evaluate(() => turns);
  events.forEach(({ _time }, index) => {
    const time = Date.parse(_time);
    assert.ok(turns[index][0] <= time && time <= turns[index][1], `${time} within ${turns[index]}`);
  });
  // A push after the start runs at once.
  assert.equal(await page.evaluate(() => { let ran = false; window.feedspan.q.push(() => { ran = true; }); return ran; }), true);
});

forEachEngine('included twice it is one instance', async (fixture) => {
  const { page, collector } = fixture;
  const body = `<script async src="/feedspan/feedspan.js?again"></script>
    <article id="first" data-trace-id="twice"><button class="up" data-feedspan="thumb:up">Good</button></article>`;
  await page.goto(serveScriptTag(fixture, { body }));
  await coreLoaded(page);
  await page.click('#first .up');
  await settled(page, 'delivered');
  const { accepted, delivered } = await page.evaluate(() => window.feedspan.flush());
  assert.deepEqual([accepted, delivered], [1, 1]);
  assert.equal(collector.received().length, 1);
});

forEachEngine('the attributes of every destination that a page may write to', async (fixture) => {
  const { page, collector } = fixture;
  const answers = {
    '/relay': (request) => ({ json: { items: request.json.events.map(({ id }) => ({ id, outcome: 'accepted' })) } }),
    '/v1/logs': [{ json: {} }],
    '/v1/traces': [{ json: {} }],
    '/v1/signals/track': [{ status: 204 }],
    '/hook': [{ json: {} }],
  };
  for (const [path, answer] of Object.entries(answers)) collector.script(path, answer);
  const attributes = `data-destination="axiom relay otlp otis raindrop webhook" ${axiomAttributes(collector).replace(/data-destination="\w+"/, '')}
    data-relay-url="${collector.url('/relay')}" data-webhook-url="${collector.url('/hook')}" data-url="${collector.origin}"
    data-otlp-token="otlp-1" data-otlp-service-name="chat" data-otlp-evaluation-name="user_feedback"
    data-otis-token="sk-otis-1" data-otis-span-name="otis_vote" data-raindrop-token="rd-1" data-raindrop-name="droplets"`;
  await page.goto(serveScriptTag(fixture, { attributes }));
  await coreLoaded(page);
  await page.click('#first .up');
  await settled(page, 'delivered');
  const at = Object.fromEntries(collector.received().map(({ path, headers, json }) => [path, { authorization: headers.authorization, json }]));
  assert.deepEqual(Object.keys(at).sort(), ['/hook', '/relay', '/v1/datasets/feedback/ingest', '/v1/logs', '/v1/signals/track', '/v1/traces']);
  assert.equal(at['/v1/logs'].authorization, 'Bearer otlp-1');
  const [{ resource, scopeLogs }] = at['/v1/logs'].json.resourceLogs;
  assert.deepEqual(resource.attributes, [{ key: 'service.name', value: { stringValue: 'chat' } }]);
  assert.match(JSON.stringify(scopeLogs), /"gen_ai\.evaluation\.name","value":\{"stringValue":"user_feedback"/);
  assert.equal(at['/v1/traces'].authorization, 'Bearer sk-otis-1');
  assert.equal(at['/v1/traces'].json.resourceSpans[0].scopeSpans[0].spans[0].name, 'otis_vote');
  assert.equal(at['/v1/signals/track'].authorization, 'Bearer rd-1');
  const names = await page.evaluate(() => seen.receipts.map(({ destination }) => destination).filter(Boolean));
  assert.deepEqual(names.sort(), ['axiom', 'droplets', 'otis', 'otlp', 'relay', 'webhook']);
  assert.deepEqual(await page.evaluate(() => seen.errors), []);
});
