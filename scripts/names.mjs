/**
 * Packs names/ for wasm/core/pii/names.h (`node scripts/names.mjs FILE` writes the pack): sets of 22-bit hashes, their differences in Golomb-Rice codes (Rice and Plaunt 1971).
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** Folded, without accents, in letters alone; wasm/core/pii/names.cpp does the same. @param {string} name */
export const normalise = (name) => name.toLowerCase().normalize('NFD').replace(/\p{M}|[-'’]/gu, '');

const HASH_BITS = 22;

/** FNV-1a of the UTF-8, folded to 22 bits. @param {string} name normalised */
function hashOf(name) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash ^ (hash >>> HASH_BITS)) & ((1 << HASH_BITS) - 1);
}

/**
 * Two bytes for the number of hashes, one for the number of low bits, two for the length of what follows, low byte first.
 * @param {readonly string[]} names
 */
function packSet(names) {
  const hashes = [...new Set(names.map((name) => hashOf(normalise(name))))].sort((a, b) => a - b);
  const low = Math.max(0, Math.floor(Math.log2(((1 << HASH_BITS) * Math.LN2) / (hashes.length || 1))));
  const bits = [];
  let last = -1;
  for (const hash of hashes) {
    const gap = hash - last - 1;
    for (let ones = gap >> low; ones > 0; ones--) bits.push(1);
    bits.push(0);
    for (let bit = low - 1; bit >= 0; bit--) bits.push((gap >> bit) & 1);
    last = hash;
  }
  const packed = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) packed[i >> 3] |= bit << (7 - (i & 7));
  return [hashes.length & 0xff, hashes.length >> 8, low, packed.length & 0xff, packed.length >> 8, ...packed];
}

/** @param {string} file */
const lines = (file) => readFileSync(new URL(`../names/${file}`, import.meta.url), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));

/** The sets in the order of `Names::Set`. @returns {Uint8Array<ArrayBuffer>} */
export function packNames() {
  const [first, last] = ['first.txt', 'last.txt'].map(lines);
  // What is a word must not pass for a name that has the same hash.
  const taken = new Map([...first, ...last].filter((name) => name.endsWith('*')).map((name) => [hashOf(normalise(name.slice(0, -1))), normalise(name.slice(0, -1))]));
  const sure = (/** @type {string[]} */ names) =>
    names.filter((name) => !name.endsWith('*') && (taken.get(hashOf(normalise(name))) ?? normalise(name)) === normalise(name));
  const words = (/** @type {string[]} */ names) => names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  const cues = Object.fromEntries(lines('cues.txt').map((line) => line.split(': ')).map(([set, list]) => [set, list.split(' ')]));
  return Uint8Array.from([sure(first), words(first), sure(last), words(last), cues.greeting, cues.before, cues.behind, cues.particle, cues.never].flatMap(packSet));
}

if (process.argv[1] && import.meta.filename === process.argv[1]) writeFileSync(process.argv[2], packNames());
