/**
 * One client's life in the core: hands calls over, performs the effects that come back, and feeds their results in again.
 * @module
 */
import { isOwn, takeJournal } from './journal.js';
import { createPolicy } from './policy.js';
import { performFetch } from './ports/fetch.js';
import { watchLifecycle } from './ports/lifecycle.js';
import { createMemoryStore, openStore } from './ports/store.js';
import { createTimer } from './ports/timer.js';
import { readSpan } from './spans.js';

/**
 * @typedef {import('./core').Core} Core
 * @typedef {import('./call').Call} Call
 * @typedef {import('./call').Settings} Settings
 * @typedef {import('./boundary').Effect} Effect
 * @typedef {import('./boundary').Counts} Counts
 * @typedef {import('./index').FeedspanError} FeedspanError
 */

const FLUSH = 1;
const LEAVING = 2;
const ONLINE = 4;

/**
 * Calls that one task takes, some ten milliseconds in a browser. More in a loop wait for the next task, so that ten thousand do not
 * freeze the page; only they are not stored before the tick ends.
 */
const SLICE = 100;

const NOTHING = { accepted: 0, delivered: 0, waiting: 0, rejected: 0, dropped: 0 };

/** @param {number} bytes */
const randomHex = (bytes) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The same in every visit; another one each time where nothing can be kept. */
function anonymousSubject() {
  try {
    const subject = localStorage.getItem('feedspan:subject') || randomHex(16);
    localStorage.setItem('feedspan:subject', subject);
    return subject;
  } catch {
    return randomHex(16);
  }
}

export class Session {
  #core;
  #settings;
  #handle = 0;
  /** @type {ReturnType<typeof createPolicy>} */
  #policy = { handle: 0, types: [] };
  /** Why every event is refused. @type {FeedspanError | undefined} */
  #refusal;
  #store = createMemoryStore();
  #timer = createTimer(() => this.#pump(0));
  /** Calls whose outcome is not final yet, by the id of their event. @type {Map<string, Call>} */
  #open = new Map();
  /** @type {Set<Promise<void>>} */
  #requests = new Set();
  /** Calls beyond this task's slice. @type {Call[]} */
  #incoming = [];
  #takenInTask = 0;
  /** Effects are performed one after the other, also those that a callback of the page brings about. @type {Effect[]} */
  #effects = [];
  #performing = false;
  #pumpQueued = false;
  /** Nothing new since the page was hidden. */
  #left = false;
  /** @type {Set<string>} */
  #told = new Set();
  #stopWatching = () => {};
  /** What the core last counted. @type {Counts} */
  #counts = NOTHING;
  /** What earlier pages left is in the queue. @type {Promise<void>} */
  #restored = Promise.resolve();

  /** @param {Core} core @param {Settings} settings */
  constructor(core, settings) {
    this.#core = core;
    this.#settings = settings;
    const { destinations, subject, secure, redaction, batchDelay } = settings;
    try {
      if (redaction) this.#policy = createPolicy(core, redaction);
    } catch (cause) {
      this.#refuseAll({ code: 'invalid_options', message: /** @type {Error} */ (cause).message });
      return;
    }
    const clientOptions = {
      destinations,
      seed: randomHex(32),
      subject: subject ?? anonymousSubject(),
      secure,
      queue: batchDelay === undefined ? undefined : { batchDelay },
    };
    const created = core.create(clientOptions, this.#policy.handle);
    if (created.error) {
      this.#refuseAll(created.error);
      return;
    }
    this.#handle = created.client;
    if (settings.persist) this.#store = openStore(created.queue, (code, message) => this.#reportOnce({ code, message }));
    this.#stopWatching = watchLifecycle(() => this.leave(), () => this.#resume());
    this.#restored = this.#restore().catch(() => {});
  }

  /** @param {Call} call */
  submit(call) {
    if (!isOwn(call)) return;
    if (this.#takenInTask < SLICE && !this.#incoming.length) this.#take(call);
    else {
      if (!this.#incoming.length) setTimeout(() => this.#takeSlice());
      this.#incoming.push(call);
    }
  }

  #takeSlice() {
    for (const call of this.#incoming.splice(0, SLICE)) this.#take(call);
    if (this.#incoming.length) setTimeout(() => this.#takeSlice());
  }

  /** @param {Call} call */
  #take(call) {
    ++this.#takenInTask;
    if (this.#refusal) {
      this.#refuse(call, this.#refusal);
      return;
    }
    this.#left = false;
    const { accepted, error, effects } = this.#core.submit(this.#handle, call.record, performance.now(), Date.now());
    if (accepted) {
      const { id, key, seq, message, pii } = accepted;
      this.#open.set(id, call);
      call.accept({ ok: true, id, key, seq, message, pii });
    }
    this.#perform(effects, error);
    if (error) this.#refuse(call, error);
    this.#schedulePump();
  }

  /** @param {string} message @returns {import('./index').Preview} */
  preview(message) {
    const redacted = this.#refusal ? { error: this.#refusal } : this.#core.redact(message, this.#policy.handle);
    if (redacted.error) {
      if (!this.#refusal) this.#perform([], /** @type {import('./boundary').CoreError} */ (redacted.error));
      // What cannot be checked is not shown as checked.
      return { text: '', spans: [], report: {} };
    }
    const { text, spans, report } = redacted;
    return { text, spans: spans.map((words) => readSpan(this.#policy.types, words)), report };
  }

  /** Resolves when every attempt that could be made now is over. */
  async flush() {
    await this.#restored;
    while (this.#incoming.length) await new Promise((resolve) => setTimeout(resolve));
    this.#pump(FLUSH);
    while (this.#requests.size) await Promise.all(this.#requests);
  }

  /** The page may be gone after this: whatever can be sent is handed to the browser before it returns. */
  leave() {
    for (const call of this.#incoming.splice(0)) this.#take(call);
    if (!this.#left) this.#pump(FLUSH | LEAVING);
    this.#left = true;
    this.#store.pause();
  }

  status() {
    if (this.#handle) {
      const counts = this.#core.status(this.#handle);
      if (!counts.error) this.#counts = counts;
    }
    const { accepted, delivered, waiting, rejected, dropped } = this.#counts;
    return { pending: this.#incoming.length, accepted, delivered, waiting, rejected, dropped };
  }

  async close() {
    await this.flush();
    this.status();
    this.#stop();
    if (this.#handle) this.#core.destroy(this.#handle);
    this.#core.destroyPolicy(this.#policy.handle);
    this.#handle = 0;
    this.#policy = { handle: 0, types: this.#policy.types };
  }

  #stop() {
    this.#stopWatching();
    this.#timer.set(-1);
    this.#store.close();
  }

  #resume() {
    this.#left = false;
    this.#pump(FLUSH | ONLINE);
  }

  /** What earlier pages left: events that the core had masked, then votes from before it was there. */
  async #restore() {
    if (!this.#settings.persist) return;
    await this.#store.adopt((entries) => {
      if (!this.#handle || this.#refusal) return;
      // One that cannot be read is removed and reported by the effects; the others are taken.
      const { error, effects } = this.#core.restore(this.#handle, entries, performance.now(), Date.now());
      this.#perform(effects, error);
      this.#schedulePump();
    });
    for (const record of takeJournal(this.#settings)) {
      if (!this.#refusal) this.submit({ record, accept() {}, settle() {} });
    }
  }

  /** Calls of one tick share a request, and microtasks run before a page is gone. */
  #schedulePump() {
    if (this.#pumpQueued) return;
    this.#pumpQueued = true;
    queueMicrotask(() => {
      this.#pumpQueued = false;
      this.#takenInTask = 0;
      this.#pump(0);
    });
  }

  /** @param {number} flags */
  #pump(flags) {
    if (!this.#handle || this.#refusal) return;
    const { effects, error } = this.#core.pump(this.#handle, flags, performance.now(), Date.now());
    this.#perform(effects, error);
  }

  /** @param {readonly Effect[]} effects @param {import('./boundary').CoreError} [error] */
  #perform(effects, error) {
    if (error?.code === 'core_failed') this.#refuseAll(error);
    this.#effects.push(...effects);
    if (this.#performing) return;
    this.#performing = true;
    for (let effect; (effect = this.#effects.shift()); ) this.#performOne(effect);
    this.#performing = false;
  }

  /** @param {Effect} effect */
  #performOne(effect) {
    switch (effect.do) {
      case 'store':
        if (!this.#store.put(effect.id, effect.text)) {
          this.#reportOnce({ code: 'store_full', message: 'Storage is full: what is not delivered when the page closes is lost.' });
        }
        break;
      case 'remove':
        this.#store.remove(effect.id);
        break;
      case 'wake':
        this.#timer.set(effect.in);
        break;
      case 'fetch': {
        const request = performFetch(effect).then((result) => {
          this.#requests.delete(request);
          if (!this.#handle || this.#refusal) return;
          const { effects, error } = this.#core.respond(this.#handle, effect.request, result, performance.now(), Date.now());
          this.#perform(effects, error);
        });
        this.#requests.add(request);
        break;
      }
      case 'receipt': {
        const { do: _, ...update } = effect;
        this.#settings.update(update);
        if (!update.destination && update.state !== 'waiting') this.#settle(update);
        break;
      }
      case 'report': {
        const { do: _, ...error } = effect;
        this.#settings.report(error);
      }
    }
  }

  /** @param {import('./index').ReceiptUpdate} update final */
  #settle({ id, state, code, message }) {
    // A vote that a later one has replaced is nothing that went wrong.
    if (state !== 'delivered' && code && code !== 'superseded') this.#settings.report({ id, code, message: message ?? code });
    const call = this.#open.get(id);
    this.#open.delete(id);
    if (state !== 'waiting') call?.settle({ state, code, message });
  }

  /** @param {Call} call @param {FeedspanError} error */
  #refuse(call, error) {
    call.accept({ ok: false, error });
    call.settle({ state: 'rejected', code: error.code, message: error.message });
    if (error !== this.#refusal) this.#settings.report(error);
  }

  /**
   * The core is dead or does not take the options. Told once; what was stored before stays so for the next page, so the outcome of
   * events that were accepted remains open.
   * @param {FeedspanError} error
   */
  #refuseAll(error) {
    if (this.#refusal) return;
    this.#refusal = error;
    this.#stop();
    this.#settings.report(error);
  }

  /** @param {FeedspanError} error */
  #reportOnce(error) {
    if (this.#told.has(error.code)) return;
    this.#told.add(error.code);
    this.#settings.report(error);
  }
}

/** @param {Core} core @param {Settings} settings */
export const openSession = (core, settings) => new Session(core, settings);
