/**
 * Where links come from in a chat: the message itself, and the other sources in one order.
 * @module
 */
import { fromTraceparent, LINK_NAMES, linksFromElement, pick } from './links.js';

/** @typedef {import('./index').Links} Links */

/**
 * Takes links from source after source; what is there stays. The span of another trace is no span of this one.
 * @param {readonly (Links | undefined)[]} sources
 * @returns {Links}
 */
function merge(sources) {
  /** @type {Links} */
  const links = {};
  for (const source of sources) {
    const found = pick(source);
    if (links.traceId && found.traceId && links.traceId !== found.traceId) delete found.spanId;
    for (const name of LINK_NAMES) if (found[name]) links[name] ??= found[name];
  }
  return links;
}

/** The links of one carrier: at its top, under `links` or `feedback`, or as a `traceparent`. @param {any} carrier */
const linksOf = (carrier) => merge([carrier, carrier?.links, carrier?.feedback, fromTraceparent(text(carrier?.traceparent))]);

/** @param {unknown} value */
const text = (value) => (typeof value === 'string' ? value : undefined);

/** @param {unknown} value @returns {any[]} */
const list = (value) => (Array.isArray(value) ? value : []);

/** @type {typeof import('./messages').linksFromMessage} */
export function linksFromMessage(message) {
  try {
    const { id, metadata, parts, annotations } = /** @type {any} */ (Object(message));
    const data = list(parts).filter((part) => text(part?.type)?.startsWith('data-'));
    return merge([linksOf(metadata), ...data.map((part) => linksOf(part.data)), ...list(annotations).map(linksOf), { messageId: text(id) }]);
  } catch {
    // A getter of the host's that throws.
    return {};
  }
}

/** @type {typeof import('./messages').linksFromPage} */
export function linksFromPage() {
  const meta = globalThis.document?.querySelector?.('meta[name="traceparent"]');
  return fromTraceparent(meta?.getAttribute('content')) ?? {};
}

/** @type {typeof import('./messages').findLinks} */
export const findLinks = ({ links, message, element, response, page }) =>
  merge([links, message ? linksFromMessage(message) : undefined, element ? linksFromElement(element) : undefined, response, page ? linksFromPage() : undefined]);

/** @type {typeof import('./messages').createMessageLinks} */
export function createMessageLinks({ limit = 1000 } = {}) {
  /** @type {Map<string, Links>} */
  const known = new Map();
  /** @param {string} id @param {Links} links */
  const set = (id, links) => {
    known.delete(id);
    known.set(id, links);
    if (known.size > limit) known.delete(/** @type {string} */ (known.keys().next().value));
  };
  return {
    remember: (id, links) => set(id, merge([links, known.get(id)])),
    of: (id) => ({ ...known.get(id) }),
    rebind(from, to) {
      const links = known.get(from);
      if (!links || from === to) return;
      known.delete(from);
      set(to, merge([known.get(to), links.messageId === from ? { ...links, messageId: to } : links]));
    },
  };
}
