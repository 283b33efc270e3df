/** What goes over the boundary and comes back, as docs/boundary.md describes it. Not part of the public API. */
import type { Destination, DestinationStatus, ErrorCode, Links } from './index';
import type { CanonicalEvent } from './relay';

export interface CoreError {
  readonly code: ErrorCode;
  readonly message: string;
}

export interface CoreOptions {
  readonly destinations: readonly Destination[];
  /** 64 hex digits of cryptographic randomness. */
  readonly seed: string;
  readonly subject: string;
  /** The page came by https. */
  readonly secure: boolean;
  readonly queue?: {
    readonly batchDelay?: number;
    readonly maxEvents?: number;
    readonly maxBytes?: number;
    readonly maxAge?: number;
    readonly timeout?: number;
    readonly keepaliveBytes?: number;
  };
}

export interface FetchEffect {
  readonly do: 'fetch';
  readonly request: number;
  readonly destination: string;
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether it may be sent so that it outlives the page. */
  readonly keepalive: boolean;
  /** The name, in lower case, of a header of the answer that is to come back as `header`. */
  readonly answerHeader?: string;
  /** The body may go as `text/plain`, which needs no preflight. */
  readonly plain?: true;
  /** Milliseconds. */
  readonly timeout: number;
}

export type Effect =
  | { readonly do: 'store'; readonly id: string; readonly text: string }
  | { readonly do: 'remove'; readonly id: string }
  | FetchEffect
  | { readonly do: 'mark'; readonly text: string }
  | { readonly do: 'wake'; readonly in: number }
  | {
      readonly do: 'receipt';
      readonly id: string;
      readonly state: 'delivered' | 'waiting' | 'rejected' | 'dropped';
      readonly destination?: string;
      readonly code?: ErrorCode;
      readonly message?: string;
      readonly in?: number;
    }
  | { readonly do: 'report'; readonly destination?: string; readonly code: ErrorCode; readonly message: string };

export interface Effects {
  readonly effects: readonly Effect[];
  readonly error?: CoreError;
}

/** A stored event: what a `store` effect gave. */
export interface Entry {
  readonly id: string;
  readonly text: string;
}

/** What came of a fetch effect. `status` 0: no answer, for the reason in `failure`. */
export interface FetchResult {
  readonly status: number;
  readonly failure?: 'network' | 'timeout' | 'redirect';
  /** Requests that it took, if more than one. */
  readonly attempts?: number;
  readonly retryAfter?: string;
  readonly date?: string;
  readonly header?: string;
  readonly body?: string;
}

export interface Accepted {
  readonly id: string;
  readonly key: string;
  readonly seq: number;
  readonly message?: string;
  readonly value?: string | number | boolean;
  readonly pii?: Readonly<Record<string, number>>;
}

export type Created =
  | { readonly client: number; readonly queue: string; readonly destinations: readonly string[]; readonly capabilities: readonly import('./index').Capabilities[]; readonly error?: undefined }
  | { readonly error: CoreError };
export type Submitted = Effects & { readonly accepted?: Accepted };
export type SubmittedAll = Effects & { readonly items?: readonly { readonly accepted?: Accepted; readonly error?: CoreError }[] };
export type Restored = Effects & { readonly restored?: number };

export interface Counts {
  readonly accepted: number;
  /** Of the accepted, those that earlier pages had stored. */
  readonly restored: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly rejected: number;
  readonly dropped: number;
  /** Of the rejected and dropped. */
  readonly reasons: Readonly<Partial<Record<ErrorCode, number>>>;
  readonly destinations: readonly DestinationStatus[];
  readonly error?: CoreError;
}

export type Redacted =
  | {
      readonly text: string;
      /** type and scheme, start, end, confidence */
      readonly spans: readonly (readonly [number, number, number, number])[];
      readonly report: Readonly<Record<string, number>>;
      readonly error?: undefined;
    }
  | { readonly error: CoreError };

/** Or why it was refused: the entry's number, `Patterns::Problem`, and how much of a pattern was understood. */
export type PolicyCreated =
  | { readonly policy: number; readonly error?: undefined }
  | { readonly policy?: undefined; readonly entry: number; readonly problem: number; readonly read: number; readonly error?: undefined }
  | { readonly policy?: undefined; readonly error: CoreError };

export interface RelayCoreOptions {
  readonly destinations: readonly import('./relay').ServerDestination[];
  readonly limits?: Readonly<Record<string, number>>;
}
export type RelayCreated =
  | { readonly relay: number; readonly destinations: readonly string[]; readonly error?: undefined }
  | { readonly error: CoreError };
export interface RelayReceived {
  readonly batch: number;
  readonly items: readonly { readonly id?: string; readonly token?: string; readonly error?: CoreError }[];
  readonly error?: CoreError;
}
/** Who vouches for an item: null, nobody. */
export type RelayGrant =
  | null
  | { readonly subject: string; readonly target?: Links; readonly names?: readonly string[] }
  | { readonly refused: true };
export interface RelayGranted {
  readonly items: readonly { readonly key?: string; readonly seq?: number; readonly time?: number; readonly error?: CoreError }[];
  readonly error?: CoreError;
}
export interface RelayForwarded {
  /** Those for the host's own store, in the order of the batch. */
  readonly events: readonly CanonicalEvent[];
  /** What a destination can never take: the item's place in the batch, the destination's among the options'. */
  readonly refusals: readonly { readonly item: number; readonly destination: number; readonly code: ErrorCode; readonly message: string }[];
  readonly effects: readonly FetchEffect[];
  readonly error?: CoreError;
}
export interface RelayResponded {
  /** Its place among the options' destinations. */
  readonly destination: number;
  readonly items: readonly {
    readonly batch: number;
    readonly item: number;
    readonly outcome: 'accepted' | 'defer' | 'retry' | 'rejected';
    readonly code?: ErrorCode;
    readonly message?: string;
  }[];
  /** Seconds. */
  readonly retryAfter?: number;
  readonly effects: readonly FetchEffect[];
  readonly error?: CoreError;
}
