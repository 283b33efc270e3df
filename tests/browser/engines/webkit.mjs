/** WebKitGTK under an X server of its own, driven by WebKitWebDriver. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { poll, within } from '../deadline.mjs';
import { findExecutable, requirePythonWebKit } from './executables.mjs';
import { ProcessFamily, createProfile, removeProfile } from './processes.mjs';
import { WebDriverSession } from './webdriver.mjs';
import { WebKitPage } from './webkit_page.mjs';

const BROWSER = fileURLToPath(new URL('webkit_browser.py', import.meta.url));
const START_TIMEOUT = 30_000;
const QUIT_TIMEOUT = 6_000;

/** A console message: "<url>:<line>:<column>: CONSOLE [<source>] <LEVEL> <text>". */
const CONSOLE_LINE =
  /^(?:(?<url>\S+?):\d+:\d+: )?CONSOLE (?:(?<source>[A-Z]+) )?(?<level>LOG|INFO|WARN|ERROR|DEBUG) (?<text>.*)$/;

class WebKitBrowser {
  name = 'webkit';
  #session;
  /** The window that the browser starts with; it stays, since a session ends with its last one. */
  #firstWindow;
  #family;
  #xServer;
  #driver;
  #pid;
  #launchScheme;
  #scheme;
  #temporaryProfile;
  /** @type {Set<WebKitPage>} */
  #pages = new Set();

  constructor({ session, firstWindow, family, xServer, driver, pid, colorScheme, temporaryProfile }) {
    this.#session = session;
    this.#firstWindow = firstWindow;
    this.#family = family;
    this.#xServer = xServer;
    this.#driver = driver;
    this.#pid = pid;
    this.#launchScheme = colorScheme;
    this.#scheme = colorScheme;
    this.#temporaryProfile = temporaryProfile;
    this.version = session.capabilities.browserVersion;
    for (const stream of [driver.stdout, driver.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.#onLine(line));
    }
  }

  get isRunning() {
    return this.#driver.exitCode === null && this.processes().includes(this.#pid);
  }

  async newPage() {
    const window = await this.#session.openWindow(this.#firstWindow);
    return new WebKitPage(this.#session, window, {
      onOpen: (page) => this.#pages.add(page),
      onClose: (page) => {
        this.#pages.delete(page);
        this.#setColorScheme(this.#launchScheme);
        if (page.offline) process.kill(this.#pid, 'SIGWINCH');
      },
      setColorScheme: (scheme) => this.#setColorScheme(scheme),
      setNetwork: (there) => process.kill(this.#pid, there ? 'SIGWINCH' : 'SIGHUP'),
    });
  }

  processes() {
    return this.#family.members();
  }

  async close() {
    if (this.isRunning) {
      process.kill(this.#pid, 'SIGTERM');
      await poll(() => !this.processes().includes(this.#pid), {
        timeout: QUIT_TIMEOUT,
        what: 'WebKit to quit',
      }).catch(() => {});
    }
    await this.kill();
  }

  async kill() {
    await endFamily(this.#family, this.#xServer);
    if (this.#temporaryProfile) removeProfile(this.#temporaryProfile);
  }

  /** @param {'light' | 'dark'} scheme */
  #setColorScheme(scheme) {
    if (scheme === this.#scheme) return;
    this.#scheme = scheme;
    process.kill(this.#pid, scheme === 'dark' ? 'SIGUSR1' : 'SIGUSR2');
  }

  /** @param {string} line */
  #onLine(line) {
    const match = CONSOLE_LINE.exec(line);
    if (!match) return;
    const { url, source, level, text } = match.groups;
    const pages = [...this.#pages];
    const owners = pages.filter((page) => url?.startsWith(`${page.origin}/`));
    for (const page of owners.length > 0 ? owners : pages) {
      if (source === 'JS' && level === 'ERROR') page.pageErrors.push(text);
      else page.console.push(`${level.toLowerCase()}: ${text}`);
    }
  }
}

/**
 * The X server goes last and politely: killed, it would leave its lock and socket in the temporary
 * folder, and killed first it would make the browser end in its own way.
 *
 * @param {ProcessFamily} family
 * @param {import('node:child_process').ChildProcess | undefined} xServer
 */
async function endFamily(family, xServer) {
  if (xServer && xServer.exitCode === null) {
    await family.kill({ spare: [xServer.pid] });
    const exited = once(xServer, 'exit');
    xServer.kill('SIGTERM');
    await within(exited, QUIT_TIMEOUT, 'Xvfb to end').catch(() => {});
  }
  await family.kill();
}

/** @returns {Promise<number>} a port that was free a moment ago */
async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * @param {string} program
 * @param {ProcessFamily} family
 */
async function startXServer(program, family) {
  // Xvfb itself looks for a free display and writes its number to descriptor 3 once it is ready.
  const xServer = spawn(
    program,
    ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1600x1200x24'],
    { env: family.environment, stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true },
  );
  await once(xServer, 'spawn');
  family.adopt(xServer.pid);
  const [display] = await within(once(xServer.stdio[3], 'data'), START_TIMEOUT, 'Xvfb to start');
  return { xServer, display: `:${String(display).trim()}` };
}

/**
 * @param {import('./contract.js').LaunchOptions} options
 * @returns {Promise<import('./contract.js').Browser>}
 */
export async function launchWebKit({ profileDir, colorScheme = 'light', private: privately = false }) {
  const driverProgram = findExecutable({
    variable: 'FEEDSPAN_WEBKIT_DRIVER',
    names: ['WebKitWebDriver'],
    debianPackage: 'webkit2gtk-driver',
  });
  const xProgram = findExecutable({
    variable: 'FEEDSPAN_XVFB',
    names: ['Xvfb'],
    debianPackage: 'xvfb',
  });
  requirePythonWebKit();

  const family = new ProcessFamily();
  const temporaryProfile = profileDir || privately ? null : createProfile('webkit');
  let xServer;
  try {
    let display;
    ({ xServer, display } = await startXServer(xProgram, family));
    const port = await freePort();
    const driver = spawn(driverProgram, [`--port=${port}`, '--host=127.0.0.1'], {
      env: {
        ...family.environment,
        DISPLAY: display,
        GDK_BACKEND: 'x11',
        // The accessibility bus would need a session bus, which a server does not have.
        NO_AT_BRIDGE: '1',
        // WebKit's own sandbox (bubblewrap) cannot be set up inside a container or as root.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    await once(driver, 'spawn');
    family.adopt(driver.pid);
    const pid = new Promise((resolve) => {
      createInterface({ input: driver.stdout }).on('line', (line) => {
        const announced = /^browser pid (\d+)$/.exec(line);
        if (announced) resolve(Number(announced[1]));
      });
    });
    const origin = `http://127.0.0.1:${port}`;
    await poll(async () => (await fetch(`${origin}/status`)).ok, {
      timeout: START_TIMEOUT,
      what: 'WebKitWebDriver to listen',
    });
    const args = [
      ...(privately ? [] : [`--profile=${profileDir ?? temporaryProfile}`]),
      ...(colorScheme === 'dark' ? ['--dark'] : []),
    ];
    const capabilities = { 'webkitgtk:browserOptions': { binary: BROWSER, args } };
    const session = await WebDriverSession.create(origin, capabilities, START_TIMEOUT);
    const [firstWindow] = await session.windows();
    return new WebKitBrowser({
      session,
      firstWindow,
      family,
      xServer,
      driver,
      pid: await within(pid, START_TIMEOUT, 'WebKit to tell its pid'),
      colorScheme,
      temporaryProfile,
    });
  } catch (error) {
    await endFamily(family, xServer);
    if (temporaryProfile) removeProfile(temporaryProfile);
    throw new Error(`webkit did not start: ${error.message}`, { cause: error });
  }
}
