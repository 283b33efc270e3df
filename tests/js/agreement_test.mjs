import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { load } from '../../js/pii.js';

const program = fileURLToPath(new URL('../../build/dev/feedspan_verdicts', import.meta.url));

test('WebAssembly finds and masks what the native core does', async () => {
  const { stdout, stderr, status, error } = spawnSync(program, { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(status, 0, `${error?.message ?? stderr} (built by: cmake --preset dev && cmake --build --preset dev)`);

  const { scan, redact } = await load();
  const verdicts = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.ok(verdicts.length > 5000);
  assert.ok(verdicts.filter(({ spans }) => spans.length > 0).length > 500, 'the texts are worth comparing');
  for (const { text, spans, masked } of verdicts) {
    assert.deepEqual(scan(text).map(({ type, start, end, confidence }) => [type, start, end, confidence]), spans, text);
    assert.equal(redact(text).text, masked, text);
  }
});
