/**
 * Feedspan in the page: what people think of an AI answer, carried to the trace behind it.
 *
 * Nothing exported here throws or rejects. What goes wrong is told to `onError`, and in the receipt of the event concerned.
 */

/** What a piece of feedback speaks about. At least one of trace, span, session, join key, conversation or message. */
export interface Links {
  /** Trace id: 32 hex digits (W3C trace context), a UUID, a decimal number, or another id of 1-128 of `A-Z a-z 0-9 . _ : ~ + / = -`. */
  traceId?: string;
  /** Span id: 16 hex digits, a UUID, a decimal number, or another id of the same characters. */
  spanId?: string;
  sessionId?: string;
  /** Datadog's `feedback_join_key` and its like: an id that both the trace and the feedback carry. */
  joinKey?: string;
  conversationId?: string;
  messageId?: string;
  /** Which feature answered, for example `support-agent`. 1-128 characters. */
  capability?: string;
  /** Which step of it, for example `respond`. 1-128 characters. */
  step?: string;
  /** Who gave the feedback. A user id in which personal data is found (an e-mail address) is sent as a hash. */
  userId?: string;
  /**
   * What your server signed together with these links (`mintLinks` of `feedspan/links`). It is kept with the event and sent to a
   * relay only, which checks it. Must stand with the ids that it was signed with: in HTML as `data-link-token` on the same element.
   */
  linkToken?: string;
}

/** Links, or an element whose closest ancestors carry them as `data-trace-id`, `data-span-id`, ... */
export type Target = Links | Element;

interface FeedbackBase {
  /** 1-128 characters, starts with a letter, then `A-Z a-z 0-9 . _ : / -` and space. */
  readonly name: string;
  /** Free text that goes with it, up to 64 KiB of UTF-8. Masked before it is stored or sent. */
  readonly message?: string;
  /** Any JSON object: up to 32 KiB, 8 levels, 128 keys. Its keys, strings and numbers are masked too. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}
export type FeedbackInput = FeedbackBase &
  (
    | { readonly kind: 'thumb'; readonly value: 1 | -1 | 'up' | 'down' }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'text'; readonly value: string }
    | { readonly kind: 'enum'; readonly value: string }
    | { readonly kind: 'signal'; readonly value?: null }
    | { readonly kind: 'correction'; readonly value: string }
  );
type Parameters<T> = FeedbackBase & { readonly value: T };

/** Builders of {@link FeedbackInput}. Pure and synchronous. */
export declare const Feedback: {
  thumb(input: Parameters<'up' | 'down'>): FeedbackInput;
  thumbUp(input: FeedbackBase): FeedbackInput;
  thumbDown(input: FeedbackBase): FeedbackInput;
  number(input: Parameters<number>): FeedbackInput;
  bool(input: Parameters<boolean>): FeedbackInput;
  /** A free-form answer. */
  text(input: Parameters<string>): FeedbackInput;
  /** One of a closed set of answers. */
  enum(input: Parameters<string>): FeedbackInput;
  /** Something that happened (a copy, a regeneration), without a value. Every occurrence counts. */
  signal(input: FeedbackBase): FeedbackInput;
  /** The answer that the user wanted instead. */
  correction(input: Parameters<string>): FeedbackInput;
};

interface DestinationBase {
  /**
   * By which receipts and `status()` speak of it: 1-64 of `A-Z a-z 0-9 . _ -`. Default: its type, then `type-2`, `type-3` for
   * others of that type, in the order of the list.
   */
  readonly name?: string;
}
/** Axiom, written to directly. The token is in the page: use one that can only ingest, and only into this dataset. */
export interface AxiomDestination extends DestinationBase {
  readonly type: 'axiom';
  /**
   * `https://us-east-1.aws.edge.axiom.co` and other edge hosts, or `https://api.axiom.co`. A missing scheme is taken as https.
   * Required: an address left empty would send the token to the page's own origin.
   */
  readonly url: string;
  /** 1-128 of `A-Z a-z 0-9 . _ -`. */
  readonly dataset: string;
  readonly token: string;
  /** Leave out `feedspan: {key, seq}`, which lets a query take the newest version of each vote. Default false. */
  readonly plain?: boolean;
}
/** A relay (`feedspan/relay`) on your own server, which holds the vendor's key. */
export interface RelayDestination extends DestinationBase {
  readonly type: 'relay';
  /** Absolute, or relative to the page. */
  readonly url: string;
}
interface HttpDestination {
  /** Further headers of every request. In a page everybody can read them. */
  readonly headers?: Readonly<Record<string, string>>;
}
/** An OpenTelemetry collector or a vendor that speaks OTLP/HTTP: log records `gen_ai.evaluation.result`. */
export interface OtlpDestination extends HttpDestination {
  readonly type: 'otlp';
  /** The collector's base address, or that of `/v1/logs`. It must allow the page's origin (CORS). */
  readonly url: string;
  /** Sent as `Authorization: Bearer ...`. */
  readonly token?: string;
  /** The resource's `service.name`. */
  readonly serviceName?: string;
  /** In place of the event's name in `gen_ai.evaluation.name`; the event's stays in `feedspan.name`. */
  readonly evaluationName?: string;
  /** `foundry`: with what Microsoft Foundry and Application Insights read. Default `generic`. */
  readonly profile?: 'generic' | 'foundry';
}
/** Otis, by OTLP/HTTP spans; for the host's own function see `feedspan/otis`. */
export interface OtisDestination extends HttpDestination {
  readonly type: 'otis';
  /** `sk-otis-...`, which may only ingest. */
  readonly token: string;
  /** Default `https://ingest.runotis.com`. */
  readonly url?: string;
  /** Default `otis_feedback_signal`. */
  readonly spanName?: string;
  /** Other names for attributes, by their default: `{targetSpanId: 'otis.span_id'}`. `userId` is sent only where it has one. */
  readonly attributes?: Readonly<Record<string, string>>;
}
export interface RaindropDestination extends HttpDestination {
  readonly type: 'raindrop';
  /** The write key. */
  readonly token: string;
  /** Default `https://api.raindrop.ai`. */
  readonly url?: string;
}
/** Your own endpoint, which gets `schemas/webhook-v1.json`. */
export interface WebhookDestination extends HttpDestination {
  readonly type: 'webhook';
  /** Absolute, or relative to the page. */
  readonly url: string;
  /** Sent as `Authorization: Bearer ...`. */
  readonly token?: string;
}
/** Those that a page may write to. `feedspan/relay` has the others, whose keys must not be in one. */
export type Destination =
  | AxiomDestination
  | RelayDestination
  | OtlpDestination
  | OtisDestination
  | RaindropDestination
  | WebhookDestination;

/** Every reason for which something is refused, held or dropped. One source: `wasm/core/error.h`. */
export type ErrorCode = import('./errors.js').ErrorCode;

export interface FeedspanError {
  readonly code: ErrorCode;
  /** A sentence that says what to do. Never contains what the user wrote. */
  readonly message: string;
  /** The event concerned, if it had got an id. */
  readonly id?: string;
  readonly destination?: string;
}

/** What `beforeSend` sees: an event as the page gave it, with the links that were found. A retraction has no value. */
export type OutgoingEvent = (FeedbackInput | (FeedbackBase & { readonly kind: 'retraction' })) & { readonly links: Links };

export interface ClientOptions {
  readonly destination: Destination | readonly Destination[];
  /** Links that hold for every event of this client; those of an event go before. */
  readonly links?: Links;
  /**
   * Tells two users of one page apart, so that one's vote does not replace the other's. It enters the `key` as a hash and is
   * sent nowhere. Default: `links.userId`, else a random id kept in this browser. `null`: nobody is told apart.
   */
  readonly subject?: string | null;
  /**
   * What is masked, and how. Default: a placeholder for everything that is found. Loads a core that is some 10 KB larger in place of the
   * usual one; where that cannot be had nothing is sent, and `core_unavailable` says why.
   */
  readonly redaction?: import('./redaction.js').Redaction;
  /** When to fetch the core: as soon as the page is idle (default), or only at the first call or `warmUp()`. */
  readonly load?: 'idle' | 'demand';
  /**
   * The `.wasm`, if it is not to come from the embedded copy: an address, its bytes, or a compiled module, of `feedspan/feedspan.wasm`; with
   * `redaction`, of `feedspan/policies.wasm`.
   */
  readonly wasm?: string | URL | BufferSource | WebAssembly.Module;
  /**
   * `true` (default): what is not delivered yet survives the page, masked, in IndexedDB and localStorage, for a week at most. `false`: memory
   * only.
   */
  readonly persist?: boolean;
  /**
   * `'granted'` (default). `'pending'`: nothing is stored or sent until `consent(true)`; up to 1,000 calls are kept in memory.
   * `'denied'`: calls are refused with `no_consent`.
   */
  readonly consent?: 'granted' | 'pending' | 'denied';
  /** Milliseconds for which a signal waits for company before it is sent. Votes and comments never wait. Default 2000. */
  readonly batchDelay?: number;
  /**
   * Looks at each event before it is masked, stored or sent, and gives it back, as it is or changed, to let it through. `null` drops it; so does
   * anything else, a promise or an exception among it, since nothing goes out raw that the page may have wanted changed: that is told to
   * `onError`. The receipt of a dropped event says `hook`. What it gives back is checked and masked as any event.
   */
  readonly beforeSend?: (event: OutgoingEvent) => OutgoingEvent | null;
  /** Called once for each thing that went wrong. Default: `console.warn`. What it throws is swallowed. */
  readonly onError?: (error: FeedspanError) => void;
  /** Called at each change of an event's state. */
  readonly onReceipt?: (update: ReceiptUpdate) => void;
}

export interface ReceiptUpdate {
  readonly id: string;
  /** `waiting` and `delivered` may come once a destination; the last update has no destination and is final. */
  readonly state: 'delivered' | 'waiting' | 'rejected' | 'dropped';
  readonly destination?: string;
  readonly code?: ErrorCode;
  readonly message?: string;
  /** Milliseconds until the next attempt, for `waiting`. */
  readonly in?: number;
}

export type Acceptance =
  | {
      readonly ok: true;
      /** UUIDv7: the same in every retry. */
      readonly id: string;
      /** 32 hex digits. Same target, name and subject: same key. */
      readonly key: string;
      /** Grows with every event of a client: the highest of a key is the vote that counts. */
      readonly seq: number;
      /** What will be sent in place of the free text. */
      readonly message?: string;
      /** How many of each kind of personal data were masked. */
      readonly pii?: Readonly<Record<string, number>>;
    }
  | { readonly ok: false; readonly error: FeedspanError };

export type Outcome = { readonly state: 'delivered' | 'rejected' | 'dropped'; readonly code?: ErrorCode; readonly message?: string };

/** What became of one event. Neither promise ever rejects. */
export interface Receipt {
  /** Resolves when the core has checked, masked, stored and queued the event, or refused it. */
  readonly accepted: Promise<Acceptance>;
  /**
   * Resolves with the final outcome, which may take until the network is back. Stays open if this page ends first: what it stored
   * is sent by another page.
   */
  readonly settled: Promise<Outcome>;
}

export interface Status {
  /** Calls kept in order until the core is there. */
  readonly pending: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly rejected: number;
  readonly dropped: number;
  /** Why the rejected and the dropped ones were, by code: their numbers add up to those two. Empty while the core is not there. */
  readonly reasons: Readonly<Partial<Record<ErrorCode, number>>>;
  /** How each destination does, in the order of the options. Empty while the core is not there, and when it does not take the options. */
  readonly destinations: readonly DestinationStatus[];
}

export interface DestinationStatus {
  readonly name: string;
  /** Events that wait for it. */
  readonly waiting: number;
  /**
   * `backing_off`: it failed, and is asked again. `open`: it failed three times in a row, so single probes go, half a minute or more apart.
   * `paused`: it refused the key, and gets nothing until the next page.
   */
  readonly state: 'healthy' | 'backing_off' | 'open' | 'paused';
  /** Why it is not healthy. */
  readonly code?: ErrorCode;
  /** Milliseconds until the next attempt may be made. */
  readonly in?: number;
}

export type Details = Omit<Partial<FeedbackBase>, 'value'>;

export interface Client {
  /** A thumb. `name` is `thumbs` unless given. A second thumb on the same target replaces the first. */
  thumb(target: Target, direction: 'up' | 'down', details?: Details): Receipt;
  /** Something that happened. Signals may wait `batchDelay` for company. */
  signal(target: Target, name: string, details?: Omit<Details, 'name'>): Receipt;
  /** Any feedback. */
  send(target: Target, feedback: FeedbackInput): Receipt;
  /** Takes the vote `name` (default `thumbs`) on this target back. */
  retract(target: Target, name?: string): Receipt;
  /** What `message` would be sent as, and where it was masked (UTF-16 units of the original). Loads the core. */
  preview(message: string): Promise<Preview>;
  /**
   * The user's decision. `true`: what was kept is sent, and what comes is stored and sent. `false`: as {@link Client.purge}, and what comes is
   * refused with `no_consent`.
   */
  consent(granted: boolean): void;
  /**
   * Deletes what is not delivered of this client's destinations: memory and localStorage before it returns, IndexedDB in a transaction that
   * has begun (should the page die before it is done, the next page begins with it). Requests under way are aborted, other tabs do the same.
   * The events end as `dropped` with `purged`.
   */
  purge(): void;
  /**
   * What each destination can carry, in the order of the options; empty if they make no sense or the core cannot be had. Loads the
   * core. What a destination cannot carry at all is rejected by name (`unsupported_target`, `unsupported_kind`).
   */
  capabilities(): Promise<readonly Capabilities[]>;
  /** Sends everything that may be sent now. Resolves when those attempts are over; says what is still waiting. */
  flush(): Promise<Status>;
  /** Fetches the core now, for example when the pointer nears the buttons. Resolves to false if it cannot be had. */
  warmUp(): Promise<boolean>;
  status(): Status;
  /** Flushes, then stops listening and timing. Later calls are refused with `closed`. */
  close(): Promise<Status>;
}

export interface Capabilities {
  readonly destination: Destination['type'];
  /** A changed vote takes the place of the earlier one there. `false`: each version is kept, and a query takes the newest of a key. */
  readonly replace: boolean;
  /** A vote that is taken back disappears there. `false`: it is kept, and the retraction is a version that a query must heed. */
  readonly retract: boolean;
  /** Links of which an event must have at least one. */
  readonly targets: readonly (keyof Links)[];
  readonly kinds: readonly (FeedbackInput['kind'] | 'retraction')[];
}

export interface Preview {
  readonly text: string;
  readonly spans: readonly { readonly type: string; readonly start: number; readonly end: number; readonly confidence: number }[];
  readonly report: Readonly<Record<string, number>>;
}

/** Never throws: with options that make no sense the client tells `onError` and refuses every event by name. */
export declare function createClient(options: ClientOptions): Client;

/** How {@link linksFromResponse} reads headers: header name to link, for example `{'x-portkey-trace-id': 'traceId'}`. */
export type HeaderMap = Readonly<Record<string, keyof Links>>;

/**
 * The ids that an API answer brought: `Server-Timing: traceparent;desc="00-..."` (and `trace;desc=`), `traceresponse`,
 * `headers`, then a JSON body's `traceId`, `spanId`, ... at its top or under `links` or `feedback`. Earlier sources win.
 * Across origins the server must name the headers in `Access-Control-Expose-Headers`.
 * @param body the parsed JSON body, if you have it. The response's own body is not read.
 */
export declare function linksFromResponse(response: { readonly headers: Headers }, options?: { headers?: HeaderMap; body?: unknown }): Links;

/** The links on `element` and its ancestors, the closest of each: `data-trace-id`, `data-span-id`, `data-session-id`, ... */
export declare function linksFromElement(element: Element): Links;
