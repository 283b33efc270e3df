import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export const summary = 'every entry of the package is there, importable, and exports what its types say (needs scripts/build)';

export async function run() {
  /** @type {import('../check.mjs').Finding[]} */
  const findings = [];
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const report = (/** @type {string} */ message) => findings.push({ file: 'package.json', message });

  const tarball = `dist/feedspan-${manifest.version}.tgz`;
  if (!existsSync(tarball)) return [{ file: tarball, message: 'is not built; scripts/build' }];
  const packed = new Set(
    execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n').map((path) => path.replace(/^package\//, './')),
  );

  const named = { unpkg: manifest.unpkg, jsdelivr: manifest.jsdelivr, types: manifest.types };
  for (const [field, path] of Object.entries(named)) if (!packed.has(path)) report(`${field}: ${path} is not in the tarball`);

  for (const [subpath, target] of Object.entries(manifest.exports)) {
    const { types, default: code } = typeof target === 'string' ? { types: undefined, default: target } : target;
    for (const path of [types, code]) if (path && !packed.has(path)) report(`exports ${subpath}: ${path} is not in the tarball`);
    // A script for a page is no module, and the rest is no code.
    if (!types || subpath === './feedspan.js' || !existsSync(types) || !existsSync(code)) continue;
    const declared = [...readFileSync(types, 'utf8').matchAll(/^export declare (?:const|function|class) (\w+)/gm)].map(([, name]) => name);
    const actual = Object.keys(await import(new URL(`../../${code}`, import.meta.url).href));
    for (const name of declared) if (!actual.includes(name)) report(`exports ${subpath}: ${name} is declared, but not exported`);
    for (const name of actual) if (!declared.includes(name)) report(`exports ${subpath}: ${name} is exported, but not declared`);
  }
  return findings;
}
