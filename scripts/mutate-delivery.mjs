/**
 * Breaks the delivery engine in known ways, one at a time, in copies under build/, and sees that the simulation catches each.
 * @module
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { MUTANTS } from '../tests/simulation/mutants.mjs';

const run = promisify(execFile);
const { values } = parseArgs({ options: { lives: { type: 'string', default: '30000' }, first: { type: 'string', default: `${MUTANTS.length}` } } });
const BUILD = 'build/simulation';
const FOLDER = 'build/mutants';
mkdirSync(FOLDER, { recursive: true });

/** @type {{ file: string, command: string }[]} */
const commands = JSON.parse(readFileSync(`${BUILD}/compile_commands.json`, 'utf8'));
const objects = ['main', 'server', 'world'].map((name) => `${BUILD}/CMakeFiles/feedspan_simulation.dir/tests/simulation/${name}.cpp.o`);

/** @param {import('../tests/simulation/mutants.mjs').Mutant} mutant */
function patched({ name, file, find, replace }) {
  const source = readFileSync(file, 'utf8');
  const pattern = find.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+');
  const places = [...source.matchAll(new RegExp(pattern, 'g'))];
  if (places.length !== 1) throw new Error(`${name}: what it replaces stands ${places.length} times in ${file}`);
  return source.replace(places[0][0], () => replace);
}

/** @param {import('../tests/simulation/mutants.mjs').Mutant} mutant @param {number} index @returns {Promise<string | undefined>} how it was caught */
async function caught(mutant, index) {
  const source = `${FOLDER}/${index}-${basename(mutant.file)}`;
  writeFileSync(source, patched(mutant));
  const entry = commands.find(({ file }) => file.endsWith(mutant.file));
  if (!entry) throw new Error(`${mutant.file} is not compiled`);
  // The command as CMake has it, on another source and for another object. -O1: a mutant runs only until it is caught.
  const words = entry.command.split(' ').filter((word) => word && word !== '-Werror');
  const output = words.indexOf('-o');
  words.splice(output, 2);
  const given = words.findIndex((word) => word.endsWith(mutant.file));
  words[given] = source;
  const object = `${FOLDER}/${index}.o`;
  await run(words[0], [...words.slice(1), '-w', '-O1', '-o', object]);
  const program = `${FOLDER}/${index}`;
  // Before the library, so that its own member of that name is not looked at.
  await run('c++', ['-pthread', ...objects, object, `${BUILD}/libfeedspan_core.a`, '-o', program]);
  try {
    await run(program, ['--lives', values.lives], { maxBuffer: 1 << 28, timeout: 600_000 });
    return undefined;
  } catch (error) {
    const { code, signal, stdout = '', stderr = '' } = /** @type {any} */ (error);
    if (code === 1) return stdout.split('\n')[0].replace(/^FAIL /, '');
    return stderr.trim().split('\n').at(-1) || `ends by ${signal ?? code}`;
  }
}

execFileSync('scripts/simulate', ['--lives', '1'], { stdio: ['ignore', 'ignore', 'inherit'] });
// All of them, however many are run: a mutant that the code has outgrown shows at once.
for (const mutant of MUTANTS) patched(mutant);
let missed = 0;
const waiting = [...MUTANTS.entries()].slice(0, Number(values.first));
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let next; (next = waiting.shift()); ) {
      const how = await caught(next[1], next[0]);
      console.log(`${how ? 'ok   caught' : 'FAIL missed'}  ${next[1].name}${how ? `: ${how}` : ''}`);
      if (!how) ++missed;
    }
  }),
);
if (missed === 0) console.log('ok   mutants');
process.exitCode = missed > 0 ? 1 : 0;
