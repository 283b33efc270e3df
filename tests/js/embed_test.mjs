import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transform } from 'esbuild';
import { embed } from '../../scripts/embed.mjs';

// Every pair of bytes, so every byte before every digit, quote and line end.
const bytes = new Uint8Array(2 * 65536);
for (let pair = 0; pair < 65536; ++pair) bytes.set([pair >> 8, pair & 255], 2 * pair);

const load = async (source) => import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);

test('embedded bytes come back', async () => {
  assert.deepEqual((await load(embed(bytes))).wasmBytes(), bytes);
});

for (const charset of ['utf8', 'ascii']) {
  test(`and after a minifier that writes ${charset}`, async () => {
    const { code } = await transform(embed(bytes), { charset, minify: true, format: 'esm' });
    assert.deepEqual((await load(code)).wasmBytes(), bytes);
  });
}

test('a file read in another encoding is refused', async () => {
  const misread = Buffer.from(embed(bytes)).toString('latin1').replaceAll('\x85', '');
  await assert.rejects(async () => (await load(misread)).wasmBytes(), /UTF-8/);
});
