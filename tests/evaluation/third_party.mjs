/** Packages of npm that only the evaluation needs: installed into build/compare/ at their first use, at fixed versions, and never shipped. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const VERSIONS = {
  '@redactpii/node': '1.0.17', 'redact-pii': '3.4.0', openredaction: '1.1.5', '@arcjet/redact-wasm': '1.12.0',
  '@faker-js/faker': '10.6.0', 'libphonenumber-js': '1.13.16', ibantools: '4.5.4', 'card-validator': '10.0.4',
};
/** The ES module to import, of packages that are not for `require`. */
const MODULES = /** @type {Record<string, string>} */ ({ '@redactpii/node': 'lib/index.mjs', '@arcjet/redact-wasm': 'dist/index.js', '@faker-js/faker': 'dist/index.js' });

const folder = fileURLToPath(new URL('../../build/compare/', import.meta.url));
const require = createRequire(`${folder}package.json`);

/** Imports a package, installed first if need be. @param {keyof typeof VERSIONS} name @param {string} [path] inside of it @returns {Promise<any>} */
export async function thirdParty(name, path) {
  if (!existsSync(`${folder}node_modules/${name}/package.json`)) {
    mkdirSync(folder, { recursive: true });
    if (!existsSync(`${folder}package.json`)) writeFileSync(`${folder}package.json`, '{ "private": true }\n');
    console.error(`installing ${name}@${VERSIONS[name]} into build/compare/`);
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${VERSIONS[name]}`], { cwd: folder, stdio: ['ignore', 2, 2] });
  }
  return Object.hasOwn(MODULES, name) ? import(`${folder}node_modules/${name}/${MODULES[name]}`) : require(path ? `${name}/${path}` : name);
}
