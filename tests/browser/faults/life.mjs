/** What becomes of the page: cases 24 to 31, and every way in which a page, a tab or a browser can end. */

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { poll } from '../deadline.mjs';
import { launch } from '../engines/index.mjs';
import { coreLoaded, eventsOf, online } from '../product.mjs';
import { startCollector } from '../server/collector.mjs';
import { check, DESTINATIONS, TAKE } from './world.mjs';

/** The next visit, after which whatever was left has been sent. */
async function nextVisit(world) {
  const page = await world.visit();
  await page.evaluate(() => feedspan.flush());
  return page;
}

/** The click is seen by another tab, since in Chromium a closing can overtake it. */
const WITNESS = `addEventListener('click', () => localStorage.setItem('clicked', 'yes'), true);`;

/** @param {string} destination @param {'the driver' | 'the page'} how @param {boolean} [away] nothing is sent, so what is there afterwards was stored */
const closing = (destination, how, away = false) => ({
  case: 24,
  quick: how === 'the driver' && (away || destination === 'axiom'),
  name: `the tab is closed in the tick of the click, by ${how} (${away ? 'the server is away' : destination})`,
  async run(world) {
    const script = how === 'the page' ? `${WITNESS} addEventListener('click', () => window.close());` : WITNESS;
    world.serve({ destination, script });
    const witness = await world.visit({ url: world.site.page('/witness', '<!doctype html>'), core: false });
    const clicked = () => witness.evaluate(() => !!localStorage.getItem('clicked'));
    if (away) await world.collector.down();
    for (let round = 0; round < 5 && !(await clicked()); ++round) {
      const page = how === 'the page' ? await witness.popup(() => witness.evaluate((url) => void window.open(url), world.url)) : await world.visit();
      await coreLoaded(page);
      if (how === 'the page') await page.click('#first .up').catch(() => {});
      else await page.clickAndClose('#first .up');
      await poll(clicked, { timeout: 1000, what: 'the click' }).catch(() => {});
    }
    check(await clicked(), 'there was a click');
    world.actBlind(1);
    if (away) await world.collector.up();
    else await world.collector.waitForRequests(1, undefined, { timeout: 1500 }).catch(() => {});
    await nextVisit(world);
    await poll(() => world.taken.size >= 1, { timeout: 10_000, what: 'the vote' });
  },
});

/** Down while the votes are made, so that all of them wait. */
async function actWhileDown(world, page, count = 3, options) {
  await world.collector.down();
  const ids = await world.act(page, count, options);
  await world.receipt(page, 'waiting');
  return ids;
}

/**
 * @param {import('./world.mjs').World} world
 * @param {(again: (end?: 'close' | 'kill') => Promise<void>) => Promise<void>} run `again` ends the browser and starts it on the same profile
 * @param {import('../engines/contract.js').LaunchOptions} [options] a profile that is kept, unless given
 */
async function inBrowserOfItsOwn(world, run, options) {
  const profileDir = mkdtempSync(path.join(os.tmpdir(), 'feedspan-profile-'));
  const former = world.browser;
  const start = async () => {
    world.browser = await launch(world.engine, options ?? { profileDir });
  };
  try {
    await start();
    await run(async (end = 'close') => {
      await world.browser[end]();
      await start();
    });
  } finally {
    await world.browser.close();
    world.browser = former;
    rmSync(profileDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

const killed = (name, moment) => ({
  slow: true,
  case: 28,
  name,
  run: (world) =>
    inBrowserOfItsOwn(world, async (again) => {
      const page = await world.visit();
      await moment(world, page);
      await again('kill');
      await world.collector.up();
      await nextVisit(world);
      await world.allTaken();
    }),
});

/** Through the history to another page and back, while votes wait. @param {{quick?: boolean, meanwhile?: (world: import('./world.mjs').World) => Promise<void>}} options */
const thereAndBack = (name, { quick, meanwhile }) => ({
  case: 26,
  quick,
  name,
  async run(world) {
    world.site.page('/elsewhere', '<!doctype html><h1>Elsewhere</h1>');
    const page = await world.visit();
    await page.evaluate(() => { window.same = true; });
    await actWhileDown(world, page);
    await page.goto(world.site.url('/elsewhere'));
    await world.collector.up();
    await meanwhile?.(world);
    await page.back();
    await coreLoaded(page);
    world.note = (await page.evaluate(() => !!window.same)) ? 'from the back/forward cache' : 'loaded anew';
    await page.evaluate(() => feedspan.flush());
    await world.allTaken();
    if (meanwhile) check(!world.account().again, 'what another tab has sent is not sent again by the page that comes back');
  },
});

export const life = [
  ...DESTINATIONS.flatMap((destination) => ['the driver', 'the page'].map((how) => closing(destination, how))),
  ...['the driver', 'the page'].map((how) => closing('relay', how, true)),
  {
    case: 24,
    name: 'five votes, the tab closed at once, the server 300 ms away',
    async run(world) {
      world.answers((request) => ({ ...TAKE(request), delay: 300 }));
      const page = await world.visit();
      await world.act(page, 5);
      await page.close();
      await nextVisit(world);
      await world.allTaken();
    },
  },
  ...[
    [25, 150_000, true],
    [undefined, 300_000, false],
  ].map(([number, bytes, close]) => ({
    case: number,
    quick: number === 25,
    name: `${bytes / 1000} KB wait when the page is ${close ? 'closed' : 'hidden'}: what fits goes, the total is exact at the next visit`,
    async run(world) {
      const page = await world.visit();
      await actWhileDown(world, page, bytes / 5000, { kind: 'comment', size: 4600 });
      await world.collector.up();
      if (close) await page.close();
      else {
        await page.evaluate(() => {
          Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
          document.dispatchEvent(new Event('visibilitychange'));
        });
        await page.close();
      }
      await nextVisit(world);
      await world.allTaken();
    },
  })),
  {
    case: 26,
    quick: true,
    name: 'hidden and shown: once each',
    async run(world) {
      world.serve({ more: 'data-batch-delay="600000"' });
      const page = await world.visit();
      for (let round = 0; round < 3; ++round) {
        await world.act(page, 2, { kind: 'signal' });
        await page.evaluate(() => {
          for (const state of ['hidden', 'visible']) {
            Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
            document.dispatchEvent(new Event('visibilitychange'));
          }
          delete document.visibilityState;
        });
        await world.allTaken();
      }
      check(!world.account().again, 'nothing goes twice');
    },
  },
  thereAndBack('there and back through the history with votes in the queue', { quick: true }),
  thereAndBack('in the back/forward cache while another tab sends what it left', {
    async meanwhile(world) {
      await nextVisit(world);
      await world.allTaken();
    },
  }),
  {
    case: 27,
    quick: true,
    name: 'pagehide, then visibilitychange: one flush; no unload listener',
    async run(world) {
      const script = `
        window.listened = [];
        const { addEventListener } = EventTarget.prototype;
        EventTarget.prototype.addEventListener = function (type, ...rest) {
          listened.push(type);
          return addEventListener.call(this, type, ...rest);
        };`;
      world.serve({ script, more: 'data-batch-delay="600000"' });
      const page = await world.visit();
      await world.act(page, 3, { kind: 'signal' });
      await page.evaluate(() => {
        dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
        Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
        document.dispatchEvent(new Event('visibilitychange'));
        delete document.visibilityState;
      });
      await world.allTaken();
      check(world.collector.received().length === 1, 'one request');
      check(!(await page.evaluate(() => listened.some((type) => /^(before)?unload$/.test(type)))), 'no unload listener');
    },
  },
  {
    case: 28,
    crashes: true,
    slow: true,
    name: 'the tab crashes (its renderer is killed) while votes wait',
    run: (world) =>
      inBrowserOfItsOwn(world, async (again) => {
        const page = await world.visit();
        await actWhileDown(world, page);
        await poll(async () => (await world.stored(page)).length === 3, { timeout: 5000, what: 'the votes to be stored' });
        world.crashTabs();
        await world.collector.up();
        // WebKitWebDriver ends its session with a crashed page.
        if (world.engine === 'webkit') await again();
        await poll(() => nextVisit(world), { timeout: 30_000, interval: 500, what: 'a page after the crash' });
        await world.allTaken();
      }),
  },
  {
    name: 'a private window: delivered; what waits survives its page',
    slow: true,
    run: (world) =>
      inBrowserOfItsOwn(
        world,
        async () => {
          const page = await world.visit();
          await world.act(page, 2);
          await world.allTaken();
          await actWhileDown(world, page);
          await page.close();
          await world.collector.up();
          await nextVisit(world);
          await world.allTaken();
        },
        { private: true },
      ),
  },
  killed('the browser is killed with SIGKILL while votes wait', async (world, page) => {
    await actWhileDown(world, page);
    await page.waitFor(async () => (await indexedDB.databases()).length);
    await poll(() => page.evaluate(() => !Object.keys(localStorage).some((name) => /^feedspan:1:/.test(name))), { timeout: 5000, what: 'the database to confirm' });
  }),
  killed('the browser is killed with SIGKILL while the answer is on its way', async (world, page) => {
    world.answers((request) => ({ ...TAKE(request), hang: true }), TAKE);
    await world.act(page, 2);
    await world.collector.waitForRequests(1);
  }),
  {
    case: 29,
    quick: true,
    name: 'another script holds the keepalive quota',
    async run(world) {
      // A server of its own: browsers open six connections to one.
      const holder = await startCollector();
      holder.script('/hold', [{ hang: true }]);
      const page = await world.visit();
      await page.evaluate((url) => {
        for (let n = 0; n < 8; ++n) fetch(url, { method: 'POST', body: 'x'.repeat(8000), keepalive: true, mode: 'no-cors' }).catch(() => {});
      }, holder.url('/hold'));
      await world.act(page, 3);
      await world.allTaken(5000);
      await holder.close();
    },
  },
  ...[
    ['without keepalive: a beacon carries it', ''],
    ['without keepalive, sendBeacon says false', 'navigator.sendBeacon = () => false;'],
    ['without keepalive, sendBeacon throws', 'navigator.sendBeacon = () => { throw new TypeError(); };'],
  ].map(([name, script]) => ({
    case: 30,
    name: `${name}: kept until a server has said so`,
    async run(world) {
      world.collector.cors = 'credentials';
      world.serve({ script: `delete Request.prototype.keepalive; ${script}`, more: 'data-batch-delay="600000"' });
      const page = await world.visit();
      await world.act(page, 2, { kind: 'signal' });
      await page.close();
      await nextVisit(world);
      await world.allTaken();
    },
  })),
  {
    case: 31,
    quick: true,
    name: 'what a page sends as it leaves needs no preflight at a relay of another origin',
    async run(world) {
      world.serve({ more: 'data-batch-delay="600000"' });
      const page = await world.visit();
      await world.act(page, 2, { kind: 'signal' });
      await page.close();
      await world.collector.waitForRequests(1);
      const { requests } = world.collector;
      check(!requests.some(({ method }) => method === 'OPTIONS'), 'a preflight was made');
      check(/^text\/plain/.test(requests[0].headers['content-type']), requests[0].headers['content-type']);
      await nextVisit(world);
      await world.allTaken();
    },
  },
  {
    quick: true,
    name: 'the server is away, the page is reloaded, the server is back',
    async run(world) {
      const page = await world.visit();
      await actWhileDown(world, page);
      await page.reload();
      await coreLoaded(page);
      await world.collector.up();
      await online(page);
      await world.allTaken(30_000);
    },
  },
  {
    name: 'offline, closed, reopened online',
    async run(world) {
      const page = await world.visit();
      await page.setOffline(true);
      await world.act(page, 3);
      await world.receipt(page, 'waiting');
      await page.close();
      await nextVisit(world);
      await world.allTaken();
    },
  },
  ...[2, 5].map((count) => ({
    case: 36,
    quick: count === 2,
    name: `${count} tabs with votes, the server away, all closed, all reopened`,
    async run(world) {
      const pages = [];
      for (let n = 0; n < count; ++n) pages.push(await world.visit());
      await world.collector.down();
      for (const page of pages) {
        await world.act(page, 3);
        await world.receipt(page, 'waiting');
      }
      for (const page of pages) await page.close();
      // Until the requests of the closing pages have failed as well.
      await sleep(1000);
      await world.collector.up();
      for (let n = 0; n < count; ++n) await world.visit();
      await world.allTaken();
      check(!world.account().again, 'nothing goes twice because two tabs woke up');
    },
  })),
  {
    name: 'reloaded ten times in a row with votes waiting',
    async run(world) {
      const page = await world.visit();
      await actWhileDown(world, page);
      for (let n = 0; n < 10; ++n) await page.reload();
      await world.collector.up();
      await coreLoaded(page);
      await online(page);
      await world.allTaken(30_000);
      await page.waitFor(() => !feedspan.status().waiting, { timeout: 10_000 });
      check(eventsOf(world.collector.received()).length === 3, 'each once');
    },
  },
];
