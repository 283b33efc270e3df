import { coreFiles, includesOf } from './lib/sources.mjs';

export const summary = 'headers that the core must not include (size, I/O, clock, randomness)';

/** @type {[reason: string, headers: string][]} */
const BANNED = [
  ['costs 40 KB or more of compressed WebAssembly',
    'iostream istream ostream sstream fstream syncstream strstream iomanip ios streambuf regex locale codecvt clocale locale.h filesystem format'],
  ['the core does no I/O', 'cstdio stdio.h print unistd.h fcntl.h'],
  ['time comes in as a value', 'chrono ctime time.h sys/time.h'],
  ['randomness comes in as a value', 'random'],
  ['the core runs on the thread that calls it', 'thread mutex shared_mutex future condition_variable atomic semaphore latch barrier stop_token'],
  ['errors are values', 'exception stdexcept system_error'],
  ['there is no RTTI', 'typeinfo typeindex any'],
];
const reasons = new Map(BANNED.flatMap(([reason, headers]) => headers.split(' ').map((header) => [header, reason])));

/**
 * What a file names itself. What the standard headers include in turn is theirs and differs between libraries;
 * whether any of it ends up in the core is what `symbols` looks at.
 */
export function run() {
  return coreFiles().flatMap((file) =>
    includesOf(file)
      .filter(({ header }) => reasons.has(header))
      .map(({ line, header }) => ({ file, line, message: `<${header}>: ${reasons.get(header)}` })),
  );
}
