/** Feedback for React 18 and 19 (optional peer dependency). Renders light DOM, so that your design system styles it. */
import type { ButtonHTMLAttributes, HTMLAttributes, JSX, ReactNode } from 'react';
import type { Acceptance, Client, ClientOptions, Details, FeedbackInput, Links, Preview, Receipt } from './index.js';

export type FeedspanProviderProps = {
  children?: ReactNode;
  /**
   * What the page's live region says once a vote or a comment was delivered, or a vote taken back. Read once, at the first
   * render; and before the types that `usePreview` has found. Defaults: "Feedback saved", "Feedback removed", "Will be masked:".
   */
  messages?: { saved?: string; removed?: string; masked?: string };
} & (
  | { /** A client made elsewhere; it is yours to close. */ client: Client; options?: undefined }
  | { /** Read once, at the first render. The client is made when mounted in a browser and closed at unmount. */ options: ClientOptions; client?: undefined }
);
/**
 * Also puts one polite live region for all providers at the end of the page's body, by script.
 * What is called before the client exists (in an effect of a component below) is kept for it, in order.
 */
export declare function FeedspanProvider(props: FeedspanProviderProps): JSX.Element;

export type Vote = 'up' | 'down' | null;

export interface FeedbackHandle {
  /** The vote as the user sees it (optimistic). */
  readonly vote: Vote;
  /**
   * Where the last event is, signals apart: `saving` until it was delivered, which may take until the network is back.
   * `failed` when it was finally rejected or dropped; a vote has then been rolled back to the one before it.
   */
  readonly state: 'idle' | 'saving' | 'saved' | 'failed';
  /** What was accepted of the last event, with the masked text. */
  readonly accepted: Acceptance | null;
  /** Votes; pressing the direction that is already pressed retracts; the other one switches. */
  toggle(direction: 'up' | 'down', details?: Omit<Details, 'name'>): Receipt;
  /** Adds to the current vote (same key, so the record is amended) or, without a vote, sends a text named `comment`. */
  comment(message: string, details?: Omit<Details, 'name' | 'message'>): Receipt;
  signal(name: string, details?: Omit<Details, 'name'>): Receipt;
  send(feedback: FeedbackInput): Receipt;
  retract(): Receipt;
  preview(message: string): Promise<Preview>;
  /** Props for a thumb of your own: `type`, `aria-pressed`, `aria-label`, `onClick`, and warming the core up on hover and focus. */
  getThumbProps(direction: 'up' | 'down'): ButtonHTMLAttributes<HTMLButtonElement> & { 'data-feedspan-thumb': 'up' | 'down' };
}
/**
 * Feedback on one target. Components that name the same links and name share one vote.
 * @throws Error when there is no `FeedspanProvider` above: a defect of the program that its author must see.
 */
export declare function useFeedback(links: Links, options?: { name?: string }): FeedbackHandle;

export interface ThumbButtonsProps extends Omit<HTMLAttributes<HTMLDivElement>, 'onChange'> {
  links: Links;
  name?: string;
  /** Defaults: "Rate this response", "Good response", "Bad response". They never change with the state. */
  labels?: { group?: string; up?: string; down?: string };
  onVote?: (vote: Vote, receipt: Receipt) => void;
}
/** Two native toggle buttons in a labelled group. Style: `[data-feedspan="thumbs"]`, `button[aria-pressed="true"]`. */
export declare function ThumbButtons(props: ThumbButtonsProps): JSX.Element;

/**
 * What a comment would be sent as, brought up to date when typing pauses, by the policy that masks it when it is sent. `spans` are
 * places in `message` as it is now: those before and behind what was changed since stay. Texts above 64 Ki units, which are refused
 * anyway, are not looked at. New types are announced in the page's live region.
 *
 * With `field` they are marked in it: over it lies a copy of its text, of which only the marks are seen. Its looks are
 * `--feedspan-mark` (a background that one can see through) and `--feedspan-mark-line`.
 * @param field of a textarea whose value is `message`, there when the component is mounted
 * @throws Error when there is no `FeedspanProvider` above
 */
export declare function usePreview(message: string, field?: { readonly current: HTMLTextAreaElement | null }): Preview;
