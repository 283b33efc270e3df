/** What the tests of the relay have in common: servers on this machine, a vendor that answers as told, and events as pages send them. */
import { createServer } from 'node:http';
import { after, beforeEach } from 'node:test';
import { createRelay, toNodeListener } from '../../js/relay.js';

export const TOKEN = 'xaat-00000000-secret';
export const PAGE = 'https://app.example';
export const NOW = Date.now();
export const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** @type {import('node:http').Server[]} */
const servers = [];
after(() => servers.forEach((server) => (server.closeAllConnections(), server.close())));

/** @param {import('node:http').RequestListener} listener @returns {Promise<string>} its address */
export async function serve(listener) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
}

/** @typedef {{status: number, headers?: Record<string, string>, body: string}} Reply */
export const INGESTED = { status: 200, headers: {}, body: '{"ingested":1,"failed":0,"failures":[]}' };

/** An Axiom that keeps what it received and answers with its `reply`, or not at all while that is null. */
export async function startVendor(dataset = 'feedback') {
  const vendor = {
    /** @type {{url: string, authorization: string, text: string, events: any[]}[]} */
    received: [],
    reply: /** @type {Reply | null | ((text: string) => Reply | Promise<Reply>)} */ (INGESTED),
    url: '',
    get events() {
      return vendor.received.flatMap(({ events }) => events);
    },
    get destination() {
      return { type: /** @type {const} */ ('axiom'), url: vendor.url, dataset, token: TOKEN };
    },
  };
  vendor.url = await serve(async (incoming, outgoing) => {
    let text = '';
    for await (const chunk of incoming) text += chunk;
    vendor.received.push({ url: incoming.url ?? '', authorization: incoming.headers.authorization ?? '', text, events: [JSON.parse(text)].flat() });
    const reply = typeof vendor.reply === 'function' ? await vendor.reply(text) : vendor.reply;
    if (reply) outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  });
  beforeEach(() => {
    vendor.received.length = 0;
    vendor.reply = INGESTED;
  });
  return vendor;
}

let serial = 0;
export const event = (/** @type {any} */ change = {}) => ({
  v: 1,
  id: `01939f6e-4a50-7000-8000-${`${++serial}`.padStart(12, '0')}`,
  key: `${serial}`.padStart(32, '0'),
  seq: NOW,
  time: NOW,
  kind: 'thumb',
  name: 'thumbs',
  value: 1,
  links: { traceId: TRACE, capability: 'support' },
  ...change,
});

/**
 * A relay behind Node's http, and how to post to it.
 * @param {Partial<import('../../js/relay').RelayOptions>} options
 */
export async function relay(options) {
  const url = await serve(toNodeListener(createRelay({ origins: [PAGE], ...options })));
  const post = (/** @type {unknown} */ events, /** @type {RequestInit} */ init = {}) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: PAGE },
      body: typeof events === 'string' ? events : JSON.stringify({ events }),
      ...init,
    });
  return Object.assign(post, { url });
}

export const outcomes = async (/** @type {Response} */ response) => (await response.json()).items.map((/** @type {any} */ item) => item.outcome);

/** A store that takes everything, and what it took. */
export function keepAll() {
  /** @type {any[]} */
  const stored = [];
  return { stored, store: (/** @type {readonly any[]} */ events) => events.map((each) => (stored.push(each), /** @type {const} */ ('accepted'))) };
}
