import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../../js/pii.js';

const { scan, redact } = await load();

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
  assert.deepEqual(scan('jane.doe@example.org', { minConfidence: 101 }), []);
});
