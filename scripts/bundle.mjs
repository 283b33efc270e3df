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

const root = new URL('..', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));
const debug = process.argv.includes('--debug');

/** What a page may ask for by name; `core` is fetched by the others. */
const ENTRIES = ['index', 'core', 'pii', 'react', 'relay', 'axiom', 'otis'].filter((name) => existsSync(path(`js/${name}.js`)));

/** Every entry, and the bytes, are a file of their own, also when another entry imports them. */
const separateEntries = {
  name: 'separate-entries',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/[\w-]+\.js$/ }, ({ path: specifier, kind }) => {
      const name = basename(specifier, '.js');
      return kind !== 'entry-point' && [...ENTRIES, 'core-wasm'].includes(name) ? { path: specifier, external: true } : undefined;
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

// So that the type checker reads our declaration in place of the minified glue.
await writeFile(path('build/wasm/feedspan_core.d.mts'), "export { default } from '../../js/glue.js';\n");

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

const wasm = await readFile(path('build/wasm/feedspan_core.wasm'));
await writeFile(path('dist/feedspan.wasm'), wasm);
await writeFile(path('dist/core-wasm.js'), embed(wasm));

const types = (await readdir(path('js'))).filter((name) => name.endsWith('.d.ts'));
const internal = ['boundary.d.ts', 'call.d.ts', 'glue.d.ts'];
for (const name of types.filter((name) => !internal.includes(name))) {
  // The type of the script tag's file goes by that file's name.
  await copyFile(path(`js/${name}`), path(`dist/${name === 'script.d.ts' ? 'feedspan.d.ts' : name}`));
}

const core = await readFile(path('dist/core.js'), 'utf8');
if (core.includes('import.meta')) throw new Error('dist/core.js refers to its own address: bundlers would look for a file there.');
if (/\bnew Function\b|\beval\(/.test(core)) throw new Error("dist/core.js evaluates text, which needs 'unsafe-eval'.");
