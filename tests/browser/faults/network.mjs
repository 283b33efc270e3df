/** What the way to the server may do: cases 17 to 23, and slower kinds of death. */

import { eventsOf } from '../product.mjs';
import { check, TAKE } from './world.mjs';

/** Counts calls of fetch in the page, since a server that is away counts nothing. */
const COUNT = `
  window.asked = [];
  const { fetch } = window;
  window.fetch = (url, init) => {
    if (init?.method === 'POST') asked.push(performance.now());
    return fetch(url, init);
  };`;

const through = (name, answers, more = {}) => ({
  name,
  ...more,
  async run(world) {
    world.answers(...answers, TAKE);
    const page = await world.visit();
    await world.act(page, 3);
    await world.allTaken(more.timeout ?? 30_000);
    check(!world.thrown(page), world.thrown(page));
  },
});

export const network = [
  through('the connection is reset twice', [{ reset: true }, { reset: true }], { case: 17, quick: true }),
  through('taken, then the connection dies: the same id again', [(request) => ({ ...TAKE(request), json: undefined, reset: true })], { case: 21 }),
  through('taken, then the answer breaks off', [(request) => ({ ...TAKE(request), cutBody: true })], { case: 21 }),
  through('a server that never answers', [{ hang: true }], { case: 20 }),
  through('an answer that drips in a byte every half second', [(request) => ({ ...TAKE(request), drip: 500 })], { timeout: 40_000 }),
  {
    case: 17,
    quick: true,
    name: 'the server is away when the votes are made, and comes back',
    async run(world) {
      const page = await world.visit();
      await world.collector.down();
      await world.act(page, 5);
      await world.receipt(page, 'waiting');
      check(!(await world.errors(page)).some(({ code }) => code !== 'network'), 'no alarm');
      await world.collector.up();
      // On a slow machine three attempts have failed by now; the next is up to a minute away.
      await world.allTaken(75_000);
    },
  },
  {
    case: 18,
    slow: true,
    name: 'blocked for ever: at most four attempts in the first minute',
    async run(world) {
      world.serve({ script: COUNT });
      const page = await world.visit();
      await world.collector.down();
      await world.act(page, 1);
      await page.waitFor(() => performance.now() - asked[0] > 60_000, { timeout: 70_000 });
      // An attempt that may have met the quota counts as one, though it takes two calls.
      const times = await page.evaluate(() => asked.filter((time) => time < asked[0] + 60_000));
      const attempts = times.filter((time, index) => !index || time - times[index - 1] > 60).length;
      check(attempts <= 4, `${attempts} attempts`);
      check((await world.errors(page)).length <= 1, 'one warning at most');
      await world.collector.up();
      await page.reload();
      await world.allTaken();
    },
  },
  {
    case: 19,
    quick: true,
    name: 'the answer lacks its CORS header',
    async run(world) {
      world.answers((request) => ({ ...TAKE(request), cors: false }), TAKE);
      const page = await world.visit();
      await world.act(page, 2);
      await world.allTaken();
      await page.waitFor(() => !feedspan.status().waiting, { timeout: 15_000 });
      check(!world.thrown(page), world.thrown(page));
    },
  },
  {
    case: 18,
    name: 'the preflight is refused: stored, delivered when it is not',
    async run(world) {
      world.collector.cors = false;
      const page = await world.visit();
      await world.act(page, 2);
      await world.receipt(page, 'waiting');
      check(!world.taken.size, 'nothing came through');
      world.collector.cors = true;
      await page.reload();
      await world.allTaken();
      check(!world.thrown(page), world.thrown(page));
    },
  },
  {
    name: 'the server’s name cannot be resolved: kept, and no alarm',
    async run(world) {
      world.serve({ attributes: 'data-destination="relay" data-url="http://feedspan-nowhere.invalid/relay"' });
      const page = await world.visit();
      const ids = await world.act(page, 2);
      const { code } = await world.receipt(page, 'waiting');
      check(code === 'network' || code === 'timeout', code);
      check((await world.stored(page)).length === 2, 'both are stored');
      check(!world.thrown(page), world.thrown(page));
      world.told = ids.length;
    },
  },
  {
    case: 22,
    name: 'fifty requests of 12 KB with no-store answers: the keepalive budget comes back each time',
    async run(world) {
      world.answers((request) => ({ ...TAKE(request), headers: { 'Cache-Control': 'no-store' } }));
      const page = await world.visit();
      for (let n = 1; n <= 50; ++n) {
        await world.act(page, 1, { kind: 'comment', size: 12_000 });
        await world.allTaken();
      }
      check(world.collector.received().length === 50, `${world.collector.received().length} requests`);
    },
  },
  {
    case: 23,
    quick: true,
    name: 'offline, then online: delivered within moments',
    async run(world) {
      const page = await world.visit();
      await page.setOffline(true);
      await world.act(page, 3);
      await world.receipt(page, 'waiting');
      await page.setOffline(false);
      await world.allTaken(5000);
    },
  },
  {
    case: 23,
    name: 'navigator.onLine lies: true is not believed, false stops nothing',
    async run(world) {
      world.serve({ script: `Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false });` });
      const page = await world.visit();
      await world.act(page, 2);
      await world.allTaken();
    },
  },
  {
    case: 43,
    quick: true,
    name: 'retries are the same bytes',
    async run(world) {
      world.answers({ status: 500 }, { status: 500 }, TAKE);
      const page = await world.visit();
      await world.act(page, 3);
      await world.allTaken(30_000);
      const bodies = new Set(world.collector.received().map(({ json }) => JSON.stringify(eventsOf([{ json }]).map(({ id, seq }) => [id, seq]))));
      check(bodies.size === 1, 'ids, order and members do not change');
    },
  },
];
