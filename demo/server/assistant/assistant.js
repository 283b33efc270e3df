import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { compose } from './composition.js';
import { loadPassages } from './corpus.js';
import { createIndex, diversify, termsOf } from './retrieval.js';

/**
 * @typedef {object} Links what feedback on this answer will speak about
 * @property {string} traceId
 * @property {string} spanId the span `respond`
 * @property {string} capability
 * @property {string} step
 * @property {string} conversationId
 * @property {string} messageId
 */

/** Epoch milliseconds with fractions: left to itself, OpenTelemetry starts spans on whole milliseconds, longer than most steps here. */
const now = () => performance.timeOrigin + performance.now();

/** A question about code goes to `code-helper`, one for a place to `doc-search`, every other to `support-agent`. */
function route(question) {
  if (/\b(?:api|code|webhooks?|curl|python|javascript|node|sdk|endpoint|http|json|signature|snippet)\b/i.test(question)) {
    return 'code-helper';
  }
  if (/\b(?:where|which article|find|look up|search|docs?|documentation)\b/i.test(question)) {
    return 'doc-search';
  }
  return 'support-agent';
}

/**
 * A small retrieval assistant: parses the question, searches the help articles, and writes an answer out of what it found. Same
 * question and attempt, same answer; every step is a span with the time that it took.
 *
 * @param {{tracer: import('@opentelemetry/api').Tracer, passages?: import('./corpus.js').Passage[]}} options
 */
export function createAssistant({ tracer, passages = loadPassages() }) {
  const search = createIndex(passages);

  /** Runs `work` in a span that is the parent of the spans made inside. */
  const inSpan = (name, attributes, work) =>
    tracer.startActiveSpan(name, { attributes, startTime: now() }, async (span) => {
      try {
        return await work(span);
      } catch (error) {
        // A reader who presses "stop" is not a failure of the assistant.
        if (error.name === 'AbortError') span.setAttribute('demo.stopped', true);
        else {
          span.recordException(error);
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        throw error;
      } finally {
        span.end(now());
      }
    });

  async function retrieve(terms, capability) {
    return inSpan('retrieve', { 'retrieval.terms': terms }, async (span) => {
      const found = await inSpan('search index', { 'retrieval.passages': passages.length }, async (inner) => {
        const hits = search(terms);
        inner.setAttribute('retrieval.hits', hits.length);
        return hits;
      });
      // A hit far below the best one shares a word by chance.
      const relevant = found.filter((hit) => hit.score > found[0].score * 0.2);
      const hits = await inSpan('rank passages', { 'retrieval.candidates': relevant.length }, async () =>
        diversify(relevant, capability === 'doc-search' ? 6 : 3),
      );
      span.setAttribute('retrieval.chosen', hits.map(({ passage }) => `${passage.article}: ${passage.heading}`));
      return hits;
    });
  }

  /** Hands the answer over word by word, at `pace` milliseconds a word. */
  async function write(sections, { pace, emit, signal }) {
    for (const [index, section] of sections.entries()) {
      await inSpan(`write: ${section.title}`, { 'answer.characters': section.text.length }, async () => {
        const gap = index === 0 ? '' : section.text.startsWith('- ') ? '\n' : '\n\n';
        for (const [word] of `${gap}${section.text}`.matchAll(/\s*\S+/g)) {
          signal?.throwIfAborted();
          emit({ type: 'delta', text: word });
          if (pace > 0) await delay(pace, undefined, { signal });
        }
      });
    }
  }

  /**
   * @param {object} request
   * @param {string} request.question
   * @param {string} [request.capability] one of `capabilities` in composition.js; by the question if left out
   * @param {number} [request.attempt] 0, then 1 for the first regeneration, ...
   * @param {string} [request.conversationId]
   * @param {number} [request.pace] milliseconds a word
   * @param {AbortSignal} [request.signal]
   * @param {(part: {type: 'links', links: Links} | {type: 'delta', text: string}) => void} [request.emit] `links` comes first
   * @returns {Promise<{links: Links, text: string}>}
   */
  return async function answer({
    question,
    capability,
    attempt = 0,
    conversationId = randomUUID(),
    pace = 0,
    signal,
    emit = () => {},
  }) {
    const messageId = randomUUID();
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.conversation.id': conversationId,
      'demo.message.id': messageId,
      'demo.attempt': attempt,
    };
    return inSpan('answer question', attributes, async (root) => {
      const parsed = await inSpan('parse question', { 'question.characters': question.length }, async (span) => {
        const terms = termsOf(question);
        const chosen = capability ?? route(question);
        span.setAttributes({ 'question.terms': terms, 'route.capability': chosen, 'route.asked': capability !== undefined });
        return { terms, capability: chosen };
      });
      root.setAttribute('gen_ai.capability.name', parsed.capability);
      const hits = await retrieve(parsed.terms, parsed.capability);

      return inSpan('respond', { 'gen_ai.step.name': 'respond', 'gen_ai.capability.name': parsed.capability }, async () => {
        const { traceId, spanId } = trace.getSpan(context.active()).spanContext();
        const links = { traceId, spanId, capability: parsed.capability, step: 'respond', conversationId, messageId };
        emit({ type: 'links', links });
        const sections = await inSpan('compose', { 'answer.attempt': attempt }, async (span) => {
          const composed = compose({ ...parsed, hits, attempt });
          span.setAttribute('answer.sections', composed.length);
          return composed;
        });
        let text = '';
        await write(sections, {
          pace,
          signal,
          emit: (part) => {
            text += part.text;
            emit(part);
          },
        });
        return { links, text };
      });
    });
  };
}
