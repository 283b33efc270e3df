/**
 * The scanner alone: finds and masks personal data in a text, with the same core as everything else here.
 * @module
 */
import { loadCore } from './core.js';
import { createPolicy } from './policy.js';
import { readSpan } from './spans.js';

/** @typedef {ReturnType<typeof createPolicy>} Policy */

/** @type {Policy} */
const DEFAULT = { handle: 0, types: [] };
/** Options that are kept compiled. */
const MOST_POLICIES = 32;

/** @type {import('./core').Core | undefined} */
let core;
/** By their JSON, as objects may change; the oldest first. @type {Map<string, Policy>} */
const policies = new Map();

/** @type {typeof import('./pii').load} */
export async function load({ wasm } = {}) {
  const loaded = await loadCore(wasm);
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
  for (let at = 0; at < words.length; at += 4) spans.push(readSpan(types, words, at));
  return spans;
}

/** @type {typeof import('./pii').redact} */
export function redact(text, options) {
  const core = living();
  const { handle, types } = policyOf(core, options);
  const redacted = core.redact(`${text}`, handle);
  living();
  if (redacted.error) throw new Error(`feedspan/pii: ${redacted.error.message}`);
  return { text: redacted.text, spans: redacted.spans.map((words) => readSpan(types, words)), report: redacted.report };
}

/** Unchecked text must not pass for checked text. */
function living() {
  if (!core) throw new Error('feedspan/pii: call and await load() first.');
  if (core.dead) throw new Error('feedspan/pii: the WebAssembly core has stopped; load() starts a new one.');
  return core;
}

/** @param {import('./core').Core} core @param {import('./redaction').Redaction | undefined} options @returns {Policy} */
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
