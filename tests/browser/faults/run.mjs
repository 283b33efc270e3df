/**
 * Runs the faults in real browsers and prints a table: scripts/faults --help.
 *
 * The engines run side by side, the faults of an engine one after the other. Ends with 1 if a fault lost or doubled something.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ENGINES, launch } from '../engines/index.mjs';
import { FAULTS, perform } from './faults.mjs';
import { LIMITS, tryLimit } from './limits.mjs';

const DOCUMENT = fileURLToPath(new URL('../../../docs/reliability.md', import.meta.url));

const { values } = parseArgs({
  options: {
    engine: { type: 'string', multiple: true },
    only: { type: 'string' },
    quick: { type: 'boolean' },
    repeat: { type: 'string' },
    limits: { type: 'boolean' },
    write: { type: 'boolean' },
  },
});
if (values.write && values.engine) throw new Error('--write needs all engines');
const engines = values.engine ?? ENGINES;
const asked = ({ name, quick }) => (!values.only || new RegExp(values.only, 'i').test(name)) && (!values.quick || quick);
const wanted = FAULTS.filter(asked);
const repeats = Number(values.repeat ?? 0);

/** By engine and fault; a cell's text where there is nothing else to know. @type {Map<string, import('./faults.mjs').Result | string>} */
const results = new Map();
/** @type {Map<string, string>} */
const versions = new Map();

/** Each so many times over; none is tried again. @param {import('../engines/contract.js').EngineName} engine */
async function repeatIn(engine) {
  let browser = await launch(engine);
  versions.set(engine, browser.version);
  try {
    for (const fault of wanted) {
      let kept = 0;
      let again = 0;
      for (let round = 0; round < repeats; ++round) {
        if (!browser.isRunning) browser = await launch(engine);
        const { failure, account } = await perform(fault, engine, browser);
        again += account?.again ?? 0;
        if (!failure) ++kept;
        else {
          console.error(`FAILED ${engine}: ${fault.name}: ${failure}`);
          process.exitCode = 1;
          await browser.close();
        }
      }
      const words = `${kept} of ${repeats}`;
      results.set(`${engine} ${fault.name}`, kept < repeats ? `**${words}**` : again ? `${words}, ${again} events again` : words);
      console.error(`${engine}: ${fault.name}: ${words}`);
    }
  } finally {
    await browser.close();
  }
}

/** @param {import('../engines/contract.js').EngineName} engine */
async function limitsOf(engine) {
  const browser = await launch(engine);
  versions.set(engine, browser.version);
  try {
    for (const limit of LIMITS.filter(asked)) {
      const worked = await tryLimit(limit, engine, browser);
      results.set(`${engine} ${limit.name}`, worked);
      console.error(`${engine}: ${limit.name}: ${worked}`);
    }
  } finally {
    await browser.close();
  }
}

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

/** @param {import('./faults.mjs').Result | string} result */
function cell(result) {
  if (typeof result === 'string') return result;
  const { account, note, failure, retried } = result;
  if (!account) return `**failed**`;
  const { sent, received, told, doubled, again } = account;
  const words = [`${sent} ${received} ${doubled}`];
  if (told) words.push(`${told} told`);
  if (again) words.push(`${again} again`);
  if (note) words.push(note);
  if (retried && !failure) words.push('at the second attempt');
  return failure ? `**${words.join(', ')}**` : words.join(', ');
}

/** @param {string} heading @param {readonly {name: string, case?: number}[]} list @param {string} [former] the table in the document */
function tableOf(heading, list, former = '') {
  const rows = list.map((each) => {
    const cells = engines.map((engine) => results.get(`${engine} ${each.name}`));
    // A part of the faults replaces its own rows.
    if (cells.includes(undefined)) return former.split('\n').find((row) => row.includes(`| ${each.name} |`));
    return `| ${heading === 'fault' ? `${each.case ?? ''} | ` : ''}${each.name} | ${cells.map(cell).join(' | ')} |`;
  });
  const columns = [...(heading === 'fault' ? ['case'] : []), heading, ...engines.map((engine) => `${engine} ${versions.get(engine)}`)];
  return [`| ${columns.join(' | ')} |`, `|${' --- |'.repeat(columns.length)}`, ...rows.filter(Boolean)].join('\n');
}

/** @param {string} table */
function countOf(table) {
  const cells = table.split('\n').slice(2).flatMap((row) => row.split('|').slice(3, -1));
  const bad = cells.filter((text) => text.includes('**')).length;
  return `\n\n${cells.length - bad} of ${cells.length} cells as promised, ${bad} not.`;
}

const [part, run, table] = values.limits
  ? ['limits', limitsOf, (former) => tableOf('a page without Feedspan', LIMITS, former)]
  : repeats
    ? ['repeats', repeatIn, () => tableOf('so often of so many times nothing was lost', wanted)]
    : ['faults', runEngine, (former) => ((rows) => rows + countOf(rows))(tableOf('fault', former ? FAULTS : wanted, former))];
await Promise.all(engines.map(run));
console.log(table(''));
if (values.write) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const begin = text.indexOf('\n', text.indexOf(`<!-- ${part}: written`)) + 1;
  const end = text.indexOf(`<!-- ${part}: end -->`);
  writeFileSync(DOCUMENT, `${text.slice(0, begin)}${table(text.slice(begin, end))}\n${text.slice(end)}`);
}
if ([...results.values()].some((result) => typeof result === 'object' && result.failure)) process.exitCode = 1;
