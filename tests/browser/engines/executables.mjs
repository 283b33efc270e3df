/** Where the browsers are. Debian's packages first; an environment variable overrides each. */

import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} file
 * @returns {boolean}
 */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds one program.
 *
 * @param {object} wanted
 * @param {string} wanted.variable environment variable that names the program outright
 * @param {string[]} wanted.names program names, looked up in PATH in this order
 * @param {string} wanted.debianPackage what to install when there is none
 * @returns {string} absolute path
 * @throws {Error} a sentence that says what to install
 */
export function findExecutable({ variable, names, debianPackage }) {
  const override = process.env[variable];
  if (override) {
    if (isExecutable(override)) return override;
    throw new Error(`${variable} names ${override}, which is not an executable file.`);
  }
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin'];
  for (const name of names) {
    for (const folder of folders) {
      const candidate = path.join(folder, name);
      if (folder && isExecutable(candidate)) return candidate;
    }
  }
  throw new Error(
    `${names.join(' or ')} was not found: install the Debian package ${debianPackage} ` +
      `(scripts/packages browsers does it), or name the program in ${variable}.`,
  );
}

/**
 * Fails early, with the package's name, when what the WebKit browser's script imports is missing.
 */
export function requirePythonWebKit() {
  const architectures = readdirSync('/usr/lib', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join('/usr/lib', entry.name));
  const needs = {
    'python3-gi': ['/usr/lib/python3/dist-packages/gi/__init__.py'],
    'gir1.2-webkit2-4.1': architectures.map((folder) =>
      path.join(folder, 'girepository-1.0/WebKit2-4.1.typelib'),
    ),
  };
  for (const [debianPackage, files] of Object.entries(needs)) {
    if (files.some((file) => existsSync(file))) continue;
    throw new Error(
      `WebKit cannot be scripted from Python: install the Debian package ${debianPackage} ` +
        '(scripts/packages browsers does it).',
    );
  }
}
