/**
 * Runs the faults in real browsers and prints a table: scripts/faults [--engine NAME] [--only WORDS] [--quick] [--write]
 *
 * The engines run side by side, the faults of an engine one after the other. Ends with 1 if a fault lost or doubled something.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ENGINES, launch } from '../engines/index.mjs';
import { FAULTS, perform } from './faults.mjs';

const DOCUMENT = fileURLToPath(new URL('../../../docs/reliability.md', import.meta.url));
const [BEGIN, END] = ['<!-- faults: written by scripts/faults --write -->', '<!-- faults: end -->'];

const { values } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true },
    only: { type: 'string' },
    quick: { type: 'boolean' },
    write: { type: 'boolean' },
  },
});
if (values.write && (values.engine || values.only || values.quick)) throw new Error('--write needs a whole run');
const engines = values.engine ?? ENGINES;
const wanted = FAULTS.filter(({ name, quick }) => (!values.only || new RegExp(values.only, 'i').test(name)) && (!values.quick || quick));

/** @type {Map<string, import('./faults.mjs').Result>} by engine and fault */
const results = new Map();
/** @type {Map<string, string>} */
const versions = new Map();

async function runEngine(engine) {
  let browser = await launch(engine);
  versions.set(engine, browser.version);
  try {
    for (const fault of wanted) {
      if (!browser.isRunning) browser = await launch(engine);
      let result = await perform(fault, engine, browser);
      // A driver may not survive a crashed page, and a fault after it would be blamed.
      if (fault.crashes || result.failure) {
        await browser.close();
        browser = await launch(engine);
      }
      // On a busy machine a browser may be late; what is wrong is wrong twice.
      if (result.failure) {
        console.error(`again ${engine}: ${fault.name}: ${result.failure.split('\n')[0]}`);
        result = { ...(await perform(fault, engine, browser)), retried: true };
      }
      results.set(`${engine} ${fault.name}`, result);
      console.error(`${result.failure ? 'FAILED' : 'ok'} ${engine}: ${fault.name}: ${cell(result)}${result.failure ? `\n  ${result.failure}` : ''}`);
    }
  } finally {
    await browser.close();
  }
}

/** @param {import('./faults.mjs').Result} result */
function cell({ account, skipped, note, failure, retried }) {
  if (skipped) return skipped;
  if (!account) return `**failed**`;
  const { sent, received, told, doubled, again } = account;
  const words = [`${sent} ${received} ${doubled}`];
  if (told) words.push(`${told} told`);
  if (again) words.push(`${again} again`);
  if (note) words.push(note);
  if (retried && !failure) words.push('at the second attempt');
  return failure ? `**${words.join(', ')}**` : words.join(', ');
}

await Promise.all(engines.map(runEngine));

const rows = wanted.map((fault) => `| ${fault.case ?? ''} | ${fault.name} | ${engines.map((engine) => cell(results.get(`${engine} ${fault.name}`))).join(' | ')} |`);
const failed = [...results.values()].filter(({ failure }) => failure).length;
const table = `| case | fault | ${engines.map((engine) => `${engine} ${versions.get(engine)}`).join(' | ')} |
| --- | --- | ${engines.map(() => '---').join(' | ')} |
${rows.join('\n')}

${results.size - failed} of ${results.size} cells as promised.`;
console.log(table);
if (values.write) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, rest] = text.split(BEGIN);
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n${table}\n${END}${rest.split(END)[1]}`);
}
process.exitCode = failed ? 1 : 0;
