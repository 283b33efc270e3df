/**
 * The part that a page loads at first: takes calls, stamps them with their time, keeps them in order, and fetches the core.
 * @module
 */
import { isOwn, openJournal, writeJournal } from './journal.js';
import { stringify } from './json.js';
import { LINK_NAMES, linksFromElement } from './links.js';
import { watchLifecycle } from './ports/lifecycle.js';

/**
 * @typedef {import('./index').Client} Client
 * @typedef {import('./index').FeedspanError} FeedspanError
 * @typedef {import('./call').Call} Call
 * @typedef {{record: string, accepted: Answer<import('./index').Acceptance>, settled: Answer<import('./index').Outcome>, entry?: string}} PageCall
 */

/** A guard against what would fill memory before anything looks at it; the core knows the real limits. UTF-16 units. */
const RECORD_LIMIT = 1 << 22;

const hasPage = () => typeof document !== 'undefined';

/** Calls kept in memory until the user is asked. */
const UNDECIDED_LIMIT = 1000;

/** Milliseconds until the second and last attempt to load the core. */
const RETRY_DELAY = 1000;

/** @type {typeof import('./index').createClient} */
export const createClient = (options) => openClient(options, CHUNKS);

/** Chunks by name, so that whoever bundles sees each. */
export const CHUNKS = {
  core: () => import('./core.js'),
  wasm: () => import('./core-wasm.js'),
  policy: () => import('./policy.js'),
  policyWasm: () => import('./policy-wasm.js'),
};

/**
 * @param {import('./index').ClientOptions} options
 * @param {typeof CHUNKS} importing those of masking by policy only where `redaction` is set
 * @param {typeof import('./ports/store.js').openStore} [openStore] in place of what a browser has
 * @returns {Client}
 */
export function openClient(options, importing, openStore) {
  options = Object(options);
  /** @type {Call[]} */
  let calls = [];
  /** @type {import('./session').Session | undefined} */
  let session;
  /** @type {Promise<boolean> | undefined} */
  let loading;
  /** Once here. @type {[typeof import('./core'), typeof import('./policy') | undefined, typeof import('./core-wasm') | undefined] | undefined} */
  let chunks;
  let failures = 0;
  /** The last failure to load. @type {FeedspanError | undefined} */
  let unavailable;
  let closed = false;
  /** null: not asked yet, so calls are kept in memory and nothing is stored. @type {boolean | null} */
  let consent = options.consent === 'pending' ? null : options.consent !== 'denied';
  /** @type {Set<string>} */
  const warned = new Set();

  /** @type {import('./call').Settings} */
  const settings = {
    destinations: [options.destination ?? []].flat().map(absolute),
    subject: options.subject === undefined ? (options.links?.userId ?? null) : (options.subject ?? ''),
    secure: globalThis.location?.protocol === 'https:',
    persist: options.persist !== false,
    redaction: options.redaction,
    batchDelay: options.batchDelay,
    openStore,
    report(error) {
      if (options.onError) guard(options.onError, error);
      else if (!warned.has(error.code)) {
        warned.add(error.code);
        console.warn(`feedspan: ${error.code}: ${error.message}`);
      }
    },
    update(update) {
      if (options.onReceipt) guard(options.onReceipt, update);
    },
  };

  /**
   * @param {any} target @param {any} feedback @param {any} [details] what a caller of `thumb` and `signal` adds
   * @returns {import('./index').Receipt}
   */
  const send = (target, feedback, details) => {
    /** @type {PageCall} */
    const call = { record: '', accepted: new Answer(), settled: new Answer() };
    const error = closed ? failure('closed', 'This client was closed.') : refusal() ?? write(call, target, feedback, details, options.beforeSend);
    if (error) {
      if (error !== WITHHELD) settings.report(error);
      refuse(call, error, error.code === 'hook' ? 'dropped' : 'rejected');
    } else if (session && consent) session.submit(call);
    else {
      calls.push(call);
      if (consent) begin();
    }
    return new Receipt(call);
  };

  /** @returns {FeedspanError | undefined} */
  const refusal = () => {
    if (consent === false) return failure('no_consent', 'The user has not consented.');
    if (consent === null && calls.length >= UNDECIDED_LIMIT) return failure('queue_full', 'Too many events wait for consent.');
  };

  const begin = () => {
    openJournal(settings);
    load().then(dropCalls);
  };

  const dropAll = () => {
    for (const call of calls.splice(0)) {
      if (isOwn(call)) refuse(call, failure('purged', 'Consent was withdrawn, so the event was deleted.'), 'dropped');
    }
    if (session) session.purge();
    // What earlier visits left goes by a name that only the core knows.
    else if (hasStored()) load().then(() => session?.purge());
  };

  /**
   * What the page gave is read in here alone: any of it may throw.
   * @param {any} call @param {any} target @param {any} feedback @param {any} details @param {import('./index').ClientOptions['beforeSend']} [beforeSend]
   * @returns {FeedspanError | undefined}
   */
  const write = (call, target, feedback, details, beforeSend) => {
    try {
      const given = target?.nodeType === 1 ? linksFromElement(target) : target;
      const own = options.links;
      /** @type {Record<string, unknown>} */
      const links = {};
      for (const name of LINK_NAMES) links[name] = given?.[name] ?? own?.[name];
      /** @type {any} */
      let event = { ...details, ...feedback, links };
      event.name ??= details ? 'thumbs' : undefined;
      if (beforeSend) {
        event = passed(beforeSend, event);
        if (event === WITHHELD || event === MISUSED) return event;
      }
      const { kind, name, value, message, metadata } = event;
      call.record = stringify({
        kind,
        name,
        value: value ?? undefined,
        message,
        links: event.links,
        // JSON leaves a function out without a word; as text the core refuses it by name.
        metadata: typeof metadata === 'function' ? '' : metadata,
        time: Date.now(),
      });
      if (call.record.length > RECORD_LIMIT) {
        return metadata ? failure('metadata_too_large', 'The metadata is too large.') : failure('text_too_long', 'The text is too long.');
      }
    } catch {
      return failure('not_serialisable', 'The feedback is no JSON: a cycle, a BigInt, or a getter that throws.');
    }
  };

  /** @returns {Promise<boolean>} */
  const load = () => (session ? Promise.resolve(true) : (loading ??= start()));

  /** @returns {Promise<boolean>} */
  const start = async () => {
    try {
      const { redaction, wasm } = options;
      chunks = await Promise.all([
        importing.core(),
        redaction ? importing.policy() : undefined,
        wasm === undefined ? (redaction ? importing.policyWasm() : importing.wasm()) : undefined,
      ]);
      const core = await chunks[0].loadCore(wasm, chunks[1]);
      if (consent === null) loading = undefined;
      else open(core);
      if (hasPage()) whenIdle(() => rehearse(core));
    } catch (cause) {
      if (!failures++) {
        // The network perhaps; or the page is being left, and the browser breaks its requests off before it says so.
        writeJournal(settings, calls);
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
        return start();
      }
      unavailable = failure('core_unavailable', `The core cannot be loaded: ${cause instanceof Error ? cause.message : cause}`);
      if (failures === 2) settings.report(unavailable);
      dropCalls();
      loading = undefined; // The next call asks once more.
    }
    return !!session;
  };

  const dropCalls = () => {
    if (!unavailable || session) return;
    for (const call of calls.splice(0)) if (isOwn(call)) refuse(call, unavailable, 'dropped');
  };

  /** @param {import('./core').Core} core */
  const rehearse = (core) => {
    const call = { record: '' };
    write(call, { traceId: 'a1', spanId: 'b2', sessionId: 'c', capability: 'd', step: 'e' }, { kind: 'thumb', value: 'up', message: 'f' }, {});
    chunks?.[0].rehearse(core, settings, call.record);
  };

  /** @param {import('./core').Core} core */
  const open = (core) => {
    if (session) return;
    stopWatching();
    session = chunks?.[0].openSession(core, settings);
    for (const call of calls.splice(0)) session?.submit(call);
  };

  /** The page may be gone after this, and the core is not there yet. */
  const leave = () => {
    if (!calls.length || !consent) return;
    try {
      const bytes = chunks?.[2]?.wasmBytes();
      if (chunks && bytes) open(chunks[0].instantiateCoreSync(bytes, chunks[1]));
    } catch {
      // `load` finds the same and tells it.
    }
    if (session) session.leave();
    else writeJournal(settings, calls);
  };

  let stopWatching = watchLifecycle(leave);
  if (hasPage() && options.load !== 'demand') {
    whenIdle(() => {
      if (!closed) load();
    });
  }

  /** @returns {import('./index').Status} */
  const status = () =>
    session?.status() ?? { pending: calls.length, accepted: 0, delivered: 0, waiting: 0, rejected: 0, dropped: 0, reasons: {}, destinations: [] };

  return {
    thumb: (target, value, details) => send(target, { kind: 'thumb', value }, details ?? {}),
    signal: (target, name, details) => send(target, { kind: 'signal', name, value: null }, details),
    send: (target, feedback) => send(target, feedback),
    retract: (target, name = 'thumbs') => send(target, { kind: 'retraction', name }),
    async preview(message) {
      await load();
      return session?.preview(`${message}`) ?? { text: '', spans: [], report: {} };
    },
    consent(granted) {
      consent = !!granted;
      if (!granted) dropAll();
      else if (calls.length) {
        begin();
        // The core may have been here before the consent.
        for (const call of session ? calls.splice(0) : []) session?.submit(call);
      }
    },
    purge: () => dropAll(),
    async capabilities() {
      await load();
      return session?.capabilities ?? [];
    },
    async flush() {
      await load();
      await session?.flush();
      return status();
    },
    warmUp: load,
    status,
    async close() {
      closed = true;
      if (calls.length) await load();
      stopWatching();
      await session?.close();
      return status();
    },
  };
}

/** A promise that is made once somebody asks for it: most receipts are thrown away unread, and a burst makes ten thousand. @template T */
class Answer {
  /** @type {T | undefined} */
  #value;
  /** @type {Promise<T> | undefined} */
  #promise;
  /** @type {((value: T) => void) | undefined} */
  #resolve;

  /** @param {T} value */
  give(value) {
    this.#value ??= value;
    this.#resolve?.(value);
  }

  get promise() {
    return (this.#promise ??= new Promise((resolve) => {
      this.#resolve = resolve;
      if (this.#value) resolve(this.#value);
    }));
  }
}

class Receipt {
  #call;

  /** @param {PageCall} call */
  constructor(call) {
    this.#call = call;
  }

  get accepted() {
    return this.#call.accepted.promise;
  }

  get settled() {
    return this.#call.settled.promise;
  }
}

/** Whether any client of this origin has ever stored something: all of them keep a subject or an entry. */
function hasStored() {
  try {
    return Object.keys(localStorage).some((name) => name.startsWith('feedspan:'));
  } catch {
    return false;
  }
}

/** @param {import('./index').ErrorCode} code @param {string} message @returns {FeedspanError} */
const failure = (code, message) => ({ code, message });

/** What the page wants is nothing to be told of as an error. */
const WITHHELD = failure('hook', 'beforeSend returned null.');
const MISUSED = failure('hook', 'beforeSend threw, or returned neither an event nor null (a promise is none): the event was dropped.');

/**
 * What the page's hook makes of an event. Whatever else it does than give one back, nothing goes out.
 * @param {(event: any) => any} beforeSend @param {object} event @returns {any} or why not
 */
function passed(beforeSend, event) {
  try {
    const answer = beforeSend(event);
    if (answer === null) return WITHHELD;
    if (typeof answer?.then === 'function') answer.then(null, () => {});
    else if (typeof answer === 'object') return answer;
  } catch {
    // As below.
  }
  return MISUSED;
}

/** @param {Call} call @param {FeedspanError} error @param {'rejected' | 'dropped'} state */
function refuse(call, error, state) {
  call.accepted.give({ ok: false, error });
  call.settled.give({ state, code: error.code, message: error.message });
}

/** @template T @param {(value: T) => unknown} callback the page's @param {T} value */
function guard(callback, value) {
  try {
    // An asynchronous one may reject.
    Promise.resolve(callback(value)).catch(() => {});
  } catch {
    // The page's own matter.
  }
}

/**
 * An address left empty would become the page's own; it stays as it is, for the core to refuse.
 * @param {any} destination
 */
function absolute(destination) {
  try {
    if ((destination.type === 'relay' || destination.type === 'webhook') && destination.url) {
      return { ...destination, url: new URL(destination.url, globalThis.document?.baseURI).href };
    }
  } catch {
    // Not a URL; the core says so.
  }
  return destination;
}

/** @param {() => void} work */
function whenIdle(work) {
  const idle = () => (globalThis.requestIdleCallback?.(work, { timeout: 5000 }) ?? setTimeout(work, 200));
  if (document.readyState === 'complete') idle();
  else addEventListener('load', idle, { once: true });
}
