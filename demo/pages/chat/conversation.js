import { useCallback, useReducer, useRef } from 'react';
import { streamAnswer } from './answer-stream.js';

/**
 * @typedef {object} Answer
 * @property {string} text Markdown
 * @property {import('feedspan').Links | null} links
 * @property {'waiting' | 'streaming' | 'done' | 'stopped' | 'failed'} state
 *
 * @typedef {object} Turn
 * @property {string} id
 * @property {string} question
 * @property {string | undefined} capability as asked for
 * @property {Answer[]} answers the first one and its regenerations
 * @property {number} shown index into `answers`
 */

/** @param {Turn[]} turns */
function reduce(turns, action) {
  const change = (update) => turns.map((turn) => (turn.id === action.id ? update(turn) : turn));
  const changeLast = (update) =>
    change((turn) => ({ ...turn, answers: [...turn.answers.slice(0, -1), { ...turn.answers.at(-1), ...update(turn.answers.at(-1)) }] }));
  switch (action.type) {
    case 'ask':
      return [...turns, { id: action.id, question: action.question, capability: action.capability, answers: [], shown: 0 }];
    case 'begin':
      return change((turn) => ({
        ...turn,
        answers: [...turn.answers, { text: '', links: null, state: 'waiting' }],
        shown: turn.answers.length,
      }));
    case 'links':
      return changeLast(() => ({ links: action.links }));
    case 'text':
      return changeLast((answer) => ({ text: answer.text + action.text, state: 'streaming' }));
    case 'end':
      return changeLast(() => ({ state: action.state }));
    case 'show':
      return change((turn) => ({ ...turn, shown: action.shown }));
    default:
      throw new Error(`unknown action ${action.type}`);
  }
}

/**
 * @param {(text: string) => void} announce for screen readers, which are not read every word as it comes
 */
export function useConversation(announce) {
  const [turns, dispatch] = useReducer(reduce, []);
  const conversationId = useRef(crypto.randomUUID());
  const running = useRef(null);

  const run = useCallback(
    async ({ id, question, capability }, attempt) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      dispatch({ type: 'begin', id });
      try {
        const request = { question, capability, attempt, conversationId: conversationId.current };
        for await (const part of streamAnswer(request, controller.signal)) {
          dispatch(part.links ? { type: 'links', id, links: part.links } : { type: 'text', id, text: part.text });
        }
        dispatch({ type: 'end', id, state: 'done' });
        announce('The answer is complete.');
      } catch {
        dispatch({ type: 'end', id, state: controller.signal.aborted ? 'stopped' : 'failed' });
        announce(controller.signal.aborted ? 'Stopped.' : 'The answer could not be loaded.');
      } finally {
        if (running.current === controller) running.current = null;
      }
    },
    [announce],
  );

  const ask = useCallback(
    (question, capability) => {
      const turn = { id: crypto.randomUUID(), question, capability };
      dispatch({ type: 'ask', ...turn });
      return run(turn, 0);
    },
    [run],
  );
  const regenerate = useCallback((turn) => run(turn, turn.answers.length), [run]);
  const show = useCallback((turn, shown) => dispatch({ type: 'show', id: turn.id, shown }), []);
  const stop = useCallback(() => running.current?.abort(), []);

  const last = turns.at(-1)?.answers.at(-1);
  const busy = turns.some((turn) => ['waiting', 'streaming'].includes(turn.answers.at(-1)?.state));
  return { turns, busy, links: last?.links ?? null, ask, regenerate, show, stop };
}
