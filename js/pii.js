/**
 * The scanner alone: finds and masks personal data in a text, with the same core as everything else here.
 * @module
 */
import { loadCore } from './core.js';
import { KINDS } from './kinds.js';

/** `redact`'s flag for numbered placeholders (docs/boundary.md). */
const NUMBERED = 1;

/** @type {typeof import('./pii').load} */
export async function load({ wasm } = {}) {
  const core = await loadCore(wasm);

  /** Unchecked text must not pass for checked text. */
  const assertAlive = () => {
    if (core.dead) throw new Error('feedspan/pii: the WebAssembly core has stopped; load() starts a new one.');
  };

  return {
    scan(text, { minConfidence = 0 } = {}) {
      const words = core.scan(`${text}`);
      assertAlive();
      const spans = [];
      for (let i = 0; i < words.length; i += 4) {
        const [kind, start, end, confidence] = words.subarray(i, i + 4);
        if (confidence >= minConfidence) spans.push({ type: KINDS[kind], start, end, confidence });
      }
      return spans;
    },
    redact(text, { numbered = false } = {}) {
      const redacted = core.redact(`${text}`, numbered ? NUMBERED : 0);
      assertAlive();
      if (redacted.error) throw new Error(`feedspan/pii: ${redacted.error.message}`);
      return {
        text: redacted.text,
        spans: redacted.spans.map(([kind, start, end, confidence]) => ({ type: KINDS[kind], start, end, confidence })),
        report: redacted.report,
      };
    },
  };
}
