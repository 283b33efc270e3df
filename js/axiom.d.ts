/**
 * In place of the feedback client of npm's `axiom` (`axiom/ai/feedback`): change the import and nothing else.
 *
 * The same: the exports and their types; each event in a request of its own, which leaves in the tick of the call; `onError` at
 * most once for each call, and before its promise settles; a missing token or dataset is said once and turns feedback off.
 *
 * Different, for the better:
 * - Personal data in messages, texts and metadata is masked, and a `userId` in which some is found is sent as a hash.
 * - Malformed ids, names and metadata are refused through `onError`, where the vendor's client sends them and Axiom fails on them.
 * - An answer of 200 that says the event was not ingested is an error.
 * - In a page each event is stored, masked, before its request leaves, and that request outlives the page. A failure that may pass
 *   (network, 429, 5xx) is told once, as there; then the event goes on in the page's durable queue, under the same id and with its own
 *   `_time`, and across visits: the next one that calls `createFeedbackClient` with the same dataset sends what an earlier one could not.
 *   In Node the queue is memory, and keeps no process alive. What it has to say later (given up after 7 days, storage full) is a
 *   `console.warn`, once for each reason.
 * - An HTTP failure without `onError` is logged, where the vendor's client says nothing.
 *
 * The core is part of this entry (a static import), since a synchronous first send cannot wait for it. Prefer `feedspan`, which
 * loads it late, where the page's weight counts.
 */

interface FeedbackInputBase {
  readonly name: string;
  readonly message?: string;
  readonly metadata?: Record<string, unknown>;
}
interface ByKind {
  number: { readonly kind: 'number'; readonly value: number };
  thumb: { readonly kind: 'thumb'; readonly value: -1 | 1 };
  boolean: { readonly kind: 'boolean'; readonly value: boolean };
  text: { readonly kind: 'text'; readonly value: string };
  signal: { readonly kind: 'signal'; readonly value: null };
}
type Kind = keyof ByKind;
type InputOf<K extends Kind> = FeedbackInputBase & ByKind[K];
type ParametersOf<K extends Kind> = Omit<InputOf<K>, 'kind'>;

/** What the builders of {@link Feedback} make. Discriminated on `kind`. */
export type FeedbackInput = { [K in Kind]: InputOf<K> }[Kind];

export type FeedbackLinks = {
  readonly traceId: string;
  readonly capability: string;
  readonly step?: string;
  readonly spanId?: string;
  readonly conversationId?: string;
  readonly userId?: string;
};

/** An event as a query of Axiom gives it back. Discriminated on `kind`. */
export type FeedbackEvent = {
  [K in Kind]: InputOf<K> & {
    readonly schemaUrl: string;
    readonly id: string;
    readonly event: 'feedback';
    readonly _time: string;
    readonly links: {
      readonly trace_id: string;
      readonly capability: string;
      readonly step?: string;
      readonly span_id?: string;
      readonly conversation_id?: string;
      readonly userId?: string;
    };
  };
}[Kind];

export type FeedbackConfig = {
  /** Can be read by everybody who opens the page: one that may only ingest, and only into this dataset. */
  readonly token: string;
  readonly dataset: string;
  /** Default `https://api.axiom.co`. A missing scheme is taken as https. */
  readonly url?: string;
  /** Goes before `url`. */
  readonly edgeUrl?: string;
};
export type FeedbackErrorContext = { readonly links: FeedbackLinks; readonly feedback: FeedbackInput };
export type FeedbackSettings = {
  /**
   * Once for each event whose first attempt failed. An HTTP failure is `Failed to send feedback to Axiom: <status> <body>`; a
   * network failure is what `fetch` threw. Default: `console.error`.
   */
  readonly onError?: (error: Error, context: FeedbackErrorContext) => void;
};

/** Resolves when the first attempt is over, well or not, and what the queue does with it goes on. Never rejects. */
export type SendFeedbackFn = (links: FeedbackLinks, feedback: FeedbackInput) => Promise<void>;
export type FeedbackClient = { readonly sendFeedback: SendFeedbackFn };

export declare const createFeedbackClient: (config: FeedbackConfig, settings?: FeedbackSettings) => FeedbackClient;

/** Pure and synchronous. */
export declare const Feedback: {
  /** Something that happened, without a value. */
  signal: (input: Omit<ParametersOf<'signal'>, 'value'>) => InputOf<'signal'>;
  number: (input: ParametersOf<'number'>) => InputOf<'number'>;
  bool: (input: ParametersOf<'boolean'>) => InputOf<'boolean'>;
  text: (input: ParametersOf<'text'>) => InputOf<'text'>;
  /** One of a closed set of answers; a text on the wire. */
  enum: <T extends string>(input: FeedbackInputBase & { readonly value: T }) => InputOf<'text'>;
  thumb: (input: FeedbackInputBase & { readonly value: 'up' | 'down' }) => InputOf<'thumb'>;
  thumbUp: (input: FeedbackInputBase) => InputOf<'thumb'>;
  thumbDown: (input: FeedbackInputBase) => InputOf<'thumb'>;
};
