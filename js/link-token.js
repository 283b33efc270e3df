/**
 * Link tokens: what a server signs when it gives the links of an answer to a page, and the relay checks when feedback comes back.
 * `base64url(payload).base64url(HMAC-SHA256)`. Documented in link-token.d.ts and docs/relay.md.
 * @module
 */
import { hmac, isHmac } from './hmac.js';
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
/** Servers' clocks differ by seconds. */
const CLOCK_SKEW = 60;

const TARGETS = LINK_NAMES.filter((name) => !['capability', 'step', 'userId'].includes(name));

const encoder = new TextEncoder();
const decoder = new TextDecoder();

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
  const linkToken = `${signed}.${toBase64Url(await hmac(secret, signed))}`;
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
  const text = `${token}`;
  const [signed, mac, more] = text.split('.');
  if (more !== undefined || text.length > LONGEST || !isBase64Url(signed) || !isBase64Url(mac)) return 'malformed';
  const kid = await signer(signed, fromBase64Url(mac), secrets);
  // Nothing of it is read before it is known to be ours.
  if (kid === undefined) return 'forged';
  /** @type {LinkTokenPayload} */
  const payload = JSON.parse(decoder.decode(fromBase64Url(signed)));
  if (payload.v !== VERSION) return 'malformed';
  return payload.kid === kid ? payload : 'forged';
}

/** A keyed hash, as a plain one of an address can be guessed. @type {typeof import('./link-token').subjectOf} */
export async function subjectOf(subject, secret) {
  const mac = await hmac(secret, `feedspan subject\0${subject}`);
  return Array.from(mac.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Whose signature it is. All keys are tried, so that no unverified word says which one.
 * @param {string} signed @param {Uint8Array<ArrayBuffer>} signature @param {readonly LinkSecret[]} secrets
 * @returns {Promise<string | undefined>} the key's id
 */
async function signer(signed, signature, secrets) {
  for (const { kid = '1', secret } of secrets) {
    if (await isHmac(secret, signed, signature)) return kid;
  }
}

/** @param {Uint8Array} bytes */
function toBase64Url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/**
 * Of one spelling only: where the last letter carries bits that mean nothing, they are zero, so one signature has one text.
 * @param {string | undefined} text
 */
const isBase64Url = (text) => !!text && /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(text);

/** @param {string} text of `isBase64Url` @returns {Uint8Array<ArrayBuffer>} */
function fromBase64Url(text) {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  const bytes = new Uint8Array(binary.length);
  // A loop: `Uint8Array.from` with a function took a tenth of the relay's time for a batch of 50.
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
