import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generate } from '../evaluation/generate.mjs';
import { Score } from '../evaluation/score.mjs';
import { luhnDigit, mod97 } from '../evaluation/values.mjs';

/** @param {string} name */
const read = (name) => readFileSync(new URL(`../evaluation/${name}`, import.meta.url), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));

const item = { text: 'call 0123456789 now', spans: [{ type: 'PHONE', start: 5, end: 15 }], lang: 'en', tier: /** @type {const} */ ('plain'), source: 'test' };
/** @param {{ type: string, start: number, end: number }[]} found @param {object} [changes] */
const figures = (found, changes) => {
  const score = new Score();
  score.add({ ...item, ...changes }, found);
  return score.figures();
};

test('half of the union is a match, less is not', () => {
  assert.equal(figures([{ type: 'PHONE', start: 10, end: 15 }]).spans['plain PHONE'].recall, 1);
  assert.equal(figures([{ type: 'PHONE', start: 11, end: 15 }]).spans['plain PHONE'].recall, 0);
  assert.equal(figures([{ type: 'PHONE', start: 0, end: 19 }]).spans['plain PHONE'].recall, 1);
  assert.equal(figures([{ type: 'PHONE', start: 11, end: 19 }]).spans['plain PHONE'].precision, 0);
});

test('what is masked as another type is missed, but not leaked', () => {
  const { spans } = figures([{ type: 'IBAN', start: 5, end: 15 }]);
  assert.deepEqual([spans['plain PHONE'].recall, spans['plain PHONE'].leaked, spans['plain IBAN'].precision], [0, 0, 0]);
  assert.equal(figures([]).spans['plain PHONE'].leaked, 1);
});

test('one label is matched once', () => {
  const { precision, recall } = figures([{ type: 'PHONE', start: 5, end: 10 }, { type: 'PHONE', start: 10, end: 15 }]).spans['plain PHONE'];
  assert.deepEqual([precision, recall], [0.5, 1]);
});

test('an optional label counts neither way', () => {
  const optional = { spans: [{ type: 'PHONE', start: 5, end: 15, optional: true }] };
  assert.deepEqual(figures([{ type: 'IBAN', start: 6, end: 15 }], optional).spans, {});
  assert.deepEqual(figures([], optional).spans, {});
});

test('false positives are counted where there is no label', () => {
  const { clean } = figures([{ type: 'PHONE', start: 5, end: 15 }, { type: 'MAC', start: 16, end: 19 }], { spans: [] });
  assert.deepEqual(clean.all, { texts: 1, perThousand: 2000, sixPerThousand: 1000, textsHitPerThousand: 1000 });
});

test('the generator writes the same texts for a seed, and others for the other part', () => {
  const tune = generate('tune');
  assert.deepEqual(generate('tune'), tune);
  const texts = new Set(tune.map(({ text }) => text));
  const shared = generate('test').filter(({ text }) => texts.has(text));
  assert.deepEqual(shared, []);
});

test('check digits agree with published examples', () => {
  assert.equal(luhnDigit('7992739871'), '3');
  assert.equal(mod97('WEST12345698765432GB82'), 1); // ISO 13616, GB82 WEST 1234 5698 7654 32
  assert.equal(mod97('WEST12345698765433GB82') === 1, false);
});

test('labels lie in their texts, and cards and accounts have right check digits', () => {
  const items = [...read('comments.jsonl'), ...read('negatives.jsonl'), ...generate('tune')];
  for (const { text, spans, tier } of items) {
    let at = 0;
    for (const { type, start, end } of spans) {
      assert.ok(at <= start && start < end && end <= text.length, text);
      at = end;
      const value = text.slice(start, end).replace(/[^0-9A-Za-z]/g, '').toUpperCase();
      if (tier === 'hard') continue;
      if (type === 'CREDIT_CARD') assert.equal(luhnDigit(value.slice(0, -1)), value.at(-1), text);
      if (type === 'IBAN') assert.equal(mod97(value.slice(4) + value.slice(0, 4)), 1, text);
    }
  }
});

test('negatives have no label, and no text is there twice', () => {
  const texts = [...read('comments.jsonl'), ...read('negatives.jsonl')].map(({ text }) => text);
  assert.ok(read('negatives.jsonl').every(({ spans }) => spans.length === 0));
  const seen = new Set();
  assert.deepEqual(texts.filter((text) => seen.has(text) || !seen.add(text)), []);
});
