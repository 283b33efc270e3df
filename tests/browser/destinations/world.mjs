/** What stands behind a page: the vendor, and the relay where the key demands one, on a real Node server. */

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACKAGE } from '../product.mjs';
import { LocalServer } from '../server/local_server.mjs';
import { SECRET } from './page.mjs';

const { createRelay, toNodeListener } = await import(pathToFileURL(path.join(PACKAGE, 'dist/relay.js')).href);

/**
 * The packed relay, which asks for link tokens. Another one may take its place at the same address, as after a deployment.
 * @param {import('../for_each_engine.mjs').Fixture} fixture
 * @param {object} options of `createRelay`
 */
export async function startRelay({ site }, options) {
  /** What the operator was told. @type {{code: string, message: string}[]} */
  const told = [];
  const listenerOf = (given) =>
    toNodeListener(
      createRelay({ origins: [site.origin], linkSecrets: { secret: SECRET }, requireToken: true, onError: (error) => told.push(error), ...given }),
    );
  let listener = listenerOf(options);
  const server = new LocalServer((request, response) => listener(request, response));
  await server.listen();
  return {
    told,
    page: { type: 'relay', url: `${server.origin}/feedback` },
    deploy: (given) => (listener = listenerOf(given)),
    close: () => server.down(),
  };
}

/**
 * Lets an address that is no option lead to a server of this machine, for what this process fetches: a hosts file, as it were.
 * @param {string | undefined} from an origin @param {string} to
 * @returns {() => void} takes it back
 */
export function lead(from, to) {
  if (!from) return () => {};
  const { fetch } = globalThis;
  globalThis.fetch = (url, init) => fetch(`${url}`.startsWith(`${from}/`) ? to + `${url}`.slice(from.length) : url, init);
  return () => void (globalThis.fetch = fetch);
}
