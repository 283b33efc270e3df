/**
 * Finds and masks personal data in short texts, in the page or on a server. The same core, and so the same verdicts, as the
 * client and the relay. docs/pii.md says what is found and what is not.
 */

export type PiiType = 'EMAIL' | 'PHONE' | 'CREDIT_CARD' | 'IBAN' | 'IP_ADDRESS' | 'SECRET'
  | 'US_SSN' | 'US_ITIN' | 'PASSPORT' | 'DRIVER_LICENSE' | 'BANK_ACCOUNT' | 'DATE_OF_BIRTH' | 'NATIONAL_ID'
  | 'CRYPTO' | 'MAC' | 'URL' | 'PERSON' | 'ADDRESS';

export interface PiiSpan {
  readonly type: PiiType;
  /** UTF-16 units of the text, as `slice` takes them. A lone surrogate counts as one. */
  readonly start: number;
  /** The unit after the last one. */
  readonly end: number;
  /** 0-100. */
  readonly confidence: number;
}

export interface Redaction {
  /** The text with a placeholder in the place of each span. Masking it again changes nothing. */
  readonly text: string;
  /** What was masked, in units of the original text. */
  readonly spans: readonly PiiSpan[];
  /** How many of each type, without any text of theirs. */
  readonly report: Readonly<Partial<Record<PiiType, number>>>;
}

export interface Pii {
  /**
   * What is found, in order and without overlaps, in time proportional to the length.
   * @throws Error when the core has stopped, which only a defect can bring about: unchecked text must not pass for checked text.
   */
  scan(text: string, options?: { /** Spans below are left out. Default 0. */ minConfidence?: number }): PiiSpan[];
  /** @throws Error as `scan` does. */
  redact(text: string, options?: { /** `[EMAIL_1]`, `[EMAIL_2]`; equal values get equal numbers. Default false: `[EMAIL]`. */ numbered?: boolean }): Redaction;
}

/**
 * Loads the core, once for the page; what it resolves to is synchronous from then on.
 * @param options.wasm the `.wasm`, if it is not to come from the embedded copy: an address, its bytes, or a compiled module
 * @returns rejects when the core cannot be had: WebAssembly is blocked by the page's policy, or the file was not found
 */
export declare function load(options?: { wasm?: string | URL | BufferSource | WebAssembly.Module }): Promise<Pii>;
