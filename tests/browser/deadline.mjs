/**
 * Bounded waiting. Nothing in these tests waits without an end: a browser that hangs must become a
 * failing test with a sentence, never a stuck run.
 */

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Settles like `promise`, or rejects with "timed out after N ms: <what>".
 *
 * The promise itself is not cancelled; a late rejection of it is swallowed.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {number} timeout milliseconds
 * @param {string} what the awaited thing, for the error message
 * @returns {Promise<T>}
 */
export async function within(promise, timeout, what) {
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`timed out after ${timeout} ms: ${what}`)),
      timeout,
    );
  });
  promise.catch(() => {});
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Calls `probe` until it gives a truthy value and returns that value.
 *
 * A probe that throws counts as "not yet" (a page in the middle of a navigation cannot be asked
 * anything); its last error is the cause of the final rejection.
 *
 * @template T
 * @param {() => T | Promise<T>} probe
 * @param {{timeout: number, interval?: number, what: string}} options milliseconds
 * @returns {Promise<T>}
 */
export async function poll(probe, { timeout, interval = 20, what }) {
  const end = performance.now() + timeout;
  let cause;
  for (;;) {
    const left = Math.max(1, end - performance.now());
    try {
      const value = await within(Promise.resolve(probe()), left, what);
      if (value) return value;
    } catch (error) {
      // The last probe is cut off by the deadline itself, which explains nothing.
      if (cause === undefined || performance.now() < end) cause = error;
    }
    if (performance.now() + interval >= end) {
      throw new Error(`timed out after ${timeout} ms: ${what}`, { cause });
    }
    await sleep(interval);
  }
}
