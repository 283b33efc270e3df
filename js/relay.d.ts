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

/** Datadog LLM Observability, at a site, or through a local agent, which has the key. */
export interface DatadogDestination {
  readonly type: 'datadog';
  /** Put into lower case; at most 193 characters count. */
  readonly mlApp: string;
  /** The API key; not with an agent. */
  readonly token?: string;
  /** Default `datadoghq.com`. */
  readonly site?: string;
  /** Of the agent, for example `http://127.0.0.1:8126`; goes before `site`. */
  readonly url?: string;
  /** For example `['env:prod']`. */
  readonly tags?: readonly string[];
  /** What span ids of 16 digits are; all others tell it themselves. Default `hex`, as OpenTelemetry has them. */
  readonly spanIds?: 'hex' | 'decimal';
}
export interface HoneyHiveDestination {
  readonly type: 'honeyhive';
  readonly token: string;
  /** Default `https://api.honeyhive.ai`. */
  readonly url?: string;
  /** `PUT /events` with the id in the body, which is deprecated there. Default false. */
  readonly olderPath?: boolean;
  /** The name of the correction whose retraction clears `ground_truth`. Default `correction`. */
  readonly correction?: string;
}
export interface AdalineDestination {
  readonly type: 'adaline';
  /** A workspace key. */
  readonly token: string;
  readonly projectId: string;
  /** Default `https://api.adaline.ai`. */
  readonly url?: string;
  /** Whose ids `traceId` has: the host's own, as given to Adaline (`referenceId` there), or Adaline's. Default `reference`. */
  readonly traceIds?: 'reference' | 'adaline';
}
/** Rows into the table of `schemas/clickhouse.sql`. */
export interface ClickHouseDestination {
  readonly type: 'clickhouse';
  readonly url: string;
  readonly user?: string;
  /** The password. */
  readonly token?: string;
  /** Default `default`. */
  readonly database?: string;
  /** Default `feedback`. */
  readonly table?: string;
  /** Have the server gather rows of many requests into one part. Default true; false for servers older than 21.11. */
  readonly asyncInsert?: boolean;
}
/** All that a page may write to, but a further relay, and those whose keys only a server may hold. */
export type ServerDestination =
  | Exclude<Destination, { type: 'relay' }>
  | DatadogDestination
  | HoneyHiveDestination
  | AdalineDestination
  | ClickHouseDestination;

export interface RelayOptions {
  /** Where to forward. Give this, or `store`, or both. */
  readonly destination?: ServerDestination;
  /**
   * A local store. Answers one outcome an event, in order. What it throws is answered as `retry`, so browsers keep the event.
   * A sound store ignores an `id` it has and a `seq` older than the one it has for that `key`.
   */
  readonly store?: (events: readonly CanonicalEvent[]) => readonly ItemOutcome['outcome'][] | Promise<readonly ItemOutcome['outcome'][]>;
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
