import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export const summary = 'bytes of what ships against sizes.json (needs the builds; --update records them)';

/**
 * sizes.json: by artefact, the files that make it up (sizes add up: they are sent one by one), the budget that it must stay
 * within, and the figures of the last --update.
 * @typedef {{ raw: number, gzip: number, brotli: number }} Sizes
 * @typedef {{ files: string[], budget?: Partial<Sizes>, recorded?: Sizes }} Artefact
 */

const FILE = 'sizes.json';
const UNITS = /** @type {const} */ (['raw', 'gzip', 'brotli']);

/** Growth that is noise of compilers and compressors: 1 %, or 64 bytes where that is more. */
const tolerated = (/** @type {number} */ bytes) => bytes + Math.max(64, bytes / 100);

/** @param {{ update: boolean }} options */
export function run({ update }) {
  /** @type {Record<string, Artefact>} */
  const artefacts = JSON.parse(readFileSync(FILE, 'utf8'));
  /** @type {import('../check.mjs').Finding[]} */
  const findings = [];
  const report = (/** @type {string} */ message) => findings.push({ file: FILE, message });
  console.log(row(['artefact', ...UNITS, 'brotli before', 'brotli budget']));

  for (const [name, artefact] of Object.entries(artefacts)) {
    const missing = artefact.files.filter((file) => !existsSync(file));
    if (missing.length > 0) {
      report(`${name}: ${missing.join(', ')} is not built`);
      continue;
    }
    const measured = sum(artefact.files.map((file) => measure(readFileSync(file))));
    console.log(row([name, ...UNITS.map((unit) => measured[unit]), artefact.recorded?.brotli ?? '-', artefact.budget?.brotli ?? '-']));
    for (const unit of UNITS) {
      const budget = artefact.budget?.[unit] ?? Infinity;
      if (measured[unit] > budget) report(`${name}: ${measured[unit]} bytes ${unit} are over the budget of ${budget}`);
    }
    if (update) {
      artefact.recorded = measured;
    } else if (!artefact.recorded) {
      report(`${name}: no figures recorded yet; scripts/check sizes --update`);
    } else {
      for (const unit of UNITS) {
        const before = artefact.recorded[unit];
        if (measured[unit] > tolerated(before)) {
          report(`${name}: grew from ${before} to ${measured[unit]} bytes ${unit}; if it is worth it, scripts/check sizes --update`);
        }
      }
    }
  }
  if (update) writeFileSync(FILE, `${JSON.stringify(artefacts, null, 2)}\n`);
  return findings;
}

/** @param {Buffer} bytes @returns {Sizes} */
function measure(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

/** @param {Sizes[]} sizes */
const sum = (sizes) => sizes.reduce((a, b) => ({ raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli }));

/** @param {(string | number)[]} cells */
const row = ([name, ...cells]) => String(name).padEnd(20) + cells.map((cell) => String(cell).padStart(15)).join('');
