/**
 * HMAC-SHA256 by the platform's own cryptography. WebCrypto is everywhere, but gives each text to another thread, which takes four
 * times as long as the signature of so short a text; Node's module, which Deno, Bun and Workers have as well, answers at once.
 * @module
 */

/** Of HMAC-SHA256's own output size; a shorter secret is the weakest part of the whole (RFC 2104, 3). */
const SHORTEST_SECRET = 32;

const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' };
const encoder = new TextEncoder();

/** @typedef {typeof import('node:crypto')} NodeCrypto */
/** @typedef {{node: NodeCrypto, key: import('node:crypto').KeyObject} | {node: undefined, key: Promise<CryptoKey>}} Key */

/**
 * @param {string | Uint8Array} secret @param {string} text
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export async function hmac(secret, text) {
  const { node, key } = keyOf(secret);
  if (node) return node.createHmac('sha256', key).update(text).digest();
  return new Uint8Array(await crypto.subtle.sign(ALGORITHM, await key, encoder.encode(text)));
}

/**
 * Compares in constant time.
 * @param {string | Uint8Array} secret @param {string} text @param {Uint8Array<ArrayBuffer>} signature of any length
 * @returns {boolean | Promise<boolean>} at once where Node's module is
 */
export function isHmac(secret, text, signature) {
  const { node, key } = keyOf(secret);
  if (!node) return key.then((imported) => crypto.subtle.verify(ALGORITHM, imported, signature, encoder.encode(text)));
  const own = node.createHmac('sha256', key).update(text).digest();
  // Its length is no secret.
  return own.length === signature.length && node.timingSafeEqual(own, signature);
}

/** A server has one or two. @type {Map<string | Uint8Array, Key>} */
const keys = new Map();
const MOST_KEYS = 16;

/** @param {string | Uint8Array} secret @returns {Key} @throws {TypeError} for one that is too short */
function keyOf(secret) {
  let key = keys.get(secret);
  if (key) return key;
  const bytes = typeof secret === 'string' ? encoder.encode(secret) : new Uint8Array(secret ?? []);
  if (bytes.length < SHORTEST_SECRET) throw new TypeError(`A link secret has at least ${SHORTEST_SECRET} random bytes.`);
  const node = nodeCrypto();
  key = node
    ? { node, key: node.createSecretKey(bytes) }
    : { node, key: crypto.subtle.importKey('raw', bytes, ALGORITHM, false, ['sign', 'verify']) };
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(secret, key);
  return key;
}

/** Asked for by name, since an import would be a mistake to every platform and bundler without it. @returns {NodeCrypto | undefined} */
function nodeCrypto() {
  try {
    return globalThis.process?.getBuiltinModule?.('node:crypto');
  } catch {
    return undefined;
  }
}
