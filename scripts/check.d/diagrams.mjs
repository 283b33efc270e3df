import { readFileSync, writeFileSync } from 'node:fs';

export const summary = 'the state diagrams of docs/delivery.md are those of the transition tables (--update draws them anew)';

const SOURCE = 'wasm/core/queue/transitions.h';
const PAGE = 'docs/delivery.md';

/** @param {string} source @param {string} table @returns {[from: string, cause: string, to: string][]} */
function rows(source, table) {
  const start = source.indexOf(`${table}[] = {`);
  const block = source.slice(start, source.indexOf('};', start));
  return [...block.matchAll(/\{\w+::(\w+), \w+::(\w+), \w+::(\w+)\}/g)].map(([, from, cause, to]) => [from, cause, to]);
}

/** One arrow for all causes of a way. @param {[string, string, string][]} transitions @param {string} first @param {string} [last] */
function diagram(transitions, first, last) {
  /** @type {Map<string, string[]>} */
  const ways = new Map();
  for (const [from, cause, to] of transitions) {
    const way = `${from} --> ${to}`;
    ways.set(way, [...(ways.get(way) ?? []), cause]);
  }
  const arrows = [...ways].map(([way, causes]) => `  ${way}: ${causes.join(', ')}`);
  return ['```mermaid', 'stateDiagram-v2', `  [*] --> ${first}`, ...arrows, ...(last ? [`  ${last} --> [*]`] : []), '```'].join('\n');
}

/** @param {{ update: boolean }} options */
export function run({ update }) {
  const source = readFileSync(SOURCE, 'utf8');
  /** @type {Record<string, string>} */
  const drawn = {
    event: diagram(rows(source, 'stage_table'), 'queued', 'done'),
    destination: diagram(rows(source, 'health_table'), 'healthy'),
  };
  const page = readFileSync(PAGE, 'utf8');
  let wanted = page;
  /** @type {import('../check.mjs').Finding[]} */
  const findings = [];
  for (const [name, text] of Object.entries(drawn)) {
    const place = new RegExp(`(<!-- diagram: ${name} -->\\n)[^]*?(<!-- end -->)`);
    if (!place.test(page)) findings.push({ file: PAGE, message: `has no place for the diagram "${name}"` });
    wanted = wanted.replace(place, (_, begin, end) => `${begin}${text}\n${end}`);
  }
  if (update) writeFileSync(PAGE, wanted);
  else if (wanted !== page) findings.push({ file: PAGE, message: `its diagrams are not those of ${SOURCE}; scripts/check diagrams --update` });
  return findings;
}
