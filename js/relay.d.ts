/**
 * The relay: holds the vendors' keys on your server, checks and re-scans with the same core, and forwards.
 * A Web-standard handler, `(Request) => Promise<Response>`: Next.js route handlers, Hono, Workers, Deno, Bun; Node's http and Express through
 * {@link toNodeListener}. It keeps no queue: while a destination is down it answers 503 with `Retry-After`, and the durable
 * queue in each browser holds. docs/relay.md has the set-up for each framework.
 */
import type { Destination, ErrorCode, Links } from './index.js';
import type { LinkSecret } from './link-token.js';

/** One event as pages send it, after the relay's own check and second scan. */
export interface CanonicalEvent {
  readonly v: 1;
  readonly id: string;
  /** 32 hex digits, computed by the relay from target, name and sender; not the one that the page computed for itself. */
  readonly key: string;
  readonly seq: number;
  /** Milliseconds since 1970, as the page saw it, held within 7 days back and 5 minutes ahead. */
  readonly time: number;
  readonly kind: 'thumb' | 'number' | 'boolean' | 'text' | 'enum' | 'signal' | 'correction' | 'retraction';
  readonly name: string;
  readonly value?: number | boolean | string;
  readonly message?: string;
  /** Those of the link token, where there was one. `userId` is then the token's, or a pseudonym of its subject. */
  readonly links: Omit<Links, 'linkToken'>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly pii?: Readonly<Record<string, number>>;
  /** What the page said the time was, if that was out of bounds. */
  readonly claimedTime?: number;
  /** When the first event of this key came, as far as the relay remembers. */
  readonly firstTime?: number;
  /** A link token, or your `subject`, says who sent it. False: the page's own word. */
  readonly verified: boolean;
}

/** One for each event of the batch, in order: the worst of what all destinations and the store made of it. */
export interface ItemOutcome {
  /** Absent when the item had none that could be read. */
  readonly id?: string;
  /**
   * `accepted`; `duplicate`: this version had arrived before; `superseded`: a newer one has; `defer`: what it speaks
   * about is not known there yet, send it again some minutes long, and others meanwhile; `retry`: not now, send it again; `rejected`: never.
   */
  readonly outcome: 'accepted' | 'duplicate' | 'superseded' | 'defer' | 'retry' | 'rejected';
  readonly code?: ErrorCode;
  /** Only where the relay's own check refused the item; what a destination says goes to `onError`. */
  readonly message?: string;
}

/** A token bucket: `burst` at once, `perSecond` on the average. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** Where the buckets are. Give one of your own (Redis) when several instances are to share them. */
export interface RateLimiter {
  /**
   * Takes `cost` from the bucket of that name, and answers 0; or the milliseconds until there is enough, and takes nothing. A cost
   * above `burst` passes when the bucket is full, and leaves it in debt. What it throws lets the request pass.
   * @param name `all`, `address:<IPv4 or IPv6 /64>`, `subject:<32 hex>` or `token:<signature>`. Addresses are personal data: let them expire.
   */
  take(name: string, cost: number, limit: RateLimit): number | Promise<number>;
}

export interface Version {
  readonly key: string;
  readonly seq: number;
  /** The event's time. */
  readonly time: number;
}
export interface Seen {
  /** The highest that was seen of this key. */
  readonly seq: number;
  /** The time of the first event of this key. */
  readonly first: number;
  /** Where that version has arrived. */
  readonly done: readonly string[];
}

/**
 * Which version of each vote was seen last. Give one of your own when several instances are to agree: with a store each,
 * instances forward what another one has forwarded before, under the same id, key and seq. What it throws is answered as `retry`.
 */
export interface SeenStore {
  /** Notes the highest `seq` of each key (a higher one empties `done`), then answers what is known of each, in order. Atomic for each key. */
  raise(versions: readonly Version[]): readonly Seen[] | Promise<readonly Seen[]>;
  /** Notes where versions have arrived; one that is not the highest any more is ignored. */
  done(arrivals: readonly { readonly key: string; readonly seq: number; readonly destination: string }[]): void | Promise<void>;
}

/** Datadog LLM Observability, at a site, or through a local agent, which has the key. */
export interface DatadogDestination {
  readonly type: 'datadog';
  /** Put into lower case, with `_` for what Datadog does not keep; one of more than 193 bytes is refused, as is a tag of more than 200. */
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
  /** Where to forward, with the keys from your environment: up to 8, with an outcome each. Give this, or `store`, or both. */
  readonly destination?: ServerDestination | readonly ServerDestination[];
  /**
   * A local store. Answers one outcome an event, in order. What it throws is answered as `retry`, so browsers keep the event.
   * A sound store ignores an `id` it has and a `seq` older than the one it has for that `key`.
   */
  readonly store?: (events: readonly CanonicalEvent[]) => readonly ItemOutcome['outcome'][] | Promise<readonly ItemOutcome['outcome'][]>;
  /** What is masked in what browsers send, and how: a second time, since a page is not to be trusted with it. */
  readonly redaction?: import('./redaction.js').Redaction;
  /** Exact origins that may post, for example `['https://app.example']`. Default: only the relay's own origin. */
  readonly origins?: readonly string[];

  /** The secrets of `mintLinks`: the one in use, and while you change it the former one too. */
  readonly linkSecrets?: LinkSecret | readonly LinkSecret[];
  /** The `audience` of `mintLinks`. Default `'feedspan'`. */
  readonly audience?: string;
  /** Refuse what comes without a link token. Default false. */
  readonly requireToken?: boolean;
  /** The sender as your session knows them, for events without a link token; null: unknown. Only a hash of it is used. */
  readonly subject?: (request: Request) => string | null | undefined | Promise<string | null | undefined>;

  /**
   * Requests in all and of an address, events of a subject and of a link token; false: no limit. Defaults (burst, per second): all 5000,
   * 2500; address 200, 20; subject 200, 2; token 100, 1.
   */
  readonly limits?: Readonly<Partial<Record<'all' | 'address' | 'subject' | 'token', RateLimit | false>>>;
  /** Default: {@link createMemoryLimiter}. */
  readonly limiter?: RateLimiter;
  /** Default: {@link createMemorySeenStore}. */
  readonly seen?: SeenStore;
  /**
   * How many of your own proxies stand in front, each of which appends to `X-Forwarded-For`. Default 0: the header is the client's
   * invention, and the socket's address counts.
   */
  readonly trustedHops?: number;
  /** The client's address where the platform says it in another way, such as `(request) => request.headers.get('cf-connecting-ip')`. */
  readonly address?: (request: Request) => string | null | undefined;
  /** The kill switch: false, or a function that says so, refuses everything with 403 before anything is read. Browsers keep what they have and stay silent until the next page. */
  readonly enabled?: boolean | (() => boolean | Promise<boolean>);

  /** Default 64 KiB, counted on the stream. */
  readonly maxBytes?: number;
  /** Default 100. */
  readonly maxEvents?: number;
  /** Milliseconds for the request's body. Default 10,000. */
  readonly bodyTimeout?: number;
  /** Milliseconds for a destination's answer. Default 10,000. */
  readonly timeout?: number;
  /** The module, where bytes may not be compiled (Workers): `import wasm from 'feedspan/relay.wasm'`. */
  readonly wasm?: WebAssembly.Module | BufferSource;
  /** For the operator: options that make no sense, a store that throws, what a destination refused. Keys of these options are cut out of it. */
  readonly onError?: (error: { readonly code: ErrorCode; readonly message: string }) => void;
}

/**
 * Answers 200 `{"items": [ItemOutcome, ...]}` when every item has its outcome, or 403 with the same where each was refused for its link token;
 * 400 (not JSON, not a batch), 403 (origin, kill switch), 405, 408, 413, 415, 429 with `Retry-After`; 503 with `Retry-After` when none of it can be
 * taken now. Errors are `{"error": {"code", "message"}}` and never contain a key, an upstream's words or what the user wrote. With options that make no
 * sense it tells `onError` at the first request and answers 503, so that browsers keep what they have.
 */
export declare function createRelay(options: RelayOptions): (request: Request) => Promise<Response>;

/** For `http.createServer(toNodeListener(relay))` and Express's `app.all(path, toNodeListener(relay))`. */
export declare function toNodeListener(
  handler: (request: Request) => Promise<Response>,
): (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void;

/** In this process, at most `buckets` (default 50,000): the one used longest ago is forgotten first. */
export declare function createMemoryLimiter(options?: { readonly buckets?: number; readonly now?: () => number }): RateLimiter;

/** In this process, at most `keys` (default 100,000, some 30 MB): the one used longest ago is forgotten first. */
export declare function createMemorySeenStore(options?: { readonly keys?: number }): SeenStore;
