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

/**
 * @param {FetchEffect} effect
 * @returns {Promise<FetchResult>} never rejects
 */
export async function performFetch(effect) {
  const body = new TextEncoder().encode(effect.body);
  const budget = keepaliveBudget();
  if (budget.inFlight + body.length > KEEPALIVE_BUDGET) return request(effect, body, false);

  budget.inFlight += body.length;
  const start = performance.now();
  const result = await request(effect, body, true).finally(() => {
    budget.inFlight -= body.length;
  });
  if (result.failure !== 'network') {
    suspectQuota = true;
    return result;
  }
  if (!suspectQuota || performance.now() - start > REFUSAL_DELAY) return result;
  const second = await request(effect, body, false);
  suspectQuota = second.failure !== 'network';
  return second;
}

/**
 * @param {FetchEffect} effect @param {Uint8Array<ArrayBuffer>} body @param {boolean} keepalive
 * @returns {Promise<FetchResult>}
 */
async function request({ url, method, headers, timeout }, body, keepalive) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
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
    return { status: 0, failure: controller.signal.aborted ? 'timeout' : 'network' };
  } finally {
    clearTimeout(timer);
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
