import { spawnSync } from 'node:child_process';
import { filesOf } from './lib/sources.mjs';

export const summary = 'C++ is formatted as .clang-format says';

export function run() {
  const files = filesOf('wasm/*.h', 'wasm/*.cpp', 'tests/*.h', 'tests/*.cpp');
  if (files.length === 0) return [];
  const { error, status, stderr } = spawnSync('clang-format', ['--dry-run', '-Werror', ...files], { encoding: 'utf8' });
  if (error) return [{ file: '.clang-format', message: `clang-format does not start (${error.message}); sudo apt-get install -y clang-format` }];
  /** @type {Map<string, number>} one finding a file, at its first line: the remedy is the same for all */
  const first = new Map();
  for (const [, file, line] of stderr.matchAll(/^(.+?):(\d+):\d+: error: code should be clang-formatted/gm)) {
    if (!first.has(file)) first.set(file, Number(line));
  }
  const findings = [...first].map(([file, line]) => ({ file, line, message: `clang-format -i ${file}` }));
  return status === 0 || findings.length > 0 ? findings : [{ file: '.clang-format', message: stderr.trim() }];
}
