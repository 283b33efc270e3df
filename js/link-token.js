/**
 * Link tokens: what a server signs when it gives the links of an answer to a page, and the relay checks when feedback comes back.
 * `base64url(payload).base64url(HMAC-SHA256)`, by WebCrypto alone. Documented in link-token.d.ts and docs/relay.md.
 * @module
 */
import { LINK_NAMES, pick } from './links.js';

/**
 * @typedef {import('./link-token').LinkSecret} LinkSecret
 * @typedef {import('./link-token').LinkTokenPayload} LinkTokenPayload
 */

const VERSION = 1;
const AUDIENCE = 'feedspan';
/** A browser may hold an event for seven days (docs/architecture.md), and people come back to old answers. */
const TTL = 30 * 86_400;
/** As wasm/core/event/event.h. */
const LONGEST = 2048;
/** Of HMAC-SHA256's own output size; a shorter secret is the weakest part of the whole (RFC 2104, 3). */
const SHORTEST_SECRET = 32;
/** Servers' clocks differ by seconds. */
const CLOCK_SKEW = 60;

const TARGETS = LINK_NAMES.filter((name) => !['capability', 'step', 'userId'].includes(name));

const encoder = new TextEncoder();

/** @type {typeof import('./link-token').mintLinks} */
export async function mintLinks(links, options) {
  const { secret, kid = '1', audience = AUDIENCE, subject, subjectSecret = secret, names, ttl = TTL } = options;
  const target = pick(links);
  delete target.linkToken;
  if (!TARGETS.some((name) => target[name])) throw new TypeError(`mintLinks: give one of ${TARGETS.join(', ')}.`);
  if (typeof subject !== 'string' || !subject) throw new TypeError('mintLinks: subject must say whose feedback it will be.');
  if (!(ttl > 0)) throw new TypeError('mintLinks: ttl is a number of seconds.');
  const iat = Math.floor(Date.now() / 1000);
  /** @type {LinkTokenPayload} */
  const payload = { v: VERSION, kid, aud: audience, target, sub: await subjectOf(subject, subjectSecret), names, iat, exp: iat + Math.floor(ttl) };
  const signed = toBase64Url(encoder.encode(JSON.stringify(payload)));
  const mac = await crypto.subtle.sign('HMAC', await importSecret(secret), encoder.encode(signed));
  const linkToken = `${signed}.${toBase64Url(new Uint8Array(mac))}`;
  if (linkToken.length > LONGEST) throw new TypeError(`mintLinks: the token would have more than ${LONGEST} characters; give fewer or shorter links.`);
  return { ...target, linkToken };
}

/** @type {typeof import('./link-token').verifyLinkToken} */
export async function verifyLinkToken(token, options) {
  const { audience = AUDIENCE, now = Date.now() } = options;
  const payload = await readSigned(token, options.secrets);
  if (typeof payload === 'string') return { ok: false, reason: payload };
  if (payload.aud !== audience) return { ok: false, reason: 'audience' };
  if (payload.exp * 1000 <= now) return { ok: false, reason: 'expired' };
  if ((payload.iat - CLOCK_SKEW) * 1000 > now) return { ok: false, reason: 'early' };
  return { ok: true, payload };
}

/**
 * @param {string} token @param {readonly LinkSecret[]} secrets
 * @returns {Promise<LinkTokenPayload | 'malformed' | 'forged'>}
 */
async function readSigned(token, secrets) {
  const [signed, mac, more] = `${token}`.split('.');
  if (more !== undefined || !signed || !mac || token.length > LONGEST) return 'malformed';
  const signature = fromBase64Url(mac);
  const bytes = fromBase64Url(signed);
  // The last letter may carry bits that mean nothing: two texts of one signature, of which only one is ours.
  if (!signature || !bytes || toBase64Url(signature) !== mac) return 'malformed';
  const kid = await signer(signature, encoder.encode(signed), secrets);
  // Nothing of it is read before it is known to be ours.
  if (kid === undefined) return 'forged';
  /** @type {LinkTokenPayload} */
  const payload = JSON.parse(new TextDecoder().decode(bytes));
  if (payload.v !== VERSION) return 'malformed';
  return payload.kid === kid ? payload : 'forged';
}

/** A keyed hash, as a plain one of an address can be guessed. @type {typeof import('./link-token').subjectOf} */
export async function subjectOf(subject, secret) {
  const mac = await crypto.subtle.sign('HMAC', await importSecret(secret), encoder.encode(`feedspan subject\0${subject}`));
  return Array.from(new Uint8Array(mac, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Whose signature it is. `subtle.verify` compares in constant time. All keys are tried, so that no unverified word says which one.
 * @param {Uint8Array<ArrayBuffer>} signature @param {Uint8Array<ArrayBuffer>} signed @param {readonly LinkSecret[]} secrets
 * @returns {Promise<string | undefined>} the key's id
 */
async function signer(signature, signed, secrets) {
  for (const { kid = '1', secret } of secrets) {
    if (await crypto.subtle.verify('HMAC', await importSecret(secret), signature, signed)) return kid;
  }
}

/** A server has one or two. @type {Map<string | Uint8Array, Promise<CryptoKey>>} */
const imported = new Map();
const MOST_IMPORTED = 16;

/** @param {string | Uint8Array} secret @returns {Promise<CryptoKey>} */
function importSecret(secret) {
  let key = imported.get(secret);
  if (key) return key;
  const bytes = typeof secret === 'string' ? encoder.encode(secret) : new Uint8Array(secret ?? []);
  if (bytes.length < SHORTEST_SECRET) throw new TypeError(`A link secret has at least ${SHORTEST_SECRET} random bytes.`);
  key = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  if (imported.size >= MOST_IMPORTED) imported.clear();
  imported.set(secret, key);
  return key;
}

/** @param {Uint8Array} bytes */
function toBase64Url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** @param {string} text @returns {Uint8Array<ArrayBuffer> | undefined} undefined: not base64url */
function fromBase64Url(text) {
  if (!/^[\w-]+$/.test(text)) return;
  try {
    const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = new Uint8Array(binary.length);
    // A loop: `Uint8Array.from` with a function took a tenth of the relay's time for a batch of 50.
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    // One letter too many.
  }
}
