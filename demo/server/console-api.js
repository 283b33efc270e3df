import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';

/**
 * What the console page reads: events, what to filter them by, counts of votes, traces, and a stream of what arrives.
 *
 * @param {import('./events.js').EventStore} events
 * @param {import('./traces.js').TraceStore} traces
 */
export function consoleApi(events, traces) {
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
  return api;
}
