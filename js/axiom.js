/**
 * In place of the feedback client of npm's `axiom`: the same exports, timing and errors; what differs is in axiom.d.ts.
 *
 * Every send is a core client of its own: the vendor's client sends each event at once and alone, even two votes on one trace in
 * one tick, where a shared queue would let the newer replace the older.
 * @module
 */
import { instantiateCoreSync, loadCore } from './core.js';
import { wasmBytes } from './core-wasm.js';
import { stringify } from './json.js';

/**
 * @typedef {import('./core').Core} Core
 * @typedef {import('./boundary').Effects} Effects
 * @typedef {import('./boundary').FetchEffect} FetchEffect
 */

const DEFAULT_URL = 'https://api.axiom.co';
const FLUSH = 1;

/** @type {typeof import('./axiom').createFeedbackClient} */
export const createFeedbackClient = (config, settings) => {
  const missing = /** @type {const} */ (['token', 'dataset']).filter((name) => !config?.[name]);
  if (missing.length > 0) {
    console.error(`[Feedback] Missing config: ${missing.join(', ')}. Feedback disabled.`);
    return { sendFeedback: async () => {} };
  }
  const destination = /** @type {const} */ ({
    type: 'axiom',
    url: config.edgeUrl ?? config.url ?? DEFAULT_URL,
    dataset: config.dataset,
    token: config.token,
    plain: true,
  });

  return {
    async sendFeedback(links, feedback) {
      try {
        // No await before the first request when the core is there: it leaves in the caller's own tick.
        const core = startCore() ?? (await loadCore());
        await new Sending(core, destination).send(links, feedback);
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        try {
          if (settings?.onError) settings.onError(error, { links, feedback });
          else console.error(error);
        } catch {
          // The host's own matter; it has been told once.
        }
      }
    },
  };
};

/** @returns {Core | undefined} nothing where synchronous compilation of this size is not allowed (Chromium before 2023) */
function startCore() {
  try {
    return instantiateCoreSync(wasmBytes());
  } catch {
    return undefined;
  }
}

/** One event on its way, from its call to its final outcome. */
class Sending {
  #core;
  #client;
  /** Why the first attempt did not deliver it. @type {Error | undefined} */
  #failure;
  /** Milliseconds to the next attempt; negative: there is none. */
  #wakeIn = -1;

  /** @param {Core} core @param {import('./index').AxiomDestination} destination @throws {Error} when the options make no sense */
  constructor(core, destination) {
    this.#core = core;
    const secure = globalThis.location?.protocol === 'https:';
    const created = core.create({ destinations: [destination], seed: seed(), subject: '', secure });
    if (created.error) throw failed(created.error.message);
    this.#client = created.client;
  }

  /**
   * Resolves when the first attempt has delivered it. What failed for a reason that may pass is tried again in the background.
   * @param {import('./axiom').FeedbackLinks} links @param {import('./axiom').FeedbackInput} feedback
   * @throws {Error} when the event is refused or the first attempt fails
   */
  async send(links, feedback) {
    try {
      const { kind, name, value, message, metadata } = feedback;
      const record = stringify({ kind, name, value: value ?? undefined, message, links, metadata, time: Date.now() });
      const { error } = this.#core.submit(this.#client, record, performance.now(), Date.now());
      if (error) throw failed(error.message);
      await this.#attempt();
    } finally {
      this.#rest();
    }
    if (this.#failure) throw this.#failure;
  }

  async #attempt() {
    const { effects, error } = this.#core.pump(this.#client, FLUSH, performance.now(), Date.now());
    if (error) throw failed(error.message);
    this.#note(effects);
    for (const effect of effects) if (effect.do === 'fetch') await this.#fetch(effect);
  }

  /** @param {FetchEffect} effect */
  async #fetch({ request, url, method, headers, body, timeout }) {
    /** @type {import('./boundary').FetchResult} */
    let result = { status: 0, failure: 'network' };
    /** @type {unknown} */
    let cause;
    try {
      // Looked up now, as the vendor's client does. A key must not follow a redirect.
      const response = await globalThis.fetch(url, { method, headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeout) });
      // A test's response may be nothing but `{ok: true}`.
      const text = (await response.text?.()) ?? '';
      result = response.type === 'opaqueredirect'
        ? { status: 0, failure: 'redirect' }
        : {
            status: response.status ?? (response.ok ? 200 : 500),
            retryAfter: response.headers?.get('retry-after') ?? undefined,
            date: response.headers?.get('date') ?? undefined,
            body: text,
          };
    } catch (thrown) {
      cause = thrown;
    }
    this.#wakeIn = -1;
    const { effects, error } = this.#core.respond(this.#client, request, result, performance.now(), Date.now());
    this.#note(effects);
    const delivered = effects.some((effect) => effect.do === 'receipt' && effect.state === 'delivered');
    if (delivered) this.#failure = undefined;
    else if (cause !== undefined) this.#failure = cause instanceof Error ? cause : new Error(String(cause));
    else this.#failure = failed(error?.message ?? (result.status ? `${result.status} ${result.body}` : 'redirect'));
  }

  /** @param {Effects['effects']} effects */
  #note(effects) {
    for (const effect of effects) if (effect.do === 'wake') this.#wakeIn = effect.in;
  }

  /** Waits for the next attempt, if there is one, without keeping a process of Node alive for it. */
  #rest() {
    if (this.#wakeIn < 0) {
      this.#core.destroy(this.#client);
      return;
    }
    const timer = /** @type {any} */ (setTimeout(() => {
      this.#wakeIn = -1;
      this.#attempt()
        .catch(() => {})
        .finally(() => this.#rest());
    }, this.#wakeIn));
    timer.unref?.();
  }
}

/** @param {string} why */
const failed = (why) => new Error(`Failed to send feedback to Axiom: ${why}`);

const seed = () => Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @type {(kind: string) => (input: any) => any} */
const ofKind = (kind) => (input) => ({ ...input, kind });

/** @type {(input: any) => any} */
const thumb = ({ name, value, message, metadata }) => ({ name, value: value === 'up' ? 1 : -1, message, metadata, kind: 'thumb' });

/** @type {typeof import('./axiom').Feedback} */
export const Feedback = {
  signal: (input) => ({ ...input, value: null, kind: 'signal' }),
  number: ofKind('number'),
  bool: ofKind('boolean'),
  text: ofKind('text'),
  enum: ofKind('text'),
  thumb,
  thumbUp: (input) => thumb({ ...input, value: 'up' }),
  thumbDown: (input) => thumb({ ...input, value: 'down' }),
};
