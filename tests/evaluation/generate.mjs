/**
 * Writes a labelled corpus as JSON Lines: `node tests/evaluation/generate.mjs [tune|test] [seed]`.
 * The parts differ in seed and in sentences: the tune part has the templates at even places, the test part those at odd ones.
 */
import { hide } from './hard.mjs';
import { Random } from './random.mjs';
import { TEMPLATES } from './templates.mjs';
import { MAKERS, NATIONAL_IDS, NATIONAL_ID_WORDS } from './values.mjs';

/**
 * A labelled text. Offsets are UTF-16 units.
 * @typedef {{ type: string, start: number, end: number, optional?: boolean }} Label `optional`: neither missed nor wrong
 * @typedef {{ text: string, spans: Label[], lang: string, tier: 'plain' | 'hard', source: string }} Item
 */

const SEEDS = { tune: 20240517, test: 73190226 };

/** How many plain texts each kind gets in each language that has sentences for it; those of English are three times as many. */
const SHARE = /** @type {Record<string, number>} */ ({
  EMAIL: 40, PHONE: 60, PHONE_ALONE: 30, CREDIT_CARD: 24, IBAN: 24, US_SSN: 30, US_SSN_ALONE: 15, IP_ADDRESS: 24, SECRET: 16, CRYPTO: 12, MAC: 12, NATIONAL_ID: 30,
  PASSPORT: 8, BANK_ACCOUNT: 8, DATE_OF_BIRTH: 10, PERSON: 10,
});
const HARD = ['EMAIL', 'PHONE', 'CREDIT_CARD', 'IBAN', 'US_SSN', 'IP_ADDRESS'];

/** @param {'tune' | 'test'} part @param {number} [seed] @returns {Item[]} */
export function generate(part, seed = SEEDS[part]) {
  const random = new Random(seed);
  /** @type {Item[]} */
  const items = [];
  for (const [lang, sets] of Object.entries(TEMPLATES)) {
    for (const [set, all] of Object.entries(sets)) {
      if (set === 'FILLER') continue;
      const templates = all.filter((_, i) => (i % 2 === 0) === (part === 'tune'));
      const count = SHARE[set] * (lang === 'en' ? 3 : 1);
      for (let i = 0; i < count; i++) items.push(item(random, lang, set, random.pick(templates), 'plain'));
      if (!HARD.includes(set)) continue;
      for (let i = 0; i < count / 4; i++) items.push(item(random, lang, set, random.pick(templates), 'hard'));
    }
  }
  return items;
}

/** @param {Random} random @param {string} lang @param {string} set @param {string} template @param {Item['tier']} tier @returns {Item} */
function item(random, lang, set, template, tier) {
  const kind = set.replace('_ALONE', '');
  let value;
  if (kind === 'NATIONAL_ID') {
    const schemes = Object.entries(NATIONAL_ID_WORDS).flatMap(([scheme, words]) => words.filter((word) => word[0] === lang).map(([, word]) => ({ scheme, word })));
    const { scheme, word } = random.pick(schemes);
    template = template.replace('?', () => word);
    value = NATIONAL_IDS[scheme](random);
  } else {
    value = MAKERS[kind](random, lang, set === kind);
  }
  if (tier === 'hard') value = hide(random, kind, value, lang);

  const filler = () => random.pick(TEMPLATES[lang].FILLER);
  const [head, tail] = template.split('{}');
  const before = random.chance(0.35) ? `${filler()} ` : '';
  const after = random.chance(0.35) ? (/[.!?。！？؟]$/.test(tail) ? ' ' : '\n') + filler() : '';
  const start = before.length + head.length;
  return { text: before + head + value + tail + after, spans: [{ type: kind, start, end: start + value.length }], lang, tier, source: 'generated' };
}

if (process.argv[1] && import.meta.filename === process.argv[1]) {
  const [part = 'tune', seed] = process.argv.slice(2);
  if (part !== 'tune' && part !== 'test') {
    console.error('usage: node tests/evaluation/generate.mjs [tune|test] [seed]');
    process.exit(2);
  }
  for (const made of generate(part, seed ? Number(seed) : undefined)) console.log(JSON.stringify(made));
}
