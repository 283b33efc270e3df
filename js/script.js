/**
 * The entry of `feedspan.js`, for a `<script>` tag. See script.d.ts.
 * @module
 */
import { openClient } from './client.js';
import { wireControls } from './dom.js';
import { Feedback } from './feedback.js';
import { linksFromElement, linksFromResponse, pick } from './links.js';

/**
 * @typedef {import('./script').Feedspan} Feedspan
 * @typedef {import('./index').ClientOptions} ClientOptions
 */

// A module script has no `currentScript`.
const tag = /** @type {HTMLScriptElement | null} */ (
  document.currentScript ?? document.querySelector('script[src*="feedspan"][data-destination]')
);
/**
 * Beside this script. Its own address is spelled out, as in a script from another origin without `crossorigin`, and in a
 * sandboxed frame, `import` does not know it.
 * @param {string} file
 */
const beside = (file) => {
  const address = tag?.src ? new URL(file, tag.src).href : `./${file}`;
  return import(address);
};

const declared = tag?.dataset.destination ? readOptions(tag.dataset) : null;

const present = /** @type {Feedspan | import('./script').FeedspanStub | undefined} */ (window.feedspan);
if (!present || !('init' in present)) start(present?.q ?? []);
else if (declared && !present.started) present.init(declared);

/** @param {import('./script').FeedspanStub['q']} waiting */
function start(waiting) {
  /** @type {Record<string, Set<(value: any) => unknown>>} */
  const listeners = { error: new Set(), receipt: new Set() };
  /** @type {Set<string>} */
  const warned = new Set();
  /** @type {(type: 'error' | 'receipt', own?: (value: any) => unknown) => (value: any) => void} */
  const tell = (type, own) => (value) => {
    if (own || listeners[type].size) for (const listener of [own, ...listeners[type]]) run(() => listener?.(value));
    else if (type === 'error' && !warned.has(value.code)) {
      warned.add(value.code);
      console.warn(`feedspan: ${value.code}: ${value.message}`);
    }
  };
  /** @param {ClientOptions} options */
  const create = (options) =>
    openClient(
      { ...options, onError: tell('error', options?.onError), onReceipt: tell('receipt', options?.onReceipt) },
      { core: () => beside('core.js'), wasm: () => beside('core-wasm.js'), policy: () => beside('policy.js'), policyWasm: () => beside('policy-wasm.js') },
    );

  // Before `init` every call is refused with `no_destination`, rather than kept for ever.
  let client = create({ destination: [], load: 'demand', persist: false });

  /** @type {Feedspan} */
  const feedspan = {
    started: false,
    init(options) {
      const former = client;
      client = create(options);
      former.close();
      feedspan.started = true;
      for (const call of waiting.splice(0)) run(() => call(feedspan));
    },
    q: {
      push(call) {
        if (feedspan.started) run(() => call(feedspan));
        else waiting.push(call);
      },
    },
    on(type, listener) {
      listeners[type]?.add(listener);
      return () => void listeners[type]?.delete(listener);
    },
    Feedback,
    linksFromElement,
    linksFromResponse,
    thumb: (...call) => client.thumb(...call),
    signal: (...call) => client.signal(...call),
    send: (...call) => client.send(...call),
    retract: (...call) => client.retract(...call),
    preview: (...call) => client.preview(...call),
    consent: (granted) => client.consent(granted),
    purge: () => client.purge(),
    capabilities: () => client.capabilities(),
    flush: () => client.flush(),
    warmUp: () => client.warmUp(),
    status: () => client.status(),
    close: () => client.close(),
  };
  window.feedspan = feedspan;
  wireControls(feedspan, document, () => beside('preview.js'));
  if (declared) feedspan.init(declared);
}

/** `data-otlp-service-name` is `serviceName` of `otlp`. @param {string} type @param {DOMStringMap} data */
function destinationOf(type, data) {
  /** @type {Record<string, string | undefined>} */
  const options = { type, url: data.url ?? '' };
  for (const name in data) {
    const option = name.slice(type.length);
    if (name.startsWith(type) && /^[A-Z]/.test(option)) options[option[0].toLowerCase() + option.slice(1)] = data[name];
  }
  return options;
}

/** @param {DOMStringMap} data @returns {ClientOptions} */
function readOptions(data) {
  const { destination = '', batchDelay } = data;
  return {
    // An unknown type is for the core to refuse.
    destination: destination.split(/\s+/).map((type) => /** @type {any} */ (destinationOf(type, data))),
    links: pick(data),
    load: data.load === 'demand' ? 'demand' : 'idle',
    persist: data.persist !== 'false',
    consent: /** @type {any} */ (data.consent),
    batchDelay: batchDelay ? Number(batchDelay) : undefined,
    redaction: data.allow ? { allow: data.allow.split(/\s+/) } : undefined,
  };
}

/** The page's own functions must not break each other. @param {() => unknown} work */
function run(work) {
  try {
    Promise.resolve(work()).catch(() => {});
  } catch {
    // The page's own matter.
  }
}
