/**
 * The events of one request: in the core from `receive` to the last answer, and here what is known of each.
 * @module
 */

/**
 * @typedef {import('../relay').ItemOutcome} ItemOutcome
 * @typedef {Omit<ItemOutcome, 'id'>} Outcome
 * @typedef {import('../boundary').FetchResult} FetchResult
 * @typedef {import('../boundary').RelayGrant} RelayGrant
 * @typedef {import('../boundary').CoreError} CoreError
 * @typedef {import('../boundary').RelayForwarded} RelayForwarded
 * @typedef {{core: import('../relay-core').RelayCore, relay: number, names: readonly string[]}} Opened `names`: of the places where events go,
 *   first the host's store, '' where there is none, then each destination
 */

/**
 * @typedef {object} Item one event
 * @property {number} index
 * @property {string} [id] where one could be read
 * @property {string} [token] that came with it
 * @property {string} [subject] the sender, where somebody vouches for them
 * @property {string} key empty until it is granted
 * @property {number} seq
 * @property {number} time
 * @property {Item} [twin] an earlier item of the batch that says the same
 * @property {number} to the places where it goes, as bits over `names`
 * @property {number} first milliseconds since 1970, or -1
 * @property {Outcome} [outcome] once decided
 */

/** From best to worst: an event's outcome is the worst of all places that it goes to. */
export const OUTCOMES = /** @type {const} */ (['accepted', 'duplicate', 'superseded', 'defer', 'retry', 'rejected']);

/** What the core says of a whole batch, or that it has stopped. */
export class CoreRefusal {
  /** @param {CoreError} error */
  constructor(error) {
    this.error = error;
  }
}

/** @template T @param {T & {readonly error?: CoreError}} answer @returns {T} */
function checked(answer) {
  if (answer.error) throw new CoreRefusal(answer.error);
  return answer;
}

/** @param {CoreError} error @returns {Outcome} */
const rejected = ({ code, message }) => ({ outcome: 'rejected', code, message });

export class Batch {
  #opened;
  #number;
  #forwarded = false;
  /** @type {readonly Item[]} */
  items;

  /** @param {Opened} opened @param {Uint8Array} body @throws {CoreRefusal} */
  constructor(opened, body) {
    const { batch, items } = checked(opened.core.receive(opened.relay, body, Date.now()));
    this.#opened = opened;
    this.#number = batch;
    this.items = items.map(({ id, token, error }, index) => ({
      ...{ index, id, token, key: '', seq: 0, time: 0, to: 0, first: -1 },
      outcome: error && rejected(error),
    }));
  }

  get names() {
    return this.#opened.names;
  }

  /** Those without an outcome. */
  get open() {
    return this.items.filter(({ outcome, twin }) => !outcome && !twin);
  }

  /** Gives each item its key, or refuses it. @param {readonly RelayGrant[]} grants */
  grant(grants) {
    const { core, relay } = this.#opened;
    checked(core.grant(relay, this.#number, grants)).items.forEach(({ key = '', seq = 0, time = 0, error }, i) => {
      if (error) this.items[i].outcome ??= rejected(error);
      else Object.assign(this.items[i], { key, seq, time });
    });
  }

  /** Of several versions of one vote only the newest goes out. */
  keepNewest() {
    /** @type {Map<string, Item>} */
    const newest = new Map();
    for (const item of this.open) {
      const other = newest.get(item.key);
      if (other?.seq === item.seq) item.twin = other;
      else if (!other || item.seq > other.seq) newest.set(item.key, item);
    }
    for (const item of this.open) if (newest.get(item.key) !== item) item.outcome = { outcome: 'superseded' };
  }

  /**
   * Decides where each open item still has to go.
   * @param {readonly Item[]} open @param {readonly import('../relay').Seen[]} seen of each
   */
  route(open, seen) {
    open.forEach((item, i) => {
      const { seq, first, done } = seen[i];
      if (seq > item.seq) item.outcome = { outcome: 'superseded' };
      else {
        item.first = first;
        item.to = this.names.reduce((bits, name, place) => (name && !done.includes(name) ? bits | (1 << place) : bits), 0);
        if (!item.to) item.outcome = { outcome: 'duplicate' };
      }
    });
  }

  /** The requests for all that is routed, and the events for the host's store. */
  forward() {
    const { core, relay } = this.#opened;
    this.#forwarded = true;
    const selection = this.items.map(({ to, first }) => ({ to, first }));
    return checked(core.forward(relay, this.#number, selection, Date.now()));
  }

  /** @param {number} request @param {FetchResult} result */
  respond(request, result) {
    const { core, relay } = this.#opened;
    return checked(core.respond(relay, request, result, Date.now()));
  }

  /**
   * Settles every item that was routed, with the worst of what became of it. A place that can never take an event counts only when
   * no other one can.
   * @param {(item: Item, place: number) => Outcome} outcomeAt
   * @param {RelayForwarded['refusals']} refusals
   * @returns {{key: string, seq: number, destination: string}[]} what has arrived
   */
  settle(outcomeAt, refusals) {
    const arrived = [];
    for (const { item, destination, code } of refusals) {
      const refused = this.items[item];
      refused.to &= ~(2 << destination);
      if (!refused.to) refused.outcome = { outcome: 'rejected', code };
    }
    for (const item of this.open) {
      /** @type {Outcome} */
      let worst = { outcome: 'accepted' };
      for (const [place, name] of this.names.entries()) {
        if (!((item.to >> place) & 1)) continue;
        const outcome = outcomeAt(item, place);
        const rank = OUTCOMES.indexOf(outcome.outcome);
        if (rank > OUTCOMES.indexOf(worst.outcome)) worst = outcome;
        if (rank < OUTCOMES.indexOf('defer')) arrived.push({ key: item.key, seq: item.seq, destination: name });
      }
      item.outcome = worst;
    }
    return arrived;
  }

  /** @returns {ItemOutcome[]} one an item; what was not decided is to come again */
  outcomes() {
    return this.items.map(({ id, outcome, twin }) => ({ id, ...(outcome ?? twin?.outcome ?? { outcome: 'retry' }) }));
  }

  /** Frees what was not forwarded. */
  end() {
    const { core, relay } = this.#opened;
    if (!this.#forwarded) core.forward(relay, this.#number, [], 0);
  }
}
