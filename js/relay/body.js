/**
 * Bodies of strangers, read no further than allowed.
 * @module
 */

/**
 * Counted while reading: a declared length may be missing or a lie.
 * @param {ReadableStream<Uint8Array> | null} stream
 * @param {number} limit bytes
 * @param {number} [timeout] milliseconds for the whole
 * @returns {Promise<Uint8Array | 'too_large' | 'timeout'>} rejects when the stream breaks
 */
export async function readAtMost(stream, limit, timeout) {
  const reader = stream?.getReader();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = /** @type {Promise<'timeout'>} */ (
    new Promise((resolve) => {
      if (timeout !== undefined) timer = setTimeout(() => resolve('timeout'), timeout);
    })
  );
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  try {
    while (reader) {
      const read = await (timeout === undefined ? reader.read() : Promise.race([reader.read(), late]));
      if (read === 'timeout') return stop(reader, 'timeout');
      if (read.done) break;
      size += read.value.length;
      if (size > limit) return stop(reader, 'too_large');
      chunks.push(read.value);
    }
  } finally {
    clearTimeout(timer);
  }
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** @template {string} R @param {ReadableStreamDefaultReader<Uint8Array>} reader @param {R} reason @returns {R} */
function stop(reader, reason) {
  void reader.cancel().catch(() => {});
  return reason;
}
