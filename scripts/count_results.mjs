/**
 * Prints "<passed> <failed>" of a test run's log: the closing lines of ctest, of node's test runner, and of scripts/check.
 * Usage: node scripts/count_results.mjs <log>
 */
import { readFileSync } from 'node:fs';

const log = readFileSync(process.argv[2], 'utf8');
let passed = 0;
let failed = 0;

// "95% tests passed, 2 tests failed out of 40"
for (const [, bad, all] of log.matchAll(/tests passed, (\d+) tests? failed out of (\d+)/g)) {
  passed += Number(all) - Number(bad);
  failed += Number(bad);
}
// "ℹ pass 12", "ℹ fail 0", "ℹ cancelled 1"
for (const [, what, count] of log.matchAll(/^\S* ?(pass|fail|cancelled) (\d+)$/gm)) {
  if (what === 'pass') passed += Number(count);
  else failed += Number(count);
}
// "ok   layers", "FAIL sizes (2)"
passed += [...log.matchAll(/^ok {3}\w+$/gm)].length;
failed += [...log.matchAll(/^FAIL \w+/gm)].length;

console.log(passed, failed);
