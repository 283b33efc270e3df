/**
 * Node's http, and what is built on it (Express, Connect, Fastify's raw).
 * @module
 */
import { setPeer } from './address.js';

/** @type {typeof import('../relay').toNodeListener} */
export function toNodeListener(handler) {
  return async (incoming, outgoing) => {
    try {
      const request = toRequest(incoming);
      setPeer(request, incoming.socket.remoteAddress);
      const response = await handler(request);
      const headers = Object.fromEntries(response.headers);
      // What was not read is not waited for, nor taken for the beginning of the next request.
      if (!incoming.complete) headers.connection = 'close';
      outgoing.writeHead(response.status, headers);
      outgoing.end(new Uint8Array(await response.arrayBuffer()));
    } catch {
      // A request line or header of which no Request can be made.
      if (!outgoing.headersSent) outgoing.writeHead(400, { 'Cache-Control': 'no-store', Connection: 'close' });
      outgoing.end();
    }
  };
}

/** @param {import('node:http').IncomingMessage & {originalUrl?: string, body?: unknown}} incoming */
function toRequest(incoming) {
  const { method, headers, socket } = incoming;
  const protocol = 'encrypted' in socket && socket.encrypted ? 'https' : 'http';
  const init = /** @type {RequestInit & {duplex: 'half'}} */ ({ method, headers: new Headers(), duplex: 'half' });
  for (const [name, value] of Object.entries(headers)) {
    // HTTP/2's own, such as `:path`, are no names that Headers takes.
    if (value !== undefined && !name.startsWith(':')) /** @type {Headers} */ (init.headers).set(name, `${value}`);
  }
  if (method !== 'GET' && method !== 'HEAD') init.body = toBody(incoming);
  return new Request(new URL(incoming.originalUrl ?? incoming.url ?? '/', `${protocol}://${headers.host ?? 'localhost'}`), init);
}

/** @param {import('node:http').IncomingMessage & {body?: unknown}} incoming */
function toBody(incoming) {
  const { body } = incoming;
  // A parser that was mounted before this one (express.json()) has read the stream already.
  if (incoming.readableEnded && body !== undefined) {
    return typeof body === 'string' || body instanceof Uint8Array ? /** @type {BodyInit} */ (body) : JSON.stringify(body);
  }
  // Left open at the end: destroying it takes the socket away from under the answer.
  const chunks = incoming.iterator({ destroyOnReturn: false });
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}
