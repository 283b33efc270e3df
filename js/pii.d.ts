/**
 * Finds and masks personal data in short texts, in the page or on a server. The same scanner, and so the same verdicts, as the
 * client and the relay. docs/pii.md says what is found and what is not.
 *
 * ```js
 * import { load, scan, redact } from 'feedspan/pii';
 * await load();
 * scan('mail jane@example.com'); // [{type: 'EMAIL', start: 5, end: 21, confidence: 99}]
 * redact('mail jane@example.com', {policies: 'partial'}).text; // 'mail [EMAIL:example.com]'
 * ```
 */
import type { PiiType, Redaction } from './redaction.js';

export type { Pattern, PiiKind, PiiType, Policies, Policy, Redaction, Terms } from './redaction.js';

export interface PiiSpan {
  readonly type: PiiType;
  /** UTF-16 units of the text, as `slice` takes them. A lone surrogate counts as one. */
  readonly start: number;
  /** The unit after the last one. */
  readonly end: number;
  /** 0-100. Terms and patterns of your own have 100. */
  readonly confidence: number;
  /** Of a national id: ISO 3166-1 alpha-2. */
  readonly country?: string;
  /** Of a national id: the name of its register, for example `NINO`. */
  readonly subtype?: string;
}

export interface Redacted {
  /** The text with a masked form in the place of each span. Masking it again changes nothing. */
  readonly text: string;
  /** What was masked, in units of the original text. */
  readonly spans: readonly PiiSpan[];
  /** How many of each type, without any text of theirs; with `DROPPED` where a policy dropped the text. */
  readonly report: Readonly<Record<string, number>>;
}

/**
 * What `redact` would mask, in order and without overlaps, in time proportional to the length.
 * Options are compiled once: the last 32 different ones are kept.
 * @throws Error before `load()`; when an option is not understood, in a sentence that names it; and when the core has stopped, which only
 *   a defect can bring about: unchecked text must not pass for checked text.
 */
export declare function scan(text: string, options?: Redaction): PiiSpan[];
/** Numbers count for this one text. @throws Error as `scan` does. */
export declare function redact(text: string, options?: Redaction): Redacted;

/**
 * Loads the scanner's own module, once for the page; `scan` and `redact` are synchronous from then on. A client of the same page has another
 * core, which this one does not wait for.
 * @param options.wasm the `.wasm`, if it is not to come from the embedded copy, which is that with SIMD where the engine has SIMD: an address, its
 *   bytes, or a compiled module of `feedspan/pii.wasm`, which runs everywhere, or of `feedspan/pii-simd.wasm`, which is faster and refused by
 *   engines without SIMD
 * @returns the two functions; rejects when the module cannot be had: WebAssembly is blocked by the page's policy, or the file was not found
 */
export declare function load(options?: {
  wasm?: string | URL | BufferSource | WebAssembly.Module;
}): Promise<{ scan: typeof scan; redact: typeof redact }>;
