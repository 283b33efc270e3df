/**
 * The relay: a Web-standard handler with the core's receiving half. A request passes one check after the other, each of which
 * answers a refusal or nothing; what is left goes to the destinations, and each event gets its outcome.
 * @module
 */
import { subjectOf, verifyLinkToken } from './link-token.js';
import { createPolicy } from './policy.js';
import { loadRelayCore } from './relay-core.js';
import { addressOf } from './relay/address.js';
import { Batch, CoreRefusal, OUTCOMES } from './relay/batch.js';
import { readAtMost } from './relay/body.js';
import { createMemoryLimiter, limitsOf } from './relay/limits.js';
import { admit, PREFLIGHT } from './relay/origin.js';
import { createMemorySeenStore, Turnstile } from './relay/seen.js';
import { performFetch } from './relay/upstream.js';

export { createMemoryLimiter } from './relay/limits.js';
export { createMemorySeenStore } from './relay/seen.js';
export { toNodeListener } from './relay/node.js';

/**
 * @typedef {import('./relay').RelayOptions} RelayOptions
 * @typedef {import('./relay').ItemOutcome} ItemOutcome
 * @typedef {import('./relay').RateLimit} RateLimit
 * @typedef {import('./boundary').CoreError} CoreError
 * @typedef {import('./boundary').FetchEffect} FetchEffect
 * @typedef {import('./boundary').RelayGrant} RelayGrant
 * @typedef {import('./relay/batch.js').Item} Item
 * @typedef {import('./relay/batch.js').Opened} Opened
 * @typedef {import('./relay/batch.js').Outcome} Outcome
 */

/** Seconds for which browsers stay away when nobody has said how long. */
const RETRY_AFTER = 30;

const CONTENT_TYPES = ['application/json', 'text/plain'];

/** The name of the host's own store among the destinations. */
const STORE = 'store';

const TOKEN_PROBLEMS = {
  missing: 'The links came without the token that this relay asks for.',
  malformed: 'The link token is none.',
  forged: 'The link token was not signed by this server.',
  audience: 'The link token is meant for another relay.',
  expired: 'The link token has expired.',
  early: 'The link token is not valid yet.',
};

/** Ends a request early. */
class Refusal {
  /** @param {number} status @param {string} code @param {string} message @param {Record<string, string>} [headers] */
  constructor(status, code, message, headers = {}) {
    this.status = status;
    this.error = { code, message };
    this.headers = headers;
  }
}

/** @param {number} seconds */
const retryAfter = (seconds) => ({ 'Retry-After': `${Math.max(Math.ceil(seconds), 1)}` });

/** @param {string} code @param {string} message @param {number} [seconds] */
const unavailable = (code, message, seconds = RETRY_AFTER) => new Refusal(503, code, message, retryAfter(seconds));

/** Why nothing can be handed on, for whoever looks into the page. Not in a destination's words: those are the operator's. */
const HELD_UP = /** @type {Readonly<Record<string, string>>} */ ({
  network: 'The relay cannot reach its destination.',
  timeout: 'The destination does not answer the relay in time.',
  unauthorized: 'The destination refuses the key of the relay, which its operator has to correct.',
  not_found: 'The destination does not know what the relay is set up to write to.',
  rate_limited: 'The destination asks the relay to slow down.',
  server_error: 'The destination has trouble of its own.',
  invalid_answer: 'What answers the relay is not the destination.',
  store_unavailable: 'The relay cannot store anything now.',
});

const FAILED = unavailable('core_failed', 'The relay failed.');

/** @param {number} ms */
const tooMany = (ms) => new Refusal(429, 'rate_limited', 'Too many requests; come again later.', retryAfter(ms / 1000));

/** @type {typeof import('./relay').createRelay} */
export function createRelay(options) {
  const relay = new Relay(Object(options));
  return (request) => relay.handle(request);
}

class Relay {
  /** @type {RelayOptions} */
  #options;
  #destinations;
  #limits;
  #limiter;
  #seen;
  #turnstile = new Turnstile();
  #secrets;
  /** What no message may contain. @type {readonly string[]} */
  #confidential;
  /** @type {Promise<Opened> | undefined} */
  #opening;

  /** @param {RelayOptions} options */
  constructor(options) {
    this.#options = options;
    this.#destinations = [options.destination ?? []].flat();
    this.#limits = limitsOf(options.limits);
    this.#limiter = options.limiter ?? createMemoryLimiter();
    this.#seen = options.seen ?? createMemorySeenStore();
    this.#secrets = [options.linkSecrets ?? []].flat();
    this.#confidential = [...this.#destinations, ...this.#secrets].flatMap((each) => secretsIn(each));
  }

  /** @param {Request} request @returns {Promise<Response>} */
  async handle(request) {
    const cors = admit(request, this.#options.origins ?? []);
    try {
      if (!cors) throw new Refusal(403, 'rejected', 'This origin may not post here.');
      if (request.method === 'OPTIONS') return respond(204, null, { ...cors, ...PREFLIGHT });
      const { status, body, headers } = await this.#receive(request);
      return respond(status, body, { ...cors, ...headers });
    } catch (thrown) {
      const refusal = thrown instanceof Refusal ? thrown : thrown instanceof CoreRefusal ? refusalOf(thrown.error) : FAILED;
      if (refusal === FAILED) this.#tell({ code: 'core_failed', message: `The relay failed: ${wordsOf(thrown)}` });
      return respond(refusal.status, { error: refusal.error }, { ...cors, ...refusal.headers });
    }
  }

  /** @param {Request} request */
  async #receive(request) {
    checkMethod(request);
    if (!(await this.#isEnabled())) throw new Refusal(403, 'disabled', 'The relay is switched off.');
    await this.#checkRate(request);
    checkType(request);
    const body = await this.#readBody(request);
    const batch = new Batch(await this.#open(), body);
    try {
      batch.grant(await this.#grants(request, batch.items));
      const wait = await this.#limitSenders(batch.open);
      const asked = await this.#deliver(batch);
      return answer(batch.outcomes(), Math.max(wait / 1000, asked), wait > 0);
    } finally {
      batch.end();
    }
  }

  async #isEnabled() {
    const { enabled = true } = this.#options;
    return typeof enabled === 'function' ? enabled() : enabled;
  }

  /** Before anything is read. @param {Request} request */
  async #checkRate(request) {
    const { trustedHops = 0, address } = this.#options;
    const from = address ? address(request) : addressOf(request, trustedHops);
    const ms = Math.max(await this.#take('all', '', 1), from ? await this.#take('address', from, 1) : 0);
    if (ms > 0) throw tooMany(ms);
  }

  /** @param {keyof ReturnType<typeof limitsOf>} kind @param {string} who @param {number} cost @returns {Promise<number>} ms to wait; 0: taken */
  async #take(kind, who, cost) {
    const limit = this.#limits[kind];
    if (!limit) return 0;
    try {
      return await this.#limiter.take(who ? `${kind}:${who}` : kind, cost, limit);
    } catch (cause) {
      // Limits protect from floods; without them the relay is still right, so feedback goes on.
      this.#tell({ code: 'store_unavailable', message: `The rate limiter failed: ${wordsOf(cause)}` });
      return 0;
    }
  }

  /** @param {Request} request @returns {Promise<Uint8Array>} */
  async #readBody({ headers, body }) {
    const { maxBytes = 64 * 1024, bodyTimeout = 10_000 } = this.#options;
    const tooLarge = () => new Refusal(413, 'too_large', `A batch has at most ${maxBytes} bytes.`);
    if (Number(headers.get('content-length')) > maxBytes) throw tooLarge();
    const bytes = await readAtMost(body, maxBytes, bodyTimeout).catch(() => {
      throw new Refusal(400, 'invalid_json', 'The body broke off.');
    });
    if (bytes === 'too_large') throw tooLarge();
    if (bytes === 'timeout') throw new Refusal(408, 'timeout', 'The body took too long.');
    return bytes;
  }

  /** Once for all requests; after a failure, or when the core has died, the next request tries anew. */
  async #open() {
    const opened = await (this.#opening ??= this.#start());
    if (!opened.core.dead) return opened;
    return (this.#opening = this.#start());
  }

  /** @returns {Promise<Opened>} */
  async #start() {
    const { store, wasm, maxEvents = 100, redaction, requireToken } = this.#options;
    try {
      if (!this.#destinations.length && !store) throw { code: 'no_destination', message: 'The relay needs a destination or a store.' };
      if (requireToken && !this.#secrets.length) throw { code: 'invalid_options', message: 'requireToken needs linkSecrets.' };
      const core = await loadRelayCore(wasm).catch((cause) => {
        throw { code: 'core_unavailable', message: `The core cannot be loaded: ${cause.message}` };
      });
      const created = core.create({ destinations: this.#destinations, limits: { events: maxEvents } }, policyIn(core, redaction));
      if (created.error) throw created.error;
      return { core, relay: created.relay, names: [...(store ? [STORE] : [''])].concat(distinct(created.destinations)) };
    } catch (error) {
      this.#opening = undefined;
      this.#tell(/** @type {CoreError} */ (error));
      throw unavailable('core_unavailable', 'The relay is not ready.');
    }
  }

  /**
   * Who vouches for each item: its token, else the host, else nobody.
   * @param {Request} request @param {readonly Item[]} items
   * @returns {Promise<RelayGrant[]>}
   */
  async #grants(request, items) {
    const { audience, requireToken = false } = this.#options;
    const secrets = this.#secrets;
    const known = await this.#subject(request);
    /** Most events of a batch speak of few answers. @type {Map<string, ReturnType<typeof verifyLinkToken>>} */
    const verifying = new Map();
    for (const { outcome, token } of secrets.length ? items : []) {
      if (!outcome && token && !verifying.has(token)) verifying.set(token, verifyLinkToken(token, { secrets, audience }));
    }
    const results = await Promise.all(verifying.values());
    const verified = new Map([...verifying.keys()].map((token, i) => [token, results[i]]));
    return items.map((item) => {
      if (item.outcome) return null;
      const result = item.token && verified.get(item.token);
      if (!result) {
        if (requireToken) return refuse(item, TOKEN_PROBLEMS.missing);
        item.subject = known;
        return known ? { subject: known } : null;
      }
      if (!result.ok) return refuse(item, TOKEN_PROBLEMS[result.reason]);
      const { sub, target, names } = result.payload;
      item.subject = sub;
      return { subject: sub, target, names };
    });
  }

  /** @param {Request} request @returns {Promise<string | undefined>} the hash of the sender that the host knows */
  async #subject(request) {
    const subject = await this.#options.subject?.(request);
    return subject ? subjectOf(subject, this.#secrets[0]?.secret ?? 'feedspan: no secret was given, so this hash is plain') : undefined;
  }

  /** @param {readonly Item[]} items @returns {Promise<number>} milliseconds that the longest has to wait */
  async #limitSenders(items) {
    let wait = 0;
    for (const [kind, who] of /** @type {const} */ ([['subject', 'subject'], ['token', 'token']])) {
      /** @type {Map<string, Item[]>} */
      const groups = new Map();
      for (const item of items) {
        // A token's signature names it as well as the whole does.
        const name = item.subject && item[who]?.split('.').pop();
        if (name) groups.set(name, [...(groups.get(name) ?? []), item]);
      }
      for (const [name, group] of groups) {
        const ms = await this.#take(kind, name, group.length);
        if (ms > 0) for (const item of group) item.outcome = { outcome: 'retry', code: 'rate_limited' };
        wait = Math.max(wait, ms);
      }
    }
    return wait;
  }

  /** @param {Batch} batch @returns {Promise<number>} seconds that a destination asked to wait */
  async #deliver(batch) {
    batch.keepNewest();
    const leave = await this.#turnstile.enter(batch.open.map(({ key }) => key));
    try {
      await this.#route(batch);
      const toStore = batch.open.filter(({ to }) => to & 1);
      const { events, effects, refusals } = batch.forward();
      const [kept, forwarded] = await Promise.all([this.#keep(events), this.#forward(batch, effects)]);
      const arrived = batch.settle((item, place) =>
        place === 0 ? kept[toStore.indexOf(item)] : (forwarded.outcomes.get(`${item.index} ${place - 1}`) ?? RETRY),
        refusals,
      );
      for (const { destination, code, message } of refusals.slice(0, 1)) this.#tell({ code, message: `${batch.names[destination + 1]}: ${message}` });
      await this.#arrived(arrived);
      return forwarded.retryAfter;
    } finally {
      leave();
    }
  }

  /** Without a word of what was seen before, nothing goes out: an older vote could replace a newer one. @param {Batch} batch */
  async #route(batch) {
    const { open } = batch;
    try {
      if (open.length) batch.route(open, await this.#seen.raise(open.map(({ key, seq, time }) => ({ key, seq, time }))));
    } catch (cause) {
      this.#tell({ code: 'store_unavailable', message: `The store of what was seen failed: ${wordsOf(cause)}` });
      for (const item of open) Object.assign(item, { to: 0, outcome: { outcome: 'retry', code: 'store_unavailable' } });
    }
  }

  /** @param {readonly {key: string, seq: number, destination: string}[]} arrived */
  async #arrived(arrived) {
    try {
      if (arrived.length) await this.#seen.done(arrived);
    } catch (cause) {
      // They have arrived. Should they come again, they go out again, under the same id.
      this.#tell({ code: 'store_unavailable', message: `The store of what was seen failed: ${wordsOf(cause)}` });
    }
  }

  /** @param {readonly import('./relay').CanonicalEvent[]} events @returns {Promise<Outcome[]>} */
  async #keep(events) {
    /** @type {readonly ItemOutcome['outcome'][]} */
    let outcomes = [];
    try {
      if (events.length) outcomes = (await this.#options.store?.(events)) ?? [];
    } catch (cause) {
      this.#tell({ code: 'store_unavailable', message: `The store failed: ${wordsOf(cause)}` });
    }
    // What a store says nothing of, or in a word of its own, it may not have.
    return events.map((_, i) => (OUTCOMES.includes(outcomes[i]) ? { outcome: outcomes[i] } : { outcome: 'retry', code: 'store_unavailable' }));
  }

  /**
   * One destination that is down or refuses holds no other one up.
   * @param {Batch} batch @param {readonly FetchEffect[]} effects
   */
  async #forward(batch, effects) {
    const { timeout = 10_000 } = this.#options;
    /** By item and destination. @type {Map<string, Outcome>} */
    const outcomes = new Map();
    let retryAfter = 0;
    /** @param {readonly FetchEffect[]} effects @returns {Promise<unknown>} */
    const perform = (effects) =>
      Promise.all(effects.map(async (effect) => {
        const answer = batch.respond(effect.request, await performFetch(effect, timeout));
        retryAfter = Math.max(retryAfter, answer.retryAfter ?? 0);
        for (const { item, outcome, code } of answer.items) outcomes.set(`${item} ${answer.destination}`, { outcome, code });
        const failed = answer.items.find(({ code }) => code);
        if (failed?.code) this.#tell({ code: failed.code, message: `${effect.destination}: ${failed.message ?? failed.code}` });
        // A batch that was too large goes out again in parts.
        await perform(answer.effects);
      }));
    await perform(effects);
    return { outcomes, retryAfter };
  }

  /** Vendors have been seen to repeat a request's headers in their answers. @param {CoreError} error */
  #tell({ code, message }) {
    try {
      const clean = this.#confidential.reduce((text, secret) => text.split(secret).join('[key]'), `${message}`);
      this.#options.onError?.({ code, message: clean });
    } catch {
      // The host's own matter.
    }
  }
}

/** @type {import('./relay/batch.js').Outcome} */
const RETRY = { outcome: 'retry', code: 'invalid_answer' };

/** @param {Item} item @param {string} message @returns {RelayGrant} */
function refuse(item, message) {
  item.outcome = { outcome: 'rejected', code: 'link_token', message };
  return { refused: true };
}

/**
 * The values of options whose name says that they are keys, and all headers.
 * @param {unknown} options @param {string} [path]
 * @returns {string[]}
 */
function secretsIn(options, path = '') {
  if (typeof options === 'string') return /key|token|secret|password|header/i.test(path) && options ? [options] : [];
  if (typeof options !== 'object' || !options || ArrayBuffer.isView(options)) return [];
  return Object.entries(options).flatMap(([name, value]) => secretsIn(value, `${path}.${name}`));
}

/** @param {import('./relay-core').RelayCore} core @param {RelayOptions['redaction']} redaction */
function policyIn(core, redaction) {
  try {
    return redaction && createPolicy(core, redaction).handle;
  } catch (cause) {
    throw { code: 'invalid_options', message: wordsOf(cause) };
  }
}

/** Two of one vendor are told apart. @param {readonly string[]} names */
const distinct = (names) => names.map((name, i) => (names.indexOf(name) < i ? `${name}#${i}` : name));

// What may be posted.

/** @param {Request} request */
function checkMethod({ method }) {
  if (method !== 'POST') throw new Refusal(405, 'rejected', 'Only POST.', { Allow: 'POST, OPTIONS' });
}

/** `text/plain` is what a beacon can send without a preflight. @param {Request} request */
function checkType({ headers }) {
  const type = (headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();
  if (!CONTENT_TYPES.includes(type)) throw new Refusal(415, 'rejected', `Only ${CONTENT_TYPES.join(' or ')}.`);
}

/** @param {CoreError} error of a whole batch */
function refusalOf({ code, message }) {
  if (code === 'core_failed' || code === 'closed') return FAILED;
  return new Refusal(code === 'too_large' || code === 'too_many_events' ? 413 : 400, code, message);
}

// What is answered.

/**
 * @param {readonly ItemOutcome[]} items @param {number} seconds that browsers are to wait, where somebody has said so
 * @param {boolean} limited our own limits hold some of them
 */
function answer(items, seconds, limited) {
  const every = (/** @type {(item: ItemOutcome) => boolean} */ is) => items.length > 0 && items.every(is);
  if (every(({ outcome }) => outcome === 'retry')) {
    if (limited && every(({ code }) => code === 'rate_limited')) throw tooMany(seconds * 1000);
    const code = items[0].code ?? 'server_error';
    const why = Object.hasOwn(HELD_UP, code) ? HELD_UP[code] : 'Nothing can be taken now.';
    throw unavailable(code, `${why} What the page holds is sent again.`, seconds || RETRY_AFTER);
  }
  const status = every(({ code }) => code === 'link_token') ? 403 : 200;
  const waits = items.some(({ outcome }) => outcome === 'retry');
  return { status, body: { items }, headers: waits && seconds ? retryAfter(seconds) : {} };
}

/** @param {number} status @param {unknown} body @param {Record<string, string>} headers */
function respond(status, body, headers) {
  return new Response(body === null ? null : JSON.stringify(body), {
    status,
    headers: {
      ...(body === null ? {} : { 'Content-Type': 'application/json' }),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Origin',
      ...headers,
    },
  });
}

/** @param {unknown} cause */
const wordsOf = (cause) => (cause instanceof Error ? cause.message : cause);
