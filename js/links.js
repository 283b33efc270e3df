/**
 * Where links come from: an element's ancestors, or the answer of an API.
 * @module
 */

/** @typedef {import('./index').Links} Links */

/** Every link, and the token that vouches for them. As an attribute, `traceId` is `data-trace-id`, which is how `dataset` reads it. */
export const LINK_NAMES = /** @type {const} */ ([
  'traceId',
  'spanId',
  'sessionId',
  'joinKey',
  'conversationId',
  'messageId',
  'capability',
  'step',
  'userId',
  'linkToken',
]);

/** By attribute. */
const NAMES = new Map(LINK_NAMES.map((name) => [`data-${name.replace(/[A-Z]/g, '-$&')}`.toLowerCase(), name]));

/** Elements that bear a link themselves. */
export const LINKED = Array.from(NAMES.keys(), (attribute) => `[${attribute}]`).join();

/**
 * The browser goes from one bearer to the next: reading ten attributes of each ancestor took a third of a click's time.
 * @type {typeof import('./index').linksFromElement}
 */
export function linksFromElement(element) {
  /** @type {Links} */
  let links = {};
  for (let node = /** @type {any} */ (element); node; node = node?.parentElement ?? node?.getRootNode?.().host) {
    node = node.closest?.(LINKED) ?? node.getRootNode?.();
    if (node?.closest) links = { ...ownLinks(node), ...links };
  }
  return links;
}

/** Those that are given on the element itself, which has fewer attributes than there are links. @param {Element} element */
export function ownLinks(element) {
  /** @type {Links} */
  const links = {};
  for (const attribute of element.getAttributeNames()) {
    const name = NAMES.get(attribute);
    const value = name && element.getAttribute(attribute);
    if (value) links[name] = value;
  }
  return links;
}

/** @type {typeof import('./index').linksFromResponse} */
export function linksFromResponse(response, options = {}) {
  /** @type {Links} */
  const links = {};
  /** @param {any} source */
  const add = (source) => {
    const found = pick(source);
    // The span of another trace is no span of this one.
    if (links.traceId && found.traceId && links.traceId !== found.traceId) delete found.spanId;
    for (const name of LINK_NAMES) if (found[name]) links[name] ??= found[name];
  };
  try {
    const { headers } = response;
    // Metrics end at commas, which quoted descriptions may contain.
    for (const metric of headers.get('server-timing')?.match(/(?:"[^"]*"|[^",])+/g) ?? []) {
      const [, name, description] = /^\s*(traceparent|trace)\s*;.*?\bdesc\s*=\s*"?([^";\s]+)/i.exec(metric) ?? [];
      if (name) add(fromTraceparent(description) ?? (name.length < 6 ? { traceId: description } : {}));
    }
    add(fromTraceparent(headers.get('traceresponse')));
    for (const [header, link] of Object.entries(options.headers ?? {})) add({ [link]: headers.get(header) });
    const body = /** @type {any} */ (options.body);
    for (const source of [body, body?.links, body?.feedback]) add(source);
  } catch {
    // A header name that is none, a body with a throwing getter: what was found before it holds.
  }
  return links;
}

/**
 * The ids of a W3C `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header). Version ff and ids of zeros are
 * invalid; a later version may append fields, version 00 may not.
 * @param {string | null | undefined} text
 * @returns {Links | undefined}
 */
export function fromTraceparent(text) {
  const match = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-[\da-f]{2}(-.*)?$/.exec(text?.trim() ?? '');
  if (match && !(match[3] && match[0].startsWith('00'))) return { traceId: match[1], spanId: match[2] };
}

/** @param {any} source @returns {Links} the links in it that are given, numbers as text */
export function pick(source) {
  /** @type {Links} */
  const links = {};
  for (const name of LINK_NAMES) {
    const value = source?.[name];
    if ((typeof value === 'string' && value) || typeof value === 'number') links[name] = `${value}`;
  }
  return links;
}
