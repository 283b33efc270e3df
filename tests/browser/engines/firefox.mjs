/** Firefox, driven over WebDriver BiDi. */

import { findExecutable } from './executables.mjs';
import { launchWithPuppeteer } from './puppeteer_browser.mjs';

const CAPABILITIES = { offline: true, colorScheme: false, closeWithoutWaiting: true, taskTime: false };

/** @param {import('./contract.js').LaunchOptions} options */
export function launchFirefox({ profileDir, colorScheme = 'light', private: privately = false }) {
  const executablePath = findExecutable({
    variable: 'FEEDSPAN_FIREFOX',
    names: ['firefox-esr', 'firefox'],
    debianPackage: 'firefox-esr',
  });
  return launchWithPuppeteer({
    name: 'firefox',
    can: CAPABILITIES,
    profileDir,
    options: {
      browser: 'firefox',
      executablePath,
      headless: true,
      args: ['--width=1024', '--height=768'],
      extraPrefsFirefox: {
        // An icon that nobody asked for would be one more request, and one more CSP report.
        'browser.chrome.site_icons': false,
        'browser.privatebrowsing.autostart': privately,
        'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
      },
    },
  });
}
