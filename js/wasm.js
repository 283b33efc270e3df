/**
 * The only file that knows how a generated glue works: one instance of a module, fed through one buffer (docs/boundary.md).
 * @module
 */

/**
 * @typedef {import('./glue').Glue} Glue
 * @typedef {string | URL | BufferSource | WebAssembly.Module} Source of a module: an address, its bytes, or itself
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Above this many UTF-16 units the input is encoded first and its exact size reserved: three bytes a unit are free for a
 * click's record, but would make the core's memory grow (for good) by three times a pasted book.
 */
const ENCODE_IN_PLACE = 1 << 16;

/** A larger buffer is given back with the next smaller input. The core does the same (wasm/boundary.cpp). */
const KEPT_BYTES = 1 << 20;

const NO_BYTES = new Uint8Array();
const NO_WORDS = new Uint32Array();

/** @template {Glue} G */
export class Instance {
  /** @type {G | null} null once dead: a trap leaves memory in an unknown state. */
  #glue;
  /** The core's buffer, which stays where it is until another size is reserved. */
  #input = NO_BYTES;

  /** @param {G} glue */
  constructor(glue) {
    this.#glue = glue;
  }

  get dead() {
    return !this.#glue;
  }

  /** Whether the module has that function. @param {string} name */
  has(name) {
    return !!this.#glue && name in this.#glue;
  }

  /**
   * @param {string | Uint8Array} input
   * @param {(glue: G, length: number) => number} call gets the number of bytes written, gives the length of the answer
   * @returns {string | null} null: the core is dead
   */
  text(input, call) {
    const answer = this.#call(input, call);
    return answer && decoder.decode(answer);
  }

  /**
   * The same for an answer of packed 32-bit numbers, copied out of the core's memory.
   * @param {string | Uint8Array} input
   * @param {(glue: G, length: number) => number} call
   * @returns {Uint32Array | null}
   */
  words(input, call) {
    const answer = this.#call(input, call);
    if (!answer) return null;
    return answer.length ? new Uint32Array(answer.slice().buffer) : NO_WORDS;
  }

  /**
   * @param {string | Uint8Array} input
   * @param {(glue: G, length: number) => number} call
   * @returns {Uint8Array | null} a view that is valid until the next call
   */
  #call(input, call) {
    const glue = this.#glue;
    if (!glue) return null;
    try {
      const size = call(glue, input.length && this.#write(glue, input));
      return size ? view(glue, glue.answer(), size) : NO_BYTES;
    } catch {
      this.#glue = null;
      return null;
    }
  }

  /** @param {Glue} glue @param {string | Uint8Array} input */
  #write(glue, input) {
    if (typeof input === 'string' && input.length <= ENCODE_IN_PLACE) {
      return encoder.encodeInto(input, this.#buffer(glue, 3 * input.length)).written;
    }
    const bytes = typeof input === 'string' ? encoder.encode(input) : input;
    this.#buffer(glue, bytes.length).set(bytes);
    return bytes.length;
  }

  /**
   * At least that many bytes of the core's memory, more than none. Most calls get the view of the last one: making a view and asking
   * the core takes longer than scanning a short text. Memory that has grown leaves a view of no length.
   * @param {Glue} glue @param {number} size
   */
  #buffer(glue, size) {
    const { length } = this.#input;
    if (length < size || length > KEPT_BYTES) {
      const reserved = Math.max(size, 512);
      this.#input = view(glue, glue.reserve(reserved), reserved);
    }
    return this.#input;
  }
}

/**
 * Numbers cross the boundary signed.
 * @param {Glue} glue @param {number} pointer @param {number} size
 */
function view(glue, pointer, size) {
  return new Uint8Array(glue.wasmMemory.buffer, pointer >>> 0, size >>> 0);
}

/** Off the main thread. @param {Source} source @returns {Promise<WebAssembly.Module>} */
export async function compile(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source !== 'string' && !(source instanceof URL)) return WebAssembly.compile(source);
  const response = await fetch(source);
  if (!response.ok) throw new Error(`${response.status} for ${source}`);
  // Streaming refuses any other type; many servers still send application/octet-stream.
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/** The magic number and the version. */
const SMALLEST_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Where a page's policy forbids WebAssembly, WebKit compiles all the same and refuses the instance. Inside of the glue that would
 * write to the console and reject a promise that nobody holds; here it is only thrown. Not for servers: Workers compile nothing.
 */
export const probe = () => new WebAssembly.Instance(new WebAssembly.Module(SMALLEST_MODULE));

/**
 * Synchronous, so that a page on its way out can still start the core.
 * @template {Glue} G
 * @param {import('./glue').CreateGlue<G>} createGlue of the same build as the module
 * @param {WebAssembly.Module} module
 * @throws {Error} when the page's policy forbids it, or the module and the glue are not from the same build
 */
export function instantiate(createGlue, module) {
  return new Instance(
    createGlue({
      instantiateWasm(imports, receive) {
        const instance = new WebAssembly.Instance(module, imports);
        receive(instance, module);
        return instance.exports;
      },
    }),
  );
}
