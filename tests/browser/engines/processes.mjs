/**
 * The processes of one browser, and their certain end.
 *
 * A browser is a dozen processes: some leave their parent's process group, some are adopted by init
 * when their parent dies, some overwrite their environment. So they are recognised by any of three
 * signs (descent, process group, a mark in the environment), and a process once recognised stays so
 * under its pid and start time. Reads Linux's /proc.
 */

import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { poll } from '../deadline.mjs';

const MARK = 'FEEDSPAN_BROWSER';

/** @typedef {{pid: number, parent: number, group: number, started: string}} Process */

/**
 * Every process that is running (a zombie is not).
 * @returns {Map<number, Process>}
 */
function runningProcesses() {
  const processes = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      // The second field is the program's name in parentheses, which may itself hold any character.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [state, parent, group] = fields;
      if (state === 'Z' || state === 'X') continue;
      const pid = Number(name);
      // Field 22 of proc(5), start time in clock ticks: with the pid it names a process for good.
      processes.set(pid, {
        pid,
        parent: Number(parent),
        group: Number(group),
        started: fields[19],
      });
    } catch {
      // It ended while we were looking.
    }
  }
  return processes;
}

/**
 * @param {number} pid
 * @param {string} entry NAME=value
 */
function hasEnvironment(pid, entry) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(entry);
  } catch {
    return false;
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalIfRunning(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Families and temporary profiles that must not outlive this process. */
const alive = new Set();
const profiles = new Set();

process.on('exit', () => {
  for (const family of alive) family.killNow();
  for (const folder of profiles) removeFolder(folder);
});
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
]) {
  process.once(signal, () => process.exit(128 + number));
}

/** All processes of one launched browser. */
export class ProcessFamily {
  #mark = `${MARK}=${randomUUID()}`;
  /** @type {Map<number, string>} pid to start time */
  #known = new Map();

  constructor() {
    alive.add(this);
  }

  /** The environment to start the browser's first process with. */
  get environment() {
    const [name, value] = this.#mark.split('=');
    return { ...process.env, [name]: value };
  }

  /**
   * Takes in a process that was started with this family's environment; it leads its own group.
   * @param {number} pid
   */
  adopt(pid) {
    const found = runningProcesses().get(pid);
    if (found) this.#known.set(pid, found.started);
  }

  /**
   * The pids of all members that are running now.
   * @returns {number[]}
   */
  members() {
    const running = runningProcesses();
    for (const [pid, started] of this.#known) {
      if (running.get(pid)?.started !== started) this.#known.delete(pid);
    }
    for (const { pid, started } of running.values()) {
      if (!this.#known.has(pid) && hasEnvironment(pid, this.#mark)) this.#known.set(pid, started);
    }
    for (let grew = true; grew; ) {
      grew = false;
      for (const { pid, parent, group, started } of running.values()) {
        if (this.#known.has(pid)) continue;
        if (this.#known.has(parent) || this.#known.has(group)) {
          this.#known.set(pid, started);
          grew = true;
        }
      }
    }
    return [...this.#known.keys()];
  }

  /** Sends SIGKILL to every member once, without waiting. */
  killNow() {
    for (const pid of this.members()) signalIfRunning(pid, 'SIGKILL');
  }

  /**
   * SIGKILLs every member and waits until none is left.
   * @param {{spare?: number[]}} [options] members to leave running
   */
  async kill({ spare = [] } = {}) {
    await poll(
      () => {
        const doomed = this.members().filter((pid) => !spare.includes(pid));
        for (const pid of doomed) signalIfRunning(pid, 'SIGKILL');
        return doomed.length === 0;
      },
      { timeout: 10_000, what: 'the browser processes to end after SIGKILL' },
    );
    if (spare.length === 0) alive.delete(this);
  }
}

/**
 * An empty folder for a browser profile; removed by `removeProfile`, at the latest on process exit.
 * @param {string} engine
 * @returns {string}
 */
export function createProfile(engine) {
  const folder = mkdtempSync(path.join(os.tmpdir(), `feedspan-${engine}-`));
  profiles.add(folder);
  return folder;
}

/** @param {string} folder as `createProfile` returned it */
export function removeProfile(folder) {
  removeFolder(folder);
  profiles.delete(folder);
}

/** @param {string} folder */
function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
