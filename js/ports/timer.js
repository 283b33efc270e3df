/**
 * The one wake-up that a session has.
 * @param {() => void} wake
 */
export function createTimer(wake) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    /** Replaces the earlier one. @param {number} delay milliseconds; negative: none */
    set(delay) {
      clearTimeout(timer);
      // Above 2^31 a browser would wake at once.
      if (delay >= 0) timer = setTimeout(wake, Math.min(delay, 0x7fffffff));
    },
  };
}
