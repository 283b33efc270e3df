/** What storage may do: cases 32 to 38 and 46, 47. */

import { poll } from '../deadline.mjs';
import { coreLoaded, online } from '../product.mjs';
import { check, TAKE } from './world.mjs';

/** Votes while the server is away, the page closes, the next one delivers. */
const survives = (name, script, { kept = true, ...more } = {}) => ({
  name,
  ...more,
  async run(world) {
    world.serve({ script });
    const page = await world.visit();
    await world.collector.down();
    await world.act(page, 3);
    await world.receipt(page, 'waiting');
    check(!world.thrown(page), world.thrown(page));
    await more.before?.(world, page);
    await world.collector.up();
    if (kept) {
      await page.close();
      await world.visit();
    } else await online(page);
    await world.allTaken(40_000);
  },
});

const NEVER = `
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (name, ...rest) { return name === 'feedspan' ? new EventTarget() : open.call(this, name, ...rest); };`;
const QUOTA = `
  const full = () => { throw new DOMException('full', 'QuotaExceededError'); };
  Storage.prototype.setItem = full;
  IDBObjectStore.prototype.put = full;`;
const ABORTED = `
  const put = IDBObjectStore.prototype.put;
  let aborted = 0;
  IDBObjectStore.prototype.put = function (...given) {
    const request = put.apply(this, given);
    if (aborted++ < 2) this.transaction.abort();
    return request;
  };`;

export const storage = [
  {
    case: 32,
    quick: true,
    name: 'a sandboxed page without any storage: delivered from memory, told once',
    async run(world) {
      const { origin } = world.site;
      world.serve({
        tag: `<script async crossorigin src="/feedspan/feedspan.js" ${world.relay}></script>`,
        csp: `sandbox allow-scripts; default-src 'none'; script-src ${origin} 'wasm-unsafe-eval'; connect-src *`,
      });
      const page = await world.visit();
      await world.act(page, 3);
      await world.allTaken();
      check((await world.errors(page)).map(({ code }) => code).join() === 'store_unavailable', 'told once');
      check(!world.thrown(page), world.thrown(page));
    },
  },
  survives('localStorage is refused', `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });`, {
    kept: false,
    case: 32,
  }),
  survives('IndexedDB does not exist', `Object.defineProperty(window, 'indexedDB', { value: undefined });`, { case: 32 }),
  survives('indexedDB.open() never answers', NEVER, { case: 33, quick: true }),
  survives('indexedDB.open() throws', `IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };`, { case: 33 }),
  survives('the first transactions are aborted', ABORTED, { case: 33 }),
  survives('there are no Web Locks, and the tab is closed: its lease ends with it', `Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });`, { case: 37 }),
  survives('the database is deleted under the page', '', {
    case: 33,
    quick: true,
    async before(_, page) {
      await page.evaluate(
        () => new Promise((resolve, reject) => Object.assign(indexedDB.deleteDatabase('feedspan'), { onsuccess: resolve, onerror: reject })).then(() => true),
      );
    },
  }),
  {
    case: 33,
    name: 'another tab with an older page blocks the database for a while',
    async run(world) {
      const blocker = await world.visit({ url: world.site.page('/blocker', '<!doctype html>'), core: false });
      // A version from the future that never gives way: a deletion waits behind it, and every open behind the deletion.
      await blocker.evaluate(
        () =>
          new Promise((resolve) => {
            indexedDB.open('feedspan').onsuccess = ({ target }) => {
              window.connection = target.result;
              indexedDB.deleteDatabase('feedspan').onblocked = () => resolve(true);
            };
          }),
      );
      const page = await world.visit();
      await world.act(page, 3);
      await world.allTaken(20_000);
      await world.collector.down();
      await world.act(page, 2);
      await world.receipt(page, 'waiting');
      await page.close();
      await blocker.evaluate(() => window.connection.close());
      await world.collector.up();
      await world.visit();
      await world.allTaken(20_000);
    },
  },
  survives('all storage is full: delivered from memory, told', QUOTA, {
    case: 34,
    kept: false,
    async before(world, page) {
      await page.waitFor(() => seen.errors.some(({ code }) => code === 'store_full'));
    },
  }),
  {
    case: 34,
    quick: true,
    name: 'the database is full: localStorage keeps it, and leaves the page its room',
    async run(world) {
      world.serve({ script: `IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };` });
      const page = await world.visit();
      await world.collector.down();
      await world.act(page, 60, { kind: 'comment', size: 60_000 });
      await world.receipt(page, 'waiting');
      const room = await page.evaluate(() => {
        localStorage.setItem('the page’s own', 'x'.repeat(2_000_000));
        return Object.entries(localStorage).reduce((sum, [name, text]) => sum + (name.startsWith('feedspan') ? text.length : 0), 0);
      });
      check(room > 1_000_000 && room < 2_200_000, `${room} units are taken`);
      await world.collector.up();
      await online(page);
      await world.allTaken(40_000);
    },
  },
  {
    case: 35,
    quick: true,
    name: 'a corrupt record in the database and one in the journal: set aside, told, the others delivered',
    async run(world) {
      const page = await world.visit();
      await world.collector.down();
      await world.act(page, 3);
      await world.receipt(page, 'waiting');
      await poll(() => page.evaluate(() => !Object.keys(localStorage).some((name) => /^feedspan:1:/.test(name))), { timeout: 5000, what: 'the database to confirm' });
      await page.evaluate(
        () =>
          new Promise((resolve) => {
            indexedDB.open('feedspan').onsuccess = ({ target }) => {
              const store = target.result.transaction('chunks', 'readwrite').objectStore('chunks');
              store.getAllKeys().onsuccess = ({ target: { result: [key] } }) => {
                const prefix = key.slice(0, key.lastIndexOf(':') + 1);
                store.put('\u0000 not a line of ours\n', `${prefix}0.broken`);
                store.put({ of: 'another kind' }, `${prefix}1.broken`);
                localStorage.setItem(`${prefix}01a1fd3a-ba06-77fa-8868-f61876faf397`, '{"half a rec');
              };
              store.transaction.oncomplete = () => (target.result.close(), resolve(true));
            };
          }),
      );
      await page.close();
      await world.collector.up();
      const next = await world.visit();
      await world.allTaken();
      await next.waitFor(() => seen.errors.some(({ code }) => code === 'store_corrupt') && seen.errors.some(({ code }) => code === 'invalid_json'));
      await poll(async () => !(await world.stored(next)).length, { timeout: 5000, what: 'the storage to be empty' });
    },
  },
  {
    case: 38,
    quick: true,
    name: 'what the first version stored in localStorage is delivered',
    async run(world) {
      const page = await world.visit();
      await world.collector.down();
      await world.act(page, 2);
      await world.receipt(page, 'waiting');
      const stored = await poll(async () => { const found = await world.stored(page); return found.length === 2 && found; }, { timeout: 5000, what: 'two stored events' });
      // As that version had them: in localStorage alone, below a page of its own.
      const queue = await page.evaluate(async () => {
        const { held } = await navigator.locks.query();
        return held.map(({ name }) => name).find((name) => name.startsWith('feedspan:1:')).split(':')[2];
      });
      await page.evaluate(() => feedspan.purge());
      await page.close();
      const writer = await world.visit({ url: world.site.page('/writer', '<!doctype html>'), core: false });
      await writer.evaluate((name, events) => {
        for (const event of events) localStorage.setItem(`feedspan:1:${name}:0123456789abcdef:${event.id}`, JSON.stringify(event));
      }, queue, stored);
      await world.collector.up();
      await world.visit();
      await world.allTaken();
    },
  },
  {
    case: 38,
    name: 'what waits for one address never goes to another',
    async run(world) {
      const page = await world.visit();
      await world.collector.down();
      await world.act(page, 2);
      await world.receipt(page, 'waiting');
      await page.close();
      await world.collector.up();
      world.collector.script('/other', [{ json: { items: [] } }]);
      const mine = world.url;
      world.serve({ attributes: `data-destination="relay" data-url="${world.collector.url('/other')}"` });
      const other = await world.visit();
      await other.evaluate(() => feedspan.flush());
      check(!world.collector.received(({ path }) => path === '/other').length, 'nothing goes there');
      world.serve();
      await world.visit({ url: mine });
      await world.allTaken();
    },
  },
  {
    case: 38,
    name: 'a database of a later version of Feedspan',
    async run(world) {
      const writer = await world.visit({ url: world.site.page('/writer', '<!doctype html>'), core: false });
      await writer.evaluate(
        () =>
          new Promise((resolve) => {
            const request = indexedDB.open('feedspan', 99);
            request.onupgradeneeded = () => request.result.createObjectStore('of another shape');
            request.onsuccess = () => (request.result.close(), resolve(true));
          }),
      );
      const page = await world.visit();
      await world.collector.down();
      await world.act(page, 3);
      await world.receipt(page, 'waiting');
      await page.close();
      await world.collector.up();
      await world.visit();
      await world.allTaken();
    },
  },
  {
    case: 46,
    quick: true,
    name: 'consent is withdrawn: memory, journal and disk are empty, in every tab',
    async run(world) {
      const [page, other] = [await world.visit(), await world.visit()];
      await world.collector.down();
      for (const each of [page, other]) {
        await world.act(each, 3);
        await world.receipt(each, 'waiting');
      }
      const left = await page.evaluate(() => {
        feedspan.consent(false);
        return [feedspan.status().waiting, Object.keys(localStorage).filter((name) => /^feedspan:(1|journal|subject)/.test(name)).length];
      });
      check(left.join() === '0,0', `waiting and stored: ${left}`);
      await other.waitFor(() => !feedspan.status().waiting);
      await poll(async () => !(await world.stored(page)).length, { timeout: 5000, what: 'the storage to be empty' });
      const [{ error }] = await page.evaluate(async () => [await feedspan.thumb({ messageId: 'm' }, 'up').accepted]);
      check(error.code === 'no_consent', error.code);
      await world.collector.up();
      await page.reload();
      await coreLoaded(page);
      await page.evaluate(() => feedspan.flush());
      check(!world.collector.received().length, 'nothing is ever sent');
      world.told = world.accepted.size;
    },
  },
  {
    case: 46,
    quick: true,
    name: 'before consent nothing is stored or sent; after it everything is',
    async run(world) {
      world.serve({ more: 'data-consent="pending"' });
      const page = await world.visit({ core: false });
      await page.waitFor(() => window.feedspan.started);
      await page.click('#first .up');
      await page.click('#second .down');
      await page.evaluate(() => feedspan.warmUp());
      const found = await page.evaluate(async () => [Object.keys(localStorage).length, (await indexedDB.databases()).length]);
      check(found.join() === '0,0', `stored: ${found}`);
      check(!world.collector.requests.length, 'nothing is sent');
      world.actBlind(2);
      await page.evaluate(() => feedspan.consent(true));
      await poll(() => world.taken.size === 2, { timeout: 10_000, what: 'both votes' });
    },
  },
  {
    case: 47,
    quick: true,
    name: 'the accounts add up, across reloads',
    async run(world) {
      world.answers({ status: 404 }, { status: 503 }, TAKE);
      const page = await world.visit();
      await world.act(page, 2);
      await world.receipt(page, 'rejected');
      world.told = 2;
      await world.act(page, 3);
      const { accepted, delivered, waiting, rejected, dropped } = await world.status(page);
      check(accepted === 5 && accepted === delivered + waiting + rejected + dropped, JSON.stringify({ accepted, delivered, waiting, rejected, dropped }));
      await page.reload();
      await coreLoaded(page);
      await page.evaluate(() => feedspan.flush());
      await page.waitFor(() => !feedspan.status().waiting, { timeout: 20_000 });
      const later = await world.status(page);
      check(later.delivered === later.accepted, JSON.stringify(later));
    },
  },
];
