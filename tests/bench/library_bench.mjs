/**
 * Times one library on one text, in a process of its own, since some never come back from a hostile one:
 * `node tests/bench/library_bench.mjs LIBRARY GROUP/NAME/BYTES ...` prints a JSON line a text.
 */
import { readFileSync } from 'node:fs';
import { LIBRARIES } from '../evaluation/libraries.mjs';
import { measure, repeat } from './measure.mjs';

const texts = JSON.parse(readFileSync(new URL('texts.json', import.meta.url), 'utf8'));
const [library, ...cases] = process.argv.slice(2);
const { call } = await LIBRARIES[library]();
for (const name of cases) {
  const [group, unit, bytes] = name.split('/');
  const text = repeat(texts[group][unit], Number(bytes));
  console.log(JSON.stringify({ name, ns: await measure(() => call(text)) }));
}
