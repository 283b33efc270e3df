/** A Chromium or Firefox that Puppeteer has started. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { poll, within } from '../deadline.mjs';
import { COMMAND_TIMEOUT } from './page_code.mjs';
import { ProcessFamily, createProfile, removeProfile } from './processes.mjs';
import { PuppeteerPage } from './puppeteer_page.mjs';

const LAUNCH_TIMEOUT = 30_000;

class PuppeteerBrowser {
  #browser;
  #family;
  #temporaryProfile;
  #profileDir;
  #can;
  #tabs;

  constructor({ name, version, browser, tabs, family, temporaryProfile, profileDir, can }) {
    this.#tabs = tabs;
    this.name = name;
    this.version = version;
    this.#browser = browser;
    this.#family = family;
    this.#temporaryProfile = temporaryProfile;
    this.#profileDir = profileDir;
    this.#can = can;
  }

  get isRunning() {
    return this.#browser.connected;
  }

  async newPage() {
    const page = await within(this.#tabs.newPage(), COMMAND_TIMEOUT, 'a new tab');
    return new PuppeteerPage(page, this.#can);
  }

  processes() {
    return this.#family.members();
  }

  async close() {
    if (this.isRunning) {
      await within(this.#browser.close(), COMMAND_TIMEOUT, `${this.name} to quit`).catch(() => {});
    }
    await this.kill();
  }

  async kill() {
    await this.#family.kill();
    if (this.#browser.connected) await this.#browser.disconnect();
    if (this.#temporaryProfile) removeProfile(this.#temporaryProfile);
    else await preferencesRestored(this.#profileDir);
  }
}

/**
 * Puppeteer may take its user.js out of a kept Firefox profile shortly after the process has ended,
 * and a launch in that moment trips over it. It does not always, and does not tell when it is done,
 * so a second without change counts as done. Chromium's profile never has that file.
 *
 * @param {string} profileDir
 */
async function preferencesRestored(profileDir) {
  const restored = poll(() => !existsSync(path.join(profileDir, 'user.js')), {
    timeout: 1_000,
    what: `Puppeteer to restore ${profileDir}`,
  });
  await restored.catch(() => {});
}

/**
 * @param {object} engine
 * @param {'chromium' | 'firefox'} engine.name
 * @param {import('puppeteer-core').LaunchOptions} engine.options
 * @param {import('./contract.js').Capabilities} engine.can
 * @param {string} [engine.profileDir]
 * @param {boolean} [engine.apart] tabs open in a context of their own, which is private in Chromium
 * @returns {Promise<import('./contract.js').Browser>}
 */
export async function launchWithPuppeteer({ name, options, can, profileDir, apart }) {
  const family = new ProcessFamily();
  const temporaryProfile = profileDir ? null : createProfile(name);
  try {
    const browser = await puppeteer.launch({
      ...options,
      userDataDir: profileDir ?? temporaryProfile,
      env: family.environment,
      defaultViewport: null,
      timeout: LAUNCH_TIMEOUT,
      protocolTimeout: LAUNCH_TIMEOUT,
      // processes.mjs ends the browser on every way out of this process.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    family.adopt(browser.process().pid);
    const version = (await browser.version()).replace(/^.*\//, '');
    return new PuppeteerBrowser({
      name,
      version,
      browser,
      tabs: apart ? await browser.createBrowserContext() : browser,
      family,
      temporaryProfile,
      profileDir,
      can,
    });
  } catch (error) {
    await family.kill();
    if (temporaryProfile) removeProfile(temporaryProfile);
    throw new Error(`${name} did not start: ${error.message}`, { cause: error });
  }
}
