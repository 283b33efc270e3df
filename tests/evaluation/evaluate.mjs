/**
 * Judges a scanner on the labelled texts: see `scripts/evaluate --help` and docs/evaluation.md.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { collect } from './collect.mjs';
import { generate as generateFaker } from './faker.mjs';
import { generate } from './generate.mjs';
import { LIBRARIES } from './libraries.mjs';
import { Score } from './score.mjs';

/** @typedef {import('./generate.mjs').Item} Item */

const USAGE = `usage: scripts/evaluate [--tune | --test] [--names | --faker] [--corpus FILE ...] [--library NAME] [--failures KIND|all] [--json]

Prints precision, recall, F1 and leaked share by kind, and false positives on texts without personal data.

  --tune, --test   only the part that recognizers may be tuned on, or only the one that they may not. Default: both
  --names          people by their names (feedspan/names): names.txt, and what is found too much in all texts without personal data
  --faker          values of @faker-js/faker in all its locales, and telephone numbers of all regions, instead of the other corpora
  --corpus FILE    JSON Lines of {"text", "spans": [{"type", "start", "end", "optional"?}], "lang", "tier"?, "source"}, offsets in
                   UTF-16 units, in the place of the corpora of docs/evaluation.md; may be given more than once
  --library NAME   ${Object.keys(LIBRARIES).join(', ')}. Default: feedspan
  --failures KIND  lists what went wrong with one kind, or with all
  --collect        collects the texts without personal data from this machine anew
  --json           the figures as JSON`;

const { values: options } = (() => {
  try {
    return parseArgs({
      options: {
        tune: { type: 'boolean' }, test: { type: 'boolean' }, corpus: { type: 'string', multiple: true }, library: { type: 'string', default: 'feedspan' },
        failures: { type: 'string' }, collect: { type: 'boolean' }, names: { type: 'boolean' }, faker: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    console.error(`evaluate: ${/** @type {Error} */ (error).message}\n${USAGE}`);
    process.exit(2);
  }
})();
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
if (!Object.hasOwn(LIBRARIES, options.library)) {
  console.error(`evaluate: unknown library ${options.library}; there are ${Object.keys(LIBRARIES).join(', ')}`);
  process.exit(2);
}

/** @param {string} path @returns {Item[]} */
const read = (path) => readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) => ({ tier: 'plain', ...JSON.parse(line) }));
const here = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));

/** What is not generated is split by its text, so that an item stays in its part when others come or go. @param {Item} item */
const partOf = ({ text }) => (createHash('sha256').update(text).digest()[0] % 2 === 0 ? 'tune' : 'test');

/** @param {boolean} fresh @returns {Item[]} */
function collected(fresh) {
  const path = here('../../build/evaluation/collected.jsonl');
  if (fresh || !existsSync(path)) {
    console.error('evaluate: collecting texts without personal data (about half a minute, once)');
    const { items, counts } = collect();
    for (const [source, count] of Object.entries(counts)) console.error(`${String(count).padStart(7)}  ${source}`);
    mkdirSync(here('../../build/evaluation'), { recursive: true });
    writeFileSync(path, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  }
  return read(path);
}

/** @type {('tune' | 'test')[]} */
const parts = options.tune && !options.test ? ['tune'] : options.test && !options.tune ? ['test'] : ['tune', 'test'];

/** Lines of language, tab, and a text with «» around what is a person. @returns {Item[]} */
function namesByHand() {
  const lines = readFileSync(here('names.txt'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  return lines.map((line) => {
    const [lang, marked] = line.split('\t');
    /** @type {Item['spans']} */
    const spans = [];
    let text = '';
    for (const [i, piece] of marked.split(/[«»]/).entries()) {
      if (i % 2) spans.push({ type: 'PERSON', start: text.length, end: text.length + piece.length });
      text += piece;
    }
    return { text, spans, lang, tier: 'plain', source: 'names' };
  });
}

/** Texts without personal data by the rules of the other kinds; who is named in them counts as found too much. */
const withoutData = () => [...read(here('negatives.jsonl')), ...collected(Boolean(options.collect))].filter(({ spans }) => spans.length === 0);

/** @type {Item[]} */
const items = options.names
  ? [...namesByHand(), ...withoutData()].filter((item) => parts.includes(partOf(item)))
  : options.corpus
  ? options.corpus.flatMap(read)
  : options.faker
  ? (await Promise.all(parts.map(generateFaker))).flat()
  : [
      ...parts.flatMap((part) => generate(part)),
      ...[...read(here('comments.jsonl')), ...read(here('negatives.jsonl')), ...collected(Boolean(options.collect))].filter((item) => parts.includes(partOf(item))),
    ];

const { scan } = await LIBRARIES[options.library](options.names);
const score = new Score();
for (const item of items) score.add(item, await scan(item.text));

if (options.json) {
  console.log(JSON.stringify(score.figures(), null, 2));
} else {
  console.log(`${options.library}, ${options.corpus ? options.corpus.join(', ') : `${parts.join(' and ')} part`}: ${items.length} texts\n`);
  console.log(score.table());
}
if (options.failures !== undefined) console.log(`\n${score.failures(options.failures === 'all' ? undefined : options.failures).join('\n')}`);
