import { serve } from '@hono/node-server';
import { createAssistant } from './assistant/assistant.js';
import { createApp } from './app.js';
import { readConfig } from './config.js';
import { openDatabase } from './database.js';
import { EventStore } from './events.js';
import { linkSecretOf } from './links.js';
import { createTracerProvider, TraceStore } from './traces.js';

let config;
try {
  config = readConfig(process.argv.slice(2), process.env);
} catch (error) {
  console.error(error.message);
  process.exit(2);
}
if (config.help) {
  console.log(config.help);
  process.exit(0);
}

const database = openDatabase(config.data);
const events = new EventStore(database);
const traces = new TraceStore(database);
const provider = createTracerProvider(traces);
// Sets the context manager, by which a span finds its parent across `await`.
provider.register();
const answer = createAssistant({ tracer: provider.getTracer('feedspan-demo') });
const app = createApp({ config, events, traces, answer, linkSecret: linkSecretOf(database) });

const server = serve({ fetch: app.fetch, port: config.port, hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`Feedspan demo: http://127.0.0.1:${port}`);
});
server.on('error', (error) => {
  console.error(error.code === 'EADDRINUSE' ? `Port ${config.port} is taken; choose another one with --port.` : error.message);
  process.exit(1);
});

async function stop() {
  server.close();
  // Streams of open consoles would hold the server for as long as their pages are open.
  server.closeAllConnections();
  await provider.shutdown();
  database.close();
  process.exit(0);
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
