/**
 * The feedback call of the Otis SDK, on the public client, or in front of the host's own function.
 * @module
 */
import { createClient, Feedback } from './index.js';
import { load } from './pii.js';

/**
 * @typedef {import('./otis').SignalDetails} SignalDetails
 * @typedef {import('./otis').SignalResult} SignalResult
 * @typedef {(spanId: string, name: string, details: SignalDetails) => Promise<SignalResult>} Send
 */

const THUMBS = /** @type {Readonly<Record<string, 'up' | 'down'>>} */ ({ thumbs_up: 'up', thumbs_down: 'down' });

/** @type {Send | undefined} */
let send;

/** @type {typeof import('./otis').init} */
export function init(options) {
  send = 'sendFeedbackSignal' in options ? throughHost(options.sendFeedbackSignal) : throughClient(createClient(options));
}

/** @type {typeof import('./otis').sendFeedbackSignal} */
export async function sendFeedbackSignal(spanId, name, details = {}) {
  if (send) return send(spanId, name, details ?? {});
  const error = /** @type {const} */ ({ code: 'no_destination', message: 'feedspan/otis: call init() first.' });
  console.warn(error.message);
  return { ok: false, error };
}

const hook = { sendFeedbackSignal };

/** @type {typeof import('./otis').useOtis} */
export const useOtis = () => hook;

/** @param {import('./index').Client} client @returns {Send} */
const throughClient = (client) => async (spanId, name, details) => {
  const target = { spanId, userId: details.userId };
  const accepted = await Promise.all(inputsOf(name, details).map((input) => client.send(target, input).accepted));
  const refused = accepted.find(({ ok }) => !ok);
  if (refused && !refused.ok) return { ok: false, error: refused.error };
  const [first] = accepted;
  return first.ok ? { ok: true, id: first.id, comment: first.message } : { ok: false, error: first.error };
};

/**
 * One event for what happened, then one for each thing that is a value of its own.
 * @param {string} name @param {SignalDetails} details
 * @returns {import('./index').FeedbackInput[]}
 */
function inputsOf(name, { comment, scores, expected, type, metadata }) {
  const common = { name, message: comment, metadata: type === undefined ? metadata : { ...metadata, signalType: type } };
  const direction = Object.hasOwn(THUMBS, name) ? THUMBS[name] : undefined;
  const isEdit = type === 'edit' && expected !== undefined;
  const inputs = [
    direction
      ? Feedback.thumb({ ...common, name: 'thumbs', value: direction })
      : isEdit
        ? Feedback.correction({ ...common, value: expected })
        : Feedback.signal(common),
  ];
  if (expected !== undefined && (direction || !isEdit)) inputs.push(Feedback.correction({ name: 'expected', value: expected }));
  for (const [score, value] of Object.entries(scores ?? {})) inputs.push(Feedback.number({ name: score, value }));
  return inputs;
}

/** @param {import('./otis').HostFunction} host @returns {Send} */
const throughHost = (host) => async (spanId, name, details) => {
  /** @type {SignalDetails} */
  let masked;
  try {
    masked = await maskTexts(details);
  } catch (cause) {
    // What cannot be checked is not passed on.
    return { ok: false, error: { code: 'core_unavailable', message: `The core cannot be loaded: ${/** @type {Error} */ (cause).message}` } };
  }
  try {
    await host(spanId, name, masked);
    return { ok: true, comment: masked.comment };
  } catch (cause) {
    return { ok: false, error: { code: 'rejected', message: `sendFeedbackSignal failed: ${cause instanceof Error ? cause.message : cause}` } };
  }
};

/** @param {SignalDetails} details @returns {Promise<SignalDetails>} the same with its free texts masked */
async function maskTexts(details) {
  const { comment, expected } = details;
  if (comment === undefined && expected === undefined) return details;
  const { redact } = await load();
  const mask = (/** @type {string} */ text) => redact(text, { numbered: true }).text;
  return {
    ...details,
    ...(comment !== undefined && { comment: mask(comment) }),
    ...(expected !== undefined && { expected: mask(expected) }),
  };
}
