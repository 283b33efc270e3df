/**
 * Performs the core's fetch effects. A request outlives its page where the browser's quota for that allows.
 * @module
 */

/**
 * @typedef {import('../boundary').FetchEffect} FetchEffect
 * @typedef {import('../boundary').FetchResult} FetchResult
 */

/** Browsers allow 64 KiB of keepalive bodies in flight a document, for all scripts together; the rest is headroom for them. */
const KEEPALIVE_BUDGET = 60 * 1024;
/** What is kept of an answer. */
const BODY_LIMIT = 64 * 1024;
/**
 * Milliseconds within which a rejected keepalive request may have been refused for the quota, which no error tells apart from a
 * network failure: the refusal takes a trip to the browser's network process and back, no trip over a network.
 */
const REFUSAL_DELAY = 50;

/**
 * One budget for every copy of this module in the page, so that two bundles do not both take it.
 * @returns {{ inFlight: number }} UTF-8 bytes of bodies
 */
function keepaliveBudget() {
  const registry = /** @type {Record<symbol, any>} */ (/** @type {unknown} */ (globalThis));
  return (registry[Symbol.for('feedspan.keepalive')] ??= { inFlight: 0 });
}

/**
 * False after a request without keepalive failed as well: then the quota is not to blame, and a server that is away is not
 * asked twice each time.
 */
let suspectQuota = true;

/** Bytes of keepalive bodies that may still be handed to the browser. */
export const keepaliveAllowance = () => Math.max(0, KEEPALIVE_BUDGET - keepaliveBudget().inFlight);

/**
 * For one request's body.
 * @param {number} bytes
 * @returns {(() => void) | undefined} gives them back when it is over; undefined: there are not as many
 */
export function reserveKeepalive(bytes) {
  if (bytes > keepaliveAllowance()) return;
  const budget = keepaliveBudget();
  budget.inFlight += bytes;
  return () => {
    budget.inFlight -= bytes;
  };
}

/** @param {string} url */
const isOwnOrigin = (url) => new URL(url).origin === globalThis.location?.origin;

/**
 * @param {FetchEffect} effect
 * @param {object} [circumstances]
 * @param {AbortSignal} [circumstances.signal] ends it as if the network had
 * @param {boolean} [circumstances.leaving] the page may be gone after this
 * @returns {Promise<FetchResult>} never rejects
 */
export async function performFetch(effect, { signal, leaving } = {}) {
  // One request leaves with its page where a preflight and what it asks for may not.
  if (leaving && effect.plain && !isOwnOrigin(effect.url)) effect = { ...effect, headers: { 'Content-Type': 'text/plain;charset=UTF-8' } };
  const body = new TextEncoder().encode(effect.body);
  if (leaving && beacon(effect, body)) return { status: 0, failure: 'network' };
  const release = effect.keepalive && reserveKeepalive(body.length);
  if (!release) return request(effect, body, false, signal);

  const start = performance.now();
  const result = await request(effect, body, true, signal).finally(release);
  if (result.failure !== 'network') {
    suspectQuota = true;
    return result;
  }
  if (!suspectQuota || signal?.aborted || performance.now() - start > REFUSAL_DELAY) return result;
  const second = await request(effect, body, false, signal);
  suspectQuota = second.failure !== 'network';
  return { ...second, attempts: 2 };
}

/**
 * Where fetch cannot outlive its page (Firefox before 133, Safari before 13) a beacon can, if the request needs no header that a beacon
 * cannot carry. Its `true` says only that the browser has taken it, so the event stays stored and the next page sends it again.
 * @param {FetchEffect} effect @param {Uint8Array<ArrayBuffer>} body
 */
function beacon({ url, method, headers }, body) {
  try {
    const [[name, type], ...others] = Object.entries(headers);
    if ('keepalive' in Request.prototype || others.length || method !== 'POST' || name.toLowerCase() !== 'content-type') return false;
    return navigator.sendBeacon(url, new Blob([body], { type }));
  } catch {
    return false; // Some blockers throw.
  }
}

/**
 * @param {FetchEffect} effect @param {Uint8Array<ArrayBuffer>} body @param {boolean} keepalive @param {AbortSignal} [signal]
 * @returns {Promise<FetchResult>}
 */
async function request({ url, method, headers, timeout }, body, keepalive, signal) {
  const controller = new AbortController();
  let late = false;
  const abort = () => controller.abort();
  const timer = setTimeout(() => {
    late = true;
    abort();
  }, timeout);
  signal?.addEventListener('abort', abort);
  try {
    // Looked up now, so that what the page puts in its place (a monitor, a mock) is used.
    const response = await globalThis.fetch(url, {
      method,
      headers,
      body,
      keepalive,
      // A redirected POST becomes an empty GET, and a key must not follow to another origin.
      redirect: 'manual',
      // Cookies for the page's own origin only.
      credentials: 'same-origin',
      signal: controller.signal,
    });
    const text = await readBody(response);
    // Browsers show a redirect as opaque; servers' fetch shows its status.
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      return { status: 0, failure: 'redirect' };
    }
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after') ?? undefined,
      date: response.headers.get('date') ?? undefined,
      body: text,
    };
  } catch {
    return { status: 0, failure: late ? 'timeout' : 'network' };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * To its end or cancelled: an unread body holds the keepalive quota. A body that breaks off is what came of it, as the status
 * has been received.
 * @param {Response} response
 */
async function readBody(response) {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    while (reader && size < BODY_LIMIT) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value.subarray(0, BODY_LIMIT - size), { stream: true });
      size += value.length;
    }
    if (size >= BODY_LIMIT) await reader?.cancel();
  } catch {
    // Broken off or timed out.
  }
  return text;
}
