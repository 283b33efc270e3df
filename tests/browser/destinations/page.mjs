/**
 * A page with an answer for each kind of feedback, and a user who gives it: real clicks, real keys. Each answer has ids of its own, so what
 * arrives can be told apart by what it speaks about.
 */

import { mintLinks } from '../../../js/link-token.js';
import { settled, serveScriptTag, coreLoaded } from '../product.mjs';

/** @typedef {import('../for_each_engine.mjs').Fixture} Fixture */
/** @typedef {import('../engines/contract.js').Page} Page */

export const SECRET = 'the secret of a test, of more than 32 bytes';
const PERSON = 'ada.lovelace@example.com';
/** What must not be found in anything that was stored or sent. */
export const PERSONAL = /lovelace/i;

const UP = '<button type="button" class="up" data-feedspan="thumb:up" aria-pressed="false">Good response</button>';
const DOWN = '<button type="button" class="down" data-feedspan="thumb:down" aria-pressed="false">Bad response</button>';
const COMMENT = '<form data-feedspan="comment"><textarea></textarea><button class="send">Send</button></form>';
/** The host's own controls, which call `feedspan.send`. */
const own = (kind, name, value) => `<button type="button" class="own" data-own='${JSON.stringify({ kind, name, value })}'>${value}</button>`;
const field = (kind, name) => `<form data-own='${JSON.stringify({ kind, name })}'><input></form>`;

/**
 * Every kind: its controls, what the user does, and what they do once the first act has arrived.
 * @type {Record<string, {html: string, first: (page: Page, at: string) => Promise<void>, second?: (page: Page, at: string) => Promise<void>}>}
 */
export const KINDS = {
  thumb: { html: UP, first: (page, at) => page.click(`${at} .up`) },
  rating: { html: own('number', 'rating', 4), first: (page, at) => page.click(`${at} .own`) },
  boolean: { html: own('boolean', 'resolved', false), first: (page, at) => page.click(`${at} .own`) },
  enum: { html: own('enum', 'reason', 'too_long'), first: (page, at) => page.click(`${at} .own`) },
  text: {
    html: field('text', 'comment'),
    async first(page, at) {
      await page.type(`${at} input`, 'Short and clear');
      await page.press('Enter');
    },
  },
  comment: {
    html: DOWN + COMMENT,
    first: (page, at) => page.click(`${at} .down`),
    async second(page, at) {
      await page.type(`${at} textarea`, `Ask ${PERSON}`);
      await page.click(`${at} .send`);
    },
  },
  correction: {
    html: field('correction', 'correction'),
    async first(page, at) {
      await page.type(`${at} input`, 'It is 42.');
      await page.press('Enter');
    },
  },
  signal: { html: '<button type="button" class="copy" data-feedspan="signal:copy">Copy</button>', first: (page, at) => page.click(`${at} .copy`) },
  changed: { html: UP + DOWN, first: (page, at) => page.click(`${at} .up`), second: (page, at) => page.click(`${at} .down`) },
  // A second click on a pressed thumb takes the vote back.
  retraction: { html: UP, first: (page, at) => page.click(`${at} .up`), second: (page, at) => page.click(`${at} .up`) },
};
const names = Object.keys(KINDS);
const digit = (kind) => names.indexOf(kind).toString(16);

/** @param {string} kind */
export const linksOf = (kind) => ({
  traceId: `4bf92f3577b34da6a3ce929d0e0e473${digit(kind)}`,
  spanId: `00f067aa0ba902b${digit(kind)}`,
  sessionId: `7f22137a-6911-4ed3-bc36-110f1dde6b6${digit(kind)}`,
  capability: 'support-agent',
});
/** The kind whose answer an id belongs to: all ids of an answer end with the same digit. @param {string} id */
export const kindOf = (id) => names[Number.parseInt(id.at(-1), 16)];

/** The page's own script. Text, since it runs there. */
const HOST = `
  const send = (control, value) => feedspan.send(control, { ...JSON.parse(control.dataset.own), ...(value && { value }) });
  addEventListener('click', ({ target }) => target.matches('button[data-own]') && send(target));
  addEventListener('submit', (event) => {
    if (!event.target.dataset.own) return;
    event.preventDefault();
    send(event.target, event.target.querySelector('input').value);
  });`;

const dash = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const article = (id, links, html) =>
  `<article id="${id}" ${Object.entries(links).map(([name, value]) => `data-${dash(name)}="${value}"`).join(' ')}>${html}</article>`;

/**
 * Serves the page and opens it; the core is there when it resolves.
 * @param {Fixture} fixture
 * @param {object} destination as the page gives it
 * @param {{before?: string, tokens?: boolean}} [options] `before`: a script that runs first of all; `tokens`: links are minted
 */
export async function open(fixture, destination, { before = '', tokens = false } = {}) {
  const { page, site } = fixture;
  const minted = (links) => (tokens ? mintLinks(links, { secret: SECRET, subject: 'ada' }) : links);
  const articles = await Promise.all(names.map(async (kind) => article(kind, await minted(linksOf(kind)), KINDS[kind].html)));
  // What many destinations cannot tie to anything of theirs.
  articles.push(article('conversation', await minted({ conversationId: 'c-1' }), UP));
  site.file('/host.js', `feedspan.init(${JSON.stringify({ destination })});${HOST}`);
  const tag = '<script src="/feedspan/feedspan.js"></script><script src="/host.js"></script>';
  await page.goto(serveScriptTag(fixture, { tag, script: before, body: articles.join('') }));
  await coreLoaded(page);
}

/** A user does all of it: first every act, then what follows once those have arrived. @param {Page} page */
export async function giveEverything(page) {
  for (const kind of names) await KINDS[kind].first(page, `#${kind}`);
  await page.evaluate(() => void feedspan.flush());
  await settled(page, 'delivered', names.length);
  const followed = names.filter((kind) => KINDS[kind].second);
  for (const kind of followed) await KINDS[kind].second(page, `#${kind}`);
  await settled(page, 'delivered', names.length + followed.length);
}
