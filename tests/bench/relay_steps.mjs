/**
 * Where the relay's time goes, in one process and without a network: `scripts/bench-relay --steps`. Processor time of all threads, since
 * WebCrypto has its own.
 */
import { readFileSync } from 'node:fs';
import { mintLinks, verifyLinkToken } from '../../dist/link-token.js';
import { RelayCore } from '../../js/relay-core.js';

const SECRET = 'a secret of at least thirty-two bytes';
const BATCHES = 40;
const ROUNDS = 12;
/** Rounds that V8 needs to compile. */
const WARM = 2;

const core = new RelayCore(new WebAssembly.Module(readFileSync(new URL('../../dist/relay.wasm', import.meta.url))));
const comments = readFileSync(new URL('../evaluation/comments.jsonl', import.meta.url), 'utf8').trim().split('\n').slice(0, 2000).map((line) => JSON.parse(line).text);
const { relay } = core.create({ destinations: [{ type: 'axiom', url: 'http://127.0.0.1:1', dataset: 'feedback', token: 'xaat-bench' }], limits: { events: 100 } });

let serial = Date.now() * 100;
async function event() {
  const hex = (++serial).toString(16);
  const target = { traceId: hex.padStart(32, 'a'), spanId: hex.padStart(16, 'b'), capability: 'support' };
  return {
    v: 1,
    id: `01939f6e-4a50-7000-8000-${hex.padStart(12, '0').slice(-12)}`,
    key: hex.padStart(32, '0'),
    seq: serial,
    time: Date.now(),
    kind: 'thumb',
    name: 'thumbs',
    value: -1,
    message: comments[serial % comments.length],
    links: await mintLinks(target, { secret: SECRET, subject: `user-${hex}` }),
    metadata: { model: 'm-1', latency: 812 },
  };
}

for (const events of [1, 50]) {
  const bodies = await Promise.all(
    Array.from({ length: BATCHES }, async () => new TextEncoder().encode(JSON.stringify({ events: await Promise.all(Array.from({ length: events }, event)) }))),
  );
  /** Microseconds. @type {Map<string, number>} */
  const spent = new Map();
  let round = 0;
  /** @template T @param {string} step @param {() => T} work @returns {Promise<Awaited<T>>} */
  const timed = async (step, work) => {
    const start = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(start);
    if (round >= WARM) spent.set(step, (spent.get(step) ?? 0) + user + system);
    return result;
  };
  for (; round < ROUNDS + WARM; round++) {
    for (const body of bodies) {
      const { batch, items } = await timed('read, check, mask', () => core.receive(relay, body, Date.now()));
      const verified = await timed('verify tokens', () => Promise.all(items.map(({ token }) => verifyLinkToken(`${token}`, { secrets: [{ secret: SECRET }] }))));
      const grants = verified.map((each) => (each.ok ? { subject: each.payload.sub, target: each.payload.target } : { refused: /** @type {const} */ (true) }));
      await timed('key', () => core.grant(relay, batch, grants));
      const { effects } = await timed('encode', () => core.forward(relay, batch, grants.map(() => ({ to: 2, first: Date.now() })), Date.now()));
      const [request] = effects;
      if (request?.do !== 'fetch') throw new Error('Nothing is to be sent.');
      const answer = { status: 200, body: `{"ingested":${events},"failed":0,"failures":[]}` };
      await timed('read the answer', () => core.respond(relay, request.request, answer, Date.now()));
    }
  }
  console.log(`${events} event(s) a request, ${Math.round(bodies[0].length / events)} bytes each; µs of processor an event:`);
  for (const [step, micros] of spent) console.log(`  ${step.padEnd(18)}${(micros / ROUNDS / BATCHES / events).toFixed(1).padStart(8)}`);
}
