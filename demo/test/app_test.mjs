import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { serve } from '@hono/node-server';
import { createAssistant } from '../server/assistant/assistant.js';
import { createApp } from '../server/app.js';
import { readConfig } from '../server/config.js';
import { openDatabase } from '../server/database.js';
import { EventStore } from '../server/events.js';
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
  const app = createApp({ config: readConfig(axiom, {}), events, traces, answer });
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

const vote = (more = {}) => ({
  v: 1, id: '01996f2e-7c00-7abc-8def-0123456789ab', key: 'a'.repeat(32), seq: 1, time: Date.now(), kind: 'thumb', name: 'thumbs', value: -1,
  message: 'Ask jane@example.com', links: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', capability: 'support-agent' }, ...more,
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
    const response = await post('/api/feedback', { events: [vote()] });
    assert.equal(response.status, 200);
    assert.deepEqual((await response.json()).items.map(({ outcome }) => outcome), ['accepted']);
    while (!told.includes('event: feedback')) told += (await reader.read()).value;
    controller.abort();
    assert.match(told, /Ask \[EMAIL\]/);
    assert.doesNotMatch(told, /jane/);
    assert.equal(events.event(vote().id).message, 'Ask [EMAIL]');
  });

  test('is refused from another origin, and by another method', async () => {
    assert.equal((await post('/api/feedback', { events: [vote()] }, { Origin: 'https://evil.example' })).status, 403);
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
