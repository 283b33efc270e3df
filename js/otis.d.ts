/**
 * `sendFeedbackSignal` of the Otis SDK: the same call, onto a destination of {@link ClientOptions} or, masked, onto the host's
 * own function. Nothing here throws or rejects.
 */
import type { ClientOptions, FeedspanError } from './index';

export interface SignalDetails {
  /** Free text. Masked. */
  readonly comment?: string;
  /** 0-1 by name. Each becomes a number event of that name. */
  readonly scores?: Readonly<Record<string, number>>;
  /** The wanted answer. Masked. With `type: 'edit'` the event is a correction; else a correction named `expected` goes with it. */
  readonly expected?: string;
  /** Sent as `metadata.signalType`. */
  readonly type?: 'default' | 'feedback' | 'edit' | 'standard' | 'agent';
  readonly userId?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The Otis SDK's own function, or one like it. */
export type HostFunction = (spanId: string, name: string, details: SignalDetails) => unknown;

export type SignalResult =
  | {
      readonly ok: true;
      /** Of the event that speaks of what happened; not with a host function. */
      readonly id?: string;
      /** What is sent in place of the comment. */
      readonly comment?: string;
    }
  | { readonly ok: false; readonly error: FeedspanError };

/**
 * To be called once, before the first signal; a second call replaces the first.
 * With `sendFeedbackSignal` every signal goes to that function, with `comment` and `expected` masked by numbered placeholders; where
 * the core cannot be had it is not called.
 */
export declare function init(options: ClientOptions | { readonly sendFeedbackSignal: HostFunction }): void;

/**
 * `thumbs_up` and `thumbs_down` are the vote named `thumbs` on that span, so a second one replaces the first; every other name is
 * a signal (or a correction, see `expected`).
 * @returns when everything was checked, masked and queued, or refused; delivery goes on after that
 */
export declare function sendFeedbackSignal(spanId: string, name: string, details?: SignalDetails): Promise<SignalResult>;

/** For components that take it from a hook, as with the Otis SDK. The function is the same in every render. */
export declare function useOtis(): { readonly sendFeedbackSignal: typeof sendFeedbackSignal };
