/** Controls in plain HTML, without a browser: which of them belong together. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JSDOM } from 'jsdom';
import { wireControls } from '../../js/dom.js';
import { linksFromElement } from '../../js/links.js';

const THUMBS = '<button data-feedspan="thumb:up" aria-pressed="false">+</button><button data-feedspan="thumb:down" aria-pressed="false">-</button>';

/** A page whose votes are accepted and never settled, unless told. */
function pageOf(html) {
  const { window } = new JSDOM(`<!doctype html><body data-session-id="s">${html}`);
  globalThis.CustomEvent = window.CustomEvent;
  const calls = [];
  const act = (verb) => (target, ...rest) => {
    const call = { verb, links: linksFromElement(target), rest };
    calls.push(call);
    return { accepted: Promise.resolve({ ok: true }), settled: new Promise((resolve) => { call.settle = resolve; }) };
  };
  wireControls({ thumb: act('thumb'), retract: act('retract'), signal: act('signal'), send: act('send'), warmUp: () => calls.push('warmUp') }, window.document);
  const pressed = (root = window.document) => [...root.querySelectorAll('[aria-pressed]')].map((button) => button.getAttribute('aria-pressed') === 'true');
  return { document: window.document, calls, pressed };
}

test('a vote presses the thumbs of its target wherever they stand, and no others', () => {
  const { document, pressed } = pageOf(`
    <div data-trace-id="a" class="first">${THUMBS}</div>
    <div data-trace-id="b">${THUMBS}</div>
    <aside data-trace-id="a"><p>${THUMBS}</p></aside>
    <div data-trace-id="a" data-feedspan-name="tone">${THUMBS}</div>
    <div data-trace-id="a" data-span-id="1">${THUMBS}</div>
    <div data-trace-id="a"><div data-span-id="">${THUMBS}</div></div>`);
  document.querySelector('.first button').click();
  const [yes, no] = [[true, false], [false, false]];
  assert.deepEqual(pressed(), [yes, no, yes, no, no, yes].flat());
});

test('the first look at a control calls for the core, and casts no vote', () => {
  const { document, calls, pressed } = pageOf(`<div data-trace-id="a">${THUMBS}</div>`);
  const told = [];
  document.addEventListener('feedspan', (event) => told.push(event));
  const over = new (document.defaultView.Event)('pointerover', { bubbles: true });
  document.querySelector('button').dispatchEvent(over);
  assert.deepEqual([calls, told, pressed()], [['warmUp'], [], [false, false]]);
});

test('a second click retracts; a refused vote is taken back, unless there is a newer one', async () => {
  const { document, calls, pressed } = pageOf(`<div data-trace-id="a">${THUMBS}</div>`);
  const [up, down] = document.querySelectorAll('button');
  up.click();
  up.click();
  assert.deepEqual(calls.map(({ verb }) => verb), ['thumb', 'retract']);
  assert.deepEqual(pressed(), [false, false]);
  down.click();
  await calls[2].settle({ state: 'rejected', code: 'invalid_json' });
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(pressed(), [false, false]);
  up.click();
  down.click();
  await calls[3].settle({ state: 'rejected', code: 'invalid_json' });
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(pressed(), [false, true]);
});

test('links go through open shadow roots, the nearest first, and what is no element has none', () => {
  const { document } = pageOf('<section data-trace-id="far" data-step="x"><div id="host" data-trace-id="near"></div></section><svg data-span-id="v"><g/></svg>');
  const root = document.querySelector('#host').attachShadow({ mode: 'open' });
  root.innerHTML = '<em data-span-id="inner" data-step=""><b></b></em>';
  assert.deepEqual(linksFromElement(root.querySelector('b')), { sessionId: 's', traceId: 'near', step: 'x', spanId: 'inner' });
  assert.deepEqual(linksFromElement(document.querySelector('g')), { sessionId: 's', spanId: 'v' });
  for (const none of [null, undefined, {}, document.createElement('p')]) assert.deepEqual(linksFromElement(none), {});
});
