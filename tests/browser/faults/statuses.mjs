/** What a server may answer: cases 1 to 16. */

import { setTimeout as sleep } from 'node:timers/promises';
import { eventsOf } from '../product.mjs';
import { check, TAKE } from './world.mjs';

/** Ids of a request, as text. */
const idsOf = (request) => eventsOf([request]).map(({ id }) => id).join();

/** Acts once under the given answers, waits until it is taken, and gives the requests. */
async function throughAnswers(world, answers, { count = 3, timeout } = {}) {
  world.answers(...answers, TAKE);
  const page = await world.visit();
  await world.act(page, count);
  await world.allTaken(timeout);
  return { page, requests: world.collector.received() };
}

const retried = (status, more = {}) => ({
  name: `${status}, then fine`,
  async run(world) {
    const { requests } = await throughAnswers(world, [{ status, ...more }]);
    check(requests.length === 2 && idsOf(requests[0]) === idsOf(requests[1]), 'the same ids go again, once');
  },
});

const refused = (status) => ({
  name: `${status}: refused, told, and the next event flows`,
  async run(world) {
    world.answers({ status, json: { message: 'no, because' } }, TAKE);
    const page = await world.visit();
    await world.act(page);
    await world.receipt(page, 'rejected');
    world.told = 1;
    await world.act(page);
    await world.receipt(page, 'delivered');
    check((await world.errors(page)).length >= 1, 'the page is told');
    check(world.collector.received().length === 2, 'one request each');
  },
});

export const statuses = [
  {
    case: 1,
    quick: true,
    name: 'taken: gone from memory and disk, never sent again',
    async run(world) {
      const { page } = await throughAnswers(world, []);
      await world.receipt(page, 'delivered');
      await page.reload();
      const again = await world.visit();
      await again.evaluate(() => feedspan.flush());
      check(world.collector.received().length === 1, 'one request in all');
      check(!(await world.stored(again)).length, 'nothing is stored');
    },
  },
  ...[
    [2, '429 with Retry-After: 4', () => ({ 'Retry-After': '4' }), 4000],
    [3, '429 with Retry-After as a date, by a server clock of last year', () => {
      const date = Date.now() - 365 * 86_400_000;
      return { Date: new Date(date).toUTCString(), 'Retry-After': new Date(date + 4000).toUTCString() };
    }, 3000],
    [5, '503 with Retry-After: 2', () => ({ 'Retry-After': '2' }), 2000],
  ].map(([number, name, headers, silence]) => ({
    case: number,
    quick: number === 2,
    name: `${name}: silence until then, then the same ids`,
    async run(world) {
      const { requests } = await throughAnswers(world, [() => ({ status: name.startsWith('503') ? 503 : 429, headers: headers() })], { timeout: 20_000 });
      check(requests[1].at - requests[0].at >= silence - 10, `knocked after ${Math.round(requests[1].at - requests[0].at)} ms`);
      check(requests.length === 2 && idsOf(requests[0]) === idsOf(requests[1]), 'the same ids, once');
    },
  })),
  ...['soon', '-5', '', 'Thu, 01 Jan 1970 00:00:00 GMT'].map((value) => ({
    case: 4,
    name: `Retry-After: ${value || '(empty)'}: our own back-off, no loop`,
    async run(world) {
      const headers = { 'Retry-After': value };
      const { requests } = await throughAnswers(world, [{ status: 429, headers }, { status: 429, headers }], { timeout: 30_000 });
      check(requests.length === 3, `${requests.length} requests`);
    },
  })),
  {
    case: 4,
    name: 'Retry-After: ten days: an hour and its jitter at most',
    async run(world) {
      world.answers({ status: 429, headers: { 'Retry-After': '864000' } });
      const page = await world.visit();
      await world.act(page);
      const { in: delay } = await world.receipt(page, 'waiting');
      check(delay > 0 && delay <= 4_000_000, `waits ${delay} ms`);
      check((await world.stored(page)).length === 1, 'it is stored');
      world.answers(TAKE);
      await page.reload();
      await world.allTaken();
    },
  },
  ...[408, 425, 500, 502, 504].map((status) => ({ case: status < 500 ? 10 : 11, quick: status === 500, ...retried(status) })),
  { case: 5, ...retried(429) },
  ...[400, 404, 410, 422].map((status) => ({ case: status === 400 ? 8 : 10, ...refused(status) })),
  ...[501, 505].map((status) => ({ case: 11, ...refused(status) })),
  {
    case: 6,
    quick: true,
    name: '413 for more than two events: halves, in order, each once',
    async run(world) {
      world.answers((request) => (eventsOf([request]).length > 2 ? { status: 413 } : TAKE(request)));
      const page = await world.visit();
      await world.act(page, 8);
      await world.allTaken();
      check(world.collector.received().length <= 8 + 3, `${world.collector.received().length} requests`);
    },
  },
  {
    case: 7,
    name: '413 for one event of 60 KB: shed or refused by name, the next events flow',
    async run(world) {
      world.answers((request) => (request.body.length > 20_000 ? { status: 413 } : TAKE(request)));
      const page = await world.visit();
      const [large] = await world.act(page, 1, { kind: 'comment', size: 60_000 });
      await world.act(page, 2);
      const final = await page.waitFor((id) => seen.receipts.find((update) => update.id === id && !update.destination && update.state !== 'waiting'), { args: [large] });
      world.told = world.taken.has(large) ? 0 : 1;
      check(final.state === 'delivered' || final.code === 'too_large', `${final.state}: ${final.code}`);
      await page.waitFor(() => !feedspan.status().waiting);
    },
  },
  ...[401, 403].map((status) => ({
    case: 9,
    name: `${status}: paused, kept, told once, delivered by the next page`,
    async run(world) {
      world.answers({ status });
      const page = await world.visit();
      await world.act(page, 2);
      await world.receipt(page, 'waiting');
      await world.act(page, 1);
      await page.evaluate(() => feedspan.flush());
      check(world.collector.received().length === 1, 'it is not asked again');
      check((await world.errors(page)).filter(({ code }) => code === 'unauthorized').length === 1, 'told once');
      check((await world.stored(page)).length === 3, 'all are stored');
      world.answers(TAKE);
      await page.reload();
      await world.allTaken();
    },
  })),
  {
    case: 12,
    quick: true,
    name: 'taken in part: only what failed for a while goes again',
    async run(world) {
      const outcomes = ['accepted', 'retry', 'accepted'];
      world.answers(
        (request) => {
          const ids = eventsOf([request]).map(({ id }) => id);
          for (const [index, id] of ids.entries()) if (outcomes[index] === 'accepted') world.taken.set(id, 1);
          return { json: { items: ids.map((id, index) => ({ id, outcome: outcomes[index] })) } };
        },
        TAKE,
      );
      const page = await world.visit();
      const ids = await world.act(page, 3);
      await world.allTaken();
      const [, second] = world.collector.received();
      check(idsOf(second) === ids[1], 'only the second goes again');
    },
  },
  ...[
    ['204', { status: 204 }],
    ['an empty body', { body: '' }],
    ['HTML (a captive portal)', { body: '<!doctype html><title>Log in</title>', headers: { 'Content-Type': 'text/html' } }],
    ['a body cut in the middle', { body: '{"items": [{"id": "0', cutBody: true }],
    ['JSON of another shape', { json: [1, 2, 3] }],
  ].map(([name, answer]) => ({
    case: 13,
    quick: name.startsWith('HTML'),
    name: `200 with ${name}: no delivery at a relay, raises nothing`,
    async run(world) {
      const { page } = await throughAnswers(world, [answer]);
      check(!world.thrown(page), world.thrown(page));
    },
  })),
  {
    case: 14,
    slow: true,
    name: 'an outage of 60 s with 5 events: all delivered, at most 8 requests',
    async run(world) {
      const end = Date.now() + 60_000;
      world.answers((request) => (Date.now() < end ? { status: 503 } : TAKE(request)));
      const page = await world.visit();
      await world.act(page, 5);
      await world.allTaken(180_000);
      check(world.collector.received().length <= 8, `${world.collector.received().length} requests`);
    },
  },
  ...[301, 302, 303, 307, 308].map((status) => ({
    case: 16,
    quick: status === 302,
    name: `${status} to a page that says 200: no success, the key stays here`,
    async run(world) {
      world.collector.script('/elsewhere', [{ json: { items: [] } }]);
      world.answers({ status, headers: { Location: '/elsewhere' } }, TAKE);
      const page = await world.visit();
      await world.act(page);
      const { code } = await world.receipt(page, 'rejected');
      world.told = 1;
      check(code === 'redirect', code);
      check(!world.collector.requests.some(({ path }) => path === '/elsewhere'), 'it is not followed');
      await sleep(0);
    },
  })),
];
