/**
 * Times one call, in Node and in a page alike: batches long enough for a coarse clock, and the median of several.
 * @param {() => unknown} call may answer a promise
 * @returns {Promise<number>} nanoseconds a call
 */
export async function measure(call) {
  const BATCH = 40; // milliseconds
  const SAMPLES = 7;
  const run = async (/** @type {number} */ times) => {
    const start = performance.now();
    for (let i = 0; i < times; i++) {
      const answer = call();
      if (answer instanceof Promise) await answer;
    }
    return performance.now() - start;
  };

  // Doubled until a batch is long enough, which also lets the compiler see the call often.
  let times = 1;
  let elapsed = await run(times);
  while (elapsed < BATCH) {
    times *= 2;
    elapsed = await run(times);
  }
  if (elapsed > 20 * BATCH) return (elapsed / times) * 1e6; // a call that long needs no median
  const samples = [];
  for (let i = 0; i < SAMPLES; i++) samples.push((await run(times)) / times);
  return samples.sort((a, b) => a - b)[SAMPLES >> 1] * 1e6;
}

/** @param {string} unit @param {number} bytes the unit is ASCII, or its last code point may be cut short by a unit */
export function repeat(unit, bytes) {
  const size = Math.floor(bytes / new TextEncoder().encode(unit).length) + 1;
  return unit.repeat(size).slice(0, Math.round((bytes * unit.length) / new TextEncoder().encode(unit).length));
}
