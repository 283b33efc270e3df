/** What the shim hands to the session once the core is there. Not part of the public API. */
import type { Acceptance, ClientOptions, FeedspanError, Outcome, ReceiptUpdate } from './index';

/** Told once; what is given later does not count. */
export interface Answer<T> {
  give(value: T): void;
}

/** One call of the page, kept in order until the core is there. */
export interface Call {
  /** JSON, as the core reads it, with the time of the call. */
  readonly record: string;
  readonly accepted: Answer<Acceptance>;
  readonly settled: Answer<Outcome>;
  /** Its entry in the journal, if the page was hidden before the core was there. */
  entry?: string;
}

/** A client's options with everything optional decided. */
export interface Settings {
  /** With absolute addresses. Unchecked: the core says what is wrong with them. */
  readonly destinations: readonly any[];
  /** null: the random id of this browser. Empty: nobody is told apart. */
  readonly subject: string | null;
  readonly secure: boolean;
  readonly persist: boolean;
  readonly redaction: ClientOptions['redaction'];
  readonly batchDelay: number | undefined;
  /** In place of what a browser has. */
  readonly openStore: typeof import('./ports/store.js').openStore | undefined;
  /** In place of the page's. */
  readonly performFetch?: typeof import('./ports/fetch.js').performFetch;
  /** Nothing that waits keeps a process of Node alive. */
  readonly detached?: boolean;
  /** Both swallow what the page's own functions throw. */
  report(error: FeedspanError): void;
  update(update: ReceiptUpdate): void;
}
