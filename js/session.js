/**
 * One client's life in the core: hands calls over, performs the effects that come back, and feeds their results in again.
 * @module
 */
import { isOwn, purgeJournal, readJournal } from './journal.js';
import { keepaliveAllowance, performFetch } from './ports/fetch.js';
import { watchLifecycle } from './ports/lifecycle.js';
import { createMemoryStore, openStore } from './ports/store.js';
import { nextTask } from './ports/task.js';
import { createTimer } from './ports/timer.js';
import { readSpan } from './spans.js';

/**
 * @typedef {import('./core').Core} Core
 * @typedef {import('./call').Call} Call
 * @typedef {import('./call').Settings} Settings
 * @typedef {import('./boundary').Effect} Effect
 * @typedef {import('./boundary').Counts} Counts
 * @typedef {import('./index').FeedspanError} FeedspanError
 * @typedef {import('./boundary').Entry & {entry?: string}} Left with the name of its entry in the journal
 */

const FLUSH = 1;
const LEAVING = 2;
const ONLINE = 4;

/** Milliseconds of a task that takes what waits, and how many calls go to the core together. */
const SLICE = 8;
const TOGETHER = 32;

/** @typedef {Omit<import('./index').Status, 'pending'>} Totals */
/** @type {Totals} */
const NOTHING = { accepted: 0, delivered: 0, waiting: 0, rejected: 0, dropped: 0, reasons: {}, destinations: [] };

const PURGED = { code: /** @type {const} */ ('purged'), message: 'Consent was withdrawn, so the event was deleted.' };

/** @param {Totals} former @param {Totals} present @returns {Totals} */
const sum = (former, present) => {
  /** @type {Record<string, number>} */
  const reasons = { ...former.reasons };
  for (const [code, count] of Object.entries(present.reasons)) reasons[code] = (reasons[code] ?? 0) + count;
  return {
    accepted: former.accepted + present.accepted,
    delivered: former.delivered + present.delivered,
    waiting: present.waiting,
    rejected: former.rejected + present.rejected,
    dropped: former.dropped + present.dropped,
    reasons,
    destinations: present.destinations,
  };
};

/** @param {number} bytes */
const randomHex = (bytes) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The same in every visit; another one each time where nothing can be kept. @param {boolean} persist */
function anonymousSubject(persist) {
  if (!persist) return randomHex(16);
  try {
    const subject = localStorage.getItem('feedspan:subject') || randomHex(16);
    localStorage.setItem('feedspan:subject', subject);
    return subject;
  } catch {
    return randomHex(16);
  }
}

function forgetSubject() {
  try {
    localStorage.removeItem('feedspan:subject');
  } catch {
    // No storage.
  }
}

export class Session {
  #core;
  #settings;
  #handle = 0;
  /** @type {readonly import('./index').Capabilities[]} */
  capabilities = [];
  /** @type {import('./policy.js').ReadPolicy} */
  #policy = { handle: 0, types: [] };
  /** Why every event is refused. @type {FeedspanError | undefined} */
  #refusal;
  #store = createMemoryStore();
  /** @type {ReturnType<typeof createTimer>} */
  #timer;
  /** Calls whose outcome is not final yet, by the id of their event. @type {Map<string, Call>} */
  #open = new Map();
  /** @type {Set<Promise<void>>} */
  #requests = new Set();
  /** What the core has not got yet. @type {Call[]} */
  #incoming = [];
  /** What earlier pages left, and the core has not got yet. @type {Left[]} */
  #returning = [];
  /** What this client counted in cores before the present one. */
  #former = NOTHING;
  /** The page is out of reach for now, and others may have its events. */
  #away = false;
  #leaving = false;
  /** @type {Promise<void> | null} */
  #resuming = null;
  #aborter = new AbortController();
  /** Effects are performed one after the other, also those that a callback of the page brings about. @type {Effect[]} */
  #effects = [];
  #performing = false;
  #pumpQueued = false;
  /** Nothing new since the page was hidden. */
  #left = false;
  /** @type {Set<string>} */
  #told = new Set();
  #stopWatching = () => {};
  /** What the core last counted. @type {Totals} */
  #counts = NOTHING;
  /** What earlier pages left is in the queue. @type {Promise<void>} */
  #restored = Promise.resolve();

  /** @param {Core} core @param {Settings} settings */
  constructor(core, settings) {
    this.#core = core;
    this.#settings = settings;
    this.#timer = createTimer(() => this.#pump(0), settings.detached);
    try {
      // Without a reader, which only a defect can bring about, this throws as well.
      if (settings.redaction) this.#policy = /** @type {import('./core').PolicyReader} */ (core.policyReader).createPolicy(core, settings.redaction);
    } catch (cause) {
      this.#refuseAll({ code: 'invalid_options', message: /** @type {Error} */ (cause).message });
      return;
    }
    const queue = this.#create();
    if (!queue) return;
    if (settings.persist) {
      this.#store = (settings.openStore ?? openStore)(
        queue,
        (code, message) => this.#reportOnce({ code, message }),
        () => this.#forget(),
      );
    }
    this.#stopWatching = watchLifecycle((cached) => this.leave(cached), () => this.#resume());
    this.#restored = this.#restore().catch(() => {});
  }

  /** A client in the core. @returns {string | undefined} the name of its queue; undefined: it does not take the options */
  #create() {
    const { destinations, subject, secure, persist, batchDelay } = this.#settings;
    const clientOptions = {
      destinations,
      seed: randomHex(32),
      subject: subject ?? anonymousSubject(persist),
      secure,
      queue: batchDelay === undefined ? undefined : { batchDelay },
    };
    const created = this.#core.create(clientOptions, this.#policy.handle);
    if (created.error) {
      this.#refuseAll(created.error);
      return;
    }
    this.#handle = created.client;
    this.capabilities = created.capabilities;
    return created.queue;
  }

  /**
   * What a tick brings is taken together at its end, and not later: a tab may be closed right behind a click. The rest of a burst
   * waits for the next tasks, so that ten thousand do not freeze the page, or for `leave`.
   * @param {Call} call
   */
  submit(call) {
    if (this.#incoming.push(call) > 1) return;
    queueMicrotask(() => {
      this.#takeAll(this.#incoming.splice(0, TOGETHER));
      if (this.#incoming.length) nextTask(() => this.#takeSlice());
      else this.#schedulePump();
    });
  }

  #takeSlice() {
    const end = performance.now() + SLICE;
    while (this.#incoming.length && performance.now() < end) this.#takeAll(this.#incoming.splice(0, TOGETHER));
    if (this.#incoming.length) nextTask(() => this.#takeSlice());
    this.#pump(0);
  }

  /** @param {Call[]} given */
  #takeAll(given) {
    const calls = given.filter(isOwn);
    if (this.#refusal) {
      for (const call of calls) this.#refuse(call, this.#refusal);
      return;
    }
    if (!calls.length) return;
    const records = calls.map(({ record }) => record);
    const { items = [], error: dead, effects } = this.#core.submitAll(this.#handle, records, performance.now(), Date.now());
    calls.forEach((call, index) => this.#answer(call, items[index]?.accepted));
    this.#perform(effects, dead);
    calls.forEach((call, index) => {
      const error = dead ?? items[index]?.error;
      if (error) this.#refuse(call, error);
    });
  }

  /** @param {Call} call @param {import('./boundary').Accepted} [accepted] */
  #answer(call, accepted) {
    this.#left = false;
    if (!accepted) return;
    const { id, key, seq, message, pii } = accepted;
    this.#open.set(id, call);
    call.accepted.give({ ok: true, id, key, seq, message, pii });
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

  /** Stores an event that its owner sends for the first time. @param {import('./boundary').Entry} entry */
  keep({ id, text }) {
    this.#performOne({ do: 'store', id, text });
  }

  /** That attempt ended it. @param {string} id */
  forget(id) {
    this.#store.remove(id);
  }

  /** Sends on what that attempt did not deliver. @param {import('./boundary').Entry} entry */
  take(entry) {
    this.#readmit([entry]);
  }

  /** Resolves when every attempt that could be made now is over. */
  async flush() {
    await this.#restored;
    while (this.#incoming.length || this.#returning.length) await new Promise((resolve) => setTimeout(resolve));
    do {
      while (this.#requests.size) await Promise.all(this.#requests);
      this.#pump(FLUSH);
    } while (this.#requests.size);
  }

  /**
   * The page may be gone after this: whatever can be sent is handed to the browser before it returns.
   * @param {boolean} [cached] it may come back from the back/forward cache; until then others may send what it has stored
   */
  leave(cached = false) {
    this.#takeAll(this.#incoming.splice(0));
    this.#leaving = true;
    if (!this.#left) this.#pump(FLUSH | LEAVING);
    this.#leaving = false;
    this.#left = true;
    this.#away ||= cached;
    this.#store.leave(cached);
  }

  /** Consent is withdrawn: nothing of this queue is left in memory or on disk when it returns, or begun to be deleted. */
  purge() {
    this.#store.purge();
    this.#forget();
    purgeJournal(this.#settings);
    forgetSubject();
  }

  #forget() {
    this.#aborter.abort();
    this.#aborter = new AbortController();
    for (const call of this.#incoming.splice(0)) this.#refuse(call, PURGED, 'dropped');
    this.#returning = [];
    if (!this.#handle || this.#refusal) return;
    const { effects, error } = this.#core.purge(this.#handle);
    this.#perform(effects, error);
  }

  /** Begins anew in the core, with nothing waiting. What was counted stays counted. */
  #renew() {
    if (!this.#handle || this.#refusal) return;
    this.status();
    const { accepted, waiting } = this.#counts;
    this.#former = { ...this.#counts, accepted: accepted - waiting, waiting: 0 };
    this.#core.destroy(this.#handle);
    this.#handle = 0;
    this.#timer.set(-1);
    this.#create();
  }

  status() {
    if (this.#handle) {
      const counts = this.#core.status(this.#handle, performance.now(), Date.now());
      if (!counts.error) this.#counts = sum(this.#former, counts);
    }
    return { pending: this.#incoming.length, ...this.#counts };
  }

  async close() {
    await this.flush();
    this.status();
    this.#stop();
    if (this.#handle) this.#core.destroy(this.#handle);
    if (this.#policy.handle) this.#core.destroyPolicy(this.#policy.handle);
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
    this.#resuming ??= this.#return().finally(() => {
      this.#resuming = null;
      this.#pump(FLUSH | ONLINE);
    });
  }

  async #return() {
    const taken = await this.#store.resume().catch(() => []);
    this.#away = false;
    if (!taken.length) return;
    // Others have adopted some of it while this page lay in the cache; it goes on with the rest.
    while (this.#requests.size) await Promise.all(this.#requests);
    for (const id of taken) this.#open.delete(id);
    this.#renew();
    this.#readmit(this.#store.entries());
  }

  /** What earlier pages left: events that the core had masked, then votes from before it was there. */
  async #restore() {
    if (!this.#settings.persist) return;
    await this.#store.adopt((entries) => this.#readmit(entries));
    this.#readmit(readJournal(this.#settings).map(({ entry, record }) => ({ id: '', text: record, entry })));
  }

  /** @param {Left[]} entries one that cannot be read is removed and reported by the effects */
  #readmit(entries) {
    if (!entries.length) return;
    if (!this.#returning.length) nextTask(() => this.#readmitSlice());
    this.#returning = this.#returning.concat(entries);
  }

  #readmitSlice() {
    const end = performance.now() + SLICE;
    while (this.#returning.length && performance.now() < end && this.#handle && !this.#refusal) {
      const entries = this.#returning.splice(0, TOGETHER).filter(isOwn);
      const { error, effects } = this.#core.restore(this.#handle, entries, performance.now(), Date.now());
      this.#perform(effects, error);
    }
    if (!this.#handle || this.#refusal) this.#returning = [];
    if (this.#returning.length) nextTask(() => this.#readmitSlice());
    else this.#schedulePump();
  }

  /**
   * Calls of one tick share a request. It goes out in the next task, since `fetch` alone costs more of the click's task than
   * everything else together; a page that closes before sends it in `leave`.
   */
  #schedulePump() {
    if (this.#pumpQueued) return;
    this.#pumpQueued = true;
    nextTask(() => {
      this.#pumpQueued = false;
      this.#pump(0);
    });
  }

  /** @param {number} flags */
  #pump(flags) {
    if (!this.#handle || this.#refusal || (this.#away && !this.#leaving)) return;
    const { effects, error } = this.#core.pump(this.#handle, flags, performance.now(), Date.now(), keepaliveAllowance());
    this.#perform(effects, error);
  }

  /** @param {readonly Effect[]} effects @param {import('./boundary').CoreError} [error] */
  #perform(effects, error) {
    if (error?.code === 'core_failed') this.#refuseAll(error);
    this.#effects.push(...effects);
    if (this.#performing) return;
    this.#performing = true;
    // Those that they bring about are appended meanwhile. (Taking the first out of ten thousand each time would cost seconds.)
    for (const effect of this.#effects) this.#performOne(effect);
    this.#effects = [];
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
      case 'mark':
        this.#store.mark(effect.text);
        break;
      case 'wake':
        this.#timer.set(effect.in);
        break;
      case 'fetch': {
        const handle = this.#handle;
        const circumstances = { signal: this.#aborter.signal, leaving: this.#leaving };
        const request = (this.#settings.performFetch ?? performFetch)(effect, circumstances).then((result) => {
          this.#requests.delete(request);
          if (this.#handle !== handle || this.#refusal) return;
          const { effects, error } = this.#core.respond(handle, effect.request, result, performance.now(), Date.now());
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
    if (state !== 'delivered' && code && code !== 'superseded' && code !== PURGED.code) this.#settings.report({ id, code, message: message ?? code });
    const call = this.#open.get(id);
    this.#open.delete(id);
    if (state !== 'waiting') call?.settled.give({ state, code, message });
  }

  /** @param {Call} call @param {FeedspanError} error @param {'rejected' | 'dropped'} [state] */
  #refuse(call, error, state = 'rejected') {
    call.accepted.give({ ok: false, error });
    call.settled.give({ state, code: error.code, message: error.message });
    if (error !== this.#refusal && error !== PURGED) this.#settings.report(error);
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
