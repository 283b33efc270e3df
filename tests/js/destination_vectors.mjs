/**
 * What each configuration of tests/vectors/destinations/options.json makes of each event of events.json: the requests, in order,
 * with every step answered 200; or the code of a refusal. `node tests/js/destination_vectors.mjs` writes them to
 * tests/vectors/destinations/requests/, to be read before they are committed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RelayCore } from '../../js/relay-core.js';
import { wasmBytes } from '../../js/relay-wasm.js';

const folder = new URL('../vectors/destinations/', import.meta.url);
export const read = (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

export const TIME = 1765990800016;
export const core = new RelayCore(new WebAssembly.Module(wasmBytes()));

/** JSON as it is, lines of JSON as a list. */
export function parseBody(body) {
  return body.endsWith('\n') ? body.trim().split('\n').map((line) => JSON.parse(line)) : JSON.parse(body);
}

/**
 * All to the first destination, under the keys that they have.
 * @param {number} relay @param {object[]} events
 */
export function forwardAll(relay, events) {
  const { batch, error } = core.receive(relay, JSON.stringify({ events }), TIME);
  if (error) throw new Error(error.message);
  return core.forward(relay, batch, events.map(() => ({ to: 2, first: -1 })), TIME);
}

/**
 * @param {object} options @param {object[]} events
 * @returns {{requests: any[], refusals: any[]}} requests with their body as text
 */
export function send(options, events, answer = { status: 200, body: '{}' }) {
  const { relay, error } = core.create({ destinations: [options] });
  if (error) throw new Error(error.message);
  const { refusals, effects } = forwardAll(relay, events);
  const requests = [];
  for (const effect of effects) {
    const { request, url, method, headers, body } = effect;
    requests.push({ method, url, headers, body });
    effects.push(...(core.respond(relay, request, answer, TIME).effects ?? []));
  }
  return { requests, refusals };
}

/** @param {object} options */
export function casesOf(options) {
  return read('events.json').map(({ name, event }) => {
    const { requests, refusals } = send(options, [event]);
    if (refusals.length > 0) return { event: name, refusal: refusals[0].code };
    return { event: name, requests: requests.map((request) => ({ ...request, body: parseBody(request.body) })) };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(new URL('requests/', folder), { recursive: true });
  for (const { name, options } of read('options.json')) {
    const lines = casesOf(options).map((each) => `  ${JSON.stringify(each)}`);
    writeFileSync(new URL(`requests/${name}.json`, folder), `[\n${lines.join(',\n')}\n]\n`);
  }
}
