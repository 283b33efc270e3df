/** What several drivers ask of a page in the same words. */

import { poll } from '../deadline.mjs';

/** How long a driver waits for any single thing, in milliseconds. */
export const COMMAND_TIMEOUT = 15_000;
/** How long it waits for something that the page itself has to bring about. */
export const PAGE_TIMEOUT = 5_000;

/** @param {string | Function} code */
export function describe(code) {
  const text = String(code).replace(/\s+/g, ' ');
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/**
 * @template T
 * @param {import('./contract.js').Page} page
 * @param {string | ((...args: any[]) => T | Promise<T>)} code
 * @param {{timeout?: number, args?: unknown[]}} [options]
 * @returns {Promise<T>}
 */
export function waitFor(page, code, { timeout = PAGE_TIMEOUT, args = [] } = {}) {
  return poll(() => page.evaluate(code, ...args), { timeout, what: describe(code) });
}

/**
 * @param {import('./contract.js').Page} page
 * @param {string} selector
 */
export async function waitForElement(page, selector) {
  await poll(() => page.evaluate((css) => document.querySelector(css) !== null, selector), {
    timeout: PAGE_TIMEOUT,
    what: `the element ${selector}`,
  });
}

/**
 * @param {import('./contract.js').Page} page
 * @param {string} selector
 */
export async function visibleText(page, selector) {
  await waitForElement(page, selector);
  return page.evaluate((css) => document.querySelector(css).innerText, selector);
}

/**
 * Splits 'Control+Shift+a' into its modifiers and its key; '+' itself is a key.
 * @param {string} chord
 */
export function splitChord(chord) {
  const parts = chord === '+' ? ['+'] : chord.split('+');
  return { modifiers: parts.slice(0, -1), key: parts[parts.length - 1] };
}
