import assert from 'node:assert/strict';
import { test } from 'node:test';
import { names } from '../../js/names.js';
import { load, redact, scan } from '../../js/pii.js';
import { normalise } from '../../scripts/names.mjs';

await load();
const people = (/** @type {string} */ text) => scan(text, { names }).filter(({ type }) => type === 'PERSON').map(({ start, end }) => text.slice(start, end));

test('off by default', () => assert.deepEqual(scan('I spoke with Rebecca Miller.'), []));

test('a first name and what follows it', () => {
  assert.deepEqual(people('I spoke with Rebecca Miller and Łukasz Nowak.'), ['Rebecca Miller', 'Łukasz Nowak']);
  assert.deepEqual(people('«Anna Maria de la Cruz» et Jean-Pierre Dubois'), ['Anna Maria de la Cruz', 'Jean-Pierre Dubois']);
  assert.deepEqual(people('Susan M. Johnson signed. José García too.'), ['Susan M. Johnson', 'José García']);
  assert.deepEqual(people('Will Smith and Mark Johnson'), ['Will Smith', 'Mark Johnson']);
});

test('a first name alone, where the words around say so', () => {
  assert.deepEqual(people('Thanks Deborah, ask Natalie, it used Ethan’s draft. Matthew said no.'), ['Deborah', 'Natalie', 'Ethan', 'Matthew']);
  assert.deepEqual(people('Dear Grace, hi Mark!'), ['Grace', 'Mark']);
  assert.deepEqual(people('Deborah is in the list.'), []);
});

test('words that are names too', () => {
  for (const text of [
    'Will this work? Mark my words. May I ask? Grace periods. Rose gold. Hunter Valley. Jordan River.',
    'From Paris to Florence. The Victoria Line. Mark All as Read. Bill Payment fails. Grant Access.',
    'mail deborah@example.com, see /home/Deborah/Miller, Deborah_Miller, Deborah.Miller()',
  ]) assert.deepEqual(people(text), [], text);
});

test('masking twice is masking once, and other kinds keep what is theirs', () => {
  for (const policies of ['placeholder', 'numbered', 'partial', 'hash', 'drop']) {
    const options = { names, policies, key: '0123456789abcdef' };
    const once = redact('Hi Mark, ask Rebecca Miller (rebecca.miller@example.com) or Dr. Anna Kowalska. Rebecca Miller said so.', options);
    assert.ok(once.report.PERSON >= 3, policies);
    assert.equal(redact(once.text, options).text, once.text, policies);
  }
  assert.equal(redact('Ask Rebecca Miller or REBECCA MILLER or Rebecca  Miller', { names, policies: 'numbered' }).text.split('[PERSON_1]').length, 2);
});

test('time is in proportion to the length', () => {
  // Every place is the beginning of a person, or none; a hang is what this would show.
  for (const piece of ['Anna ', 'Anna-', "O'", 'Anna de la ', 'Hi Mark ', 'J. ', 'é', 'Anna von ']) scan(piece.repeat(20_000), { names });
});

test('a pack that is none is refused', () => {
  assert.throws(() => scan('x', { names: /** @type {any} */ ({}) }), { message: 'redaction.names: must be that of feedspan/names' });
  assert.throws(() => scan('x', { names: { bytes: names.bytes.slice(0, 100), toJSON: () => 'cut' } }), { message: 'redaction.names: is not of this version' });
});

test('names are compared without case, accents, dashes and apostrophes', () => assert.equal(normalise("Zoë O'Néill-Ångström"), 'zoe oneillangstrom'));
