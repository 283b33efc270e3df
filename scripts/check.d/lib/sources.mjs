import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * The repository's files that match git pathspecs, also those not yet added; never what .gitignore names.
 * @param {...string} pathspecs
 */
export function filesOf(...pathspecs) {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...pathspecs]);
  // A file that is deleted but not committed yet is still listed.
  return listing.toString().split('\0').filter((file) => file !== '' && existsSync(file));
}

/**
 * The #include lines of a C++ file.
 * @param {string} file
 * @returns {{ line: number, header: string, quoted: boolean }[]} `quoted`: with "", else with <>
 */
export function includesOf(file) {
  return readFileSync(file, 'utf8').split('\n').flatMap((text, index) => {
    const match = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/.exec(text);
    return match ? [{ line: index + 1, header: match[2], quoted: match[1] === '"' }] : [];
  });
}

/** All of the core's C++ and its bindings. */
export const coreFiles = () => filesOf('wasm/*.h', 'wasm/*.cpp');
