/**
 * The only file that knows how a generated glue works: one instance of a module, fed through one buffer (docs/boundary.md).
 * @module
 */

/** @typedef {import('./glue').Glue} Glue */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Above this many UTF-16 units the input is encoded first and its exact size reserved: three bytes a unit are free for a
 * click's record, but would make the core's memory grow (for good) by three times a pasted book.
 */
const ENCODE_IN_PLACE = 1 << 16;

/** @template {Glue} G */
export class Instance {
  /** @type {G | null} null once dead: a trap leaves memory in an unknown state. */
  #glue;

  /** @param {G} glue */
  constructor(glue) {
    this.#glue = glue;
  }

  get dead() {
    return !this.#glue;
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
    return answer && new Uint32Array(answer.slice().buffer);
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
      return view(glue, glue.answer(), size);
    } catch {
      this.#glue = null;
      return null;
    }
  }

  /** @param {Glue} glue @param {string | Uint8Array} input */
  #write(glue, input) {
    if (typeof input === 'string' && input.length <= ENCODE_IN_PLACE) {
      const size = 3 * input.length;
      return encoder.encodeInto(input, view(glue, glue.reserve(size), size)).written;
    }
    const bytes = typeof input === 'string' ? encoder.encode(input) : input;
    view(glue, glue.reserve(bytes.length), bytes.length).set(bytes);
    return bytes.length;
  }
}

/**
 * Made anew for each use, since memory that has grown leaves older views detached. Numbers cross the boundary signed.
 * @param {Glue} glue @param {number} pointer @param {number} size
 */
function view(glue, pointer, size) {
  return new Uint8Array(glue.wasmMemory.buffer, pointer >>> 0, size >>> 0);
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
