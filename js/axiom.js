/**
 * In place of the feedback client of npm's `axiom`: the same exports, timing and errors; what differs is in axiom.d.ts.
 *
 * The first attempt of each event is a core client's own, as the vendor's client sends each at once and alone, even two votes on one
 * trace in one tick, whatever became of those before. What it does not deliver goes on in the page's queue, which has stored it
 * before it was sent.
 * @module
 */
import { instantiateCoreSync, loadCore, openSession } from './core.js';
import { wasmBytes } from './core-wasm.js';
import { stringify } from './json.js';
import { reserveKeepalive } from './ports/fetch.js';

/**
 * @typedef {import('./core').Core} Core
 * @typedef {import('./session').Session} Session
 * @typedef {import('./boundary').Effects} Effects
 * @typedef {import('./boundary').Entry} Entry
 * @typedef {import('./boundary').FetchEffect} FetchEffect
 * @typedef {import('./boundary').FetchResult} FetchResult
 * @typedef {ReturnType<typeof destinationOf>} Destination
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
  const destination = destinationOf(config);
  /** Made ahead, so that a click whose page goes away with it has less to do before its event is stored. @type {Sending | undefined} */
  let spare;
  /** @param {Core} core */
  const prepare = (core) => {
    if (outlives() && !core.dead) spare ??= new Sending(core, destination);
  };
  // Opens the queue too: what earlier visits left goes out without waiting for a first click.
  if (outlives()) loadCore().then((core) => prepare((running = core))).catch(() => {});

  return {
    async sendFeedback(links, feedback) {
      try {
        // No await before the first request when the core is there: it leaves in the caller's own tick.
        const core = startCore() ?? (running = await loadCore());
        const sending = spare?.core === core ? spare : new Sending(core, destination);
        spare = undefined;
        await sending.send(links, feedback).finally(() => prepare(core));
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

/** @param {import('./axiom').FeedbackConfig} config */
const destinationOf = ({ token, dataset, url, edgeUrl }) => ({
  type: /** @type {const} */ ('axiom'),
  // A queue of its own: what `feedspan` itself queues for the same dataset has its versions in the body.
  name: 'axiom-feedback',
  url: edgeUrl ?? url ?? DEFAULT_URL,
  dataset,
  token,
  plain: true,
});

/** Whether anything can be stored beyond this page; Node and simulated pages have no database. */
const outlives = () => 'indexedDB' in globalThis;

/** The core, once here: to unpack its bytes again for each event would take 20 to 100 ms. @type {Core | undefined} */
let running;

/** @returns {Core | undefined} nothing where synchronous compilation of this size is not allowed (Chromium before 2023) */
function startCore() {
  try {
    if (!running || running.dead) running = instantiateCoreSync(wasmBytes());
    return running;
  } catch {
    return undefined;
  }
}

/** One for all clients of one dataset, by destination. @type {Map<string, {core: Core, session: Session}>} */
const queues = new Map();

/** @param {Core} core @param {Destination} destination @returns {Session} */
function queueOf(core, destination) {
  const name = stringify(destination);
  const open = queues.get(name);
  if (open?.core === core && !core.dead) return open.session;
  /** @type {Set<string>} */
  const told = new Set();
  const session = openSession(core, {
    destinations: [destination],
    subject: '',
    secure: isSecure(),
    persist: outlives(),
    redaction: undefined,
    batchDelay: undefined,
    openStore: undefined,
    // The page's own looks for quota and bodies that break off; a server's tests answer with less than a Response.
    performFetch: outlives() ? undefined : async (effect) => (await performOnce(effect)).result,
    detached: true,
    // Each event's first failure was `onError`'s; this speaks of what became of it later, and of the queue.
    report({ code, message }) {
      if (told.has(code)) return;
      told.add(code);
      console.warn(`feedspan: ${code}: ${message}`);
    },
    update() {},
  });
  queues.set(name, { core, session });
  return session;
}

const isSecure = () => globalThis.location?.protocol === 'https:';

/** The first attempt of one event. */
class Sending {
  #client;
  #queue;
  /** As the queue stores it. @type {Entry | undefined} */
  #entry;
  /** Why the attempt did not deliver it. @type {Error | undefined} */
  #failure;
  /** Milliseconds to the next attempt; negative: this page makes none. */
  #wakeIn = -1;

  /** @param {Core} core @param {Destination} destination @throws {Error} when the options make no sense */
  constructor(core, destination) {
    this.core = core;
    const created = core.create({ destinations: [destination], seed: seed(), subject: '', secure: isSecure() });
    if (created.error) throw failed(created.error.message);
    this.#client = created.client;
    this.#queue = queueOf(core, destination);
  }

  /**
   * Resolves when the attempt has delivered it.
   * @param {import('./axiom').FeedbackLinks} links @param {import('./axiom').FeedbackInput} feedback
   * @throws {Error} when the event is refused or the attempt fails
   */
  async send(links, feedback) {
    try {
      const { kind, name, value, message, metadata } = feedback;
      const record = stringify({ kind, name, value: value ?? undefined, message, links, metadata, time: Date.now() });
      const { effects, error } = this.core.submit(this.#client, record, performance.now(), Date.now());
      if (error) throw failed(error.message);
      this.#note(effects);
      await this.#attempt();
    } finally {
      this.core.destroy(this.#client);
      this.#handOver();
    }
    if (this.#failure) throw this.#failure;
  }

  async #attempt() {
    const { effects, error } = this.core.pump(this.#client, FLUSH, performance.now(), Date.now());
    if (error) throw failed(error.message);
    this.#note(effects);
    for (const effect of effects) if (effect.do === 'fetch') await this.#fetch(effect);
  }

  /** @param {FetchEffect} effect */
  async #fetch(effect) {
    const { result, cause } = await performOnce(effect);
    this.#wakeIn = -1;
    const { effects, error } = this.core.respond(this.#client, effect.request, result, performance.now(), Date.now());
    this.#note(effects);
    const delivered = effects.some((effect) => effect.do === 'receipt' && effect.state === 'delivered');
    if (delivered) return;
    if (cause !== undefined) this.#failure = cause instanceof Error ? cause : new Error(String(cause));
    else this.#failure = failed(error?.message ?? (result.status ? `${result.status} ${result.body}` : 'redirect'));
  }

  /** @param {Effects['effects']} effects */
  #note(effects) {
    for (const effect of effects) {
      if (effect.do === 'wake') this.#wakeIn = effect.in;
      if (effect.do === 'remove') {
        this.#queue.forget(effect.id);
        this.#entry = undefined;
      }
      if (effect.do === 'store') {
        // Each is an event of its own there, as here: none replaces another. So it is its own key.
        const text = effect.text.replace(/"key":"[^"]+"/, `"key":"${effect.id.replace(/-/g, '')}"`);
        this.#entry = { id: effect.id, text };
        this.#queue.keep(this.#entry);
      }
    }
  }

  /** To the queue, when the destination's pause is over. What has none (a token that was refused) waits for another visit. */
  #handOver() {
    const entry = this.#entry;
    if (!entry || this.#wakeIn < 0) return;
    const timer = /** @type {any} */ (setTimeout(() => this.#queue.take(entry), this.#wakeIn));
    timer.unref?.();
  }
}

/**
 * As the vendor's client does it: one call of what `fetch` is now, with a text.
 * @param {FetchEffect} effect
 * @returns {Promise<{result: FetchResult, cause?: unknown}>} `cause`: what it threw
 */
async function performOnce({ url, method, headers, body, timeout, keepalive }) {
  // So that it outlives its page.
  const release = keepalive && outlives() ? reserveKeepalive(new TextEncoder().encode(body).length) : undefined;
  try {
    // A key must not follow a redirect.
    const options = { method, headers, body, redirect: /** @type {const} */ ('manual'), signal: AbortSignal.timeout(timeout) };
    const response = await globalThis.fetch(url, release ? { ...options, keepalive: true } : options);
    // A test's response may be nothing but `{ok: true}`.
    const text = (await response.text?.()) ?? '';
    if (response.type === 'opaqueredirect') return { result: { status: 0, failure: 'redirect' } };
    return {
      result: {
        status: response.status ?? (response.ok ? 200 : 500),
        retryAfter: response.headers?.get('retry-after') ?? undefined,
        date: response.headers?.get('date') ?? undefined,
        body: text,
      },
    };
  } catch (cause) {
    return { result: { status: 0, failure: 'network' }, cause };
  } finally {
    release?.();
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
