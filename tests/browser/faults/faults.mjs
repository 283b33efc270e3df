/** Every fault, and how one is performed. */

import { within } from '../deadline.mjs';
import { content } from './content.mjs';
import { life } from './life.mjs';
import { network } from './network.mjs';
import { statuses } from './statuses.mjs';
import { storage } from './storage.mjs';
import { World } from './world.mjs';

/**
 * @typedef {object} Fault
 * @property {string} name
 * @property {number} [case] its number in the conformance list
 * @property {boolean} [quick] part of `scripts/test browser`
 * @property {boolean} [slow] takes a minute or a browser of its own
 * @property {boolean} [crashes] the browser is started anew after it
 * @property {(world: World) => Promise<void>} run throws where something is not as promised
 */
/**
 * @typedef {object} Result
 * @property {ReturnType<World['account']>} [account]
 * @property {string} [note]
 * @property {string} [failure]
 * @property {boolean} [retried]
 */

/** @type {Fault[]} */
export const FAULTS = [...statuses, ...network, ...life, ...storage, ...content];

const TIMEOUT = 90_000;
const SLOW_TIMEOUT = 240_000;

/**
 * @param {Fault} fault
 * @param {import('../engines/contract.js').EngineName} engine
 * @param {import('../engines/contract.js').Browser} browser
 * @returns {Promise<Result>}
 */
export async function perform(fault, engine, browser) {
  const world = await World.open(engine, browser);
  try {
    await within(fault.run(world), fault.slow ? SLOW_TIMEOUT : TIMEOUT, fault.name);
    const account = world.account();
    const { sent, received, told, doubled } = account;
    const failure = received + told < sent || doubled ? `${sent} sent, ${received} received, ${told} told, ${doubled} doubled` : undefined;
    return { account, note: world.note, failure };
  } catch (error) {
    return { account: world.account(), note: world.note, failure: error.message };
  } finally {
    await within(world.close(), 20_000, 'the pages to close').catch(() => {});
  }
}
