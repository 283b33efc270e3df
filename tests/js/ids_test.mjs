/** Traces of the real OpenTelemetry SDK: their ids go to the page by each way there is, and come back in the delivered feedback. */
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import * as ai5 from 'ai';
import * as ai6 from 'ai-6';
import * as test6 from 'ai-6/test';
import * as ai7 from 'ai-7';
import * as test7 from 'ai-7/test';
import * as test5 from 'ai/test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { JSDOM } from 'jsdom';
import { createClient, linksFromElement, linksFromResponse } from '../../js/index.js';
import { createMessageLinks, findLinks, linksFromMessage, linksFromPage } from '../../js/messages.js';

const tracer = new BasicTracerProvider().getTracer('chat');
const answer = () => {
  const { traceId, spanId } = tracer.startSpan('answer').spanContext();
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` };
};

/** @type {any[]} */
const received = [];
const server = createServer(async (incoming, outgoing) => {
  if (incoming.method === 'GET') {
    outgoing.end();
    return;
  }
  let body = '';
  for await (const chunk of incoming) body += chunk;
  received.push(...JSON.parse(body).events);
  outgoing.end();
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
after(() => (server.closeAllConnections(), server.close()));

/** @param {import('../../js/index').Links} links @param {{traceId: string, spanId?: string}} expected */
async function comesBack(links, { traceId, spanId }) {
  received.length = 0;
  const client = createClient({ destination: { type: 'webhook', url }, persist: false, onError: ({ message }) => assert.fail(message) });
  client.thumb(links, 'up');
  await client.close();
  assert.equal(received.length, 1);
  assert.equal(received[0].links.traceId, traceId);
  assert.equal(received[0].links.spanId, spanId);
}

test('the ids are those of a real trace', () => {
  assert.ok(trace);
  assert.match(answer().traceparent, /^00-[\da-f]{32}-[\da-f]{16}-01$/);
});

test('Server-Timing, traceresponse, a gateway’s header, a JSON body', async () => {
  const { traceId, spanId, traceparent } = answer();
  const of = (/** @type {Record<string, string>} */ headers, /** @type {object} */ options = {}) => linksFromResponse(new Response('', { headers }), options);
  await comesBack(of({ 'Server-Timing': `db;dur=5, traceparent;desc="${traceparent}"` }), { traceId, spanId });
  await comesBack(of({ traceresponse: traceparent }), { traceId, spanId });
  await comesBack(of({ 'x-portkey-trace-id': traceId }, { headers: { 'x-portkey-trace-id': 'traceId' } }), { traceId });
  await comesBack(of({}, { body: { links: { traceId, spanId } } }), { traceId, spanId });
});

test('attributes of the closest ancestors, and the page’s meta when asked for', async () => {
  const { traceId, spanId, traceparent } = answer();
  const { window } = new JSDOM(`<meta name="traceparent" content="${traceparent}"><div data-trace-id="${traceId}"><p data-span-id="${spanId}"><button></button></p></div>`);
  await comesBack(linksFromElement(/** @type {any} */ (window.document.querySelector('button'))), { traceId, spanId });
  const global = /** @type {any} */ (globalThis);
  global.document = window.document;
  try {
    assert.deepEqual(findLinks({}), {});
    const page = findLinks({ page: true });
    assert.deepEqual(page, linksFromPage());
    delete global.document;
    await comesBack(page, { traceId, spanId });
  } finally {
    delete global.document;
  }
});

/** The AI SDK, major by major, with the mock model and the end of a stream of its time. @type {[string, any, any, object][]} */
const SDKS = [
  ['ai', ai5, { ...test5, Model: test5.MockLanguageModelV2 }, { finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 } }],
  ['ai-6', ai6, { ...test6, Model: test6.MockLanguageModelV3 }, { finishReason: { unified: 'stop' }, usage: { inputTokens: { total: 1 }, outputTokens: { total: 1 } } }],
  ['ai-7', ai7, { ...test7, Model: test7.MockLanguageModelV4 }, { finishReason: { unified: 'stop' }, usage: { inputTokens: { total: 1 }, outputTokens: { total: 1 } } }],
];

for (const [name, { createUIMessageStream, createUIMessageStreamResponse, readUIMessageStream, streamText }, { Model, simulateReadableStream }, finish] of SDKS) {
  const { version } = JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'));

  const model = () =>
    new Model({
      doStream: async () => ({
        stream: simulateReadableStream({
          chunks: [
            { type: 'text-start', id: '1' },
            { type: 'text-delta', id: '1', delta: 'Forty-two.' },
            { type: 'text-end', id: '1' },
            { type: 'finish', ...finish },
          ],
        }),
      }),
    });

  /** The last state of the message, as `useChat` would have it, out of the bytes of the response. @param {Response} response */
  const messageOf = async (response) => {
    assert.equal(response.headers.get('x-vercel-ai-ui-message-stream'), 'v1');
    const body = await response.text();
    assert.match(body, /data: \[DONE\]\s*$/);
    const chunks = [...body.matchAll(/^data: (\{.*\})$/gm)].map(([, json]) => JSON.parse(json));
    let message;
    for await (message of readUIMessageStream({ stream: simulateReadableStream({ chunks, chunkDelayInMs: null, initialDelayInMs: null }) }));
    return message;
  };

  test(`messageMetadata of a stream of the AI SDK ${version}`, async () => {
    const { traceId, spanId } = answer();
    const response = streamText({ model: model(), prompt: 'What?' }).toUIMessageStreamResponse({
      messageMetadata: (/** @type {any} */ { part }) => (part.type === 'start' ? { links: { traceId } } : part.type === 'finish' ? { links: { spanId } } : undefined),
    });
    const message = await messageOf(response);
    assert.match(JSON.stringify(message), /Forty-two/);
    await comesBack(linksFromMessage(message), { traceId, spanId });
  });

  test(`a data part of a stream of the AI SDK ${version}`, async () => {
    const { traceId, spanId } = answer();
    const stream = createUIMessageStream({
      execute(/** @type {any} */ { writer }) {
        // The chunk `start` empties the message, so what comes before it is lost.
        writer.write({ type: 'start' });
        writer.write({ type: 'data-trace', data: { traceId, spanId } });
        writer.merge(streamText({ model: model(), prompt: 'What?' }).toUIMessageStream({ sendStart: false }));
      },
    });
    await comesBack(linksFromMessage(await messageOf(createUIMessageStreamResponse({ stream }))), { traceId, spanId });
  });
}

test('annotations of version 4, and a traceparent in any carrier', async () => {
  const { traceId, spanId, traceparent } = answer();
  await comesBack(linksFromMessage({ id: 'm', annotations: [null, 'x', { traceId, spanId }] }), { traceId, spanId });
  await comesBack(linksFromMessage({ metadata: { traceparent } }), { traceId, spanId });
  assert.deepEqual(linksFromMessage({ metadata: { traceparent: `ff-${traceId}-${spanId}-01` } }), {});
  assert.deepEqual(linksFromMessage({ get metadata() { throw new Error('the host’s'); } }), {});
  for (const nothing of [undefined, null, 7, 'x', { parts: 'x', annotations: 3 }]) assert.deepEqual(linksFromMessage(nothing), {});
});

test('an explicit link goes before the message, that before the element, that before the response', () => {
  const [a, b, c, d] = [answer(), answer(), answer(), answer()];
  const { window } = new JSDOM(`<p data-trace-id="${c.traceId}" data-span-id="${c.spanId}" data-capability="chat"></p>`);
  const element = /** @type {any} */ (window.document.querySelector('p'));
  const message = { metadata: { traceId: b.traceId, spanId: b.spanId } };
  const response = { traceId: d.traceId, sessionId: 's' };
  assert.deepEqual(findLinks({ message, element, response }), { traceId: b.traceId, spanId: b.spanId, capability: 'chat', sessionId: 's' });
  // The span of another trace is not taken over.
  assert.deepEqual(findLinks({ links: { traceId: a.traceId }, message, element }), { traceId: a.traceId, capability: 'chat' });
});

test('a message id that changes when the stream ends takes its links along', () => {
  const { traceId, spanId } = answer();
  const messages = createMessageLinks({ limit: 2 });
  messages.remember('draft', { traceId, messageId: 'draft' });
  messages.remember('draft', { spanId });
  messages.rebind('draft', 'final');
  assert.deepEqual(messages.of('final'), { traceId, spanId, messageId: 'final' });
  assert.deepEqual(messages.of('draft'), {});
  messages.rebind('unknown', 'final');
  messages.rebind('final', 'final');
  assert.equal(messages.of('final').traceId, traceId);
  messages.remember('b', {});
  messages.remember('c', {});
  assert.deepEqual(messages.of('final'), {}, 'the oldest goes');
});
