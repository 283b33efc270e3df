/**
 * The relay in real installs: Node's http, Express, Hono, Next.js, Deno and Workers (workerd), each with real requests over HTTP; the scanner
 * in Workers; a client and the scanner in Deno.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
execFileSync(here('prepare'), { stdio: ['ignore', 'inherit', 'inherit'] });
const { createRelay, toNodeListener } = await import('feedspan/relay');
const { mintLinks } = await import('feedspan/links');
const { settings } = await import('./settings.mjs');

const PAGE = 'https://app.example';
const LINK_SECRET = 'a secret of at least thirty-two bytes';
const AXIOM_TOKEN = 'xaat-00000000-secret';

/** @type {{authorization: string | undefined, body: string}[]} */
const received = [];
const vendor = createServer(async (incoming, outgoing) => {
  let body = '';
  for await (const chunk of incoming) body += chunk;
  received.push({ authorization: incoming.headers.authorization, body });
  outgoing.setHeader('content-type', 'application/json');
  outgoing.end('{"ingested":1,"failed":0,"failures":[]}');
});
vendor.listen(0, '127.0.0.1');
await once(vendor, 'listening');
const portOf = (/** @type {import('node:http').Server} */ server) => /** @type {import('node:net').AddressInfo} */ (server.address()).port;
const env = { AXIOM_URL: `http://127.0.0.1:${portOf(vendor)}`, AXIOM_TOKEN, LINK_SECRET, PAGE_ORIGIN: PAGE };
after(() => (vendor.closeAllConnections(), vendor.close()));

/**
 * A server in a process of its own; it prints a line from which `port` is read.
 * @param {readonly string[]} command @param {RegExp} port @param {string} [program]
 */
async function run(command, port, program = process.execPath) {
  const child = spawn(program, command, { cwd: here('.'), env: { ...process.env, ...env, NEXT_TELEMETRY_DISABLED: '1' }, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const match = port.exec(line);
    if (match) {
      child.stdout.resume();
      return { url: `http://127.0.0.1:${match[1]}/api/feedback`, stop: () => child.kill() };
    }
  }
  throw new Error(`${command.join(' ')} ended`);
}

async function nodeHttp() {
  const server = createServer(toNodeListener(createRelay(settings(env))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${portOf(server)}/api/feedback`, stop: () => (server.closeAllConnections(), server.close()) };
}

/** @param {string[]} compatibilityFlags */
async function workerd(compatibilityFlags) {
  const { Miniflare } = await import('miniflare');
  const worker = new Miniflare({
    modules: true,
    scriptPath: here('out/worker/worker.mjs'),
    modulesRules: [{ type: 'ESModule', include: ['**/*.mjs'] }, { type: 'CompiledWasm', include: ['**/*.wasm'] }],
    compatibilityDate: '2025-09-01',
    compatibilityFlags,
    bindings: env,
  });
  return { url: new URL('/api/feedback', await worker.ready).href, stop: () => worker.dispose() };
}

const frameworks = {
  'Node http': nodeHttp,
  Express: () => run(['express/server.mjs'], /^listening (\d+)/),
  'Express behind a parser': async () => {
    const express = await run(['express/server.mjs'], /^listening (\d+)/);
    return { ...express, url: express.url.replace('/api', '/parsed/api') };
  },
  Hono: () => run(['hono/server.mjs'], /^listening (\d+)/),
  'Next.js': () => run(['node_modules/next/dist/bin/next', 'start', 'next', '--port', '0', '--hostname', '127.0.0.1'], /Local:\s+http:\/\/[\w.]+:(\d+)/),
  Deno: () => run(['run', '--no-prompt', '--allow-net', '--allow-env', '--allow-read', 'deno/server.ts'], /^listening (\d+)/, here('node_modules/.bin/deno')),
  // Tokens by WebCrypto, and by Node's own module.
  Workers: () => workerd([]),
  'Workers with Node’s modules': () => workerd(['nodejs_compat']),
};

let serial = 0;
const event = (/** @type {any} */ links, /** @type {any} */ change = {}) => ({
  ...{ v: 1, id: `01939f6e-4a50-7000-8000-${`${++serial}`.padStart(12, '0')}`, key: `${serial}`.padStart(32, '0'), seq: Date.now(), time: Date.now() },
  ...{ kind: 'thumb', name: 'thumbs', value: 1, links, ...change },
});

for (const [name, start] of Object.entries(frameworks)) {
  describe(name, () => {
    /** @type {Awaited<ReturnType<typeof nodeHttp>>} */
    let server;
    before(async () => {
      server = await start();
    });
    after(() => server?.stop());
    const post = (/** @type {unknown} */ events, headers = {}, init = {}) =>
      fetch(server.url, { method: 'POST', headers: { 'content-type': 'application/json', origin: PAGE, ...headers }, body: JSON.stringify({ events }), ...init });

    test('a vote on minted links arrives, masked, with the key of the server', async () => {
      received.length = 0;
      const links = await mintLinks({ traceId: '0af7651916cd43dd8448eb211c80319c' }, { secret: LINK_SECRET, subject: 'ada' });
      const response = await post([event(links, { message: 'mail jane.doe@example.org' })]);
      assert.deepEqual([response.status, (await response.json()).items.map((/** @type {any} */ { outcome }) => outcome)], [200, ['accepted']]);
      assert.equal(response.headers.get('access-control-allow-origin'), PAGE);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(received.length, 1);
      assert.equal(received[0].authorization, `Bearer ${AXIOM_TOKEN}`);
      assert.equal(JSON.parse(received[0].body).message, 'mail [EMAIL]');
      assert.doesNotMatch(received[0].body, /linkToken|jane/);
    });

    test('a vote without a token, from another origin, or by GET is refused', async () => {
      received.length = 0;
      assert.equal((await post([event({ traceId: 't' })])).status, 403);
      assert.equal((await post([event({ traceId: 't' })], { origin: 'https://evil.example' })).status, 403);
      assert.equal((await fetch(server.url)).status, 405);
      assert.equal(received.length, 0);
    });

    test('a preflight is answered', async () => {
      const response = await fetch(server.url, { method: 'OPTIONS', headers: { origin: PAGE, 'access-control-request-method': 'POST' } });
      assert.equal(response.status, 204);
      assert.equal(response.headers.get('access-control-allow-origin'), PAGE);
    });

    test('a body without a length is cut off', async () => {
      const status = await new Promise((resolve, reject) => {
        const outgoing = httpRequest(server.url, { method: 'POST', headers: { 'content-type': 'application/json', origin: PAGE } }, (incoming) => {
          incoming.resume();
          resolve(incoming.statusCode);
        }).on('error', reject);
        for (let i = 0; i < 30; i++) outgoing.write(' '.repeat(8192));
        outgoing.end();
      });
      assert.equal(status, 413);
    });
  });
}

test('Workers: feedspan/pii with a module that was compiled beforehand', async () => {
  const { url, stop } = await workerd([]);
  try {
    const response = await fetch(url.replace('/feedback', '/redact'), { method: 'POST', body: 'mail jane.doe@example.org' });
    assert.equal(await response.text(), 'mail [EMAIL:example.org]');
  } finally {
    await stop();
  }
});

test('Deno: a client and feedspan/pii, allowed nothing but the one server, and their types', async () => {
  /** @type {any[]} */
  const events = [];
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    events.push(...JSON.parse(body).events);
    outgoing.setHeader('content-type', 'application/json');
    outgoing.end(JSON.stringify({ items: JSON.parse(body).events.map((/** @type {any} */ { id }) => ({ id, outcome: 'accepted' })) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const host = `127.0.0.1:${portOf(server)}`;
    const { stdout } = await promisify(execFile)(here('node_modules/.bin/deno'), ['run', '--check', '--no-prompt', `--allow-net=${host}`, 'deno/client.ts', `http://${host}/`], { cwd: here('.') });
    assert.deepEqual(JSON.parse(stdout), { delivered: 1, outcome: { state: 'delivered' }, redacted: 'mail [EMAIL]' });
    assert.deepEqual(events.map(({ value, message, links }) => [value, message, links]), [[1, 'mail [EMAIL]', { traceId: 't-1' }]]);
  } finally {
    server.close();
  }
});
