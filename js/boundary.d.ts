/** What goes over the boundary and comes back, as docs/boundary.md describes it. Not part of the public API. */
import type { Destination, ErrorCode } from './index';

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
  /** Milliseconds. */
  readonly timeout: number;
}

export type Effect =
  | { readonly do: 'store'; readonly id: string; readonly text: string }
  | { readonly do: 'remove'; readonly id: string }
  | FetchEffect
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
  readonly retryAfter?: string;
  readonly date?: string;
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
  | { readonly client: number; readonly queue: string; readonly destinations: readonly string[]; readonly capabilities: readonly unknown[]; readonly error?: undefined }
  | { readonly error: CoreError };
export type Submitted = Effects & { readonly accepted?: Accepted };
export type Restored = Effects & { readonly restored?: number };

export interface Counts {
  readonly accepted: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly rejected: number;
  readonly dropped: number;
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
  readonly destination?: Destination;
  readonly limits?: Readonly<Record<string, number>>;
}
export type RelayCreated = { readonly relay: number; readonly error?: undefined } | { readonly error: CoreError };
export interface RelayItem {
  readonly id: string;
  readonly outcome?: string;
  readonly code?: ErrorCode;
  readonly message?: string;
  readonly [field: string]: unknown;
}
export interface RelayReceived {
  readonly items: readonly RelayItem[];
  readonly effects: readonly FetchEffect[];
  readonly error?: CoreError;
}
export interface RelayResponded {
  readonly items: readonly RelayItem[];
  /** Seconds. */
  readonly retryAfter?: number;
  readonly error?: CoreError;
}
