/**
 * Runs the checks of scripts/check.d, one module each. A check exports
 *   summary  one line for --help
 *   run({ update })  returns, or promises, its findings: { file, line?, message }[]; none means it holds.
 * `file` is relative to the repository, as are the paths that a check reads: the runner changes there.
 * @module
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ file: string, line?: number, message: string }} Finding */

const folder = new URL('./check.d/', import.meta.url);
process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const words = readdirSync(folder)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -'.mjs'.length))
  .sort();
const load = (/** @type {string} */ word) => import(new URL(`${word}.mjs`, folder).href);

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = [
  ...chosen.filter((word) => !words.includes(word)),
  ...flags.filter((flag) => flag !== '--update' && flag !== '--help'),
];

if (flags.includes('--help') || unknown.length > 0) {
  const lines = await Promise.all(words.map(async (word) => `  ${word.padEnd(10)}${(await load(word)).summary}`));
  const print = unknown.length > 0 ? console.error : console.log;
  if (unknown.length > 0) print(`check: unknown: ${unknown.join(' ')}`);
  print(`usage: scripts/check [word ...] [--update]\nwithout a word, all:\n${lines.join('\n')}`);
  print('--update records the figures of `sizes` anew');
  process.exit(unknown.length > 0 ? 2 : 0);
}

let failed = 0;
for (const word of chosen.length > 0 ? chosen : words) {
  /** @type {Finding[]} */
  const findings = await (await load(word)).run({ update: flags.includes('--update') });
  for (const { file, line, message } of findings) {
    console.error(`${file}${line ? `:${line}` : ''}: ${message} [${word}]`);
  }
  console.log(`${findings.length === 0 ? 'ok  ' : 'FAIL'} ${word}${findings.length > 0 ? ` (${findings.length})` : ''}`);
  if (findings.length > 0) failed++;
}
process.exitCode = failed > 0 ? 1 : 0;
