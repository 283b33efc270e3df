/**
 * Feedspan on a server (Node): the same client, with a folder in place of a browser's storage.
 *
 * ```js
 * import { createClient } from 'feedspan/node';
 * const client = createClient({ destination, folder: '/var/lib/app/feedspan' });
 * process.once('SIGTERM', () => client.close().then(() => process.exit()));
 * ```
 */
import type { Client, ClientOptions } from './index.js';

export declare const Feedback: typeof import('./index.js').Feedback;


export interface NodeClientOptions extends ClientOptions {
  /**
   * Where undelivered events survive the process, masked: one file a process, for any number of processes of one machine. What a
   * process that died has left is taken over by the next, or within half a minute by one beside it. Without it: memory only.
   */
  readonly folder?: string;
}

/** Never throws, as in the page. Nothing is flushed by itself at the end of the process: `await client.close()`. */
export declare function createClient(options: NodeClientOptions): Client;
