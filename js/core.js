/**
 * The core, as typed calls. Loaded late: the page starts with client.js alone, and imports this module when idle or on demand.
 * @module
 */
import { stringify } from './json.js';
import { instantiate } from './wasm.js';

export { openSession } from './session.js';

/**
 * @typedef {import('./boundary').CoreOptions} CoreOptions
 * @typedef {import('./boundary').FetchResult} FetchResult
 */

const FAILED = {
  code: /** @type {const} */ ('core_failed'),
  message: 'The WebAssembly core has stopped. What was stored is sent at the next visit.',
};

/** One instance of the core. It holds any number of clients and relays, each known by a number. */
export class Core {
  #instance;

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    this.#instance = instantiate(module);
  }

  /** True after a trap: every further call answers `core_failed`. */
  get dead() {
    return this.#instance.dead;
  }

  /** @param {CoreOptions} options @returns {import('./boundary').Created} */
  create(options) {
    return this.#ask(stringify(options), (glue, length) => glue.create(length));
  }

  /**
   * @param {number} client @param {string} record JSON, without lone surrogates @param {number} now @param {number} time
   * @returns {import('./boundary').Submitted}
   */
  submit(client, record, now, time) {
    return this.#ask(record, (glue, length) => glue.submit(client, length, now, time));
  }

  /**
   * @param {number} client @param {readonly import('./boundary').Entry[]} entries @param {number} now @param {number} time
   * @returns {import('./boundary').Restored}
   */
  restore(client, entries, now, time) {
    return this.#ask(stringify(entries), (glue, length) => glue.restore(client, length, now, time));
  }

  /**
   * @param {number} client @param {number} flags bit 0: flush, bit 1: the page is going away, bit 2: the network may be back
   * @param {number} now @param {number} time
   * @returns {import('./boundary').Effects}
   */
  pump(client, flags, now, time) {
    return this.#ask('', (glue) => glue.pump(client, flags, now, time));
  }

  /**
   * @param {number} client @param {number} request @param {FetchResult} result @param {number} now @param {number} time
   * @returns {import('./boundary').Effects}
   */
  respond(client, request, result, now, time) {
    return this.#ask(stringify(result), (glue, length) => glue.respond(client, request, length, now, time));
  }

  /** @param {number} client @returns {import('./boundary').Counts} */
  status(client) {
    return this.#ask('', (glue) => glue.status(client));
  }

  /** @param {number} client */
  destroy(client) {
    this.#instance.text('', (glue) => (glue.destroy(client), 0));
  }

  /**
   * @param {string} text @param {number} [flags]
   * @returns {Uint32Array} four numbers a span: kind, start, end (UTF-16 units), confidence 0-100. Empty if the core is dead.
   */
  scan(text, flags = 0) {
    return this.#instance.words(text, (glue, length) => glue.scan(length, flags)) ?? new Uint32Array();
  }

  /** @param {string} text @param {number} [flags] bit 0: numbered placeholders; bit 8 + kind: leave that kind as it is @returns {import('./boundary').Redacted} */
  redact(text, flags = 0) {
    return this.#ask(text, (glue, length) => glue.redact(length, flags));
  }

  /** @param {import('./boundary').RelayCoreOptions} options @returns {import('./boundary').RelayCreated} */
  relayCreate(options) {
    return this.#ask(stringify(options), (glue, length) => glue.relayCreate(length));
  }

  /** @param {number} relay @param {Uint8Array | string} body @param {number} time @returns {import('./boundary').RelayReceived} */
  relayReceive(relay, body, time) {
    return this.#ask(body, (glue, length) => glue.relayReceive(relay, length, time));
  }

  /**
   * @param {number} relay @param {number} request @param {FetchResult} result @param {number} time
   * @returns {import('./boundary').RelayResponded}
   */
  relayRespond(relay, request, result, time) {
    return this.#ask(stringify(result), (glue, length) => glue.relayRespond(relay, request, length, time));
  }

  /**
   * @param {string | Uint8Array} input @param {(glue: import('./glue').Glue, length: number) => number} call
   * @returns {any}
   */
  #ask(input, call) {
    const answer = this.#instance.text(input, call);
    return answer === null ? { error: FAILED, effects: [], items: [] } : JSON.parse(answer);
  }
}

/** @type {Core | null} */
let core = null;
/** @type {Promise<Core> | null} */
let loading = null;

/**
 * The page's one core, compiled off the main thread. The first caller's `wasm` counts; a failure is not kept, so a later call
 * tries anew.
 * @param {string | URL | BufferSource | WebAssembly.Module} [wasm] default: the embedded bytes
 * @returns {Promise<Core>} rejects when the core cannot be had: blocked by the page's CSP, not found, not of this build
 */
export async function loadCore(wasm) {
  if (core && !core.dead) return core;
  loading ??= compile(wasm)
    .then((module) => {
      // instantiateCoreSync may have been faster.
      if (!core || core.dead) core = new Core(module);
      return core;
    })
    .finally(() => {
      loading = null;
    });
  return loading;
}

/**
 * The same at once, for a page on its way out, and for Node. Browsers allow synchronous compilation up to 8 MB.
 * @param {BufferSource} bytes
 * @throws {Error} when the core cannot be had
 */
export function instantiateCoreSync(bytes) {
  if (!core || core.dead) core = new Core(new WebAssembly.Module(bytes));
  return core;
}

/** @param {string | URL | BufferSource | WebAssembly.Module | undefined} wasm */
async function compile(wasm) {
  if (wasm === undefined) return WebAssembly.compile((await import('./core-wasm.js')).wasmBytes());
  if (wasm instanceof WebAssembly.Module) return wasm;
  if (typeof wasm !== 'string' && !(wasm instanceof URL)) return WebAssembly.compile(wasm);
  const response = await fetch(wasm);
  if (!response.ok) throw new Error(`${response.status} for ${wasm}`);
  // Streaming refuses any other type; many servers still send application/octet-stream.
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
