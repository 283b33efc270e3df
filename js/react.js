'use client';
/**
 * Feedback for React, as plain elements: no build step, no style sheet, no browser global while importing or rendering.
 * @module
 */
import { createContext, createElement, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { createClient, Feedback } from './index.js';
import { openLiveRegion } from './live-region.js';
import { FieldMarks, followText, marksIn, NO_PREVIEW, typesFound } from './preview.js';
import { IDLE, voteKey, VoteStore } from './votes.js';

/**
 * @typedef {import('./index').Client} Client
 * @typedef {import('./index').Receipt} Receipt
 * @typedef {import('./votes').Vote} Vote
 */

const MESSAGES = { saved: 'Feedback saved', removed: 'Feedback removed', masked: 'Will be masked:' };
const LABELS = { group: 'Rate this response', up: 'Good response', down: 'Bad response' };

/** One provider's client, which exists only while mounted in a browser, and the votes that went through it. */
class Session {
  /** Stays after it was closed: it refuses what comes late by the right name. @type {Client | null} */
  #client = null;
  #open = false;
  #mounts = 0;
  /** What was called before there was a client. @type {((client: Client) => void)[]} */
  #kept = [];
  /** @type {ReturnType<typeof openLiveRegion> | undefined} */
  #region;
  #messages = MESSAGES;

  /** @param {string} types */
  announceMasked(types) {
    this.#region?.announce(`${this.#messages.masked} ${types}`);
  }

  votes = new VoteStore((change) => this.#region?.announce(this.#messages[change]));

  /**
   * To be called in an effect. Effects of children run before those of their provider, hence the calls that were kept.
   * @param {Client | undefined} client the host's own
   * @param {import('./react').FeedspanProviderProps} props
   * @returns {() => void} the effect's clean-up
   */
  mount(client, { options, messages }) {
    this.#mounts++;
    this.#messages = { ...MESSAGES, ...messages };
    const region = (this.#region = openLiveRegion(document));
    if (!this.#open) {
      this.#open = true;
      const opened = (this.#client = client ?? createClient(/** @type {any} */ (options)));
      for (const call of this.#kept.splice(0)) call(opened);
    }
    return () => {
      region.close();
      this.#mounts--;
      // StrictMode unmounts and mounts again in one tick: only who is still gone after it has left.
      queueMicrotask(() => {
        if (this.#mounts > 0 || !this.#open) return;
        this.#open = false;
        if (!client) void this.#client?.close();
      });
    };
  }

  /** @param {(client: Client) => Receipt} send @returns {Receipt} */
  send(send) {
    if (this.#client) return send(this.#client);
    const receipt = this.#whenOpen(send);
    return { accepted: receipt.then((r) => r.accepted), settled: receipt.then((r) => r.settled) };
  }

  /** @param {string} message */
  preview(message) {
    return this.#client ? this.#client.preview(message) : this.#whenOpen((client) => client.preview(message));
  }

  warmUp() {
    void this.#client?.warmUp();
  }

  /** @template T @param {(client: Client) => T} use @returns {Promise<Awaited<T>>} */
  #whenOpen(use) {
    return new Promise((resolve) => this.#kept.push((client) => resolve(/** @type {any} */ (use(client)))));
  }
}

const SessionContext = createContext(/** @type {Session | null} */ (null));

/** @type {typeof import('./react').FeedspanProvider} */
export function FeedspanProvider(props) {
  const { client, children } = props;
  // What the first render said is what counts, but a client of the host's that is another one is a new beginning.
  const [first] = useState(props);
  const session = useMemo(() => new Session(), [client]);
  useEffect(() => session.mount(client, first), [session]);
  return createElement(SessionContext.Provider, { value: session }, children);
}

/** @type {typeof import('./react').useFeedback} */
export function useFeedback(links, { name = 'thumbs' } = {}) {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useFeedback: there is no <FeedspanProvider> above this component.');
  const key = voteKey(links, name);
  // `key` stands for `links` and `name`: components write their links as a new object in every render.
  const target = useMemo(() => bind(session, key, links, name), [session, key]);
  const snapshot = useSyncExternalStore(target.subscribe, target.snapshot, serverSnapshot);
  return useMemo(() => ({ ...target.actions, ...snapshot, getThumbProps: (direction) => thumbProps(target, snapshot.vote, direction) }), [target, snapshot]);
}

/** @type {typeof import('./react').usePreview} */
export function usePreview(message, field) {
  const session = useContext(SessionContext);
  if (!session) throw new Error('usePreview: there is no <FeedspanProvider> above this component.');
  const [shown, show] = useState(NO_PREVIEW);
  const follower = useRef(/** @type {ReturnType<typeof followText> | undefined} */ (undefined));
  useEffect(() => {
    let said = '';
    const following = (follower.current = followText(
      (text) => session.preview(text),
      (preview) => {
        show(preview);
        const types = typesFound(preview);
        if (types && types !== said) session.announceMasked(types);
        said = types;
      },
    ));
    return () => following.stop();
  }, [session]);
  useEffect(() => follower.current?.update(message), [session, message]);
  const preview = useMemo(() => ({ text: shown.text, report: shown.report, spans: marksIn(shown, message) }), [shown, message]);
  const marks = useRef(/** @type {FieldMarks | undefined} */ (undefined));
  useEffect(() => {
    if (!field?.current) return;
    const marking = (marks.current = new FieldMarks(field.current));
    return () => marking.stop();
  }, [field]);
  useEffect(() => marks.current?.update(message, preview.spans), [message, preview, field]);
  return preview;
}

/** Nobody has voted while the server renders, nor while its markup is hydrated. */
const serverSnapshot = () => IDLE;

/** @typedef {ReturnType<typeof bind>} Target */

/** @param {Session} session @param {string} key @param {import('./index').Links} links @param {string} name */
function bind(session, key, links, name) {
  const { votes } = session;

  /** @param {(client: Client) => Receipt} send @param {Vote} [vote] */
  const follow = (send, vote) => {
    const receipt = session.send(send);
    votes.follow(key, receipt, vote);
    return receipt;
  };

  /** @type {Pick<import('./react').FeedbackHandle, 'toggle' | 'comment' | 'signal' | 'send' | 'retract' | 'preview'>} */
  const actions = {
    toggle: (direction, details) =>
      votes.snapshot(key).vote === direction
        ? actions.retract()
        : follow((client) => client.thumb(links, direction, { ...details, name }), direction),
    comment(message, details) {
      const { vote } = votes.snapshot(key);
      return vote
        ? follow((client) => client.thumb(links, vote, { ...details, name, message }), vote)
        : follow((client) => client.send(links, Feedback.text({ ...details, name: 'comment', value: message })));
    },
    send: (feedback) => follow((client) => client.send(links, feedback), votedBy(feedback, name)),
    retract: () => follow((client) => client.retract(links, name), null),
    // What happened is not what the user said: it moves neither the vote nor its state.
    signal: (signal, details) => session.send((client) => client.signal(links, signal, details)),
    preview: (message) => session.preview(message),
  };

  return {
    actions,
    subscribe: (/** @type {() => void} */ listener) => votes.subscribe(key, listener),
    snapshot: () => votes.snapshot(key),
    warmUp: () => session.warmUp(),
  };
}

/** @param {import('./index').FeedbackInput} feedback @param {string} name @returns {Vote | undefined} */
function votedBy(feedback, name) {
  if (feedback?.kind !== 'thumb' || feedback.name !== name) return undefined;
  return feedback.value === 1 || feedback.value === 'up' ? 'up' : 'down';
}

/** @param {Target} target @param {Vote} vote @param {'up' | 'down'} direction */
function thumbProps({ actions, warmUp }, vote, direction) {
  return /** @type {const} */ ({
    type: 'button',
    'aria-pressed': vote === direction,
    'aria-label': LABELS[direction],
    'data-feedspan-thumb': direction,
    onClick: () => void actions.toggle(direction),
    onPointerEnter: warmUp,
    onFocus: warmUp,
  });
}

/** @type {typeof import('./react').ThumbButtons} */
export function ThumbButtons({ links, name, labels, onVote, ...rest }) {
  const feedback = useFeedback(links, { name });

  /** @param {'up' | 'down'} direction */
  const button = (direction) =>
    createElement(
      'button',
      {
        ...feedback.getThumbProps(direction),
        'aria-label': labels?.[direction] ?? LABELS[direction],
        onClick() {
          const receipt = feedback.toggle(direction);
          onVote?.(feedback.vote === direction ? null : direction, receipt);
        },
      },
      createElement(ThumbIcon, { direction, filled: feedback.vote === direction }),
    );

  return createElement(
    'div',
    { role: 'group', 'aria-label': labels?.group ?? LABELS.group, 'data-feedspan': 'thumbs', ...rest },
    button('up'),
    button('down'),
  );
}

/**
 * Outlined, or filled when pressed: a difference of shape, so that it shows without colour and in forced colours. Its size is
 * in attributes, so that it takes its room before any style sheet is there, and makes the button at least 24 pixels wide.
 * @param {{direction: 'up' | 'down', filled: boolean}} props
 */
function ThumbIcon({ direction, filled }) {
  return createElement(
    'svg',
    {
      width: 24,
      height: 24,
      viewBox: '0 0 24 24',
      fill: filled ? 'currentColor' : 'none',
      stroke: 'currentColor',
      strokeWidth: 1.75,
      strokeLinejoin: 'round',
      'aria-hidden': true,
      focusable: false,
    },
    createElement('path', {
      d: 'M3.5 10.5h3v9.5h-3zM6.5 10.5l4-7.5a2.2 2.2 0 0 1 2.2 2.2V9h5.6a2 2 0 0 1 2 2.4l-1.4 7a2 2 0 0 1-2 1.6H6.5',
      transform: direction === 'down' ? 'matrix(1 0 0 -1 0 24)' : undefined,
    }),
  );
}
