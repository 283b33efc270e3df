import { createServer } from 'node:http';
import { once } from 'node:events';

/**
 * A server that keeps what it received and answers as told.
 * @param {(request: { body: string, headers: import('node:http').IncomingHttpHeaders, index: number }, response: import('node:http').ServerResponse) => void} answer
 */
export async function startServer(answer) {
  const received = [];
  const server = createServer(async (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    for await (const chunk of request) body += chunk;
    received.push({ body, headers: request.headers, method: request.method, index: received.length });
    answer(received.at(-1), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    received,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** As a relay answers that takes everything. */
export function acceptAll({ body }, response) {
  const items = JSON.parse(body).events.map(({ id }) => ({ id, outcome: 'accepted' }));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ items }));
}
