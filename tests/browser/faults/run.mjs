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
if (values.write && values.engine) throw new Error('--write needs all engines');
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
        if (fault.crashes) {
          await browser.close();
          browser = await launch(engine);
        }
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

const rowOf = (fault) => `| ${fault.case ?? ''} | ${fault.name} | ${engines.map((engine) => cell(results.get(`${engine} ${fault.name}`))).join(' | ')} |`;

/** @param {readonly string[]} rows */
function tableOf(rows) {
  const cells = rows.flatMap((row) => row.split('|').slice(3, -1));
  const bad = cells.filter((text) => text.includes('**')).length;
  const not = cells.filter((text) => text.includes('not driven')).length;
  return `| case | fault | ${engines.map((engine) => `${engine} ${versions.get(engine)}`).join(' | ')} |
| --- | --- | ${engines.map(() => '---').join(' | ')} |
${rows.join('\n')}

${cells.length - bad - not} of ${cells.length} cells as promised, ${bad} not, ${not} not driven.`;
}

console.log(tableOf(wanted.map(rowOf)));
if (values.write) {
  // A part of the faults replaces its own rows.
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const [former, after] = rest.split(END);
  const rows = FAULTS.map((fault) => (wanted.includes(fault) ? rowOf(fault) : former.split('\n').find((row) => row.split(' | ')[1] === fault.name))).filter(Boolean);
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n${tableOf(rows)}\n${END}${after}`);
}
process.exitCode = [...results.values()].some(({ failure }) => failure) ? 1 : 0;
