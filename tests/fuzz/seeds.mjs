/**
 * Writes the vectors as seed files for a fuzz target: `node tests/fuzz/seeds.mjs TARGET FOLDER`.
 * A seed is named by its hash, so that a second run writes the same files.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

const vectors = new URL('../vectors/', import.meta.url);

/** @param {string} folder @returns {any[]} */
const read = (folder) =>
  readdirSync(new URL(folder, vectors))
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => JSON.parse(readFileSync(new URL(`${folder}/${name}`, vectors), 'utf8')));

const texts = () => read('pii').map(({ text }) => text);
const records = () =>
  read('events').flatMap(({ json, record, stored }) => [json ?? JSON.stringify(record), stored && JSON.stringify(stored)].filter(Boolean));
const id = '01939d2c-7a10-7c3e-8d5f-0123456789ab';
const canonical = () =>
  read('events')
    .filter(({ stored }) => stored)
    .map(({ stored }) => JSON.stringify({ v: 1, id, key: 'a'.repeat(32), seq: 1, ...stored }));

/** The steering byte of scan and redact comes last (scan_fuzz.cpp); a few values reach every branch. */
const steered = () => texts().flatMap((text, i) => [`${text}${'!Aa'[i % 3]}`]);

/** @type {Record<string, () => string[]>} */
const SEEDS = {
  scan: steered,
  redact: steered,
  record: () => [...records(), ...canonical()],
  relay: () => {
    const events = canonical();
    const batches = events.map((event) => `{"events":[${event}]}`);
    for (let i = 0; i + 4 <= events.length; i += 4) batches.push(`{"events":[${events.slice(i, i + 4)}]}`);
    return batches;
  },
};

const [target, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const seed of SEEDS[target]()) {
  writeFileSync(`${folder}/${createHash('sha1').update(seed).digest('hex')}`, seed);
}
