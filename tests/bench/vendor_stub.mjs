/** Answers as Axiom does when all is well, and counts the events of which it was told. A process of its own beside scripts/bench-relay. */
import { createServer } from 'node:http';

let requests = 0;
let bytes = 0;
const server = createServer((incoming, outgoing) => {
  incoming.on('data', (chunk) => (bytes += chunk.length));
  incoming.on('end', () => {
    requests++;
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': 41 });
    outgoing.end('{"ingested":1,"failed":0,"failures":[]}  ');
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port }));
process.on('message', () => process.send?.({ requests, bytes }));
