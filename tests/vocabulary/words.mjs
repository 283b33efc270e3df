/**
 * Prints the words that the scanner should not know, as lines of "<count> <word>" for choose_basis.cpp: dictionaries, names, and the
 * words of collected texts with how often each is there.
 */

import { existsSync, readFileSync } from 'node:fs';

/** Debian's, installed by `scripts/packages words`. */
const DICTIONARIES = ['american-english', 'ngerman', 'french', 'spanish', 'italian', 'portuguese', 'swedish'];
const COLLECTED = 'build/evaluation/collected.jsonl';
/** What somebody wrote counts for more than what a dictionary knows. */
const WRITTEN = 8;

/** @type {Map<string, number>} */
const counts = new Map();

/** As the scanner reads it: small letters, without accents. @param {string} word @param {boolean} counting */
function add(word, counting) {
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  if (!/^[a-z]{2,28}$/.test(plain)) return;
  counts.set(plain, counting ? (counts.get(plain) ?? 0) + WRITTEN : Math.max(counts.get(plain) ?? 0, 1));
}

for (const name of DICTIONARIES) {
  const path = `/usr/share/dict/${name}`;
  if (existsSync(path)) for (const word of readFileSync(path, 'utf8').split('\n')) add(word.replace(/'s$/, ''), false);
  else console.error(`words: ${path} is missing: scripts/packages words`);
}
for (const path of ['names/first.txt', 'names/last.txt']) {
  for (const name of readFileSync(path, 'utf8').split('\n')) add(name.replace(/\*$/, ''), false);
}
if (existsSync(COLLECTED)) {
  for (const line of readFileSync(COLLECTED, 'utf8').split('\n')) {
    if (line) for (const word of JSON.parse(line).text.match(/\p{L}+/gu) ?? []) add(word, true);
  }
} else console.error(`words: ${COLLECTED} is missing: scripts/evaluate makes it`);
for (const [word, count] of counts) console.log(`${count} ${word}`);
