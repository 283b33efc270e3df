import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { filesOf } from './lib/sources.mjs';

export const summary = 'clang-tidy finds nothing in the core (needs the compile commands of build/dev)';

const DATABASE = 'build/dev/compile_commands.json';
/** What was last found clean: clang-tidy takes a minute and more, and most runs change nothing of what it reads. */
const CLEAN = 'build/dev/tidy_clean';

/** @typedef {import('../check.mjs').Finding} Finding */

/** @returns {Promise<Finding[]>} */
export async function run() {
  if (!existsSync(DATABASE)) return [{ file: DATABASE, message: 'missing: cmake --preset dev' }];
  const inputs = createHash('sha256');
  for (const file of [...filesOf('wasm/core/*'), '.clang-tidy', DATABASE]) inputs.update(file).update(readFileSync(file));
  const digest = inputs.digest('hex');
  if (existsSync(CLEAN) && readFileSync(CLEAN, 'utf8') === digest) return [];

  const queue = filesOf('wasm/core/*.cpp');
  /** @type {Map<string, Finding>} by text, since a header is read with every file that includes it */
  const findings = new Map();
  const worker = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      for (const finding of await tidy(file)) findings.set(JSON.stringify(finding), finding);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  if (findings.size === 0) writeFileSync(CLEAN, digest);
  return [...findings.values()];
}

/** @param {string} file @returns {Promise<Finding[]>} */
// The commands are g++'s, which knows warnings that clang does not, and counts other steps (CMakeLists.txt).
function tidy(file) {
  return new Promise((resolve) => {
    execFile('clang-tidy', ['--quiet', '--extra-arg=-Wno-unknown-warning-option', '--extra-arg=-fconstexpr-steps=50000000', '-p', path.dirname(DATABASE), file], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const findings = [...stdout.matchAll(/^(.+?):(\d+):\d+: (?:error|warning): (.*)$/gm)].map(([, name, line, message]) => ({
        file: path.relative(process.cwd(), name),
        line: Number(line),
        message,
      }));
      resolve(error && findings.length === 0 ? [{ file, message: `clang-tidy: ${stderr.trim() || error.message}` }] : findings);
    });
  });
}
