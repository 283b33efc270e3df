/**
 * Where a fault takes place: one browser, a page with Feedspan on an origin of its own, and a relay that takes, refuses and breaks as
 * told, and keeps account of what it took.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { poll } from '../deadline.mjs';
import { ROWS } from '../destinations/rows.mjs';
import { coreLoaded, eventsOf, PACKAGE, serveScriptTag, storedEvents } from '../product.mjs';
import { startCollector } from '../server/collector.mjs';
import { startSite } from '../server/site.mjs';

/** @typedef {import('../server/collector.mjs').Answer & {taken?: boolean | 'none'}} Answer `taken`: the server keeps the events, whatever it answers */

export const RELAY = '/relay';
/** What a page sends to without a relay, by its type: the first row of each in the table of destinations. */
const DIRECT = new Map(ROWS.filter(({ by }) => by === 'direct').map((row) => [/** @type {any} */ (row.destination('')).type, row]).reverse());
export const DESTINATIONS = ['relay', ...[...DIRECT.keys()].sort()];

/** The id under which an item of a body travels, wherever its form has it. @param {any} item */
const idOf = ({ id, properties, attributes }) =>
  id ?? properties?.feedspan_id ?? attributes.find((/** @type {any} */ { key }) => key === 'feedspan.id').value.stringValue;

/** @param {any} options of a destination @returns {string} the script tag's attributes that say the same */
const attributesOf = ({ type, ...options }) =>
  [['destination', type], ...Object.entries(options).map(([name, value]) => [`${type}-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value])]
    .map(([name, value]) => `data-${name}="${value}"`)
    .join(' ');

/** Takes every event and says so. @type {(request: {json: any}) => Answer} */
export const TAKE = ({ json }) => ({ taken: true, json: { items: (json.events ?? []).map((/** @type {any} */ { id }) => ({ id, outcome: 'accepted' })) } });

const RENDERER = { chromium: '--type=renderer', firefox: '-contentproc', webkit: 'WebKitWebProcess' };

export class World {
  /** How often the server has taken each event, by id. @type {Map<string, number>} */
  taken = new Map();
  /** Ids of what the pages' calls were accepted under. @type {Set<string>} */
  accepted = new Set();
  told = 0;
  #blind = 0;
  #pages = [];
  #plan = [];

  /** @param {import('../engines/contract.js').EngineName} engine @param {import('../engines/contract.js').Browser} browser */
  static async open(engine, browser) {
    const world = new World();
    world.engine = engine;
    world.browser = browser;
    world.site = await startSite();
    world.collector = await startCollector();
    // Modules for a sandboxed page, whose origin is nobody's, need CORS.
    world.site.mount('/feedspan/', path.join(PACKAGE, 'dist'), { headers: { 'Access-Control-Allow-Origin': '*' } });
    world.serve();
    return world;
  }

  /** The script tag's attributes for the relay. */
  get relay() {
    return `data-destination="relay" data-url="${this.collector.url(RELAY)}"`;
  }

  /**
   * Serves the page at `/`.
   * @param {Parameters<typeof serveScriptTag>[1] & {destination?: string, more?: string}} [options] one of DESTINATIONS
   */
  serve({ destination = 'relay', more = '', ...options } = {}) {
    const row = DIRECT.get(destination);
    const attributes = `${row ? attributesOf(row.destination(this.collector.origin)) : this.relay} ${more}`;
    this.url = serveScriptTag(this, { attributes, ...options });
    this.destination = destination;
    const ids = ({ json }) => (row ? row.items(json).map(idOf) : eventsOf([{ json }]).map(({ id }) => id));
    const next = (request) => {
      const step = this.#plan.length > 1 ? this.#plan.shift() : (this.#plan[0] ?? TAKE);
      const { taken, ...answer } = typeof step === 'function' ? step(request) : step;
      if (taken) for (const id of ids(request)) this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
      return answer;
    };
    if (row) {
      this.collector.script(row.path, (request) => {
        const answer = next(request);
        const { length } = ids(request);
        // In the vendor's own words.
        if (answer.json?.items) return destination === 'axiom' ? { ...answer, json: { ingested: length, failed: 0, failures: [] } } : row.answer;
        return answer;
      });
    } else this.collector.script(RELAY, next);
  }

  /** One answer after another, the last again and again. @param {(Answer | ((request: any) => Answer))[]} plan */
  answers(...plan) {
    this.#plan = plan;
  }

  /** Another tab on the page, with its core. */
  async visit({ core = true, url = this.url } = {}) {
    const page = await this.browser.newPage();
    this.#pages.push(page);
    await page.goto(url);
    if (core) await coreLoaded(page);
    return page;
  }

  /**
   * `count` votes on answers of their own, in one tick.
   * @param {import('../engines/contract.js').Page} page
   * @param {number} [count]
   * @param {{kind?: 'thumb' | 'signal' | 'comment', size?: number}} [options] `size`: characters of a comment
   * @returns {Promise<string[]>} their ids
   */
  async act(page, count = 1, { kind = 'thumb', size = 0 } = {}) {
    const outcomes = await page.evaluate(
      async (number, what, length) => {
        window.acts ??= Math.floor(Math.random() * 1e9);
        const receipts = Array.from({ length: number }, () => {
          const links = { messageId: `m${window.acts++}` };
          if (what === 'signal') return feedspan.signal(links, 'copy');
          if (what === 'comment') return feedspan.thumb(links, 'down', { message: 'lorem ipsum dolor '.repeat(length / 18 + 1).slice(0, length) });
          return feedspan.thumb(links, 'up');
        });
        return Promise.all(receipts.map(({ accepted }) => accepted));
      },
      count,
      kind,
      size,
    );
    const ids = outcomes.map(({ ok, id, error }) => {
      if (!ok) throw new Error(`refused: ${error.code}`);
      return id;
    });
    for (const id of ids) this.accepted.add(id);
    return ids;
  }

  /** Waits until the server has taken all that the pages accepted. @param {number} [timeout] milliseconds */
  async allTaken(timeout = 15_000) {
    const missing = () => [...this.accepted].filter((id) => !this.taken.has(id));
    await poll(() => !missing().length, { timeout, what: 'all events to be taken' }).catch((error) => {
      throw new Error(`${error.message}: ${missing().length} of ${this.accepted.size} missing\n${this.collector.describe()}`);
    });
  }

  /** Counts of the page. @returns {Promise<import('../../../js/index').Status>} */
  status(page) {
    return page.evaluate(() => feedspan.status());
  }

  /** Waits for a receipt. @param {import('../engines/contract.js').Page} page @param {string} state @param {number} [timeout] */
  receipt(page, state, timeout = 10_000) {
    return page.waitFor((wanted) => seen.receipts.find((update) => update.state === wanted), { timeout, args: [state] });
  }

  /** What the page threw; what an engine says of the network is filed under the same heading by two of them. */
  thrown(page) {
    return page.pageErrors.filter((text) => !/Cross-Origin Request Blocked|access control checks|cannot load/.test(text)).join();
  }

  errors(page) {
    return page.evaluate(() => seen.errors);
  }

  stored(page) {
    return storedEvents(page);
  }

  /** Kills the processes that render pages: tabs crash, the browser lives. */
  crashTabs() {
    let killed = 0;
    for (const pid of this.browser.processes()) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(RENDERER[this.engine])) continue;
        process.kill(pid, 'SIGKILL');
        ++killed;
      } catch {
        // Gone already.
      }
    }
    if (!killed) throw new Error('no renderer was found');
  }

  /** Acts whose ids nobody learns, as their page is gone at once. @param {number} count */
  actBlind(count) {
    this.#blind += count;
  }

  /**
   * What came of it. `received`: different events that the server took; `told`: events whose page was told, by name, that they are
   * not delivered; `doubled`: more than there were acts; `again`: taken once more under the same id, which is one in effect.
   */
  account() {
    const sent = this.accepted.size + this.#blind;
    const distinct = this.taken.size;
    const again = [...this.taken.values()].reduce((sum, times) => sum + times - 1, 0);
    return { sent, received: Math.min(sent, distinct), told: this.told, doubled: Math.max(0, distinct - sent), again };
  }

  async close() {
    for (const page of this.#pages) await page.close().catch(() => {});
    await this.site.close();
    await this.collector.close();
  }
}

/** @param {unknown} condition @param {string} sentence */
export function check(condition, sentence) {
  if (!condition) throw new Error(sentence);
}
