/**
 * The scanner alone: finds and masks personal data in a text, with the same scanner as everything else here.
 * @module
 */
import { loadPiiCore } from './pii-core.js';
import { createPolicy } from './policy.js';
import { SCHEMES } from './schemes.js';
import { readSpan } from './spans.js';

/** @typedef {import('./policy.js').ReadPolicy} Policy */

/** @type {Policy} */
const DEFAULT = { handle: 0, types: [] };
/** Options that are kept compiled. */
const MOST_POLICIES = 32;

/** @type {import('./pii-core').PiiCore | undefined} */
let core;
/** By their JSON, as objects may change; the oldest first. @type {Map<string, Policy>} */
const policies = new Map();

/** @type {typeof import('./pii').load} */
export async function load({ wasm } = {}) {
  const loaded = await loadPiiCore(wasm);
  if (loaded !== core) policies.clear();
  core = loaded;
  return { scan, redact };
}

/** @type {typeof import('./pii').scan} */
export function scan(text, options) {
  const core = living();
  const { handle, types } = policyOf(core, options);
  const words = core.scan(`${text}`, handle);
  living();
  const spans = [];
  for (let at = 0; at < words.length; at += 4) spans.push(withScheme(readSpan(types, words, at), words[at]));
  return spans;
}

/** @type {typeof import('./pii').redact} */
export function redact(text, options) {
  const core = living();
  const { handle, types } = policyOf(core, options);
  const redacted = core.redact(`${text}`, handle);
  living();
  if (redacted.error) throw new Error(`feedspan/pii: ${redacted.error.message}`);
  return { text: redacted.text, spans: redacted.spans.map((words) => withScheme(readSpan(types, words), words[0])), report: redacted.report };
}

/** @param {import('./pii').PiiSpan} span @param {number} word that has the number of its scheme @returns {import('./pii').PiiSpan} */
function withScheme(span, word) {
  const scheme = word >> 8;
  if (!scheme) return span;
  const [country, subtype] = SCHEMES[scheme].split(':');
  return { ...span, country, subtype };
}

/** Unchecked text must not pass for checked text. */
function living() {
  if (!core) throw new Error('feedspan/pii: call and await load() first.');
  if (core.dead) throw new Error('feedspan/pii: the WebAssembly core has stopped; load() starts a new one.');
  return core;
}

/** @param {import('./pii-core').PiiCore} core @param {import('./redaction').Redaction | undefined} options @returns {Policy} */
function policyOf(core, options) {
  if (options === undefined) return DEFAULT;
  const json = JSON.stringify(options);
  const known = policies.get(json);
  if (known) return known;
  const policy = createPolicy(core, options);
  policies.set(json, policy);
  if (policies.size > MOST_POLICIES) {
    const [[oldest, { handle }]] = policies;
    policies.delete(oldest);
    core.destroyPolicy(handle);
  }
  return policy;
}
