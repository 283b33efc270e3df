/**
 * The relay: a Web-standard handler with the core's receiving half. It goes through one request in small steps, each of
 * which answers a refusal or nothing.
 * @module
 */
import { createPolicy } from './policy.js';
import { loadRelayCore } from './relay-core.js';

/**
 * @typedef {import('./relay').RelayOptions} RelayOptions
 * @typedef {import('./relay').ItemOutcome} ItemOutcome
 * @typedef {import('./relay').CanonicalEvent} CanonicalEvent
 * @typedef {import('./boundary').FetchEffect} FetchEffect
 * @typedef {import('./boundary').FetchResult} FetchResult
 * @typedef {import('./boundary').CoreError} CoreError
 * @typedef {import('./boundary').RelayResponded} RelayResponded
 */

/** Seconds for which browsers stay away when nobody has said how long. */
const RETRY_AFTER = 30;
/** Seconds for which a browser may remember a preflight's answer; two hours is the most that Chromium keeps. */
const PREFLIGHT_AGE = 7200;
/** Of a destination's answer; a longer one is no answer to an event. */
const ANSWER_LIMIT = 256 * 1024;

const CONTENT_TYPES = ['application/json', 'text/plain'];

/** From best to worst: an event's outcome is the worst of its store's and its destination's. */
const OUTCOMES = /** @type {const} */ (['accepted', 'duplicate', 'superseded', 'retry', 'rejected']);

/** Ends a request early. */
class Refusal {
  /** @param {number} status @param {string} code @param {string} message @param {Record<string, string>} [headers] */
  constructor(status, code, message, headers = {}) {
    this.status = status;
    this.error = { code, message };
    this.headers = headers;
  }
}

const unavailable = (/** @type {string} */ code, /** @type {string} */ message, seconds = RETRY_AFTER) =>
  new Refusal(503, code, message, { 'Retry-After': `${Math.ceil(seconds)}` });

/** @type {typeof import('./relay').createRelay} */
export function createRelay(options) {
  const { destination, store, origins = [], maxBytes = 64 * 1024, maxEvents = 100, timeout = 10_000 } = Object(options);

  /** @param {CoreError} error */
  const tell = ({ code, message }) => {
    try {
      options.onError?.({ code, message });
    } catch {
      // The host's own matter.
    }
  };

  /** @type {Promise<{core: import('./relay-core').RelayCore, relay: number}> | undefined} */
  let opening;

  /** Once for all requests; after a failure, or when the core has died, the next request tries anew. */
  const open = async () => {
    const opened = await (opening ??= start());
    if (!opened.core.dead) return opened;
    return (opening = start());
  };

  const policyIn = (/** @type {import('./relay-core').RelayCore} */ core) => {
    try {
      return options.redaction && createPolicy(core, options.redaction).handle;
    } catch (cause) {
      throw { code: 'invalid_options', message: /** @type {Error} */ (cause).message };
    }
  };

  const start = async () => {
    try {
      if (!destination && !store) throw { code: 'no_destination', message: 'The relay needs a destination or a store.' };
      const core = await loadRelayCore().catch((cause) => {
        throw { code: 'core_unavailable', message: `The core cannot be loaded: ${cause.message}` };
      });
      const { relay, error } = /** @type {any} */ (core.create({ destination, limits: { events: maxEvents } }, policyIn(core)));
      if (error) throw error;
      return { core, relay };
    } catch (error) {
      opening = undefined;
      tell(/** @type {CoreError} */ (error));
      throw unavailable('core_unavailable', 'The relay is not ready.');
    }
  };

  /** @param {Request} request @returns {Promise<Response>} */
  const receive = async (request) => {
    const refusal = checkMethod(request) ?? checkType(request);
    if (refusal) throw refusal;
    const body = await readBody(request, maxBytes);
    const { core, relay } = await open();
    const { items, effects, error } = core.receive(relay, body, Date.now());
    if (error) throw refusalOf(error);

    const events = items.flatMap(({ event }) => (event ? [/** @type {CanonicalEvent} */ (event)] : []));
    const [kept, forwarded] = await Promise.all([
      store ? keep(store, events, tell) : undefined,
      forward(effects, timeout, (number, result) => core.respond(relay, number, result, Date.now()), tell),
    ]);
    return answer(items.map((item) => outcomeOf(item, kept, destination ? forwarded.outcomes : undefined)), forwarded.retryAfter);
  };

  return async (request) => {
    const own = isOwnOrigin(request);
    const origin = request.headers.get('origin');
    const allowed = own || (origin !== null && origins.includes(origin));
    const cors = allowed && !own && origin ? corsHeaders(origin) : {};
    try {
      if (!allowed) throw new Refusal(403, 'rejected', 'This origin may not post here.');
      if (request.method === 'OPTIONS') return respond(204, null, { ...cors, ...PREFLIGHT });
      const response = await receive(request);
      for (const [name, value] of Object.entries(cors)) response.headers.set(name, value);
      return response;
    } catch (thrown) {
      const refusal = thrown instanceof Refusal ? thrown : unavailable('core_failed', 'The relay failed.');
      if (refusal !== thrown) tell({ code: 'core_failed', message: `The relay failed: ${/** @type {Error} */ (thrown)?.message}` });
      return respond(refusal.status, { error: refusal.error }, { ...cors, ...refusal.headers });
    }
  };
}

// Who may post.

const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'POST',
  'Access-Control-Allow-Headers': 'Content-Type',
  'Access-Control-Max-Age': `${PREFLIGHT_AGE}`,
};

/** Never credentials. The page's client reads these two headers to know when to try again. @param {string} origin */
const corsHeaders = (origin) => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Expose-Headers': 'Retry-After, Date',
});

/**
 * The browser's own word where it has one (`Sec-Fetch-Site` cannot be set by a page), else the addresses. A server behind a
 * proxy that ends TLS sees itself as http. What sends neither header is no page, so no origin protects it.
 * @param {Request} request
 */
function isOwnOrigin({ headers, url }) {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  const origin = headers.get('origin');
  if (origin === null) return true;
  const { host, protocol } = new URL(url);
  return origin === `${protocol}//${host}` || origin === `https://${host}`;
}

// What may be posted.

/** @param {Request} request */
function checkMethod({ method }) {
  if (method !== 'POST') return new Refusal(405, 'rejected', 'Only POST.', { Allow: 'POST, OPTIONS' });
}

/** `text/plain` is what a beacon can send without a preflight. @param {Request} request */
function checkType({ headers }) {
  const type = (headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();
  if (!CONTENT_TYPES.includes(type)) return new Refusal(415, 'rejected', `Only ${CONTENT_TYPES.join(' or ')}.`);
}

/**
 * Counted while reading: a declared length may be missing or a lie.
 * @param {Request} request @param {number} limit
 */
async function readBody({ headers, body }, limit) {
  const tooLarge = new Refusal(413, 'too_large', `A batch has at most ${limit} bytes.`);
  if (Number(headers.get('content-length')) > limit) throw tooLarge;
  const bytes = await readAtMost(body, limit);
  if (!bytes) throw tooLarge;
  return bytes;
}

/** @param {ReadableStream<Uint8Array> | null} stream @param {number} limit @returns {Promise<Uint8Array | null>} null: longer */
async function readAtMost(stream, limit) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  const reader = stream?.getReader();
  for (let read; reader && !(read = await reader.read()).done; ) {
    size += read.value.length;
    if (size > limit) {
      void reader.cancel().catch(() => {});
      return null;
    }
    chunks.push(read.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** @param {CoreError} error of a whole batch */
function refusalOf({ code, message }) {
  if (code === 'core_failed') return unavailable(code, 'The relay failed.');
  return new Refusal(code === 'too_large' || code === 'too_many_events' ? 413 : 400, code, message);
}

// Where it goes.

/** @typedef {Map<string, Pick<ItemOutcome, 'outcome' | 'code'>>} Outcomes by the id of the event */

/**
 * @param {NonNullable<RelayOptions['store']>} store @param {readonly CanonicalEvent[]} events @param {(error: CoreError) => void} tell
 * @returns {Promise<Outcomes>}
 */
async function keep(store, events, tell) {
  /** @type {readonly ItemOutcome['outcome'][]} */
  let outcomes = [];
  try {
    if (events.length > 0) outcomes = await store(events);
  } catch (cause) {
    tell({ code: 'store_unavailable', message: `The store failed: ${cause instanceof Error ? cause.message : cause}` });
  }
  // What a store says nothing of, or in a word of its own, it may not have.
  return new Map(
    events.map(({ id }, i) =>
      OUTCOMES.includes(outcomes?.[i]) ? [id, { outcome: outcomes[i] }] : [id, { outcome: 'retry', code: 'store_unavailable' }],
    ),
  );
}

/**
 * @param {readonly FetchEffect[]} effects @param {number} timeout
 * @param {(request: number, result: FetchResult) => RelayResponded & {readonly effects?: readonly FetchEffect[]}} read has the core read an answer
 * @param {(error: CoreError) => void} tell
 * @returns {Promise<{outcomes: Outcomes, retryAfter?: number}>}
 */
async function forward(effects, timeout, read, tell) {
  /** @type {Outcomes} */
  const outcomes = new Map();
  let retryAfter = 0;
  /** @param {readonly FetchEffect[]} effects @returns {Promise<unknown>} */
  const perform = (effects) =>
    Promise.all(effects.map(async (effect) => {
      const answer = read(effect.request, await performFetch(effect, timeout));
      if (answer.error) throw answer.error;
      retryAfter = Math.max(retryAfter, answer.retryAfter ?? 0);
      for (const { id, outcome, code } of answer.items) outcomes.set(id, { outcome: /** @type {any} */ (outcome), code });
      const failed = answer.items.find(({ code }) => code);
      if (failed) tell({ code: /** @type {any} */ (failed.code), message: failed.message ?? `${effect.destination}: ${failed.code}` });
      // A batch that was too large goes out again in parts.
      await perform(answer.effects ?? []);
    }));
  await perform(effects);
  return { outcomes, retryAfter: retryAfter || undefined };
}

/**
 * The page's fetch port asks for things that servers' fetch does not have (keepalive, credentials: an error on some).
 * @param {FetchEffect} effect @param {number} timeout
 * @returns {Promise<FetchResult>} never rejects
 */
async function performFetch({ url, method, headers, body }, timeout) {
  const signal = AbortSignal.timeout(timeout);
  try {
    // A key must not follow a redirect to another host.
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      void response.body?.cancel().catch(() => {});
      return { status: 0, failure: 'redirect' };
    }
    const bytes = await readAtMost(response.body, ANSWER_LIMIT);
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after') ?? undefined,
      date: response.headers.get('date') ?? undefined,
      body: bytes ? new TextDecoder().decode(bytes) : undefined,
    };
  } catch {
    return { status: 0, failure: signal.aborted ? 'timeout' : 'network' };
  }
}

// What is answered.

/**
 * The core's refusal of the item, else the worst of what became of it. A destination's own words stay here.
 * @param {import('./boundary').RelayItem} item
 * @param {Outcomes | undefined} kept by the store, if there is one
 * @param {Outcomes | undefined} forwarded to the destination, if there is one
 * @returns {ItemOutcome}
 */
function outcomeOf(item, kept, forwarded) {
  const { id } = item;
  const error = /** @type {CoreError | undefined} */ (item.error);
  if (error) return { id, outcome: 'rejected', code: error.code, message: error.message };
  /** @type {Pick<ItemOutcome, 'outcome' | 'code'>} */
  const there = forwarded ? (forwarded.get(id) ?? { outcome: 'retry', code: 'invalid_answer' }) : { outcome: 'accepted' };
  const here = kept?.get(id) ?? { outcome: 'accepted' };
  const worst = OUTCOMES.indexOf(here.outcome) > OUTCOMES.indexOf(there.outcome) ? here : there;
  return { id, outcome: worst.outcome, code: worst.code };
}

/** @param {readonly ItemOutcome[]} items @param {number | undefined} retryAfter seconds */
function answer(items, retryAfter) {
  if (items.length > 0 && items.every(({ outcome }) => outcome === 'retry')) {
    throw unavailable(items[0].code ?? 'server_error', 'Nothing can be taken now; it is to be sent again.', retryAfter);
  }
  return respond(200, { items }, retryAfter ? { 'Retry-After': `${Math.ceil(retryAfter)}` } : {});
}

/** @param {number} status @param {unknown} body @param {Record<string, string>} headers */
function respond(status, body, headers) {
  return new Response(body === null ? null : JSON.stringify(body), {
    status,
    headers: {
      ...(body === null ? {} : { 'Content-Type': 'application/json' }),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Origin',
      ...headers,
    },
  });
}

// Node's http.

/** @type {typeof import('./relay').toNodeListener} */
export function toNodeListener(handler) {
  return async (incoming, outgoing) => {
    try {
      const response = await handler(toRequest(incoming));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(new Uint8Array(await response.arrayBuffer()));
    } catch {
      // A request line or header of which no Request can be made.
      if (!outgoing.headersSent) outgoing.writeHead(400, { 'Cache-Control': 'no-store' });
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
