import { Hono } from 'hono';
import { capabilities } from './assistant/composition.js';
import { visitorOf } from './links.js';

const questionLimit = 2000;

/** Milliseconds a word: quick enough not to be waited for, slow enough to be read along. */
const pace = 22;

/** A request for an answer, or a sentence that says what is wrong with it. */
function readQuestion(body) {
  const { question, capability, attempt = 0, conversationId } = body ?? {};
  if (typeof question !== 'string' || question.trim() === '') return { problem: 'question: a text is needed' };
  if (question.length > questionLimit) return { problem: `question: at most ${questionLimit} characters` };
  if (capability !== undefined && !capabilities.includes(capability)) return { problem: 'capability: unknown' };
  if (!Number.isInteger(attempt) || attempt < 0) return { problem: 'attempt: a whole number from 0' };
  if (conversationId !== undefined && !/^[\w-]{1,64}$/.test(conversationId)) return { problem: 'conversationId: malformed' };
  return { question, capability, attempt, conversationId };
}

/**
 * `POST /api/chat` answers with lines of JSON: `{"type":"links","links":{...}}` with their token, then `{"type":"delta","text":"..."}` for each
 * word, then `{"type":"finish"}`. The trace and span are in `Server-Timing` as well, for clients that read headers.
 *
 * @param {ReturnType<typeof import('./assistant/assistant.js').createAssistant>} answer
 * @param {ReturnType<typeof import('./links.js').createMinter>} mint
 */
export function chatApi(answer, mint) {
  const api = new Hono();
  api.post('/', async (c) => {
    const request = readQuestion(await c.req.json().catch(() => null));
    if (request.problem) return c.json({ error: request.problem }, 400);

    const visitor = visitorOf(c);
    const stopped = new AbortController();
    const encoder = new TextEncoder();
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    // The reader went away: there is nobody left to answer.
    writer.closed.catch(() => stopped.abort());
    /** In order, although the links have to be signed first. */
    let written = Promise.resolve();
    const write = (part) => {
      written = written.then(async () => {
        const line = `${JSON.stringify(await part)}\n`;
        // Not waited for: the reader begins once the first line is there.
        writer.write(encoder.encode(line)).catch(() => {});
      });
    };
    const links = await new Promise((resolve, reject) => {
      answer({
        ...request,
        pace,
        signal: stopped.signal,
        emit: (part) => {
          if (part.type !== 'links') return write(part);
          const signed = mint(part.links, visitor);
          signed.then(resolve, reject);
          write(signed.then((minted) => ({ type: 'links', links: minted })));
        },
      })
        .then(() => write({ type: 'finish' }))
        .then(() => written)
        .then(() => writer.close())
        .catch((error) => {
          reject(error);
          if (!stopped.signal.aborted) console.error(error);
          writer.abort(error).catch(() => {});
        });
    });
    return c.body(readable, 200, {
      'Content-Type': 'application/x-ndjson; charset=utf-8',
      'Cache-Control': 'no-store',
      'Server-Timing': `traceparent;desc="00-${links.traceId}-${links.spanId}-01"`,
    });
  });
  return api;
}
