/** The relay under load (scripts/bench-relay), from dist/ as it ships: `node relay_server.mjs <vendor's address>`. Tells its port and memory to its parent. */
import { createServer } from 'node:http';
import { memoryUsage } from 'node:process';

// Under a profiler by the names that the sources have.
const { createRelay, toNodeListener } = await import(process.env.FROM_SOURCES ? '../../js/relay.js' : '../../dist/relay.js');

const relay = createRelay({
  destination: { type: 'axiom', url: process.argv[2], dataset: 'feedback', token: 'xaat-bench' },
  linkSecrets: { secret: /** @type {string} */ (process.env.LINK_SECRET) },
  requireToken: process.env.REQUIRE_TOKEN === 'yes',
  // One address sends everything here.
  limits: { all: { burst: 1e9, perSecond: 1e9 }, address: { burst: 1e9, perSecond: 1e9 }, subject: { burst: 1e9, perSecond: 1e9 }, token: { burst: 1e9, perSecond: 1e9 } },
  onError: ({ code, message }) => console.error(code, message),
});
/** What Node takes to pass a body on and look at nothing. @type {import('node:http').RequestListener} */
const forwardOnly = async (incoming, outgoing) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const response = await fetch(process.argv[2], { method: 'POST', body: Buffer.concat(chunks) });
  await response.text();
  outgoing.end('{"items":[{"outcome":"accepted"}]}');
};
const server = createServer(process.env.BASELINE ? forwardOnly : toNodeListener(relay));
server.listen(0, '127.0.0.1', () => process.send?.({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port }));
process.on('SIGTERM', () => process.exit());
process.on('message', () => {
  const { rss, heapUsed, external } = memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send?.({ rss, heapUsed, external, cpu: (user + system) / 1e6 });
});
