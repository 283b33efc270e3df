/** Chromium, driven over the DevTools protocol. */

import { findExecutable } from './executables.mjs';
import { launchWithPuppeteer } from './puppeteer_browser.mjs';

const CAPABILITIES = { offline: true, colorScheme: true, closeWithoutWaiting: true, taskTime: true };

/** @param {import('./contract.js').LaunchOptions} options */
export function launchChromium({ profileDir, colorScheme = 'light', private: apart }) {
  const executablePath = findExecutable({
    variable: 'FEEDSPAN_CHROMIUM',
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    debianPackage: 'chromium',
  });
  return launchWithPuppeteer({
    name: 'chromium',
    can: CAPABILITIES,
    profileDir,
    apart,
    options: {
      browser: 'chrome',
      executablePath,
      headless: true,
      args: [
        // Inside a container or as root, Chromium cannot set up its sandbox.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--window-size=1024,768',
        ...(colorScheme === 'dark' ? ['--blink-settings=preferredColorScheme=0'] : []),
      ],
    },
  });
}
