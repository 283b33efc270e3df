/**
 * Feedspan on a server: what waits survives the process in a folder. See node.d.ts.
 * @module
 */
import { CHUNKS, openClient } from './client.js';
import { fileStoreIn } from './ports/file_store.js';
import { createMemoryStore } from './ports/store.js';

export { Feedback } from './feedback.js';

/** @type {typeof import('./node').createClient} */
export const createClient = (options) => {
  const folder = options?.folder;
  return openClient(options, CHUNKS, folder ? fileStoreIn(`${folder}`) : createMemoryStore);
};
