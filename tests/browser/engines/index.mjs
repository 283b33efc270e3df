/** The three engines under one contract: contract.d.ts. */

import { launchChromium } from './chromium.mjs';
import { launchFirefox } from './firefox.mjs';
import { launchWebKit } from './webkit.mjs';

const LAUNCHERS = { chromium: launchChromium, firefox: launchFirefox, webkit: launchWebKit };

/** @typedef {import('./contract.js').EngineName} EngineName */

/** @type {EngineName[]} */
export const ENGINES = /** @type {EngineName[]} */ (Object.keys(LAUNCHERS));

/**
 * The engines to test with: all, or those that FEEDSPAN_ENGINES lists ('chromium,firefox').
 * @returns {EngineName[]}
 */
export function selectedEngines() {
  const wanted = process.env.FEEDSPAN_ENGINES?.split(',').map((name) => name.trim()).filter(Boolean);
  if (!wanted?.length) return ENGINES;
  for (const name of wanted) requireEngine(name);
  return ENGINES.filter((name) => wanted.includes(name));
}

/**
 * Starts a browser.
 *
 * @param {EngineName} name
 * @param {import('./contract.js').LaunchOptions} [options]
 * @returns {Promise<import('./contract.js').Browser>}
 */
export function launch(name, options = {}) {
  requireEngine(name);
  return LAUNCHERS[name](options);
}

/** @param {string} name */
function requireEngine(name) {
  if (!Object.hasOwn(LAUNCHERS, name)) {
    throw new Error(`no engine is called "${name}"; there are ${ENGINES.join(', ')}`);
  }
}
