import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { coreFiles, filesOf, includesOf } from './lib/sources.mjs';

export const summary = 'dependencies point one way (scripts/check.d/layers.json says which)';

/** @typedef {import('../check.mjs').Finding} Finding */

const table = JSON.parse(readFileSync(new URL('./layers.json', import.meta.url), 'utf8'));

export async function run() {
  return [...coreFiles().flatMap(checkIncludes), ...(await checkImports(filesOf(...table.javascript.files)))];
}

/** The layer of a path below wasm/: its first folder in core/, or the name of a file that lies there itself. */
const layerOf = (/** @type {string} */ name) => /^core\/([^/.]+)/.exec(name)?.[1];

/**
 * @param {string} file
 * @returns {Finding[]}
 */
function checkIncludes(file) {
  const layer = layerOf(path.posix.relative('wasm', file));
  const allowed = layer && table.core.layers[layer];
  if (layer && !allowed) {
    return [{ file, message: `layer '${layer}' has no line in scripts/check.d/layers.json` }];
  }
  return includesOf(file).flatMap(({ line, header, quoted }) => {
    if (layer && /^emscripten\b/.test(header)) {
      return [{ file, line, message: `<${header}>: only the bindings, in wasm/ itself, know Emscripten` }];
    }
    if (!layer) return [];
    if (quoted) {
      const target = layerOf(header);
      if (!target) return [{ file, line, message: `"${header}": headers are named from wasm/, as "core/..."` }];
      if (target !== layer && !allowed.includes(target)) {
        return [{ file, line, message: `${layer} may not include ${target} ("${header}")` }];
      }
    } else if (!/^[a-z_]+$/.test(header) && !header.startsWith('nlohmann/') && table.core.intrinsics[file] !== header) {
      return [{ file, line, message: `<${header}>: the core knows the standard library and nlohmann/json only` }];
    }
    return [];
  });
}

/**
 * @param {string[]} files
 * @returns {Promise<Finding[]>}
 */
async function checkImports(files) {
  const imports = await importsOf(files);
  return imports.flatMap(({ file, line, specifier, target }) => {
    /** @type {Finding[]} */
    const findings = [];
    for (const rule of table.javascript.importedOnlyBy) {
      if (matches(target, [rule.target]) && !matches(file, rule.importers)) {
        findings.push({ file, line, message: `may not import '${specifier}': ${rule.why}` });
      }
    }
    for (const rule of table.javascript.importsOnly) {
      if (matches(file, rule.importers) && !matches(file, rule.except ?? []) && !matches(target, rule.targets)) {
        findings.push({ file, line, message: `may not import '${specifier}': ${rule.why}` });
      }
    }
    return findings;
  });
}

/**
 * Every static and dynamic import, as esbuild's parser sees it (so JSX and TypeScript too). Nothing is bundled:
 * each import is reported and then left alone.
 * @param {string[]} files
 */
async function importsOf(files) {
  /** @type {{ file: string, line?: number, specifier: string, target: string }[]} */
  const imports = [];
  await build({
    entryPoints: files,
    bundle: true,
    write: false,
    outdir: 'unused',
    format: 'esm',
    logLevel: 'silent',
    jsx: 'preserve',
    loader: { '.js': 'jsx' },
    plugins: [
      {
        name: 'report',
        setup({ onResolve }) {
          onResolve({ filter: /.*/ }, ({ path: specifier, importer, kind }) => {
            if (kind === 'entry-point') return undefined;
            const file = path.relative(process.cwd(), importer);
            imports.push({ file, line: lineOf(file, specifier), specifier, target: targetOf(file, specifier) });
            return { path: specifier, external: true };
          });
        },
      },
    ],
  });
  return imports;
}

/** @param {string} file @param {string} specifier */
function targetOf(file, specifier) {
  if (specifier.startsWith('node:')) return specifier;
  if (/^\.{0,2}\//.test(specifier)) return path.posix.join(path.posix.dirname(file), specifier);
  return `package:${specifier}`;
}

/** @param {string} file @param {string} specifier */
function lineOf(file, specifier) {
  const index = readFileSync(file, 'utf8').split('\n').findIndex((text) => /\b(import|from)\b/.test(text) && text.includes(specifier));
  return index < 0 ? undefined : index + 1;
}

/** @param {string} name @param {string[]} patterns */
function matches(name, patterns) {
  return patterns.some((pattern) => {
    const expression = pattern
      .split('**')
      .map((part) => part.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('[^/]*'))
      .join('.*');
    return new RegExp(`^${expression}$`).test(name);
  });
}
