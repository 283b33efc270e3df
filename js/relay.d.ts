/**
 * The relay: holds the vendor's key on your server, checks and re-scans with the same core, and forwards.
 * A Web-standard handler, `(Request) => Promise<Response>`: Next.js route handlers, Hono, Workers, Deno, Bun; Node's http through
 * {@link toNodeListener}. It keeps no queue: while the destination is down it answers 503 with `Retry-After`, and the durable
 * queue in each browser holds.
 */
import type { Destination, ErrorCode, Links } from './index.js';

/** One event as pages send it, after the relay's own check and second scan. */
export interface CanonicalEvent {
  readonly v: 1;
  readonly id: string;
  readonly key: string;
  readonly seq: number;
  /** Milliseconds since 1970, as the page saw it, held within 7 days back and 5 minutes ahead. */
  readonly time: number;
  readonly kind: 'thumb' | 'number' | 'boolean' | 'text' | 'enum' | 'signal' | 'correction' | 'retraction';
  readonly name: string;
  readonly value?: number | boolean | string;
  readonly message?: string;
  readonly links: Links;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly pii?: Readonly<Record<string, number>>;
}

/** One for each event of the batch, in order: the worst of what the store and the destination made of it. */
export interface ItemOutcome {
  /** Absent when the item had none that could be read. */
  readonly id?: string;
  readonly outcome: 'accepted' | 'duplicate' | 'superseded' | 'retry' | 'rejected';
  readonly code?: ErrorCode;
  /** Only where the relay's own check refused the item; what a destination says goes to `onError`. */
  readonly message?: string;
}

export interface RelayOptions {
  /** Where to forward. Give this, or `store`, or both. */
  readonly destination?: Exclude<Destination, { type: 'relay' }>;
  /**
   * A local store. Answers one outcome an event, in order. What it throws is answered as `retry`, so browsers keep the event.
   * A sound store ignores an `id` it has and a `seq` older than the one it has for that `key`.
   */
  readonly store?: (events: readonly CanonicalEvent[]) => readonly ItemOutcome['outcome'][] | Promise<readonly ItemOutcome['outcome'][]>;
  /** What is masked in what browsers send, and how: a second time, since a page is not to be trusted with it. */
  readonly redaction?: import('./redaction.js').Redaction;
  /** Exact origins that may post, for example `['https://app.example']`. Default: only the relay's own origin. */
  readonly origins?: readonly string[];
  /** Default 64 KiB, counted on the stream. */
  readonly maxBytes?: number;
  /** Default 100. */
  readonly maxEvents?: number;
  /** Milliseconds for the destination's answer. Default 10,000. */
  readonly timeout?: number;
  /** For the operator: options that make no sense, a store that throws, what a destination refused. Never contains a key. */
  readonly onError?: (error: { readonly code: ErrorCode; readonly message: string }) => void;
}

/**
 * Answers 200 `{"items": [ItemOutcome, ...]}` when every item has its outcome; 400 (not JSON, not a batch), 403 (origin), 405,
 * 413, 415; 503 with `Retry-After` when the destination or store cannot take any of it now. Errors are `{"error": {"code", "message"}}`
 * and never contain a key, an upstream's words or what the user wrote. With options that make no sense it tells `onError` at the
 * first request and answers 503, so that browsers keep what they have.
 */
export declare function createRelay(options: RelayOptions): (request: Request) => Promise<Response>;

/** For `http.createServer(toNodeListener(relay))` and Express's `app.post(path, ...)`. */
export declare function toNodeListener(
  handler: (request: Request) => Promise<Response>,
): (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void;
