/**
 * A destination that does as it is told: records everything that arrives, and answers by script,
 * with all the ways in which a real server disappoints.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../deadline.mjs';
import { LocalServer } from './local_server.mjs';

/**
 * One scripted answer.
 *
 * @typedef {object} Answer
 * @property {number} [status] 200 when absent
 * @property {Record<string, string>} [headers]
 * @property {unknown} [json] body, with `Content-Type: application/json`
 * @property {string} [body] body as it is, when there is no `json`
 * @property {number} [delay] milliseconds from the request's end to the answer
 * @property {boolean} [hang] never answers; the connection stays open
 * @property {boolean} [reset] takes the whole request, then resets the connection (RST) unanswered
 * @property {boolean} [cutBody] breaks the connection halfway through the announced body
 * @property {number} [drip] milliseconds between the bytes of the body: a slow loris
 * @property {boolean} [cors] false leaves the CORS headers out of this one answer
 */

/**
 * @typedef {object} ReceivedRequest
 * @property {string} method 'OPTIONS' for a preflight
 * @property {string} url path and query as sent
 * @property {string} path
 * @property {URLSearchParams} query
 * @property {Record<string, string>} params what `:names` of the route's pattern matched
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {Buffer} bytes the body so far
 * @property {string} body the same as text
 * @property {unknown} json the same parsed; undefined where it is no JSON
 * @property {number} at when its headers had arrived, in milliseconds of the monotonic clock
 *   (`performance.now()` of this process)
 * @property {'receiving' | 'complete' | 'aborted'} state 'aborted': the client went away mid-body
 * @property {number | null} status what was answered; null for nothing (hang, reset)
 */

class Collector {
  #server = new LocalServer((request, response) => {
    this.#receive(request, response).catch((error) => response.destroy(error));
  });
  /** @type {{pattern: RegExp, names: string[], next: (request: ReceivedRequest) => Answer}[]} */
  #routes = [];
  /** @type {Set<() => void>} */
  #watchers = new Set();
  #fallback = () => ({ status: 404, json: { message: 'nothing is scripted for this path' } });

  /** @type {ReceivedRequest[]} everything, preflights included, in order of arrival */
  requests = [];

  /**
   * Whether answers carry CORS headers and preflights are granted; may be changed at any time.
   * 'credentials' also admits requests with cookies, as `sendBeacon` makes them.
   * @type {boolean | 'credentials'}
   */
  cors;

  /** @param {boolean | 'credentials'} cors */
  constructor(cors) {
    this.cors = cors;
  }

  /** @param {number} port */
  async listen(port) {
    await this.#server.listen(port);
  }

  get origin() {
    return this.#server.origin;
  }

  get port() {
    return this.#server.port;
  }

  /**
   * @param {string} pathname
   * @returns {string} absolute URL
   */
  url(pathname) {
    return this.origin + pathname;
  }

  /**
   * Says how requests to a path are answered: with the given answers one after another, the last
   * one again and again; or with what a function makes of each. A later script for the same path
   * replaces the earlier. Preflights are answered by `cors` and use up nothing.
   *
   * @param {string} pathPattern such as '/v1/ingest/:dataset'
   * @param {Answer[] | ((request: ReceivedRequest) => Answer)} answers
   */
  script(pathPattern, answers) {
    const names = [];
    const source = pathPattern
      .split('/')
      .map((segment) => {
        if (!segment.startsWith(':')) return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        names.push(segment.slice(1));
        return '([^/]+)';
      })
      .join('/');
    if (Array.isArray(answers) && answers.length === 0) throw new Error('a script needs an answer');
    const left = Array.isArray(answers) ? [...answers] : [];
    const next = Array.isArray(answers) ? () => (left.length > 1 ? left.shift() : left[0]) : answers;
    this.#routes.unshift({ pattern: new RegExp(`^${source}$`), names, next });
  }

  /**
   * Answers every path that has no script; 404 unless told otherwise.
   * @param {(request: ReceivedRequest) => Answer} handler
   */
  otherwise(handler) {
    this.#fallback = handler;
  }

  /**
   * The complete requests that match so far, preflights left out.
   * @param {(request: ReceivedRequest) => boolean} [predicate]
   */
  received(predicate = () => true) {
    return this.requests.filter(
      (request) => request.state === 'complete' && request.method !== 'OPTIONS' && predicate(request),
    );
  }

  /**
   * Resolves once `count` complete requests match (those already there count), with all that match.
   *
   * @param {number} count
   * @param {(request: ReceivedRequest) => boolean} [predicate]
   * @param {{timeout?: number}} [options]
   */
  async waitForRequests(count, predicate = () => true, { timeout = 5000 } = {}) {
    let watch;
    const enough = new Promise((resolve, reject) => {
      watch = () => {
        try {
          const matching = this.received(predicate);
          if (matching.length >= count) resolve(matching);
        } catch (error) {
          reject(error);
        }
      };
      this.#watchers.add(watch);
      watch();
    });
    try {
      return await within(enough, timeout, `${count} matching request(s)`);
    } catch (error) {
      throw new Error(`${error.message}; the collector received:\n${this.describe()}`);
    } finally {
      this.#watchers.delete(watch);
    }
  }

  /**
   * The first complete request that matches, preflights left out.
   *
   * @param {(request: ReceivedRequest) => boolean} [predicate]
   * @param {{timeout?: number}} [options]
   */
  async waitForRequest(predicate, options) {
    const [first] = await this.waitForRequests(1, predicate, options);
    return first;
  }

  /** One line for each request, for messages and artifacts. */
  describe() {
    const lines = this.requests.map((request) => {
      const { at, method, url, state, status, bytes } = request;
      const answered = `answered ${status ?? 'nothing'}`;
      return `${at.toFixed(1)} ms ${method} ${url} ${state}, ${bytes.length} bytes, ${answered}`;
    });
    return lines.join('\n') || '(nothing)';
  }

  /** Closes the listening socket and every open connection: the server is gone for its clients. */
  down() {
    return this.#server.down();
  }

  /** Comes back on the same port. */
  up() {
    return this.#server.up();
  }

  close() {
    return this.#server.down();
  }

  /**
   * @param {import('node:http').IncomingMessage} incoming
   * @param {import('node:http').ServerResponse} response
   */
  async #receive(incoming, response) {
    const { pathname, searchParams } = new URL(incoming.url, this.origin);
    const request = new Received(incoming, pathname, searchParams);
    this.requests.push(request);
    const complete = await request.readBody(incoming);
    if (!complete) {
      this.#notify();
      return;
    }
    const answer = request.method === 'OPTIONS' ? { status: 204 } : this.#answerTo(request);
    try {
      await this.#send(request, answer, response);
    } finally {
      this.#notify();
    }
  }

  /** @param {Received} request */
  #answerTo(request) {
    for (const { pattern, names, next } of this.#routes) {
      const match = pattern.exec(request.path);
      if (!match) continue;
      names.forEach((name, index) => {
        request.params[name] = decodeURIComponent(match[index + 1]);
      });
      return next(request);
    }
    return this.#fallback(request);
  }

  /**
   * @param {Received} request
   * @param {Answer} answer
   * @param {import('node:http').ServerResponse} response
   */
  async #send(request, answer, response) {
    if (answer.hang) return;
    if (answer.delay) {
      this.#notify();
      await sleep(answer.delay);
    }
    if (answer.reset) {
      response.socket?.resetAndDestroy();
      return;
    }
    const body = answer.json === undefined ? (answer.body ?? '') : JSON.stringify(answer.json);
    request.status = answer.status ?? 200;
    const headers = {
      ...(answer.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(answer.cors === false ? {} : this.#corsHeaders(request)),
      ...answer.headers,
    };
    if (answer.cutBody) {
      const half = Buffer.from(body || 'half of the body');
      response.writeHead(request.status, { ...headers, 'content-length': half.length * 2 });
      response.write(half, () => response.socket?.destroy());
      return;
    }
    response.writeHead(request.status, headers);
    for (const byte of answer.drip ? Buffer.from(body) : []) {
      response.write(Buffer.of(byte));
      await sleep(answer.drip);
      if (response.destroyed) return;
    }
    response.end(answer.drip ? '' : body);
  }

  /** @param {Received} request */
  #corsHeaders(request) {
    if (!this.cors || request.headers.origin === undefined) return {};
    const headers =
      this.cors === 'credentials'
        ? {
            'access-control-allow-origin': request.headers.origin,
            'access-control-allow-credentials': 'true',
            vary: 'Origin',
          }
        : { 'access-control-allow-origin': '*' };
    if (request.method !== 'OPTIONS') {
      return { ...headers, 'access-control-expose-headers': 'Retry-After, Date' };
    }
    return {
      ...headers,
      'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '',
    };
  }

  #notify() {
    for (const watch of this.#watchers) watch();
  }
}

/** @implements {ReceivedRequest} */
class Received {
  /** @type {Buffer[]} */
  #chunks = [];

  /**
   * @param {import('node:http').IncomingMessage} incoming
   * @param {string} path
   * @param {URLSearchParams} query
   */
  constructor(incoming, path, query) {
    this.method = incoming.method;
    this.url = incoming.url;
    this.path = path;
    this.query = query;
    this.params = {};
    this.headers = incoming.headers;
    this.at = performance.now();
    this.state = 'receiving';
    this.status = null;
  }

  get bytes() {
    return Buffer.concat(this.#chunks);
  }

  get body() {
    return this.bytes.toString('utf8');
  }

  get json() {
    try {
      return JSON.parse(this.body);
    } catch {
      return undefined;
    }
  }

  /**
   * @param {import('node:http').IncomingMessage} incoming
   * @returns {Promise<boolean>} whether all of it arrived
   */
  async readBody(incoming) {
    try {
      for await (const chunk of incoming) this.#chunks.push(chunk);
      this.state = 'complete';
    } catch {
      this.state = 'aborted';
    }
    return this.state === 'complete';
  }

  toJSON() {
    const { method, url, headers, at, state, status, body } = this;
    return { at, method, url, headers, state, status, body };
  }
}

/**
 * Starts a collector on 127.0.0.1.
 *
 * @param {{port?: number, cors?: boolean | 'credentials'}} [options]
 */
export async function startCollector({ port = 0, cors = true } = {}) {
  const collector = new Collector(cors);
  await collector.listen(port);
  return collector;
}
