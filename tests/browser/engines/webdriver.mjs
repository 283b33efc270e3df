/**
 * A W3C WebDriver session over plain HTTP: https://www.w3.org/TR/webdriver2/
 *
 * The npm clients were weighed and left: they bring 25 to 47 MB, look for browsers to download and
 * want a newer Node than the project does, for a dozen endpoints.
 */

import { COMMAND_TIMEOUT } from './page_code.mjs';

/** The key of an element reference in WebDriver's JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** Names of KeyboardEvent.key to WebDriver's code points (section 17.4.2). */
const KEYS = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Insert: '\uE016',
  Delete: '\uE017',
  Meta: '\uE03D',
};

/** @param {string} name */
export function keyCode(name) {
  const code = KEYS[name] ?? name;
  if ([...code].length !== 1) throw new Error(`no key is called "${name}"`);
  return code;
}

export class WebDriverSession {
  #base;
  #timeout;
  #last = Promise.resolve();
  /** @type {string | null} */
  #currentWindow = null;

  /** @param {string} base URL of the session */
  constructor(base, capabilities) {
    this.#base = base;
    this.capabilities = capabilities;
    this.#timeout = COMMAND_TIMEOUT;
  }

  /**
   * @param {string} driver origin of the driver
   * @param {object} capabilities
   * @param {number} timeout milliseconds
   */
  static async create(driver, capabilities, timeout) {
    const body = { capabilities: { alwaysMatch: capabilities } };
    const value = await send('POST', `${driver}/session`, body, timeout);
    return new WebDriverSession(`${driver}/session/${value.sessionId}`, value.capabilities);
  }

  /**
   * Runs several commands for one window with nothing in between: a session has one current window,
   * while tests use several pages at a time.
   *
   * @template T
   * @param {string | null} window handle; null where the window does not matter
   * @param {(command: (method: string, path: string, body?: object) => Promise<any>) => Promise<T>} work
   * @returns {Promise<T>}
   */
  inWindow(window, work) {
    const command = (method, path, body) => send(method, this.#base + path, body, this.#timeout);
    const turn = this.#last.then(async () => {
      if (window !== null && window !== this.#currentWindow) {
        await command('POST', '/window', { handle: window });
        this.#currentWindow = window;
      }
      return work(command);
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** @returns {Promise<string[]>} */
  windows() {
    return this.inWindow(null, (command) => command('GET', '/window/handles'));
  }

  /**
   * @param {string} opener a window that is open: WebDriver opens no window without a current one
   * @returns {Promise<string>} the new window's handle
   */
  async openWindow(opener) {
    const { handle } = await this.inWindow(opener, (command) =>
      command('POST', '/window/new', { type: 'tab' }),
    );
    return handle;
  }

  /** @param {string} window */
  async closeWindow(window) {
    await this.inWindow(window, (command) => {
      // The session is left without a current window.
      this.#currentWindow = null;
      return command('DELETE', '/window');
    });
  }
}

/**
 * @param {(method: string, path: string, body?: object) => Promise<any>} command
 * @param {string} selector
 * @returns {Promise<string>} path of the element's endpoints
 */
export async function findElement(command, selector) {
  const found = await command('POST', '/element', { using: 'css selector', value: selector });
  return `/element/${found[ELEMENT]}`;
}

/**
 * @param {string} method
 * @param {string} url
 * @param {object | undefined} body
 * @param {number} timeout milliseconds
 */
async function send(method, url, body, timeout) {
  const response = await fetch(url, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(timeout),
  });
  const { value } = await response.json();
  if (!response.ok) {
    const error = new Error(`${value.error}: ${value.message}`);
    error.name = value.error;
    throw error;
  }
  return value;
}
