import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../scripts/scan.mjs', import.meta.url));
/** @param {string} input @param {...string} options */
const scan = (input, ...options) => spawnSync(process.execPath, [program, ...options], { input, encoding: 'utf8' });

test('spans have their line and column', () => {
  const { stdout, status } = scan('first\n😀 to jane@example.org\n\njoe@example.org', '-');
  assert.equal(stdout, '2:7\tEMAIL\t99\tjane@example.org\n4:1\tEMAIL\t99\tjoe@example.org\n');
  assert.equal(status, 0);
});

test('--redact prints the masked text and nothing else', () => {
  assert.equal(scan('to jane@example.org\n', '--redact', '-').stdout, 'to [EMAIL]\n');
});

test('--jsonl keeps the record and adds spans', () => {
  const input = '{"id":7,"text":"to jane@example.org"}\n\n{"text":"nothing"}\n';
  const lines = scan(input, '--jsonl', '-').stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines, [
    { id: 7, text: 'to jane@example.org', spans: [{ type: 'EMAIL', start: 3, end: 19, confidence: 99 }] },
    { text: 'nothing', spans: [] },
  ]);
  assert.equal(JSON.parse(scan(input, '--jsonl', '--redact', '-').stdout.split('\n')[0]).text, 'to [EMAIL]');
});

test('--jsonl names a line that it cannot read, and goes on', () => {
  const input = '{"text":"a@example.org"}\n{\n{"text":1}\nnull\n{"text":"b"}\n';
  const { stdout, stderr, status } = scan(input, '--jsonl', '-');
  assert.equal(stdout.trimEnd().split('\n').length, 2);
  assert.equal(stderr, 'scan: line 2 is not JSON\nscan: line 3 has no "text"\nscan: line 4 has no "text"\nscan: 3 of 5 lines could not be read\n');
  assert.equal(status, 1);
});

test('--jsonl --strict ends at the first such line, with what came before', () => {
  const { stdout, stderr, status } = scan('{"text":"a"}\n{\n{"text":"b"}\n', '--jsonl', '--strict', '-');
  assert.equal(stdout, '{"text":"a","spans":[]}\n');
  assert.equal(stderr, 'scan: line 2 is not JSON\n');
  assert.equal(status, 2);
});

test('the options of the API', () => {
  const text = 'a@example.org b@example.com 203.0.113.77 a@example.org';
  assert.equal(scan(text, '--redact', '--numbered', '-').stdout, '[EMAIL_1] [EMAIL_2] [IP_ADDRESS_1] [EMAIL_1]');
  assert.equal(scan(text, '--redact', '--policy', 'partial', '--kinds', 'EMAIL', '-').stdout, '[EMAIL:example.org] [EMAIL:example.com] 203.0.113.77 [EMAIL:example.org]');
  assert.equal(scan(text, '--redact', '--allow', '@example.org,IP_ADDRESS', '-').stdout, 'a@example.org [EMAIL] 203.0.113.77 a@example.org');
  assert.equal(scan(text, '--min-confidence', '99', '-').stdout.match(/IP_ADDRESS/), null);
});

test('a mistake is one sentence and exit code 2', () => {
  const mistakes = [
    ['--nonsense', '-'],
    ['no-such-file'],
    ['--strict', '-'],
    ['--min-confidence', '200', '-'],
    ['--policy', 'hash', '-'],
    ['--kinds', 'MAIL', '-'],
    ['--options', 'no-such-file', '-'],
  ];
  for (const options of mistakes) {
    const { stderr, status } = scan('', ...options);
    assert.equal(status, 2, options.join(' '));
    assert.match(stderr, /^scan: /);
  }
});
