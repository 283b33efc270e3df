/** A tab of Chromium (DevTools protocol) or Firefox (WebDriver BiDi), both through Puppeteer. */

import { poll, within } from '../deadline.mjs';
import { COMMAND_TIMEOUT, splitChord, visibleText, waitFor, waitForElement } from './page_code.mjs';

export class PuppeteerPage {
  #page;
  #closed;

  /** @type {string[]} */
  console = [];
  /** @type {string[]} */
  pageErrors = [];

  /**
   * @param {import('puppeteer-core').Page} page
   * @param {import('./contract.js').Capabilities} can
   */
  constructor(page, can) {
    this.#page = page;
    this.can = can;
    this.#closed = new Promise((resolve) => page.once('close', resolve));
    page.setDefaultTimeout(COMMAND_TIMEOUT);
    page.on('console', (message) => this.console.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => {
      const text = String(error?.message ?? error);
      // Firefox files its reports on blocked resources under script errors.
      if (text.startsWith('Content-Security-Policy')) this.console.push(`error: ${text}`);
      else this.pageErrors.push(text);
    });
    this.taskTime = can.taskTime ? async () => 1000 * ((await page.metrics()).TaskDuration ?? NaN) : null;
    this.setOffline = can.offline ? (offline) => page.setOfflineMode(offline) : null;
    this.setColorScheme = can.colorScheme
      ? (value) => page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }])
      : null;
  }

  async goto(url) {
    await this.#page.goto(url, { waitUntil: 'load' });
  }

  /**
   * Puppeteer's own reload never resolves in Firefox once the tab has gone through its history, so
   * the new document is told from the old one by its time origin.
   */
  async reload() {
    const before = await this.evaluate(() => performance.timeOrigin);
    await this.evaluate(() => location.reload());
    await this.waitFor(
      (origin) => performance.timeOrigin !== origin && document.readyState === 'complete',
      { timeout: COMMAND_TIMEOUT, args: [before] },
    );
  }

  back() {
    return this.#traverse(() => history.back());
  }

  forward() {
    return this.#traverse(() => history.forward());
  }

  /**
   * A page that comes back from the back/forward cache fires `pageshow` but not the navigation
   * events that Puppeteer's own goBack waits for, so the arrival is seen by the address.
   * @param {() => void} move runs in the page
   */
  async #traverse(move) {
    const before = await this.url();
    await this.evaluate(move);
    await poll(async () => (await this.url()) !== before, {
      timeout: COMMAND_TIMEOUT,
      what: `leaving ${before} through the history`,
    });
    await this.waitFor(() => document.readyState === 'complete', { timeout: COMMAND_TIMEOUT });
  }

  url() {
    return this.evaluate(() => location.href);
  }

  async click(selector) {
    const { x, y } = await this.#middleOf(selector);
    await within(this.#page.mouse.click(x, y), COMMAND_TIMEOUT, `a click on ${selector}`);
  }

  async clickAndClose(selector) {
    const { x, y } = await this.#middleOf(selector);
    const { mouse } = this.#page;
    await mouse.move(x, y);
    await mouse.down();
    // The answer to the release may get lost with the tab.
    mouse.up().catch(() => {});
    await this.close();
  }

  /** @param {string} selector */
  async #middleOf(selector) {
    await waitForElement(this, selector);
    return this.evaluate((css) => {
      const element = document.querySelector(css);
      element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      const { left, top, width, height } = element.getBoundingClientRect();
      if (width === 0 || height === 0) throw new Error(`${css} has no area to click on`);
      return { x: left + width / 2, y: top + height / 2 };
    }, selector);
  }

  async type(selector, text) {
    await waitForElement(this, selector);
    await within(this.#page.type(selector, text), COMMAND_TIMEOUT, `typing into ${selector}`);
  }

  async press(chord) {
    const { modifiers, key } = splitChord(chord);
    const { keyboard } = this.#page;
    const pressed = async () => {
      for (const modifier of modifiers) await keyboard.down(modifier);
      await keyboard.press(key);
      for (const modifier of modifiers.reverse()) await keyboard.up(modifier);
    };
    await within(pressed(), COMMAND_TIMEOUT, `pressing ${chord}`);
  }

  async popup(action) {
    const opened = new Promise((resolve) => this.#page.once('popup', resolve));
    await action();
    const page = await within(opened, COMMAND_TIMEOUT, 'the popup');
    return new PuppeteerPage(page, this.can);
  }

  evaluate(code, ...args) {
    return within(this.#page.evaluate(code, ...args), COMMAND_TIMEOUT, 'the page to evaluate code');
  }

  waitFor(code, options) {
    return waitFor(this, code, options);
  }

  text(selector) {
    return visibleText(this, selector);
  }

  async screenshot(file) {
    await within(this.#page.screenshot({ path: file }), COMMAND_TIMEOUT, 'a screenshot');
  }

  async viewport(width, height) {
    await this.#page.setViewport({ width, height });
  }

  async close() {
    if (this.#page.isClosed()) return;
    // Resolves before the tab is gone when the page's own handlers have to run first.
    this.#page.close({ runBeforeUnload: true }).catch(() => {});
    await within(this.#closed, COMMAND_TIMEOUT, 'the tab to close');
  }
}
