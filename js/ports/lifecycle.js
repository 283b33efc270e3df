/**
 * What happens to the page. Never `unload`, which keeps a page out of the back/forward cache.
 * @param {(cached: boolean) => void} leave the page is hidden or goes away; it may be the last that is heard of it. `cached`: it
 *   is gone, lies in the back/forward cache or is frozen after this. May come several times: when a tab closes, `pagehide` and
 *   `visibilitychange` follow each other; on phones often only one comes
 * @param {() => void} [resume] it is back, or the network may be
 * @returns {() => void} stops listening
 */
export function watchLifecycle(leave, resume = () => {}) {
  if (typeof document === 'undefined') return () => {};
  const visibility = () => (document.visibilityState === 'hidden' ? leave(false) : resume());
  const listeners = /** @type {const} */ ([
    [document, 'visibilitychange', visibility],
    [window, 'pagehide', () => leave(true)],
    [document, 'freeze', () => leave(true)],
    [document, 'resume', () => resume()],
    [window, 'pageshow', (/** @type {Event} */ event) => /** @type {PageTransitionEvent} */ (event).persisted && resume()],
    [window, 'online', () => resume()],
  ]);
  for (const [target, type, listener] of listeners) target.addEventListener(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target.removeEventListener(type, listener);
  };
}
