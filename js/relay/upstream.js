/**
 * Requests to the destinations, whose addresses the options fix: nothing of an event decides where it goes.
 * @module
 */
import { readAtMost } from './body.js';

/**
 * @typedef {import('../boundary').FetchEffect} FetchEffect
 * @typedef {import('../boundary').FetchResult} FetchResult
 */

/** Of a destination's answer; a longer one is no answer to an event. */
const ANSWER_LIMIT = 256 * 1024;

/**
 * The page's fetch port asks for things that servers' fetch does not have (keepalive, credentials: an error on some).
 * @param {FetchEffect} effect @param {number} timeout milliseconds for the whole answer
 * @returns {Promise<FetchResult>} never rejects
 */
export async function performFetch({ url, method, headers, body, answerHeader }, timeout) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
  try {
    // A key must not follow a redirect to another host.
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal: controller.signal });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      void response.body?.cancel().catch(() => {});
      return { status: 0, failure: 'redirect' };
    }
    const bytes = await readAtMost(response.body, ANSWER_LIMIT);
    return {
      status: response.status,
      retryAfter: response.headers.get('retry-after') ?? undefined,
      date: response.headers.get('date') ?? undefined,
      header: (answerHeader && response.headers.get(answerHeader)) || undefined,
      body: typeof bytes === 'string' ? undefined : new TextDecoder().decode(bytes),
    };
  } catch {
    return { status: 0, failure: controller.signal.aborted ? 'timeout' : 'network' };
  } finally {
    clearTimeout(timer);
  }
}
