/**
 * Makes `dist/` from `js/` and the built core: `node scripts/bundle.mjs [--debug]` (`--debug`: not minified, with source maps).
 * Every entry is one file, and imports between entries stay imports: the page fetches the shim alone, and nothing is there twice
 * within one way of use except the few lines that shim and core share.
 */
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embed } from './embed.mjs';
import { packNames } from './names.mjs';

const root = new URL('..', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));
const debug = process.argv.includes('--debug');

/** What a page may ask for by name; `core` is fetched by the others. */
const ENTRIES = ['index', 'core', 'policy', 'preview', 'pii', 'names', 'react', 'relay', 'link-token', 'axiom', 'otis', 'messages', 'node'].filter((name) => existsSync(path(`js/${name}.js`)));

/** The modules that hold the bytes of a build. */
const WASM = { 'core-wasm': 'feedspan_core', 'policy-wasm': 'feedspan_policies', 'pii-wasm': 'feedspan_pii', 'pii-simd-wasm': 'feedspan_pii_simd', 'relay-wasm': 'feedspan_relay' };

/** Every entry, and the bytes, are a file of their own, also when another entry imports them. */
const separateEntries = {
  name: 'separate-entries',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/[\w-]+\.js$/ }, ({ path: specifier, kind }) => {
      const name = basename(specifier, '.js');
      return kind !== 'entry-point' && (ENTRIES.includes(name) || name in WASM || name === 'names-bytes') ? { path: specifier, external: true } : undefined;
    });
  },
};

const options = {
  bundle: true,
  charset: 'utf8',
  target: 'es2022',
  minify: !debug,
  sourcemap: debug && 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [separateEntries],
};

// So that the type checker reads our declarations in place of the minified glue.
for (const [module, glue] of [['core', 'CoreGlue'], ['pii', 'PiiGlue'], ['relay', 'RelayGlue']]) {
  const declaration = `declare const createGlue: import('../../js/glue.js').CreateGlue<import('../../js/glue.js').${glue}>;
export default createGlue;
`;
  await writeFile(path(`build/wasm/feedspan_${module}.d.mts`), declaration);
}

// core.js and pii-core.js have the glue of one module each and hand a second one to it.
for (const [one, other] of [['core', 'policies'], ['pii', 'pii_simd']]) {
  const [glue, otherGlue] = await Promise.all([one, other].map((name) => readFile(path(`build/wasm/feedspan_${name}.mjs`), 'utf8')));
  if (glue.replaceAll(`feedspan_${one}.wasm`, `feedspan_${other}.wasm`) !== otherGlue) throw new Error(`feedspan_${one} and feedspan_${other} no longer have the same glue.`);
}

await rm(path('dist'), { recursive: true, force: true });
await mkdir(path('dist'));

await build({
  ...options,
  entryPoints: ENTRIES.map((name) => path(`js/${name}.js`)),
  outdir: path('dist'),
  format: 'esm',
  external: ['react', 'react/jsx-runtime', 'node:*'],
});
await build({
  ...options,
  entryPoints: [path('js/script.js')],
  outfile: path('dist/feedspan.js'),
  format: 'iife',
  supported: { 'dynamic-import': true },
});

for (const [name, module] of Object.entries(WASM)) {
  await writeFile(path(`dist/${name}.js`), embed(await readFile(path(`build/wasm/${module}.wasm`))));
}
await writeFile(path('dist/names-bytes.js'), embed(packNames()));
for (const [module, name] of [['core', 'feedspan'], ['policies', 'policies'], ['pii', 'pii'], ['pii_simd', 'pii-simd'], ['relay', 'relay']]) {
  await copyFile(path(`build/wasm/feedspan_${module}.wasm`), path(`dist/${name}.wasm`));
}

const types = (await readdir(path('js'))).filter((name) => name.endsWith('.d.ts'));
const internal = ['boundary.d.ts', 'call.d.ts', 'glue.d.ts'];
for (const name of types.filter((name) => !internal.includes(name))) {
  // The type of the script tag's file goes by that file's name.
  await copyFile(path(`js/${name}`), path(`dist/${name === 'script.d.ts' ? 'feedspan.d.ts' : name}`));
}

for (const name of ['core', 'pii', 'relay']) {
  const text = await readFile(path(`dist/${name}.js`), 'utf8');
  if (text.includes('import.meta')) throw new Error(`dist/${name}.js refers to its own address: bundlers would look for a file there.`);
  if (/\bnew Function\b|\beval\(/.test(text)) throw new Error(`dist/${name}.js evaluates text, which needs 'unsafe-eval'.`);
}
