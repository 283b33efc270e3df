/**
 * Feedspan by a script tag:
 *
 * ```html
 * <script async src="/feedspan/feedspan.js" data-destination="relay" data-url="/api/feedback"></script>
 *
 * <article data-trace-id="4bf92f3577b34da6a3ce929d0e0e4736" data-span-id="00f067aa0ba902b7">
 *   <p>The answer.</p>
 *   <button type="button" data-feedspan="thumb:up" aria-pressed="false">Good response</button>
 *   <button type="button" data-feedspan="thumb:down" aria-pressed="false">Bad response</button>
 *   <form data-feedspan="comment"><textarea></textarea><p data-feedspan-preview hidden></p><button>Send</button></form>
 *   <button type="button" data-feedspan="signal:copy">Copy</button>
 * </article>
 * ```
 *
 * `core.js` and `core-wasm.js` have to lie beside `feedspan.js`; it fetches them when the page is idle, or when the pointer or the
 * focus comes to a control. They are modules, so another origin (a CDN), and your own for a sandboxed frame, must send
 * `Access-Control-Allow-Origin` with them. Works with `async`, `defer`, under `script-src 'self' 'wasm-unsafe-eval'`, and when included twice
 * (one instance).
 *
 * Attributes of the tag:
 * - `data-destination`: `relay`, `axiom`, `otlp`, `otis`, `raindrop` or `webhook`, or several, separated by spaces.
 * - `data-<destination>-<option>`: every option of it that is a text, as index.d.ts has them: `data-axiom-url`, `data-axiom-dataset`, `data-axiom-token`,
 *   `data-otlp-url`, `data-otlp-service-name`, `data-otis-token`, `data-raindrop-token`, `data-webhook-url`. `data-url` is the `url` of those without one of
 *   their own. Headers and attribute maps need `feedspan.init`. Tokens here can be read by everybody who opens the page.
 * - `data-load="demand"`, `data-persist="false"`, `data-consent="pending"`, `data-batch-delay="2000"`, `data-allow="IP_ADDRESS"` (kinds not to mask), and
 *   links that hold for every event, for example `data-session-id`, with their `data-link-token`.
 *
 * Without `data-destination`, call `feedspan.init(options)`.
 *
 * `data-feedspan-preview` in a comment's form: shown while what is written holds personal data, with the text as it would be sent and the
 * masked forms in `<mark>`, brought up to date when typing pauses. Its value is the label before it, by default "Will be sent as:". What was
 * found is marked in the form's text areas, too: `--feedspan-mark` and `--feedspan-mark-line` are the colours.
 *
 * Controls, anywhere in the page, also added later:
 * - `data-feedspan="thumb:up"`, `"thumb:down"`: votes. `aria-pressed` is kept on all thumbs of the same target and name. A click
 *   on a pressed one retracts, one on the other switches. A vote that is finally refused is shown as taken back.
 * - `data-feedspan="comment"` on a `<form>`, or on a button in one or near a `<textarea>`: what is written in text fields is the
 *   message; what is chosen in checkboxes, radio buttons and lists goes by their names into the metadata. It amends the vote
 *   on the same target; without one it is a text named `comment`. The form is reset once it is accepted.
 * - `data-feedspan="signal:<name>"`, `data-feedspan="retract"`.
 *
 * `data-feedspan-name`, on the control or around it, names the vote (default `thumbs`). Each control sends a bubbling event
 * `feedspan` whose `detail` is the {@link Receipt}.
 *
 * Calls from before the script has arrived, in order:
 *
 * ```html
 * <script>window.feedspan = window.feedspan || { q: [] };</script>
 * <script>feedspan.q.push((feedspan) => feedspan.signal({ sessionId }, 'opened'));</script>
 * ```
 * They run when the script is there and has its options, and carry that time. Later pushes run at once.
 */
import type {
  Client,
  ClientOptions,
  Feedback,
  FeedspanError,
  linksFromElement,
  linksFromResponse,
  Receipt,
  ReceiptUpdate,
} from './index.js';

/** `window.feedspan`: a client, and what a page without modules needs besides. */
export interface Feedspan extends Client {
  /** Sets or replaces the options. The former client sends what it has. */
  init(options: ClientOptions): void;
  /** There have been options. */
  started: boolean;
  /** `push` runs the function once there are options. What it throws is swallowed. */
  readonly q: { push(call: (feedspan: Feedspan) => unknown): void };
  /** Returns what stops it. The first listener for errors replaces `console.warn`. */
  on(type: 'error', listener: (error: FeedspanError) => void): () => void;
  on(type: 'receipt', listener: (update: ReceiptUpdate) => void): () => void;
  readonly Feedback: typeof Feedback;
  readonly linksFromElement: typeof linksFromElement;
  readonly linksFromResponse: typeof linksFromResponse;
}

/** What may be there before the script is. */
export interface FeedspanStub {
  readonly q: ((feedspan: Feedspan) => unknown)[];
}

declare global {
  interface Window {
    feedspan?: Feedspan;
  }
}
export type { Receipt };
