/**
 * A store for servers: one file a process in a folder of its own, one line a change. For a single machine, since whether the
 * process that wrote a file is alive is asked of the system.
 * @module
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('../boundary').Entry} Entry */
/** @typedef {import('./store').Store} Store */

/** Lines beyond which a file that holds little is written anew. */
const COMPACTION = 1000;
/** Of this process, across all its stores. @type {Set<string>} */
const own = new Set();

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** `<queue>.<pid>.<random>.jsonl`; a pid comes back, after a restart of a container always. @param {string} name */
function isAbandoned(name) {
  const pid = Number(name.split('.')[1]);
  return !own.has(name) && (pid === process.pid || !isAlive(pid));
}

/**
 * What a file says, line by line: `<id> <text>` stored, `<id>` removed. A last line that a crash has cut is left out.
 * @param {string} file
 */
function readFile(file) {
  /** @type {Map<string, string>} */
  const entries = new Map();
  let corrupt = 0;
  const lines = readFileSync(file, 'utf8').split('\n');
  const cut = lines.pop();
  for (const line of lines) {
    const [, id, text] = /^([\da-f-]{36}|mark)(?: (.+))?$/.exec(line) ?? [];
    if (!id) ++corrupt;
    else if (text) entries.set(id, text);
    else entries.delete(id);
  }
  return { entries, corrupt: corrupt + (cut ? 1 : 0) };
}

/**
 * @param {string} folder is made if need be
 * @param {number} [look] milliseconds between looks for what processes that died meanwhile have left
 * @returns {typeof import('./store').openStore}
 */
export function fileStoreIn(folder, look = 30_000) {
  return (queue, report) => {
    const nameFile = () => {
      const fresh = `${queue}.${process.pid}.${Math.random().toString(36).slice(2)}.jsonl`;
      own.add(fresh);
      return fresh;
    };
    const name = nameFile();
    const file = join(folder, name);
    const markFile = join(folder, `${queue}.mark`);
    /** @type {Map<string, string>} */
    const records = new Map();
    let lines = 0;
    /** @type {((entries: Entry[]) => void) | undefined} */
    let give;

    /** @param {() => void} work @returns {boolean} */
    const attempt = (work) => {
      try {
        work();
        return true;
      } catch (error) {
        report('store_unavailable', `${folder} cannot be used: ${/** @type {Error} */ (error).message}`);
        return false;
      }
    };
    attempt(() => mkdirSync(folder, { recursive: true }));

    /** @param {string} line */
    const append = (line) =>
      attempt(() => {
        appendFileSync(file, `${line}\n`);
        if (++lines < COMPACTION || lines < 2 * records.size) return;
        lines = records.size;
        // Renamed over the old one, so that there is a whole file at any time.
        writeFileSync(`${file}.new`, Array.from(records, ([id, text]) => `${id} ${text}\n`).join(''));
        renameSync(`${file}.new`, file);
      });

    const names = () => (existsSync(folder) ? readdirSync(folder).filter((each) => each.startsWith(`${queue}.`) && each.endsWith('.jsonl')) : []);

    const takeAbandoned = () => {
      for (const theirs of names().filter(isAbandoned)) {
        attempt(() => {
          // Under a name of this process, so that it is abandoned like any other should this process die now.
          const claim = nameFile();
          const claimed = join(folder, claim);
          try {
            // Of two processes one succeeds.
            renameSync(join(folder, theirs), claimed);
          } catch {
            return;
          }
          const { entries, corrupt } = readFile(claimed);
          if (corrupt) report('store_corrupt', `${corrupt} stored events cannot be read and were removed.`);
          for (const [id, text] of entries) {
            records.set(id, text);
            append(`${id} ${text}`);
          }
          rmSync(claimed);
          own.delete(claim);
          if (entries.size) give?.(Array.from(entries, ([id, text]) => ({ id, text })));
        });
      }
    };
    const looking = setInterval(takeAbandoned, look);
    looking.unref();

    return {
      put(id, text) {
        const line = text.replace(/\n/g, ' ');
        records.set(id, line);
        return append(`${id} ${line}`);
      },
      remove(id) {
        if (!records.delete(id)) return;
        if (records.size) append(id);
        else {
          lines = 0;
          attempt(() => rmSync(file, { force: true }));
        }
      },
      mark: (text) => void attempt(() => writeFileSync(markFile, text)),
      async adopt(take) {
        give = take;
        attempt(() => existsSync(markFile) && take([{ id: 'mark', text: readFileSync(markFile, 'utf8') }]));
        takeAbandoned();
      },
      leave() {},
      resume: async () => [],
      entries: () => Array.from(records, ([id, text]) => ({ id, text })),
      purge() {
        records.clear();
        lines = 0;
        attempt(() => {
          for (const each of names()) rmSync(join(folder, each), { force: true });
          rmSync(markFile, { force: true });
        });
      },
      close() {
        clearInterval(looking);
        own.delete(name);
      },
    };
  };
}
