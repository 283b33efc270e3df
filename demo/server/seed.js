import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createRelay } from 'feedspan/relay';
import { createAssistant } from './assistant/assistant.js';
import { capabilities } from './assistant/composition.js';
import { defaultDataFile } from './config.js';
import { openDatabase } from './database.js';
import { EventStore } from './events.js';
import { createMinter, linkSecretOf } from './links.js';
import { createTracerProvider, TraceStore } from './traces.js';

const hour = 3_600_000;
const batchSize = 50;

/** The relay holds an event's time within seven days back. */
const oldest = 6.9 * 24;

/**
 * @typedef {object} SeedLine
 * @property {number} hoursAgo
 * @property {string} capability
 * @property {string} question
 * @property {'up' | 'down'} vote
 * @property {string} [comment] as a user typed it; the relay masks it
 * @property {string[]} [reasons]
 * @property {string[]} [signals]
 */

/**
 * @param {string} text JSON Lines
 * @returns {SeedLine[]}
 * @throws {Error} that names the line
 */
export function parseSeed(text) {
  return text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => {
      let value;
      try {
        value = JSON.parse(line);
      } catch {
        throw new Error(`line ${number}: not JSON`);
      }
      const { hoursAgo, capability, question, vote } = value ?? {};
      if (typeof question !== 'string') throw new Error(`line ${number}: question: a text is needed`);
      if (!(hoursAgo >= 0 && hoursAgo <= oldest)) throw new Error(`line ${number}: hoursAgo: from 0 to ${oldest}`);
      if (!capabilities.includes(capability)) throw new Error(`line ${number}: capability: one of ${capabilities.join(', ')}`);
      if (vote !== 'up' && vote !== 'down') throw new Error(`line ${number}: vote: up or down`);
      return value;
    });
}

const digest = (...parts) => createHash('sha256').update(parts.join('\0')).digest('hex');

/** A UUIDv7 of this time whose other bits follow from `seed`, so that the same line always has the same id. */
function idOf(time, seed) {
  const hex = digest('id', seed);
  const variant = ((Number.parseInt(hex[3], 16) & 0x3) | 0x8).toString(16);
  const clock = time.toString(16).padStart(12, '0');
  return `${clock.slice(0, 8)}-${clock.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}

/** The canonical events of one line: the vote with its comment, then its signals, each a little later. */
function eventsOf(line, time, links) {
  const event = (order, kind, name, more) => {
    const seed = `${JSON.stringify(line)}\0${order}`;
    const at = time + order * 1500;
    return { v: 1, id: idOf(at, seed), key: digest('key', seed).slice(0, 32), seq: 1, time: at, kind, name, links, ...more };
  };
  const vote = event(0, 'thumb', 'thumbs', {
    value: line.vote === 'up' ? 1 : -1,
    ...(line.comment && { message: line.comment }),
    ...(line.reasons && { metadata: { reasons: line.reasons } }),
  });
  return [vote, ...(line.signals ?? []).map((name, index) => event(index + 1, 'signal', name, {}))];
}

/**
 * Fills the stores from a file of comments. Each line's question is put to the assistant, so that its feedback links to a trace
 * of work that was done, and the feedback goes through a relay, so that it is checked and masked as if a page had sent it: with link tokens.
 * A line that is there already is left alone.
 *
 * @param {{database: import('libsql').Database, lines: SeedLine[], now?: number}} options `now`: what `hoursAgo` counts from at the
 *   first run; later runs keep to the first one's, since ids contain the time
 * @returns {Promise<{answers: number, events: number, masked: number}>} what was added
 * @throws {Error} when the relay refuses an event
 */
export async function seed({ database, lines, now = Date.now() }) {
  const events = new EventStore(database);
  const traces = new TraceStore(database);
  const provider = createTracerProvider(traces, { 'demo.seeded': true });
  provider.register();
  const answer = createAssistant({ tracer: provider.getTracer('feedspan-demo-seed') });
  const secret = linkSecretOf(database);
  const mint = createMinter(secret);
  const relay = createRelay({ store: (batch) => events.store(batch), linkSecrets: { secret }, requireToken: true });

  database.prepare("INSERT OR IGNORE INTO settings (name, value) VALUES ('seeded', ?)").run(String(now));
  const base = Number(database.prepare("SELECT value FROM settings WHERE name = 'seeded'").get().value);

  const waiting = [];
  let answers = 0;
  for (const line of lines) {
    const time = Math.round(base - line.hoursAgo * hour);
    if (events.event(eventsOf(line, time, {})[0].id)) continue;
    // A reader votes some seconds after the answer was there.
    traces.shift = time - 8000 - Date.now();
    const { links } = await answer({ question: line.question, capability: line.capability });
    await provider.forceFlush();
    answers += 1;
    // Another reader for each line.
    waiting.push(...eventsOf(line, time, await mint(links, `reader of ${links.traceId}`)));
  }

  const added = { answers, events: 0, masked: 0 };
  for (let from = 0; from < waiting.length; from += batchSize) {
    const batch = waiting.slice(from, from + batchSize);
    const response = await relay(
      new Request('http://127.0.0.1/api/feedback', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: 'http://127.0.0.1' },
        body: JSON.stringify({ events: batch }),
      }),
    );
    const result = await response.json();
    if (!response.ok) throw new Error(`The relay answered ${response.status}: ${result.error?.message}`);
    for (const { id, outcome, message } of result.items) {
      if (outcome === 'rejected' || outcome === 'retry') throw new Error(`The relay refused ${id}: ${message ?? outcome}`);
      const { pii = {} } = events.event(id);
      added.events += 1;
      added.masked += Object.values(pii).reduce((sum, count) => sum + count, 0);
    }
  }
  await provider.shutdown();
  return added;
}

const defaultFile = fileURLToPath(new URL('../seed/comments.jsonl', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: { data: { type: 'string', default: defaultDataFile }, 'if-empty': { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const database = openDatabase(values.data);
  try {
    if (values['if-empty'] && new EventStore(database).count() > 0) {
      console.log('seed: the console has events already');
    } else {
      const file = positionals[0] ?? defaultFile;
      const added = await seed({ database, lines: parseSeed(readFileSync(file, 'utf8')) });
      console.log(`seed: ${added.events} events on ${added.answers} answers added, ${added.masked} pieces of personal data masked`);
    }
  } catch (error) {
    console.error(`seed: ${error.message}`);
    process.exitCode = 1;
  } finally {
    database.close();
  }
}
