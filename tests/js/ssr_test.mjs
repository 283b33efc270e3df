import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

/** In a process of its own, where every browser global throws when it is only looked at. */
const source = (entry) => `
  for (const name of ['window', 'document', 'location', 'history', 'localStorage', 'sessionStorage', 'indexedDB', 'navigator',
                      'self', 'HTMLElement', 'Element', 'customElements', 'requestIdleCallback', 'fetch', 'crypto', 'performance']) {
    Object.defineProperty(globalThis, name, { configurable: true, get() { throw new Error(name + ' was touched'); } });
  }
  const module = await import(${JSON.stringify(new URL(`../../js/${entry}`, import.meta.url).href)});
  console.log(Object.keys(module).sort().join());
`;

test('importing the package touches no browser global', () => {
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', source('index.js')], { encoding: 'utf8' });
  assert.equal(output.trim(), 'Feedback,createClient,linksFromElement,linksFromResponse');
});
