/**
 * Controls in plain HTML, by event delegation, so that content added later works as well:
 * `data-feedspan="thumb:up" | "thumb:down" | "signal:<name>" | "comment" | "retract"`, with `data-feedspan-name` on the control or
 * around it. The target is what surrounds the control (`linksFromElement`). An element `data-feedspan-preview` in a comment's form
 * shows what the text would be sent as; the code for that is fetched when somebody writes in such a form.
 * @module
 */
import { LINKED, LINK_NAMES, linksFromElement, ownLinks } from './links.js';

/** @typedef {import('./index').Client} Client */

const NAME = 'thumbs';
const THUMBS = '[data-feedspan^="thumb:"]';
/** What can tell one control's target or name from another's. */
const SCOPES = `${LINKED},[data-feedspan-name]`;

/**
 * The event `feedspan` bubbles from the control with the receipt as `detail`, for a page that shows what became of it.
 * @param {Client} client
 * @param {Document} document
 * @param {() => Promise<typeof import('./preview.js')>} importPreview
 * @returns {() => void} stops listening
 */
export function wireControls(client, document, importPreview) {
  /** @param {Event} event */
  const onClick = (event) => {
    const control = controlOf(event);
    // A click inside of a form is none on it.
    if (control && control.tagName !== 'FORM') act(client, control);
  };
  /** @param {Event} event */
  const onSubmit = (event) => {
    const form = controlOf(event);
    if (form?.dataset.feedspan !== 'comment') return;
    event.preventDefault();
    comment(client, form, form);
  };
  /** @param {Event} event */
  const onInterest = (event) => {
    if (!controlOf(event)) return;
    client.warmUp();
    rehearse(document.createElement('button'));
    document.removeEventListener('pointerover', onInterest);
    document.removeEventListener('focusin', onInterest);
  };
  /** By the element that shows it. @type {WeakMap<Element, Promise<ReturnType<typeof import('./preview.js').followForm>>>} */
  const followers = new WeakMap();
  /** @param {Event} event */
  const onInput = (event) => {
    const form = controlOf(event);
    const place = form?.querySelector('[data-feedspan-preview]');
    if (!form || !(place instanceof HTMLElement)) return;
    if (!followers.has(place)) followers.set(place, importPreview().then(({ followForm }) => followForm(client, place)));
    followers.get(place)?.then(
      (follow) => {
        // Now, since a form tells of its reset before its fields are empty.
        const { text, fields } = read(form);
        follow(text, fields);
      },
      () => followers.delete(place), // Without the chunk nothing is shown; what is sent is masked all the same.
    );
  };
  const listeners = /** @type {const} */ ([
    ['click', onClick],
    ['input', onInput],
    ['reset', onInput],
    ['submit', onSubmit],
    ['pointerover', onInterest],
    ['focusin', onInterest],
  ]);
  for (const [type, listener] of listeners) document.addEventListener(type, listener);
  return () => {
    for (const [type, listener] of listeners) document.removeEventListener(type, listener);
  };
}

/**
 * A vote on a button that is nowhere, which reaches nobody: what runs for the first time is compiled first, and that need not be
 * in the first click's task.
 * @param {HTMLElement} button
 */
function rehearse(button) {
  button.dataset.feedspan = 'thumb:up';
  const receipt = { accepted: new Promise(() => {}), settled: new Promise(() => {}) };
  act(/** @type {any} */ ({ thumb: () => receipt }), button);
}

/** The closest control, also within an open shadow root. @param {Event} event */
function controlOf(event) {
  const path = /** @type {HTMLElement[]} */ (event.composedPath());
  return path.find((node) => node.dataset?.feedspan);
}

/** @param {Client} client @param {HTMLElement} control */
function act(client, control) {
  const [verb, argument] = split(control.dataset.feedspan);
  if (verb === 'thumb') thumb(client, control, argument === 'down' ? 'down' : 'up');
  else if (verb === 'signal') announce(control, client.signal(control, argument));
  else if (verb === 'retract') retract(client, control);
  else if (verb === 'comment') comment(client, control, formOf(control));
}

/** `signal:a:b` is the signal `a:b`. @param {string} [text] */
function split(text = '') {
  const colon = `${text}:`.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
}

/** A second click on a pressed thumb retracts; the other one switches. @param {Client} client @param {HTMLElement} control @param {'up' | 'down'} direction */
function thumb(client, control, direction) {
  const links = linksFromElement(control);
  const name = nameOf(control);
  const thumbs = thumbsOf(control, links, name);
  const before = pressed(thumbs);
  if (before === direction) show(control, thumbs, before, null, client.retract(links, name));
  else show(control, thumbs, before, direction, client.thumb(links, direction, { name }));
}

/** @param {Client} client @param {HTMLElement} control */
function retract(client, control) {
  const thumbs = thumbsOf(control);
  show(control, thumbs, pressed(thumbs), null, client.retract(control, nameOf(control)));
}

/**
 * Amends the vote on the same target, or speaks for itself where there is none.
 * @param {Client} client @param {HTMLElement} control @param {HTMLElement | null} form
 */
function comment(client, control, form) {
  const { text, choices } = form ? read(form) : { text: '', choices: {} };
  if (!text && !Object.keys(choices).length) return;
  const metadata = Object.keys(choices).length ? choices : undefined;
  const vote = pressed(thumbsOf(control));
  const receipt = vote
    ? client.thumb(control, vote, { name: nameOf(control), message: text || undefined, metadata })
    : client.send(control, { kind: 'text', name: 'comment', value: text, metadata });
  announce(control, receipt);
  receipt.accepted.then(({ ok }) => {
    if (ok && form instanceof HTMLFormElement) form.reset();
  });
}

/** A button outside of a form belongs to the closest `<textarea>`. @param {HTMLElement} control @returns {HTMLElement | null} */
function formOf(control) {
  const form = /** @type {HTMLButtonElement} */ (control).form;
  if (form) return form;
  /** @type {HTMLElement | null} */
  let around = control;
  while (around && !around.querySelector('textarea')) around = around.parentElement;
  return around?.querySelector('textarea') ?? null;
}

/**
 * What the user wrote and chose. Hidden fields and the like are the page's own and not sent.
 * @param {HTMLElement} form a form, or a textarea alone
 */
function read(form) {
  /** @type {string[]} */
  const texts = [];
  /** Where the text of each textarea begins in that of all. @type {{field: HTMLTextAreaElement, at: number}[]} */
  const fields = [];
  let length = 0;
  /** @type {Record<string, string[]>} */
  const choices = {};
  for (const field of /** @type {any[]} */ ('elements' in form ? [.../** @type {HTMLFormElement} */ (form).elements] : [form])) {
    if (/^(textarea|text|search)$/.test(field.type)) {
      const text = field.value.trim();
      if (field.type === 'textarea') fields.push({ field, at: length - field.value.indexOf(text) });
      if (!text) continue;
      texts.push(text);
      length += text.length + 1;
    }
    else if (field.checked || (field.selectedOptions && field.value)) (choices[field.name || 'choice'] ??= []).push(field.value);
  }
  return { text: texts.join('\n'), fields, choices };
}

/** @param {HTMLElement} control */
function nameOf(control) {
  return /** @type {HTMLElement | null} */ (control.closest('[data-feedspan-name]'))?.dataset.feedspanName || NAME;
}

/**
 * The thumbs of the same target and name. A long chat has hundreds, so each bearer is looked at once: what it holds is alike.
 * @param {HTMLElement} control
 */
function thumbsOf(control, links = linksFromElement(control), name = nameOf(control)) {
  /** @param {HTMLElement} thumb @param {Element | null} bearer */
  const isAlike = (thumb, bearer) => {
    /** @param {import('./index').Links} own */
    const agree = (own, names = /** @type {(keyof typeof own)[]} */ (Object.keys(own))) => names.every((link) => own[link] === links[link]);
    // Most are told by their closest bearer alone.
    return (!bearer || agree(ownLinks(bearer))) && agree(linksFromElement(thumb), [...LINK_NAMES]) && nameOf(thumb) === name;
  };
  /** @type {Map<Element | null, boolean>} */
  const alike = new Map([[control.closest(SCOPES), true]]);
  const root = /** @type {ParentNode} */ (control.getRootNode());
  return [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(THUMBS))].filter((thumb) => {
    const bearer = thumb.closest(SCOPES);
    if (!alike.has(bearer)) alike.set(bearer, isAlike(thumb, bearer));
    return alike.get(bearer);
  });
}

/** @param {HTMLElement[]} thumbs */
function pressed(thumbs) {
  const thumb = thumbs.find((each) => each.getAttribute('aria-pressed') === 'true');
  return thumb ? directionOf(thumb) : null;
}

/** @param {HTMLElement} thumb */
const directionOf = (thumb) => (thumb.getAttribute('data-feedspan') === 'thumb:down' ? 'down' : 'up');

/** @param {HTMLElement[]} thumbs @param {string | null} vote */
function press(thumbs, vote) {
  for (const thumb of thumbs) thumb.setAttribute('aria-pressed', `${directionOf(thumb) === vote}`);
}

/**
 * At once; taken back if the vote is finally refused and the user has not voted again.
 * @param {HTMLElement} control @param {HTMLElement[]} thumbs @param {'up' | 'down' | null} before @param {'up' | 'down' | null} vote
 * @param {import('./index').Receipt} receipt
 */
function show(control, thumbs, before, vote, receipt) {
  press(thumbs, vote);
  announce(control, receipt);
  receipt.settled.then(({ state, code }) => {
    if (state === 'delivered' || code === 'superseded') return;
    const present = thumbsOf(control);
    if (pressed(present) === vote) press(present, before);
  });
}

/** @param {HTMLElement} control @param {import('./index').Receipt} receipt */
function announce(control, receipt) {
  control.dispatchEvent(new CustomEvent('feedspan', { bubbles: true, composed: true, detail: receipt }));
}
