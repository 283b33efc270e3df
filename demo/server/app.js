import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import { serveStatic } from '@hono/node-server/serve-static';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE } from 'hono/streaming';
import { createRelay } from 'feedspan/relay';
import { capabilities } from './assistant/assistant.js';
import { renderPlainPage } from './plain-page.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const built = `${folder}build`;
// The script tag's file and what it loads later lie beside each other in the package.
const packageFiles = dirname(fileURLToPath(import.meta.resolve('feedspan/feedspan.js')));

const questionLimit = 2000;

/**
 * @param {object} parts
 * @param {import('./config.js').Config} parts.config
 * @param {import('./events.js').EventStore} parts.events
 * @param {import('./traces.js').TraceStore} parts.traces
 * @param {ReturnType<typeof import('./assistant/assistant.js').createAssistant>} parts.answer
 */
export function createApp({ config, events, traces, answer }) {
  const app = new Hono();

  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...(config.axiom ? [new URL(config.axiom.url).origin] : [])],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      referrerPolicy: 'same-origin',
      // The demo is served over http on this machine only.
      strictTransportSecurity: false,
    }),
  );
  app.onError((error, c) => {
    console.error(error);
    return c.json({ error: 'The demo server failed; its log says more.' }, 500);
  });

  const relay = createRelay({
    store: (batch) => events.store(batch),
    onError: ({ code, message }) => console.warn(`relay: ${code}: ${message}`),
  });
  app.all('/api/feedback', (c) => relay(c.req.raw));

  app.get('/api/config', (c) => c.json({ axiom: config.axiom, capabilities }));
  mountChat(app, answer);
  mountConsole(app, events, traces);

  app.get('/', serveStatic({ path: `${built}/pages/chat/index.html` }));
  app.get('/console', serveStatic({ path: `${built}/pages/console/index.html` }));
  const plainTemplate = readFileSync(new URL('../pages/plain/index.html', import.meta.url), 'utf8');
  app.get('/plain', async (c) => {
    c.header('Cache-Control', 'no-store');
    return c.html(await renderPlainPage(plainTemplate, answer, config));
  });
  app.use('/plain/*', serveStatic({ root: relative(process.cwd(), `${folder}pages`) || '.' }));
  app.use(
    '/feedspan/*',
    serveStatic({
      root: relative(process.cwd(), packageFiles) || '.',
      rewriteRequestPath: (path) => path.replace(/^\/feedspan/, ''),
    }),
  );
  app.use(
    '/assets/*',
    serveStatic({
      root: relative(process.cwd(), built) || '.',
      onFound: (_, c) => c.header('Cache-Control', 'public, max-age=31536000, immutable'),
    }),
  );
  app.use('/*', serveStatic({ root: relative(process.cwd(), `${built}`) || '.' }));
  return app;
}

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
 * `POST /api/chat` answers with lines of JSON: `{"type":"links","links":{...}}`, then `{"type":"delta","text":"..."}` for each
 * word, then `{"type":"finish"}`. The trace and span are in `Server-Timing` as well, for clients that read headers.
 */
function mountChat(app, answer) {
  // Quick enough not to be waited for, slow enough to be read along.
  const pace = 22;

  app.post('/api/chat', async (c) => {
    const request = readQuestion(await c.req.json().catch(() => null));
    if (request.problem) return c.json({ error: request.problem }, 400);

    const stopped = new AbortController();
    const encoder = new TextEncoder();
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    // The reader went away: there is nobody left to answer.
    writer.closed.catch(() => stopped.abort());
    const links = await new Promise((resolve, reject) => {
      answer({
        ...request,
        pace,
        signal: stopped.signal,
        emit: (part) => {
          if (part.type === 'links') resolve(part.links);
          writer.write(encoder.encode(`${JSON.stringify(part)}\n`)).catch(() => {});
        },
      })
        .then(() => writer.write(encoder.encode('{"type":"finish"}\n')))
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
}

function mountConsole(app, events, traces) {
  const api = new Hono();
  const chosen = (c, ...names) => Object.fromEntries(names.map((name) => [name, c.req.query(name) || undefined]));

  api.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  api.get('/events', (c) => {
    const limit = Math.min(Math.max(Number.parseInt(c.req.query('limit') ?? '50', 10) || 50, 1), 200);
    return c.json(events.list({ ...chosen(c, 'capability', 'name', 'kind', 'before'), limit }));
  });
  api.get('/events/:id', (c) => {
    const event = events.event(c.req.param('id'));
    if (!event) return c.json({ error: 'No event has this id.' }, 404);
    return c.json({ event, versions: events.versions(event.key) });
  });
  api.get('/facets', (c) => c.json(events.facets()));
  api.get('/votes', (c) => {
    const days = Math.min(Math.max(Number.parseInt(c.req.query('days') ?? '7', 10) || 7, 1), 90);
    const offset = Number.parseInt(c.req.query('offset') ?? '0', 10) || 0;
    return c.json({ series: events.votes({ now: Date.now(), days, offset, ...chosen(c, 'capability', 'name') }) });
  });
  api.get('/traces/:id', (c) => {
    const spans = traces.trace(c.req.param('id'));
    if (spans.length === 0) return c.json({ error: 'No trace has this id.' }, 404);
    return c.json({ spans, feedback: events.ofTrace(c.req.param('id')) });
  });
  api.get('/stream', (c) =>
    streamSSE(c, async (stream) => {
      const send = (event) => stream.writeSSE({ event: 'feedback', id: event.id, data: JSON.stringify(event) });
      events.on('stored', send);
      stream.onAbort(() => events.off('stored', send));
      await stream.writeSSE({ event: 'ready', data: '{}' });
      while (!stream.aborted) {
        await stream.sleep(15_000);
        // A comment keeps proxies from closing a quiet stream.
        await stream.write(': still here\n\n');
      }
    }),
  );
  app.route('/api/console', api);
}
