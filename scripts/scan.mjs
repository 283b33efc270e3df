/** The command line of `feedspan/pii`: see USAGE. */
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { load } from '../dist/pii.js';

const USAGE = `usage: scripts/scan [--redact] [--jsonl] [--min-confidence N] FILE    (- reads standard input)

Prints what is found, a line a span:  line:column  type  confidence  text
Columns and offsets count UTF-16 units, columns from 1, offsets from 0.

  --redact            the masked text instead
  --jsonl             FILE has a JSON object a line; its "text" is scanned, and the line comes back with "spans":
                      [{"type", "start", "end", "confidence"}]; with --redact, "text" is masked as well
  --min-confidence N  leaves out spans below N (0 to 100)`;

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(`scan: ${message}`);
  process.exit(2);
}

/** @returns {{ values: { redact?: boolean, jsonl?: boolean, help?: boolean, 'min-confidence'?: string }, positionals: string[] }} */
function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { redact: { type: 'boolean' }, jsonl: { type: 'boolean' }, 'min-confidence': { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    return fail(`${/** @type {Error} */ (error).message}\n${USAGE}`);
  }
}

const { values: options, positionals } = readArguments();
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
if (positionals.length !== 1) fail(`one file, or - for standard input\n${USAGE}`);
const [file] = positionals;
const minConfidence = Number(options['min-confidence'] ?? 0);
if (!(minConfidence >= 0 && minConfidence <= 100)) fail('--min-confidence takes a number from 0 to 100');
if (options.redact && minConfidence > 0) fail('--min-confidence is for spans; what is masked is decided by the policy');

const { scan, redact } = await load();
// A reader such as head may leave early; that is no error.
process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  if (options.jsonl) await scanLines();
  else scanText(readFileSync(file === '-' ? 0 : file, 'utf8'));
} catch (error) {
  fail(/** @type {Error} */ (error).message);
}

/** @param {string} text */
function scanText(text) {
  if (options.redact) {
    process.stdout.write(redact(text).text);
    return;
  }
  let [line, lineStart] = [1, 0];
  for (const { type, start, end, confidence } of scan(text, { minConfidence })) {
    for (let next; (next = text.indexOf('\n', lineStart)) !== -1 && next < start; lineStart = next + 1) line++;
    console.log(`${line}:${start - lineStart + 1}\t${type}\t${confidence}\t${JSON.stringify(text.slice(start, end)).slice(1, -1)}`);
  }
}

async function scanLines() {
  const input = file === '-' ? process.stdin : createReadStream(file);
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    /** @type {{ text?: unknown }} */
    let record;
    try {
      record = JSON.parse(line);
    } catch {
      return fail(`line ${number} is not JSON`);
    }
    if (typeof record?.text !== 'string') return fail(`line ${number} has no "text"`);
    const answer = options.redact ? redact(record.text) : { text: record.text, spans: scan(record.text, { minConfidence }) };
    if (!process.stdout.write(`${JSON.stringify({ ...record, text: answer.text, spans: answer.spans })}\n`)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
}
