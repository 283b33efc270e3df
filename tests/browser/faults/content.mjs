/** What is sent, how much of it, and where the page runs: cases 39 to 45 and 48 to 50. */

import { eventsOf } from '../product.mjs';
import { check, RELAY, TAKE } from './world.mjs';

const worker = (name, handler, { answers = [TAKE] } = {}) => ({
  case: 48,
  name: `a service worker that ${name}`,
  async run(world) {
    world.site.file('/worker.js', `addEventListener('install', () => skipWaiting());
      addEventListener('activate', (event) => event.waitUntil(clients.claim()));
      let seen = 0;
      addEventListener('fetch', (event) => { if (event.request.method === 'POST') { ${handler} } });`);
    // WebKit prints the worker's own rejections among the page's, so the page says which are its own.
    const script = `window.rejected = []; addEventListener('unhandledrejection', ({ reason }) => rejected.push(String(reason)));`;
    world.serve({ script, csp: `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src *; worker-src 'self'` });
    world.answers(...answers);
    const page = await world.visit();
    await page.evaluate(async () => {
      await navigator.serviceWorker.register('/worker.js');
      await navigator.serviceWorker.ready;
    });
    await page.reload();
    await page.waitFor(() => navigator.serviceWorker.controller && feedspan.warmUp?.());
    await world.act(page, 2);
    await world.allTaken(30_000);
    const rejected = await page.evaluate(() => rejected);
    check(!rejected.length, rejected.join());
  },
});

export const content = [
  ...[60_000, 64_000].map((size) => ({
    case: 39,
    quick: size === 64_000,
    name: `a comment of ${size / 1000} KB beside votes: sent, holds nothing up`,
    async run(world) {
      const page = await world.visit();
      await world.act(page, 1, { kind: 'comment', size });
      await world.act(page, 3);
      await world.allTaken();
    },
  })),
  ...[200_000, 5_000_000].map((size) => ({
    case: 39,
    quick: size === 200_000,
    name: `a comment of ${size / 1000} KB: refused by name, the others flow`,
    async run(world) {
      const page = await world.visit();
      const { ok, error } = await page.evaluate((length) => feedspan.thumb({ messageId: 'm' }, 'up', { message: 'x'.repeat(length) }).accepted, size);
      check(!ok && error.code === 'text_too_long', error?.code);
      world.actBlind(1);
      world.told = 1;
      await world.act(page, 2);
      await world.allTaken();
    },
  })),
  {
    case: 40,
    quick: true,
    name: 'CJK, emoji, half surrogates, NUL, U+2028: valid JSON, no character lost',
    async run(world) {
      const page = await world.visit();
      const texts = ['漢字かな한글', '👩🏽‍🚀🏳️‍🌈', 'half \ud83d pair', 'nul \u0000 there', 'line \u2028 end', '\u202e turned'];
      const sent = await page.evaluate(
        (all) => Promise.all(all.map((message, n) => feedspan.thumb({ messageId: `m${n}` }, 'up', { message }).accepted)),
        texts.map((text) => text.toWellFormed?.() ?? text.replace('\ud83d ', '\ufffd ')),
      );
      for (const { id } of sent) world.accepted.add(id);
      await world.allTaken();
      const got = eventsOf(world.collector.received()).map(({ message }) => message);
      check(JSON.stringify(got.sort()) === JSON.stringify(texts.map((text) => text.replace('\ud83d ', '\ufffd ')).sort()), JSON.stringify(got));
    },
  },
  {
    case: 41,
    quick: true,
    name: 'cycles, BigInt, throwing getters, hostile toJSON: that one is refused',
    async run(world) {
      const page = await world.visit();
      const codes = await page.evaluate(async () => {
        const cycle = {};
        cycle.self = cycle;
        const hostile = [cycle, { big: 1n }, { get no() { throw new Error(); } }, { toJSON() { throw new Error(); } }];
        const outcomes = await Promise.all(hostile.map((metadata) => feedspan.thumb({ messageId: 'm' }, 'up', { metadata }).accepted));
        return outcomes.map(({ ok, error }) => ok || error.code);
      });
      check(codes.every((code) => code === 'not_serialisable'), codes.join());
      world.actBlind(4);
      world.told = 4;
      await world.act(page, 1);
      await world.allTaken();
    },
  },
  {
    case: 45,
    quick: true,
    name: 'beforeSend throws, gives null, a promise: dropped by name, never sent raw',
    async run(world) {
      world.serve({ tag: '<script async src="/feedspan/feedspan.js"></script>' });
      const page = await world.visit({ core: false });
      await page.waitFor(() => !!window.feedspan.init);
      const outcomes = await page.evaluate((url) => {
        const hooks = {
          throws() { throw new Error('theirs'); },
          null: () => null,
          promise: async (event) => event,
          changes: (event) => ({ ...event, message: 'ask ada@example.com' }),
        };
        feedspan.init({ destination: { type: 'relay', url }, beforeSend: (event) => hooks[event.message](event) });
        const votes = Object.keys(hooks).map((message) => feedspan.thumb({ messageId: 'm' }, 'up', { message }).accepted);
        return Promise.all(votes.map(async (vote) => { const { id, error } = await vote; return { id, code: error?.code }; }));
      }, world.collector.url(RELAY));
      check(outcomes.map(({ code }) => code ?? 'accepted').join() === 'hook,hook,hook,accepted', JSON.stringify(outcomes));
      world.accepted.add(outcomes[3].id);
      world.actBlind(3);
      world.told = 3;
      await world.allTaken();
      check(eventsOf(world.collector.received()).map(({ message }) => message).join() === 'ask [EMAIL]', 'masked after the hook');
      check(!world.thrown(page), world.thrown(page));
    },
  },
  {
    case: 42,
    quick: true,
    name: '10,000 in a loop: all delivered',
    async run(world) {
      const page = await world.visit();
      await world.act(page, 10_000);
      await world.allTaken(60_000);
    },
  },
  ...[86_400_000, -86_400_000, -20 * 365 * 86_400_000].map((jump) => ({
    case: 44,
    quick: jump < -86_400_000,
    name: `the clock jumps by ${Math.round(jump / 86_400_000)} days while votes wait: no storm, no stall`,
    async run(world) {
      world.answers({ status: 503 }, { status: 503 }, TAKE);
      const page = await world.visit();
      await world.act(page, 2);
      await world.receipt(page, 'waiting');
      await page.evaluate((offset) => {
        const { now } = Date;
        Date.now = () => now() + offset;
      }, jump);
      await world.act(page, 2);
      await world.allTaken(30_000);
      check(world.collector.received().length <= 6, `${world.collector.received().length} requests`);
    },
  })),
  worker('passes requests on', 'event.respondWith(fetch(event.request));'),
  worker('answers by itself at first', `if (!seen++) event.respondWith(new Response('offline', { status: 503 }));`),
  worker('rejects at first', 'if (!seen++) event.respondWith(Promise.reject(new Error()));'),
  worker('gives an opaque answer at first', `if (!seen++) event.respondWith(fetch('/favicon.ico').then(() => Response.error()));`),
  {
    case: 49,
    name: 'included twice: one instance, each vote once',
    async run(world) {
      const page = await world.visit();
      await page.evaluate(() => {
        const tag = document.querySelector('script[src$="feedspan.js"]');
        const second = document.createElement('script');
        for (const { name, value } of tag.attributes) second.setAttribute(name, value);
        second.src = `${tag.src}?again`;
        document.head.append(second);
        return new Promise((resolve) => (second.onload = () => resolve(true)));
      });
      await page.click('#first .up');
      world.actBlind(1);
      await world.collector.waitForRequests(1);
      await page.evaluate(() => feedspan.flush());
    },
  },
  {
    case: 50,
    name: 'a policy without wasm-unsafe-eval: refused by name, nothing crashes',
    async run(world) {
      world.serve({ csp: `default-src 'none'; script-src 'self'; connect-src *` });
      const page = await world.visit({ core: false });
      await page.waitFor(() => window.feedspan.started);
      const { ok, error } = await page.evaluate(() => feedspan.thumb({ messageId: 'm' }, 'up').accepted);
      check(!ok && error.code === 'core_unavailable', error?.code);
      world.actBlind(1);
      world.told = 1;
      check(!world.thrown(page), world.thrown(page));
    },
  },
];
