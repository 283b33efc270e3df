/** A server has no document: importing and rendering must not look for one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { FeedspanProvider, ThumbButtons } from '../../js/react.js';

test('renders in Node, with no style attribute or element for a strict policy to refuse', () => {
  assert.equal(typeof document, 'undefined');
  const options = { destination: /** @type {const} */ ({ type: 'relay', url: '/feedback' }), onError: assert.fail };
  const html = renderToString(
    createElement(FeedspanProvider, { options }, createElement(ThumbButtons, { links: { traceId: '1' }, labels: { up: 'Gut' } })),
  );
  assert.equal(html.match(/<button type="button" aria-pressed="false"/g)?.length, 2);
  assert.match(html, /aria-label="Gut"/);
  assert.doesNotMatch(html, /style/);
});
