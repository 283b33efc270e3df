/**
 * Work for the next task: after the click's own, and not held back in a hidden page, as a timer would be.
 * @module
 */

/** @type {(() => void)[]} */
const works = [];
/** @type {MessageChannel | undefined} */
let channel;

const run = () => {
  for (const work of works.splice(0)) work();
};

/** @param {() => void} work must not throw */
export function nextTask(work) {
  if (works.push(work) > 1) return;
  // An open port would keep a server's process alive.
  if (typeof document === 'undefined') {
    setTimeout(run);
    return;
  }
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = run;
  }
  channel.port2.postMessage(0);
}
