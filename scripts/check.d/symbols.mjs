import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export const summary = 'what the built core calls: no streams, files, clock, environment, randomness (needs build/release or build/dev)';

/** @type {[reason: string, symbol: RegExp][]} */
const BANNED = [
  ['stream', /^std::(__cxx11::)?basic_(i|o|io|f|string)?(stream|istream|ostream|stringbuf|filebuf)\b|^std::(cout|cerr|clog|cin)\b|^std::ios_base\b/],
  ['locale', /^std::locale\b|^setlocale$|^newlocale$/],
  ['regular expression', /^std::(__cxx11::)?(basic_regex|regex_)/],
  ['file or console', /^(fopen|fopen64|fread|fwrite|fputs|fputc|puts|putchar|printf|fprintf|vfprintf|open|read|write|std::filesystem::.*)$/],
  ['clock', /^(time|clock|clock_gettime|gettimeofday|localtime|gmtime|mktime|strftime|std::chrono::.*::now.*)$/],
  ['randomness', /^(rand|srand|random|getrandom|arc4random|std::random_device.*)$/],
  ['environment', /^(getenv|secure_getenv|environ)$/],
  ['exception', /^__cxa_(throw|allocate_exception|begin_catch)$/],
];

/** Undefined symbols of the archive: what `includes` cannot see, since it is the use that counts. */
export function run() {
  const archive = ['build/release/libfeedspan_core.a', 'build/dev/libfeedspan_core.a'].find(existsSync);
  if (!archive) return [{ file: 'build/release/libfeedspan_core.a', message: 'not built: cmake --preset release && cmake --build --preset release' }];
  // Not plain `nm -u | c++filt`: the member's name goes into the finding.
  const listing = execFileSync('nm', ['--undefined-only', '--demangle', '--print-file-name', archive], { maxBuffer: 1 << 28 }).toString();
  return listing.split('\n').flatMap((line) => {
    const match = /^[^:]+:([^:]+):\s+[A-Za-z]\s+(.*)$/.exec(line);
    if (!match) return [];
    const name = match[2].replace(/@.*$/, '');
    return BANNED.filter(([, symbol]) => symbol.test(name)).map(([reason]) => ({
      file: `${archive}(${match[1]})`,
      message: `calls ${name} (${reason})`,
    }));
  });
}
