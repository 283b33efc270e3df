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

test('a mistake is one sentence and exit code 2', () => {
  for (const [input, ...options] of [['', '--nonsense', '-'], ['', 'no-such-file'], ['{"text":1}', '--jsonl', '-'], ['{', '--jsonl', '-'], ['', '--min-confidence', '200', '-']]) {
    const { stderr, status } = scan(input, ...options);
    assert.equal(status, 2, options.join(' '));
    assert.match(stderr, /^scan: /);
  }
});
