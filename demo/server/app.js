import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import { serveStatic } from '@hono/node-server/serve-static';
import { secureHeaders } from 'hono/secure-headers';
import { trimTrailingSlash } from 'hono/trailing-slash';
import { createRelay } from 'feedspan/relay';
import { capabilities } from './assistant/composition.js';
import { chatApi } from './chat-api.js';
import { consoleApi } from './console-api.js';
import { createMinter, visitorOf } from './links.js';
import { renderPlainPage } from './plain-page.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const built = `${folder}build`;
// The script tag's file and what it loads later lie beside each other in the package.
const packageFiles = dirname(fileURLToPath(import.meta.resolve('feedspan/feedspan.js')));

/**
 * @param {object} parts
 * @param {import('./config.js').Config} parts.config
 * @param {import('./events.js').EventStore} parts.events
 * @param {import('./traces.js').TraceStore} parts.traces
 * @param {ReturnType<typeof import('./assistant/assistant.js').createAssistant>} parts.answer
 * @param {string} parts.linkSecret
 */
export function createApp({ config, events, traces, answer, linkSecret }) {
  const mint = createMinter(linkSecret);
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
  app.use(trimTrailingSlash({ alwaysRedirect: true }));
  app.onError((error, c) => {
    console.error(error);
    return c.json({ error: 'The demo server failed; its log says more.' }, 500);
  });

  const relay = createRelay({
    store: (batch) => events.store(batch),
    // Only who was given an answer can speak about it, and nobody in another's place.
    linkSecrets: { secret: linkSecret },
    requireToken: true,
    onError: ({ code, message }) => console.warn(`relay: ${code}: ${message}`),
  });
  app.all('/api/feedback', (c) => relay(c.req.raw));

  app.get('/api/config', (c) => c.json({ axiom: config.axiom, capabilities }));
  app.route('/api/chat', chatApi(answer, mint));
  app.route('/api/console', consoleApi(events, traces));

  // Pages name their scripts by hash, so an old page would look for scripts of an old build.
  const page = (name) =>
    serveStatic({ path: `${built}/pages/${name}/index.html`, onFound: (_, c) => c.header('Cache-Control', 'no-cache') });
  app.get('/', page('chat'));
  app.get('/console', page('console'));
  const plainTemplate = readFileSync(new URL('../pages/plain/index.html', import.meta.url), 'utf8');
  app.get('/plain', async (c) => {
    c.header('Cache-Control', 'no-store');
    return c.html(await renderPlainPage(plainTemplate, answer, config, (links) => mint(links, visitorOf(c))));
  });
  // The template lies among the files that the page loads.
  app.get('/plain/index.html', (c) => c.redirect('/plain'));
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
  app.use('/*', serveStatic({ root: relative(process.cwd(), built) || '.' }));
  return app;
}
