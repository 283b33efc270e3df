/**
 * One relay under load: `scripts/bench-relay --help`.
 *
 * The relay has one core to itself, wrk and a server that answers as the vendor does share the others. Requests a second of a
 * machine that does other things as well say little; the processor time that one request takes of the relay says more, so both are told.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mintLinks } from '../../dist/link-token.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '10' },
    requests: { type: 'string' },
    events: { type: 'string', default: '1,50' },
    connections: { type: 'string', default: '32' },
    tokens: { type: 'string', default: '20000' },
    'no-tokens': { type: 'boolean', default: false },
    baseline: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});
const here = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const LINK_SECRET = 'a secret of at least thirty-two bytes';
const MB = 1024 * 1024;

const scratch = mkdtempSync(path.join(os.tmpdir(), 'feedspan-bench-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** @param {string} file @param {readonly string[]} args @param {readonly string[]} [execArgv] */
async function start(file, args, execArgv = []) {
  const child = fork(here(file), args, { execArgv: [...execArgv], env: { ...process.env, LINK_SECRET, REQUIRE_TOKEN: options['no-tokens'] ? 'no' : 'yes', FROM_SOURCES: options.profile ? 'yes' : '', BASELINE: options.baseline ? 'yes' : '' } });
  const [{ port }] = await once(child, 'message');
  const ask = async () => {
    child.send('');
    return (await once(child, 'message'))[0];
  };
  return { child, ask, address: `http://127.0.0.1:${port}` };
}

/** @param {number} pid @param {string} cores */
const pin = (pid, cores) => once(spawn('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, `${pid}`], { stdio: 'ignore' }), 'exit');

/** Comments as people write them, of which one in five holds personal data. */
function comments() {
  const lines = readFileSync(here('../evaluation/comments.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.stringify(JSON.parse(line).text)).slice(0, 2000);
}

async function links() {
  const count = Number(options.tokens);
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const target = { traceId: i.toString(16).padStart(32, 'a'), spanId: i.toString(16).padStart(16, 'b'), capability: 'support' };
      return JSON.stringify(options['no-tokens'] ? target : await mintLinks(target, { secret: LINK_SECRET, subject: `user-${i}` }));
    }),
  );
}

const cores = os.availableParallelism();
const relayCore = `${cores - 1}`;
const otherCores = cores > 1 ? `0-${cores - 2}` : '0';
const linksFile = path.join(scratch, 'links');
const commentsFile = path.join(scratch, 'comments');
writeFileSync(linksFile, (await links()).join('\n'));
writeFileSync(commentsFile, comments().join('\n'));

for (const events of options.events.split(',')) {
  const vendor = await start('vendor_stub.mjs', []);
  const relay = await start('relay_server.mjs', [vendor.address], options.profile ? ['--cpu-prof', '--cpu-prof-dir', 'build/profile'] : []);
  await pin(/** @type {number} */ (relay.child.pid), relayCore);
  await pin(/** @type {number} */ (vendor.child.pid), otherCores);

  /** @param {number} seconds */
  const load = async (seconds) => {
    const wrk = spawn('taskset', ['--cpu-list', otherCores, 'wrk', '-t1', `-c${options.connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', here('relay_post.lua'), relay.address], {
      env: { ...process.env, BENCH_EVENTS: events, BENCH_LINKS: linksFile, BENCH_COMMENTS: commentsFile },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    for await (const chunk of wrk.stdout) output += chunk;
    return JSON.parse(/RESULT (.*)/.exec(output)?.[1] ?? 'null');
  };

  await load(3); // warm: compiled, connections open
  const first = await relay.ask();
  let before = first;
  let requests = 0;
  let errors = 0;
  /** @type {{rate: number, cpu: number, p50: number, p99: number, rss: number}[]} */
  const rounds = [];
  while (rounds.length < Number(options.rounds) || requests < Number(options.requests ?? 0)) {
    const round = await load(Number(options.seconds));
    const now = await relay.ask();
    rounds.push({ rate: (round.requests / round.micros) * 1e6, cpu: (now.cpu - before.cpu) / round.requests, p50: round.p50, p99: round.p99, rss: now.rss });
    requests += round.requests;
    errors += round.errors;
    before = now;
  }
  rounds.sort((a, b) => a.cpu - b.cpu);
  /** @param {string} name @param {(typeof rounds)[number]} round */
  const line = (name, { rate, cpu, p50, p99 }) =>
    `  ${name}: ${(cpu * 1e6).toFixed(0)} µs of processor a request, so ${Math.round(Number(events) / cpu)} events a second and core; as it went ${Math.round(rate)} requests/s, p50 ${(p50 / 1000).toFixed(1)} ms, p99 ${(p99 / 1000).toFixed(1)} ms`;
  const memory = rounds.map(({ rss }) => rss).sort((a, b) => a - b);
  console.log(
    [
      `${events} event(s) a request, ${options.baseline ? 'no relay: passed on by Node' : options['no-tokens'] ? 'no tokens' : 'link tokens'}, ${options.connections} connections, ${requests} requests in ${rounds.length} rounds of ${options.seconds} s, ${errors} errors, load average ${os.loadavg()[0].toFixed(1)} on ${cores} cores`,
      line('best round', rounds[0]),
      line('median round', rounds[rounds.length >> 1]),
      `  memory (RSS): ${Math.round(first.rss / MB)} MB before, ${Math.round(memory[0] / MB)} to ${Math.round(memory[memory.length - 1] / MB)} MB after rounds, ${Math.round(before.rss / MB)} MB at the end, of which heap ${Math.round(before.heapUsed / MB)} MB`,
    ].join('\n'),
  );
  relay.child.kill('SIGTERM');
  vendor.child.kill();
}
process.exit();
