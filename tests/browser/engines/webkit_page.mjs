/** A tab of WebKitGTK, driven through WebKitWebDriver. */

import { writeFile } from 'node:fs/promises';
import { poll } from '../deadline.mjs';
import { COMMAND_TIMEOUT, splitChord, visibleText, waitFor, waitForElement } from './page_code.mjs';
import { findElement, keyCode } from './webdriver.mjs';

/** @type {import('./contract.js').Capabilities} */
const CAPABILITIES = { offline: true, colorScheme: true, closeWithoutWaiting: false, taskTime: false };

/**
 * The body for "Execute Async Script". The code is spliced in as source, because `eval` is subject
 * to the page's CSP while the driver's own script is not. An error is handed back as a value: the
 * driver would take it for its own.
 *
 * @param {string | Function} code
 */
function scriptFor(code) {
  const call = typeof code === 'function' ? `(${code})(...args)` : `(${code})`;
  return `
    const [args, done] = arguments;
    Promise.resolve()
      .then(() => ${call})
      .then((value) => done(value === undefined ? {} : { value }))
      .catch((error) => done({ error: String(error?.message ?? error) }));
  `;
}

export class WebKitPage {
  #session;
  #window;
  #browser;

  can = CAPABILITIES;
  offline = false;
  taskTime = null;
  /** @type {string[]} */
  console = [];
  /** @type {string[]} */
  pageErrors = [];
  /** The origin last navigated to; console lines are told apart by it. */
  origin = 'null';

  /**
   * @param {import('./webdriver.mjs').WebDriverSession} session
   * @param {string} window handle
   * @param {object} browser
   * @param {(page: WebKitPage) => void} browser.onOpen
   * @param {(page: WebKitPage) => void} browser.onClose
   * @param {(scheme: 'light' | 'dark') => void} browser.setColorScheme
   * @param {(there: boolean) => void} browser.setNetwork
   */
  constructor(session, window, browser) {
    this.#session = session;
    this.#window = window;
    this.#browser = browser;
    browser.onOpen(this);
  }

  /** @param {Parameters<import('./webdriver.mjs').WebDriverSession['inWindow']>[1]} work */
  #do(work) {
    return this.#session.inWindow(this.#window, work);
  }

  async goto(url) {
    this.origin = new URL(url).origin;
    await this.#do((command) => command('POST', '/url', { url }));
  }

  async reload() {
    await this.#do((command) => command('POST', '/refresh', {}));
  }

  async back() {
    await this.#do((command) => command('POST', '/back', {}));
  }

  async forward() {
    await this.#do((command) => command('POST', '/forward', {}));
  }

  url() {
    return this.#do((command) => command('GET', '/url'));
  }

  async click(selector) {
    await waitForElement(this, selector);
    await this.#do(async (command) =>
      command('POST', `${await findElement(command, selector)}/click`, {}),
    );
  }

  async clickAndClose(selector) {
    await this.click(selector);
    await this.close();
  }

  async type(selector, text) {
    await waitForElement(this, selector);
    await this.#do(async (command) =>
      command('POST', `${await findElement(command, selector)}/value`, { text }),
    );
  }

  async press(chord) {
    const { modifiers, key } = splitChord(chord);
    const down = [...modifiers, key].map((name) => ({ type: 'keyDown', value: keyCode(name) }));
    const up = down.map(({ value }) => ({ type: 'keyUp', value })).reverse();
    const keyboard = { type: 'key', id: 'keyboard', actions: [...down, ...up] };
    await this.#do((command) => command('POST', '/actions', { actions: [keyboard] }));
  }

  async popup(action) {
    const before = await this.#session.windows();
    await action();
    const window = await poll(
      async () => (await this.#session.windows()).find((handle) => !before.includes(handle)),
      { timeout: COMMAND_TIMEOUT, what: 'the popup' },
    );
    const page = new WebKitPage(this.#session, window, this.#browser);
    page.origin = this.origin;
    return page;
  }

  async evaluate(code, ...args) {
    const { value, error } = await this.#do((command) =>
      command('POST', '/execute/async', { script: scriptFor(code), args: [args] }),
    );
    if (error !== undefined) throw new Error(error);
    return value;
  }

  waitFor(code, options) {
    return waitFor(this, code, options);
  }

  text(selector) {
    return visibleText(this, selector);
  }

  async screenshot(file) {
    const png = await this.#do((command) => command('GET', '/screenshot'));
    await writeFile(file, Buffer.from(png, 'base64'));
  }

  async viewport(width, height) {
    await this.#do((command) => command('POST', '/window/rect', { width, height }));
  }

  /** WebKitGTK follows the desktop, so this holds for all tabs until the page is closed. */
  async setColorScheme(scheme) {
    this.#browser.setColorScheme(scheme);
    await this.waitFor(
      (wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches,
      { args: [scheme] },
    );
  }

  /**
   * For all tabs until the page is closed: a proxy that is not there fails every request. WebKit asks the machine whether it is online, so
   * what it would tell the page is said by us.
   */
  async setOffline(offline) {
    this.offline = offline;
    this.#browser.setNetwork(!offline);
    const reached = () => fetch(location.href, { method: 'HEAD', cache: 'no-store' }).then(() => true, () => false);
    await poll(async () => (await this.evaluate(reached)) !== offline, { timeout: COMMAND_TIMEOUT, what: `the network to be ${offline ? 'gone' : 'back'}` });
    await this.evaluate((away) => {
      Object.defineProperty(Navigator.prototype, 'onLine', { configurable: true, get: () => !away });
      dispatchEvent(new Event(away ? 'offline' : 'online'));
    }, offline);
  }

  async close() {
    this.#browser.onClose(this);
    if (!(await this.#session.windows()).includes(this.#window)) return;
    await this.#session.closeWindow(this.#window).catch((error) => {
      // A page that closes itself may be gone a moment after it was listed.
      if (error.name !== 'no such window') throw error;
    });
  }
}
