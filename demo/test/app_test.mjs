import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { serve } from '@hono/node-server';
import { createAssistant } from '../server/assistant/assistant.js';
import { createApp } from '../server/app.js';
import { readConfig } from '../server/config.js';
import { openDatabase } from '../server/database.js';
import { EventStore } from '../server/events.js';
import { linkSecretOf } from '../server/links.js';
import { createTracerProvider, TraceStore } from '../server/traces.js';

let base;
let server;
let events;
const axiom = ['--axiom-url', 'eu.axiom.example', '--axiom-dataset', 'feedback', '--axiom-token', 'xaat-"token"'];

before(async () => {
  const database = openDatabase(':memory:');
  events = new EventStore(database);
  const traces = new TraceStore(database);
  const provider = createTracerProvider(traces);
  provider.register();
  const answer = createAssistant({ tracer: provider.getTracer('test') });
  const app = createApp({ config: readConfig(axiom, {}), events, traces, answer, linkSecret: linkSecretOf(database) });
  server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await once(server, 'listening');
  base = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.close();
  server.closeAllConnections();
});

const post = (path, body, headers = {}) =>
  fetch(base + path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });

/** An answer's links, as the chat page gets them, and the visitor's cookie. */
async function ask(cookie = '') {
  const response = await post('/api/chat', { question: 'How do I get a refund?' }, cookie ? { Cookie: cookie } : {});
  const [first] = (await response.text()).split('\n');
  return { links: JSON.parse(first).links, cookie: response.headers.get('set-cookie') };
}

let serial = 0;
const vote = (links, more = {}) => ({
  v: 1, id: `01996f2e-7c00-7abc-8def-${`${++serial}`.padStart(12, '0')}`, key: 'a'.repeat(32), seq: serial, time: Date.now(), kind: 'thumb', name: 'thumbs',
  value: -1, message: 'Ask jane@example.com', links, ...more,
});
const outcomesOf = async (response) => (await response.json()).items.map(({ outcome, code }) => code ?? outcome);

test('a page is the same with a slash behind its address, and no template is served as a page', async () => {
  for (const [path, goal] of [['/plain/', '/plain'], ['/console/', '/console'], ['/plain/index.html', '/plain']]) {
    const response = await fetch(base + path);
    assert.equal(new URL(response.url).pathname, goal);
    assert.equal(response.status, 200);
    assert.doesNotMatch(await response.text(), /\{\{\w+\}\}/);
  }
});

test('every answer forbids inline code and styles, and allows only Axiom as another host', async () => {
  for (const path of ['/plain', '/api/config', '/nowhere']) {
    const policy = (await fetch(base + path)).headers.get('content-security-policy');
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
    assert.match(policy, /style-src 'self'(;|$)/);
    assert.match(policy, /connect-src 'self' https:\/\/eu\.axiom\.example(;|$)/);
  }
});

describe('chat', () => {
  test('streams an answer whose links are in its header, its first line and the store', async () => {
    const response = await post('/api/chat', { question: 'How do I get a refund?', attempt: 1 });
    const lines = (await response.text()).trim().split('\n').map((line) => JSON.parse(line));
    const { links } = lines[0];
    assert.equal(response.headers.get('server-timing'), `traceparent;desc="00-${links.traceId}-${links.spanId}-01"`);
    assert.equal(lines.at(-1).type, 'finish');
    assert.match(lines.map(({ text = '' }) => text).join(''), /refund/i);
    const trace = await (await fetch(`${base}/api/console/traces/${links.traceId}`)).json();
    assert.equal(trace.spans.find(({ spanId }) => spanId === links.spanId).name, 'respond');
  });

  test('refuses what is no question', async () => {
    for (const body of [null, {}, { question: ' ' }, { question: 'q', attempt: -1 }, { question: 'q', capability: 'x' }, { question: 'q'.repeat(2001) }]) {
      assert.equal((await post('/api/chat', body)).status, 400);
    }
  });
});

describe('feedback', () => {
  test('goes through the relay into the store, masked, and shows live', async () => {
    const controller = new AbortController();
    const stream = await fetch(`${base}/api/console/stream`, { signal: controller.signal });
    const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
    let told = '';
    // The first message says that the listener is in place.
    while (!told.includes('event: ready')) told += (await reader.read()).value;
    const sent = vote((await ask()).links);
    const response = await post('/api/feedback', { events: [sent] });
    assert.equal(response.status, 200);
    assert.deepEqual(await outcomesOf(response), ['accepted']);
    while (!told.includes('event: feedback')) told += (await reader.read()).value;
    controller.abort();
    assert.match(told, /Ask \[EMAIL\]/);
    assert.doesNotMatch(told, /jane/);
    assert.equal(events.event(sent.id).message, 'Ask [EMAIL]');
    assert.doesNotMatch(JSON.stringify(events.event(sent.id)), /linkToken/, 'the token is for the relay alone');
  });

  test('is taken only about an answer that this visitor was given, and in words that the pages use', async () => {
    const [mine, other] = await Promise.all([ask(), ask()]);
    const { linkToken, ...bare } = mine.links;
    const refused = [vote(bare), vote({ ...other.links, linkToken }), vote(mine.links, { name: 'admin' }), vote({ ...mine.links, linkToken: `${linkToken}x` })];
    const response = await post('/api/feedback', { events: refused });
    assert.equal(response.status, 403);
    assert.deepEqual(await outcomesOf(response), Array(4).fill('link_token'));
  });

  test('of two visitors about one answer are two votes; a visitor is known again by a cookie that scripts cannot read', async () => {
    const first = await ask();
    assert.match(first.cookie, /^demo_visitor=[\da-f-]{36};.*HttpOnly.*SameSite=Lax/);
    const again = await ask(first.cookie.split(';')[0]);
    assert.equal(again.cookie.split(';')[0], first.cookie.split(';')[0]);
    const subjectOf = ({ links }) => JSON.parse(Buffer.from(links.linkToken.split('.')[0], 'base64url')).sub;
    assert.equal(subjectOf(again), subjectOf(first));
    assert.notEqual(subjectOf(await ask()), subjectOf(first));
  });

  test('is refused from another origin, and by another method', async () => {
    assert.equal((await post('/api/feedback', { events: [vote((await ask()).links)] }, { Origin: 'https://evil.example' })).status, 403);
    assert.equal((await fetch(`${base}/api/feedback`)).status, 405);
  });

  test('an event that the console does not know is 404', async () => {
    assert.equal((await fetch(`${base}/api/console/events/none`)).status, 404);
    assert.equal((await fetch(`${base}/api/console/traces/none`)).status, 404);
  });
});

test('the plain page names its trace and both destinations, and what is quoted cannot end its attribute', async () => {
  const [one, two] = await Promise.all([1, 2].map(async () => (await fetch(`${base}/plain`)).text()));
  const traceOf = (html) => html.match(/data-trace-id="([0-9a-f]{32})"/)[1];
  assert.notEqual(traceOf(one), traceOf(two));
  assert.match(one, /data-link-token="[\w-]+\.[\w-]{43}"/);
  assert.ok(one.includes('data-destination="relay axiom"'));
  assert.ok(one.includes('data-axiom-token="xaat-&quot;token&quot;"'));
  assert.doesNotMatch(one, /\{\{/);
});

test('a plain page serves no file from outside its folders', async () => {
  for (const path of ['/plain/../../package.json', '/plain/%2e%2e/%2e%2e/package.json', '/feedspan/%2e%2e/package.json']) {
    assert.equal((await fetch(base + path)).status, 404, path);
  }
});

describe('settings', () => {
  test('Axiom needs all three', () => {
    assert.throws(() => readConfig(['--axiom-url', 'https://a.example'], {}), /missing: dataset, token/);
    assert.equal(readConfig([], {}).axiom, null);
    assert.equal(readConfig([], { AXIOM_URL: 'a.example', AXIOM_DATASET: 'd', AXIOM_TOKEN: 't' }).axiom.url, 'https://a.example');
  });
  test('a port is a number', () => assert.throws(() => readConfig(['--port', 'x'], {}), /not a port/));
});

test('the secret of link tokens outlives a restart', () => {
  const database = openDatabase(':memory:');
  const secret = linkSecretOf(database);
  assert.ok(secret.length >= 32);
  assert.equal(linkSecretOf(database), secret);
});
