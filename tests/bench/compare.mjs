/**
 * Runs all benchmarks and prints a Markdown table: see `scripts/bench-pii --help`. Medians; the ratio is to Feedspan in WebAssembly
 * under Node, through `scan` of js/pii.js, as a page or a server would call it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { thirdParty } from '../evaluation/third_party.mjs';
import { growthChart } from './growth_chart.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const texts = JSON.parse(readFileSync(new URL('texts.json', import.meta.url), 'utf8'));
const only = process.argv.slice(2);
const wants = (/** @type {string} */ part) => only.length === 0 || only.includes(part);

const COMMENTS = Object.keys(texts.comments).flatMap((name) => texts.sizes.map((/** @type {number} */ bytes) => `comments/${name}/${bytes}`));
const HOSTILE = Object.keys(texts.hostile).map((name) => `hostile/${name}/65536`);
const OTHERS = /** @type {const} */ (['@redactpii/node', 'redact-pii', '@arcjet/redact-wasm', 'openredaction']);
/** Longer than this for one call, warm-up included, is given up. */
const PATIENCE = 5_000;

/** Columns, each by case: nanoseconds, or null where it was given up. @type {Map<string, Map<string, number | null>>} */
const columns = new Map();

/** @param {string} column @param {string} name @param {number | null} ns */
function put(column, name, ns) {
  if (!columns.has(column)) columns.set(column, new Map());
  columns.get(column)?.set(name, ns);
}

/** @param {string} filter @returns {Map<string, number>} median nanoseconds by name */
function native(filter) {
  const { stdout, status, stderr } = spawnSync(`${root}build/bench/feedspan_bench`, [
    `--benchmark_filter=${filter}`, '--benchmark_format=json', '--benchmark_repetitions=5', '--benchmark_report_aggregates_only=true', '--benchmark_min_time=0.03',
  ], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(stderr);
  /** @type {{ name: string, cpu_time: number }[]} */
  const benchmarks = JSON.parse(stdout).benchmarks;
  return new Map(benchmarks.filter(({ name }) => name.endsWith('_median')).map(({ name, cpu_time }) => [name.slice(0, -'_median'.length), cpu_time]));
}

/** @param {string} library @param {string} column @param {string[]} cases one process for all */
function inNode(library, column, cases) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('library_bench.mjs', import.meta.url)), library, ...cases], { stdio: ['ignore', 'pipe', 'inherit'] });
    const left = new Set(cases);
    let timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    let buffered = '';
    child.stdout.on('data', (chunk) => {
      buffered += chunk;
      for (let end; (end = buffered.indexOf('\n')) !== -1; buffered = buffered.slice(end + 1)) {
        const { name, ns } = JSON.parse(buffered.slice(0, end));
        put(column, name, ns);
        left.delete(name);
        clearTimeout(timer);
        timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      }
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      // Killed for its slowness it has no code; whatever else ends it says nothing of its speed.
      if (code !== 0 && code !== null) return void reject(new Error(`${library} could not be measured: exit code ${code}, see above`));
      for (const name of left) put(column, name, null);
      resolve(undefined);
    });
  });
}

async function inChromium() {
  const { launch } = await import('puppeteer-core');
  const { findExecutable } = await import('../browser/engines/executables.mjs');
  const types = /** @type {Record<string, string>} */ ({ js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm', json: 'application/json', html: 'text/html' });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>bench</title>');
    try {
      const body = readFileSync(root + path.slice(1));
      response.writeHead(200, { 'content-type': types[path.split('.').at(-1) ?? ''] ?? 'text/plain' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const executablePath = findExecutable({ variable: 'FEEDSPAN_CHROMIUM', names: ['chromium', 'chromium-browser', 'google-chrome'], debianPackage: 'chromium' });
  const browser = await launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    const results = /** @type {[string, number][]} */ (await page.evaluate(`(async () => {
      const { load } = await import('/dist/pii.js');
      const { measure, repeat } = await import('/tests/bench/measure.mjs');
      const texts = await (await fetch('/tests/bench/texts.json')).json();
      const { scan } = await load();
      const results = [];
      for (const name of ${JSON.stringify([...COMMENTS, ...HOSTILE])}) {
        const [group, unit, bytes] = name.split('/');
        const text = repeat(texts[group][unit], Number(bytes));
        results.push([name, await measure(() => scan(text))]);
      }
      return results;
    })()`));
    for (const [name, ns] of results) put('wasm, Chromium', name, ns);
  } finally {
    await browser.close();
    server.close();
  }
}

/** @param {number | null | undefined} ns */
function duration(ns) {
  if (ns === undefined) return '';
  if (ns === null) return `> ${PATIENCE / 1000} s`;
  if (ns < 1e3) return `${ns.toFixed(0)} ns`;
  if (ns < 1e6) return `${(ns / 1e3).toPrecision(3)} µs`;
  return ns < 1e9 ? `${(ns / 1e6).toPrecision(3)} ms` : `${(ns / 1e9).toPrecision(3)} s`;
}

/** The slope of the line through the logarithms, by least squares. @param {[bytes: number, ns: number][]} points */
function exponent(points) {
  const logs = points.map(([bytes, ns]) => [Math.log(bytes), Math.log(ns)]);
  const mean = (/** @type {number} */ i) => logs.reduce((sum, pair) => sum + pair[i], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

function table() {
  const names = [...columns.keys()];
  const base = columns.get('wasm, Node');
  const lines = [`| text | ${names.join(' | ')} |`, `| --- |${' --: |'.repeat(names.length)}`];
  for (const name of [...COMMENTS, ...HOSTILE]) {
    const reference = base?.get(name);
    const cells = names.map((column) => {
      const ns = columns.get(column)?.get(name);
      const ratio = typeof ns === 'number' && reference ? ` (${(ns / reference).toPrecision(2)})` : '';
      return duration(ns) + (column === 'wasm, Node' ? '' : ratio);
    });
    const [, unit, bytes] = name.split('/');
    lines.push(`| \`${unit}\` ${bytes} B | ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

if (wants('compare')) {
  for (const [name, ns] of native('^(scan|hyperscan|hostile)/.*/(120|2048|65536)$')) {
    const [group, unit, bytes] = name.split('/');
    const known = `${unit in texts.comments ? 'comments' : 'hostile'}/${unit}/${bytes}`;
    put(group === 'hyperscan' ? 'Hyperscan' : 'native', known, ns);
  }
  await inNode('feedspan', 'wasm, Node', [...COMMENTS, ...HOSTILE]);
  try {
    await inChromium();
  } catch (error) {
    console.error(`bench-pii: without Chromium: ${/** @type {Error} */ (error).message}`);
  }
  // Before any clock runs: an installation is not what is measured.
  for (const library of OTHERS) await thirdParty(library);
  for (const library of OTHERS) {
    await inNode(library, library, COMMENTS);
    for (const name of HOSTILE) await inNode(library, library, [name]);
  }
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}. In parentheses: times as long as WebAssembly under Node.\n`);
  console.log(table());
}

if (wants('growth')) {
  /** @type {Map<string, [bytes: number, ns: number][]>} */
  const series = new Map();
  for (const [name, ns] of native('^hostile/')) {
    const [, unit, bytes] = name.split('/');
    series.set(unit, [...(series.get(unit) ?? []), [Number(bytes), ns]]);
  }
  writeFileSync(`${root}docs/images/pii-growth.svg`, growthChart(series));
  console.log('\n| hostile text | 64 KB | 512 KB | exponent |\n| --- | --: | --: | --: |');
  for (const [unit, points] of series) {
    const at = new Map(points);
    console.log(`| \`${unit}\` | ${duration(at.get(65536))} | ${duration(at.get(524288))} | ${exponent(points).toFixed(2)} |`);
  }
}
