import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createAssistant } from '../server/assistant/assistant.js';
import { openDatabase } from '../server/database.js';
import { createTracerProvider, TraceStore } from '../server/traces.js';

const store = new TraceStore(openDatabase(':memory:'));
const provider = createTracerProvider(store);
provider.register();
const answer = createAssistant({ tracer: provider.getTracer('test') });
after(() => provider.shutdown());

const traceOf = async (links) => {
  await provider.forceFlush();
  return store.trace(links.traceId);
};

test('an answer leaves one tree of spans, and its links point into it', async () => {
  const { links } = await answer({ question: 'How do I connect our Gmail mailbox?' });
  const spans = await traceOf(links);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === null);
  assert.deepEqual(roots.map(({ name }) => name), ['answer question']);
  assert.equal(byId.get(links.spanId).name, 'respond');
  assert.deepEqual(
    spans.filter(({ parentSpanId }) => byId.get(parentSpanId)?.name === 'retrieve').map(({ name }) => name),
    ['search index', 'rank passages'],
  );
  for (const span of spans.filter(({ parentSpanId }) => parentSpanId !== null)) {
    const parent = byId.get(span.parentSpanId);
    // Rounding to microseconds may move either end by one.
    assert.ok(span.start >= parent.start - 1, `${span.name} starts before ${parent.name}`);
    assert.ok(span.start + span.duration <= parent.start + parent.duration + 2, `${span.name} ends after ${parent.name}`);
  }
});

test('spans take the time that the work took', async () => {
  const pace = 4;
  let words = 0;
  const { links } = await answer({ question: 'How do I get a refund?', pace, emit: (part) => (words += part.type === 'delta' ? 1 : 0) });
  const spans = await traceOf(links);
  const writing = spans.filter(({ name }) => name.startsWith('write: ')).reduce((sum, { duration }) => sum + duration, 0);
  // Timers may fire up to a millisecond early.
  assert.ok(writing >= words * (pace - 1) * 1000, `${writing} µs for ${words} words`);
});

test('the same question gives the same answer, the next attempt another one and another trace', async () => {
  const question = 'How do I assign a conversation to a colleague?';
  const [first, again, next] = [await answer({ question }), await answer({ question }), await answer({ question, attempt: 1 })];
  assert.equal(first.text, again.text);
  assert.notEqual(first.text, next.text);
  assert.equal(new Set([first, again, next].map(({ links }) => links.traceId)).size, 3);
});

test('questions find their capability', async () => {
  const capabilityOf = async (question) => (await answer({ question })).links.capability;
  assert.equal(await capabilityOf('How do I verify a webhook signature in Python?'), 'code-helper');
  assert.equal(await capabilityOf('Where do I find an old conversation?'), 'doc-search');
  assert.equal(await capabilityOf('Can I get a refund for a yearly plan?'), 'support-agent');
});

test('the answer comes from the article that is about the question', async () => {
  assert.match((await answer({ question: 'Reset a forgotten password' })).text, /30 minutes/);
  assert.match((await answer({ question: 'verify webhook signature python' })).text, /hmac\.compare_digest/);
  assert.match((await answer({ question: 'zzz qqq xxx' })).text, /found nothing/);
});

test('stopping ends all spans and says so', async () => {
  const controller = new AbortController();
  let links;
  const running = answer({
    question: 'How do I get a refund?',
    pace: 2,
    signal: controller.signal,
    emit: (part) => {
      if (part.type === 'links') ({ links } = part);
      else controller.abort();
    },
  });
  await assert.rejects(running, { name: 'AbortError' });
  const spans = await traceOf(links);
  assert.equal(spans.find(({ name }) => name === 'answer question').attributes['demo.stopped'], true);
});

test('a trace nobody made is empty', () => {
  assert.deepEqual(store.trace('00'), []);
});
