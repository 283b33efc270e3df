/**
 * One polite live region in a page, however many providers it has: screen readers announce what changes in it. It has to be
 * in the page before its first use, so it is opened early and written to later.
 *
 * It is made by script, not rendered: server-rendered markup could hide it only by a `style` attribute, which a strict
 * `style-src` refuses, while styles set through the CSSOM are always allowed.
 */

/** Hidden from sight and not from the accessibility tree, and never a cause of scroll bars. */
const UNSEEN = {
  position: 'fixed', width: '1px', height: '1px', margin: '-1px', padding: '0', border: '0',
  overflow: 'hidden', 'clip-path': 'inset(50%)', 'white-space': 'nowrap',
};

/** The pause after which a text counts as new, even if it is the one that is there already. */
const ANNOUNCE_AFTER_MS = 100;

/** @typedef {{element: HTMLElement, users: number, timer?: ReturnType<typeof setTimeout>}} Region */

/** @type {WeakMap<Document, Region>} */
const regions = new WeakMap();

/**
 * @param {Document} document
 * @returns {{announce(text: string): void, close(): void}} the last one to close takes the region out of the page
 */
export function openLiveRegion(document) {
  const region = regions.get(document) ?? createRegion(document);
  regions.set(document, region);
  region.users++;
  return {
    announce(text) {
      clearTimeout(region.timer);
      region.element.textContent = '';
      region.timer = setTimeout(() => (region.element.textContent = text), ANNOUNCE_AFTER_MS);
    },
    close() {
      if (--region.users > 0) return;
      clearTimeout(region.timer);
      region.element.remove();
      regions.delete(document);
    },
  };
}

/** @param {Document} document @returns {Region} */
function createRegion(document) {
  const element = document.createElement('div');
  element.setAttribute('role', 'status');
  element.setAttribute('aria-live', 'polite');
  element.dataset.feedspan = 'status';
  for (const [property, value] of Object.entries(UNSEEN)) element.style.setProperty(property, value);
  document.body.append(element);
  return { element, users: 0 };
}
