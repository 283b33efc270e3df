import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, redact, scan } from '../../js/pii.js';

test('before load() the functions say so', () => {
  assert.throws(() => scan('x'), { message: 'feedspan/pii: call and await load() first.' });
  assert.throws(() => redact('x'), { message: 'feedspan/pii: call and await load() first.' });
});

test('load() resolves to the same functions', async () => {
  assert.deepEqual(await load(), { scan, redact });
});

test('spans are in UTF-16 units of the text', () => {
  const text = '😀 a lone \ud800, NUL \0, then jane.doe@example.org and +44 20 7946 0958.';
  const spans = scan(text);
  assert.deepEqual(spans.map(({ type, start, end }) => [type, text.slice(start, end)]), [
    ['EMAIL', 'jane.doe@example.org'],
    ['PHONE', '+44 20 7946 0958'],
  ]);
  assert.ok(spans.every(({ confidence }) => confidence > 0 && confidence <= 100));
});

test('every kind has its name', () => {
  const samples = {
    EMAIL: 'jane.doe@example.org',
    PHONE: '+44 20 7946 0958',
    CREDIT_CARD: '4111 1111 1111 1111',
    IBAN: 'DE89 3704 0044 0532 0130 00',
    IP_ADDRESS: '203.0.113.77',
  };
  for (const [type, sample] of Object.entries(samples)) {
    assert.deepEqual(redact(`see ${sample} there`).text, `see [${type}] there`);
    assert.deepEqual(redact(`see ${sample} there`).report, { [type]: 1 });
  }
});

test('numbered placeholders tell equal values apart from others', () => {
  const text = 'a@example.org, b@example.org, a@example.org';
  assert.equal(redact(text, { numbered: true }).text, '[EMAIL_1], [EMAIL_2], [EMAIL_1]');
  assert.equal(redact(text).text, '[EMAIL], [EMAIL], [EMAIL]');
});

test('masking a masked text changes nothing', () => {
  const once = redact('a@example.org 4111 1111 1111 1111', { numbered: true }).text;
  assert.equal(redact(once, { numbered: true }).text, once);
});

test('nothing is found in nothing', () => {
  assert.deepEqual(scan(''), []);
  assert.deepEqual(redact(''), { text: '', spans: [], report: {} });
  assert.deepEqual(scan('version 1.2.3 of 2024-01-02'), []);
});

test('minConfidence leaves the weaker spans out', () => {
  assert.deepEqual(scan('jane.doe@example.org', { minConfidence: 100 }), []);
  assert.throws(() => scan('x', { minConfidence: 101 }), { message: 'redaction.minConfidence: must be from 0 to 100' });
});

test('a national id has its country and register, in UTF-16 units', () => {
  assert.deepEqual(scan('😀 RCCMNL83S18D969H'), [
    { type: 'NATIONAL_ID', start: 3, end: 19, confidence: 97, country: 'IT', subtype: 'CODICE_FISCALE' },
  ]);
});

test('scan finds what redact masks', () => {
  const options = { kinds: /** @type {const} */ (['EMAIL']), allow: ['@example.org'], terms: [{ type: 'PROJECT', values: ['Blue Whale'] }] };
  const text = 'a@example.org, a@example.com, 192.0.2.1, blue whale';
  const spans = scan(text, options);
  assert.deepEqual(spans, [
    { type: 'EMAIL', start: 15, end: 28, confidence: 99 },
    { type: 'PROJECT', start: 41, end: 51, confidence: 100 },
  ]);
  assert.deepEqual(redact(text, options), { text: 'a@example.org, [EMAIL], 192.0.2.1, [PROJECT]', spans, report: { EMAIL: 1, PROJECT: 1 } });
});

test('options may change between calls, and more of them come than are kept', () => {
  const options = { terms: [{ type: 'T', values: ['one'] }] };
  assert.equal(redact('one two', options).text, '[T] two');
  options.terms[0].values.push('two');
  assert.equal(redact('one two', options).text, '[T] [T]');
  for (let i = 0; i < 100; i++) assert.equal(redact(`w${i} x`, { terms: [{ type: 'T', values: [`w${i}`] }] }).text, '[T] x');
  assert.equal(redact('one two', options).text, '[T] [T]');
});

test('an option that is not known is refused, not passed over', () => {
  assert.throws(() => redact('x', /** @type {any} */ ({ policy: 'hash' })), { message: 'redaction.policy: no such option' });
});
