/** A document for react-dom, in place before it is imported: it looks for one only then. */
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html><html lang="en"><body></body></html>', { url: 'https://app.example/', pretendToBeVisual: true });

/** @type {Record<string, any>} */
const page = { window, navigator: window.navigator, document: window.document, Element: window.Element, HTMLElement: window.HTMLElement };
const provide = () => {
  // Later versions of Node have a `navigator` of their own, which cannot be assigned to.
  for (const [name, value] of Object.entries(page)) Object.defineProperty(globalThis, name, { value, configurable: true });
};
provide();

/** In a bundle `act` finds no `setImmediate` and opens a channel each time; the ports of a real one keep Node from ending. */
class MessageChannel {
  port1 = { onmessage() {} };
  port2 = { postMessage: () => setImmediate(() => this.port1.onmessage()) };
}
Object.assign(globalThis, { MessageChannel, IS_REACT_ACT_ENVIRONMENT: true });

export const { document } = window;

/** @template T @param {() => T} work what a server does, where there is no document @returns {T} */
export function withoutDocument(work) {
  for (const name of Object.keys(page)) delete (/** @type {any} */ (globalThis)[name]);
  try {
    return work();
  } finally {
    provide();
  }
}
