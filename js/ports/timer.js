/**
 * The longest that is slept at a stretch. After a suspension some clocks have gone on and some have stood still, and a timer set
 * for an hour may be an hour late; looked at every half minute it is right again soon. Also far below 2^31, beyond which browsers wake at once.
 */
const STRETCH = 30_000;

/**
 * The one wake-up that a session has.
 * @param {() => void} wake
 * @param {boolean} [detached] a process of Node may end before it
 */
export function createTimer(wake, detached) {
  /** @type {any} */
  let timer;
  let end = 0;
  const sleep = () => {
    const left = end - performance.now();
    timer = setTimeout(left > STRETCH ? sleep : wake, Math.min(left, STRETCH));
    if (detached) timer.unref?.();
  };
  return {
    /** Replaces the earlier one. @param {number} delay milliseconds; negative: none */
    set(delay) {
      clearTimeout(timer);
      end = performance.now() + delay;
      if (delay >= 0) sleep();
    },
  };
}
