/** The command line of `feedspan/pii`: see USAGE. */
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { load } from '../dist/pii.js';

const USAGE = `usage: scripts/scan [option ...] FILE    (- reads standard input)

Prints what is found, a line a span:  line:column  type  confidence  text
Columns and offsets count UTF-16 units, columns from 1, offsets from 0.

  --redact            the masked text instead
  --jsonl             FILE has a JSON object a line; its "text" is scanned, and the line comes back with "spans":
                      [{"type", "start", "end", "confidence", "country"?, "subtype"?}]; with --redact, "text" is masked as well. A
                      line that cannot be read is named on standard error and left out; exit code 1 at the end
  --strict            with --jsonl: the first such line ends the run
  --kinds A,B         only these kinds
  --allow A,B         leaves values, domains (@example.com), private (addresses), or kinds as they are
  --policy NAME       placeholder, numbered, partial, drop; with --key also hash
  --numbered          short for --policy numbered
  --key TEXT          of the policy hash, 16 to 64 bytes
  --min-confidence N  leaves out what is found with less (0 to 100, default 50)
  --options FILE      a JSON file of all options (js/redaction.d.ts), terms and patterns too; those above go before it`;

/** @param {string} message @returns {never} */
function fail(message) {
  console.error(`scan: ${message}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        redact: { type: 'boolean' },
        jsonl: { type: 'boolean' },
        strict: { type: 'boolean' },
        kinds: { type: 'string' },
        allow: { type: 'string' },
        policy: { type: 'string' },
        numbered: { type: 'boolean' },
        key: { type: 'string' },
        'min-confidence': { type: 'string' },
        options: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return fail(`${/** @type {Error} */ (error).message}\n${USAGE}`);
  }
}

const { values: given, positionals } = readArguments();
if (given.help) {
  console.log(USAGE);
  process.exit(0);
}
if (positionals.length !== 1) fail(`one file, or - for standard input\n${USAGE}`);
const [file] = positionals;
if (given.strict && !given.jsonl) fail('--strict goes with --jsonl');

/** @returns {import('../js/redaction').Redaction} */
function readRedaction() {
  /** @type {Record<string, unknown>} */
  let redaction = {};
  if (given.options) {
    try {
      redaction = JSON.parse(readFileSync(given.options, 'utf8'));
    } catch (error) {
      fail(`--options ${given.options}: ${/** @type {Error} */ (error).message}`);
    }
  }
  const list = (/** @type {string} */ words) => words.split(',').filter(Boolean);
  if (given.kinds !== undefined) redaction.kinds = list(given.kinds);
  if (given.allow !== undefined) redaction.allow = list(given.allow);
  if (given.key !== undefined) redaction.key = given.key;
  if (given.policy ?? given.numbered) redaction.policies = given.policy ?? 'numbered';
  if (given['min-confidence'] !== undefined) redaction.minConfidence = Number(given['min-confidence']);
  return redaction;
}

const { scan, redact } = await load();
const redaction = readRedaction();
const options = Object.keys(redaction).length ? redaction : undefined;
// A reader such as head may leave early; that is no error.
process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  scan('', options); // before anything is read, as the options may make no sense
  if (given.jsonl) await scanLines();
  else scanText(readFileSync(file === '-' ? 0 : file, 'utf8'));
} catch (error) {
  fail(/** @type {Error} */ (error).message);
}

/** @param {string} text */
function scanText(text) {
  if (given.redact) {
    process.stdout.write(redact(text, options).text);
    return;
  }
  let [line, lineStart] = [1, 0];
  for (const { type, start, end, confidence } of scan(text, options)) {
    for (let next; (next = text.indexOf('\n', lineStart)) !== -1 && next < start; lineStart = next + 1) line++;
    console.log(`${line}:${start - lineStart + 1}\t${type}\t${confidence}\t${JSON.stringify(text.slice(start, end)).slice(1, -1)}`);
  }
}

/** A line at a time and written in blocks, so that a file may be larger than memory. */
async function scanLines() {
  const BLOCK = 1 << 16;
  const input = file === '-' ? process.stdin : createReadStream(file);
  let number = 0;
  let bad = 0;
  let block = '';
  const write = async () => {
    const drained = process.stdout.write(block);
    block = '';
    if (!drained) await new Promise((resolve) => process.stdout.once('drain', resolve));
  };
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    const record = read(line);
    if (typeof record === 'string') {
      if (given.strict) {
        await write();
        fail(`line ${number} ${record}`);
      }
      console.error(`scan: line ${number} ${record}`);
      bad++;
      continue;
    }
    const answer = given.redact ? redact(record.text, options) : { text: record.text, spans: scan(record.text, options) };
    block += `${JSON.stringify({ ...record, text: answer.text, spans: answer.spans })}\n`;
    if (block.length > BLOCK) await write();
  }
  await write();
  if (bad) {
    console.error(`scan: ${bad} of ${number} lines could not be read`);
    process.exitCode = 1;
  }
}

/** @param {string} line @returns {{text: string} | string} what is wrong with it */
function read(line) {
  try {
    const record = JSON.parse(line);
    return typeof record?.text === 'string' ? record : 'has no "text"';
  } catch {
    return 'is not JSON';
  }
}
