import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { KINDS } from '../../js/kinds.js';
import { PiiCore } from '../../js/pii-core.js';
import { wasmBytes as simdWasmBytes } from '../../js/pii-simd-wasm.js';
import { wasmBytes } from '../../js/pii-wasm.js';

const program = fileURLToPath(new URL('../../build/dev/feedspan_verdicts', import.meta.url));

test('WebAssembly finds and masks what the native core does, with and without SIMD', () => {
  const { stdout, stderr, status, error } = spawnSync(program, { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(status, 0, `${error?.message ?? stderr} (built by: cmake --preset dev && cmake --build --preset dev)`);

  const cores = [wasmBytes, simdWasmBytes].map((bytes) => new PiiCore(new WebAssembly.Module(bytes())));
  const verdicts = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.ok(verdicts.length > 5000);
  assert.ok(verdicts.filter(({ spans }) => spans.length > 0).length > 500, 'the texts are worth comparing');
  for (const { text, spans, masked } of verdicts) {
    for (const core of cores) {
      const redacted = core.redact(text);
      assert.equal(redacted.text, masked, text);
      assert.deepEqual(redacted.spans.map(([type, start, end, confidence]) => [KINDS[type & 0xff], start, end, confidence]), spans, text);
      assert.deepEqual([...core.scan(text)], redacted.spans.flat(), text);
    }
  }
});
