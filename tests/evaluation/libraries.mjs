/**
 * The scanners that can be judged, each as a function from a text to its spans. Those of others come from npm into build/compare/, at
 * fixed versions, and find those of the six kinds that they have: what else they look for (names, ZIP codes, any four digits) would
 * only count against them here.
 */
import { thirdParty } from './third_party.mjs';

/** @typedef {import('./score.mjs').Span} Span */
/**
 * @typedef {object} Scanner
 * @property {(text: string) => Span[] | Promise<Span[]>} scan
 * @property {(text: string) => unknown} call what its users would call, without what `scan` adds: for measuring time
 */

/**
 * The spans of a library that only answers a masked text. What is left between the placeholders must stand in the original in the same
 * order; where two places are close together, the border between them can be off by what they share.
 * @param {string} text @param {string} masked @param {Record<string, string>} types by placeholder
 * @returns {Span[]}
 */
function spansFromMasked(text, masked, types) {
  const placeholders = new RegExp(`(${Object.keys(types).join('|')})`);
  const parts = masked.split(placeholders);
  const literal = (/** @type {string} */ part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const found = new RegExp(`^${parts.map((part, i) => (i % 2 === 0 ? literal(part) : '([\\s\\S]+?)')).join('')}$`, 'd').exec(text);
  if (!found) return [];
  const places = /** @type {any} */ (found).indices.slice(1);
  return places.map((/** @type {[number, number]} */ [start, end], /** @type {number} */ i) => ({ type: types[parts[2 * i + 1]], start, end }));
}

/** With the names pack where the caller asks for it, and Feedspan is asked. @type {Record<string, (withNames?: boolean) => Promise<Scanner>>} */
export const LIBRARIES = {
  async feedspan(withNames = false) {
    const { load } = await import('../../dist/pii.js');
    const { scan } = await load();
    if (!withNames) return { scan, call: scan };
    const { names } = await import('../../dist/names.js');
    const scanNames = (/** @type {string} */ text) => scan(text, { names });
    return { scan: scanNames, call: scanNames };
  },

  async '@redactpii/node'() {
    const { Redactor } = await thirdParty('@redactpii/node');
    const redactor = new Redactor({ rules: { CREDIT_CARD: true, EMAIL: true, NAME: false, PHONE: true, SSN: true } });
    const types = { EMAIL_ADDRESS: 'EMAIL', PHONE_NUMBER: 'PHONE', CREDIT_CARD_NUMBER: 'CREDIT_CARD', US_SOCIAL_SECURITY_NUMBER: 'US_SSN' };
    const call = (/** @type {string} */ text) => redactor.redact(text);
    return { scan: (text) => spansFromMasked(text, call(text), types), call };
  },

  async 'redact-pii'() {
    const { SyncRedactor } = await thirdParty('redact-pii');
    const off = { enabled: false };
    const redactor = new SyncRedactor({
      builtInRedactors: { names: off, zipcode: off, digits: off, url: off, username: off, password: off, credentials: off, streetAddress: off },
    });
    const types = { EMAIL_ADDRESS: 'EMAIL', PHONE_NUMBER: 'PHONE', CREDIT_CARD_NUMBER: 'CREDIT_CARD', US_SOCIAL_SECURITY_NUMBER: 'US_SSN', IP_ADDRESS: 'IP_ADDRESS' };
    const call = (/** @type {string} */ text) => redactor.redact(text);
    return { scan: (text) => spansFromMasked(text, call(text), types), call };
  },

  async openredaction() {
    const { OpenRedaction } = await thirdParty('openredaction');
    const redactor = new OpenRedaction({ redactionMode: 'placeholder' });
    const types = [/** @type {const} */ ([/^EMAIL/, 'EMAIL']), /** @type {const} */ ([/PHONE|MOBILE/, 'PHONE']), /** @type {const} */ ([/CREDIT_CARD/, 'CREDIT_CARD']), /** @type {const} */ ([/IBAN/, 'IBAN']), /** @type {const} */ ([/^SSN/, 'US_SSN']), /** @type {const} */ ([/^IPV[46]/, 'IP_ADDRESS'])];
    const call = (/** @type {string} */ text) => redactor.detect(text);
    const scan = async (/** @type {string} */ text) =>
      (await call(text)).detections.flatMap((/** @type {any} */ { type, position: [start, end] }) => {
        const known = types.find(([pattern]) => pattern.test(type));
        return known ? [{ type: known[1], start, end }] : [];
      });
    return { scan, call };
  },

  async '@arcjet/redact-wasm'() {
    const { initializeWasm } = await thirdParty('@arcjet/redact-wasm');
    const core = await initializeWasm(() => [], () => undefined);
    const types = /** @type {Record<string, string>} */ ({ email: 'EMAIL', 'phone-number': 'PHONE', 'ip-address': 'IP_ADDRESS', 'credit-card-number': 'CREDIT_CARD' });
    const call = (/** @type {string} */ text) => core.redact(text, { skipCustomDetect: true, skipCustomRedact: true });
    const scan = (/** @type {string} */ text) => {
      // Its offsets count bytes of the UTF-8.
      const units = (/** @type {number} */ bytes) => Buffer.from(text, 'utf8').subarray(0, bytes).toString('utf8').length;
      return call(text).map((/** @type {any} */ { start, end, identifiedType }) => ({ type: types[identifiedType.tag], start: units(start), end: units(end) }));
    };
    return { scan, call };
  },
};
