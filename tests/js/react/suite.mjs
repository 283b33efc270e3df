import { document, withoutDocument } from './dom.mjs';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { afterEach, test } from 'node:test';
import * as React from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { FeedspanProvider, ThumbButtons, useFeedback } from '../../../js/react.js';

const { act, createElement: h, StrictMode, useEffect } = React;
const links = { traceId: '0af7651916cd43dd8448eb211c80319c', capability: 'support' };
const it = (/** @type {string} */ name, /** @type {() => unknown} */ body) => test(`React ${React.version}: ${name}`, body);

/** A client whose outcomes the test decides: what the components do with them is the subject here, not delivery. */
function scriptedClient() {
  /** @type {any[]} */
  const calls = [];
  const record = (/** @type {any} */ call) => {
    let accept, settle;
    const receipt = {
      accepted: new Promise((resolve) => (accept = resolve)),
      settled: new Promise((resolve) => (settle = resolve)),
    };
    calls.push({ ...call, accept, settle: (/** @type {string} */ state) => act(async () => settle({ state })) });
    return receipt;
  };
  return {
    calls,
    closed: 0,
    warmed: 0,
    thumb: (links, value, details) => record({ kind: 'thumb', links, value, ...details }),
    retract: (links, name) => record({ kind: 'retraction', links, name }),
    signal: (links, name, details) => record({ kind: 'signal', links, name, ...details }),
    send: (links, feedback) => record({ links, ...feedback }),
    preview: async (text) => ({ text, spans: [], report: {} }),
    async warmUp() {
      this.warmed++;
      return true;
    },
    async close() {
      this.closed++;
    },
  };
}

/** @type {(() => Promise<void>)[]} */
const cleanups = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** @param {any} element */
async function mount(element) {
  const container = document.body.appendChild(document.createElement('div'));
  const root = createRoot(container);
  let mounted = true;
  const unmount = async () => {
    if (!mounted) return;
    mounted = false;
    await act(async () => root.unmount());
    container.remove();
  };
  cleanups.push(unmount);
  await act(async () => root.render(element));
  return { container, unmount, render: (/** @type {any} */ next) => act(async () => root.render(next)) };
}

const buttons = (/** @type {any} */ container) => [...container.querySelectorAll('button')];
const pressed = (/** @type {any} */ container) => buttons(container).map((button) => button.getAttribute('aria-pressed'));
const click = (/** @type {any} */ button) => act(async () => button.click());
const liveRegions = () => [...document.querySelectorAll('[data-feedspan="status"]')];
const announced = () => new Promise((resolve) => setTimeout(() => resolve(liveRegions()[0]?.textContent), 150));

it('two toggle buttons in a labelled group', async () => {
  const client = scriptedClient();
  const { container } = await mount(h(FeedspanProvider, { client }, h(ThumbButtons, { links, className: 'mine' })));
  const group = container.querySelector('[role=group]');
  assert.equal(group.getAttribute('aria-label'), 'Rate this response');
  assert.equal(group.className, 'mine');
  assert.deepEqual(buttons(container).map((b) => [b.type, b.getAttribute('aria-label'), b.disabled]), [
    ['button', 'Good response', false],
    ['button', 'Bad response', false],
  ]);
  assert.deepEqual(pressed(container), ['false', 'false']);
  for (const icon of container.querySelectorAll('svg')) {
    assert.equal(icon.getAttribute('aria-hidden'), 'true');
    assert.equal(icon.getAttribute('width'), '24');
    assert.equal(icon.getAttribute('fill'), 'none');
  }
  assert.equal(container.querySelectorAll('style, [style]').length, 0);
});

it('vote, switch and retract are one event each, and never change a label', async () => {
  const client = scriptedClient();
  /** @type {any[]} */
  const votes = [];
  const { container } = await mount(h(FeedspanProvider, { client }, h(ThumbButtons, { links, onVote: (vote) => votes.push(vote) })));
  const [up, down] = buttons(container);
  await click(up);
  assert.deepEqual(pressed(container), ['true', 'false']);
  assert.equal(up.querySelector('svg').getAttribute('fill'), 'currentColor');
  await click(down);
  assert.deepEqual(pressed(container), ['false', 'true']);
  await click(down);
  assert.deepEqual(pressed(container), ['false', 'false']);
  assert.deepEqual(client.calls.map(({ kind, value, name, links }) => [kind, value, name, links]), [
    ['thumb', 'up', 'thumbs', links],
    ['thumb', 'down', 'thumbs', links],
    ['retraction', undefined, 'thumbs', links],
  ]);
  assert.deepEqual(votes, ['up', 'down', null]);
  assert.deepEqual([up, down].map((b) => b.getAttribute('aria-label')), ['Good response', 'Bad response']);
});

it('a vote that is finally rejected is rolled back to what was delivered', async () => {
  const client = scriptedClient();
  /** @type {any} */
  let handle;
  const Probe = () => ((handle = useFeedback(links)), null);
  const { container } = await mount(h(FeedspanProvider, { client }, h(ThumbButtons, { links }), h(Probe)));
  const [up, down] = buttons(container);
  await click(up);
  assert.equal(handle.state, 'saving');
  await client.calls[0].settle('delivered');
  assert.equal(handle.state, 'saved');
  await click(down);
  await client.calls[1].settle('rejected');
  assert.deepEqual(pressed(container), ['true', 'false']);
  assert.equal(handle.state, 'failed');
});

it('an earlier vote that fails late does not undo a later one', async () => {
  const client = scriptedClient();
  const { container } = await mount(h(FeedspanProvider, { client }, h(ThumbButtons, { links })));
  const [up, down] = buttons(container);
  await click(up);
  await click(down);
  await client.calls[0].settle('rejected');
  assert.deepEqual(pressed(container), ['false', 'true']);
  await client.calls[1].settle('rejected');
  assert.deepEqual(pressed(container), ['false', 'false']);
});

it('components that name the same links and name share one vote', async () => {
  const client = scriptedClient();
  const again = { capability: 'support', traceId: links.traceId };
  const { container } = await mount(
    h(FeedspanProvider, { client }, h(ThumbButtons, { links }), h(ThumbButtons, { links: again }), h(ThumbButtons, { links, name: 'tone' })),
  );
  await click(buttons(container)[0]);
  assert.deepEqual(pressed(container), ['true', 'false', 'true', 'false', 'false', 'false']);
});

it('a comment amends the vote, or is a text of its own', async () => {
  const client = scriptedClient();
  /** @type {any} */
  let handle;
  const Probe = () => ((handle = useFeedback(links)), null);
  await mount(h(FeedspanProvider, { client }, h(Probe)));
  await act(async () => handle.comment('no vote yet'));
  await act(async () => handle.toggle('down'));
  await act(async () => handle.comment('too long', { metadata: { reasons: ['style_or_length'] } }));
  assert.deepEqual(client.calls.map(({ kind, name, value, message, metadata }) => ({ kind, name, value, message, metadata })), [
    { kind: 'text', name: 'comment', value: 'no vote yet', message: undefined, metadata: undefined },
    { kind: 'thumb', name: 'thumbs', value: 'down', message: undefined, metadata: undefined },
    { kind: 'thumb', name: 'thumbs', value: 'down', message: 'too long', metadata: { reasons: ['style_or_length'] } },
  ]);
  const accepted = { ok: true, id: 'i', key: 'k', seq: 3, message: 'too long' };
  await act(async () => client.calls[2].accept(accepted));
  assert.equal(handle.accepted, accepted);
  await client.calls[2].settle('rejected');
  assert.equal(handle.vote, 'down', 'the vote is still under way');
});

it('signals leave the vote and its state alone', async () => {
  const client = scriptedClient();
  /** @type {any} */
  let handle;
  const Probe = () => ((handle = useFeedback(links)), null);
  await mount(h(FeedspanProvider, { client }, h(Probe)));
  await act(async () => handle.signal('copy'));
  await client.calls[0].settle('rejected');
  assert.deepEqual([handle.vote, handle.state], [null, 'idle']);
});

it('says in one live region what was delivered', async () => {
  const client = scriptedClient();
  const tree = (/** @type {any} */ props) => h(FeedspanProvider, { client, ...props }, h(ThumbButtons, { links }));
  const { container, unmount } = await mount(h('div', null, tree(), tree({ messages: { saved: 'Gespeichert' } })));
  assert.equal(liveRegions().length, 1);
  assert.equal(liveRegions()[0].getAttribute('aria-live'), 'polite');
  assert.equal(liveRegions()[0].textContent, '');
  await click(buttons(container)[0]);
  await client.calls[0].settle('delivered');
  assert.equal(await announced(), 'Feedback saved');
  await click(buttons(container)[0]);
  await client.calls[1].settle('delivered');
  assert.equal(await announced(), 'Feedback removed');
  await click(buttons(container)[2]);
  await client.calls[2].settle('delivered');
  assert.equal(await announced(), 'Gespeichert');
  await unmount();
  assert.equal(liveRegions().length, 0);
});

it('calls made in an effect, before the client is there, are kept in order', async () => {
  /** @type {any[]} */
  const errors = [];
  // A destination that makes no sense: every event that reaches the client is refused by name, without a network.
  const options = { destination: [], load: 'demand', persist: false, onError: (/** @type {any} */ error) => errors.push(error) };
  /** @type {any[]} */
  const receipts = [];
  const Impression = () => {
    const { signal } = useFeedback(links);
    useEffect(() => void receipts.push(signal('shown'), signal('')), []);
    return null;
  };
  await mount(h(FeedspanProvider, { options }, h(Impression)));
  const outcomes = await Promise.all(receipts.map(({ settled }) => settled));
  assert.equal(outcomes.length, 2);
  assert.ok(outcomes.every(({ state }) => state !== 'delivered'));
  assert.ok(errors.length > 0);
});

it('a click reaches the destination through the real core, after what an effect sent before it', async () => {
  /** @type {any[]} */
  const received = [];
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    received.push(...[JSON.parse(body)].flat());
    outgoing.end('{"ingested":1,"failed":0,"failures":[]}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  cleanups.push(async () => (server.closeAllConnections(), void server.close()));
  const { port } = /** @type {any} */ (server.address());
  const options = { destination: { type: 'axiom', url: `http://127.0.0.1:${port}`, dataset: 'd', token: 't' }, persist: false, batchDelay: 0 };
  /** @type {any} */
  let handle;
  const Impression = () => {
    handle = useFeedback(links);
    useEffect(() => void handle.signal('shown'), []);
    return null;
  };
  const { container, unmount } = await mount(h(FeedspanProvider, { options }, h(ThumbButtons, { links }), h(Impression)));
  await click(buttons(container)[1]);
  await act(async () => void (await handle.comment('mail jane.doe@example.org').settled));
  assert.equal(handle.state, 'saved');
  assert.equal(handle.accepted.message, 'mail [EMAIL]');
  assert.equal(handle.vote, 'down');
  assert.deepEqual(received.map(({ name, value, message }) => [name, value, message]).filter(([, , message]) => message), [
    ['thumbs', -1, 'mail [EMAIL]'],
  ]);
  assert.deepEqual(received.map(({ name }) => name).filter((name) => name === 'shown'), ['shown']);
  assert.doesNotMatch(JSON.stringify(received), /jane/);
  await unmount();
});

it('StrictMode keeps one client, and closes it at the real unmount', async () => {
  /** @type {any} */
  let handle;
  const Probe = () => ((handle = useFeedback(links)), null);
  const options = { destination: [], load: 'demand', persist: false, onError() {} };
  const { unmount } = await mount(h(StrictMode, null, h(FeedspanProvider, { options }, h(Probe), h(ThumbButtons, { links }))));
  assert.equal(liveRegions().length, 1);
  const before = await handle.signal('').settled;
  assert.notEqual(before.code, 'closed');
  await unmount();
  const after = await handle.signal('late').settled;
  assert.equal(after.code, 'closed');
});

it("the host's own client is never closed", async () => {
  const client = scriptedClient();
  const { unmount } = await mount(h(StrictMode, null, h(FeedspanProvider, { client }, h(ThumbButtons, { links }))));
  await unmount();
  assert.equal(client.closed, 0);
});

it('another client is a new beginning', async () => {
  const [first, second] = [scriptedClient(), scriptedClient()];
  const tree = (/** @type {any} */ client) => h(FeedspanProvider, { client }, h(ThumbButtons, { links }));
  const { container, render } = await mount(tree(first));
  await click(buttons(container)[0]);
  await render(tree(second));
  assert.deepEqual(pressed(container), ['false', 'false']);
  await click(buttons(container)[1]);
  assert.deepEqual([first.calls.length, second.calls.length], [1, 1]);
  assert.equal(liveRegions().length, 1);
});

it('getThumbProps serves a button of your own, and warms the core up', async () => {
  const client = scriptedClient();
  const Own = () => h('button', useFeedback(links).getThumbProps('down'), 'No');
  const { container } = await mount(h(FeedspanProvider, { client }, h(Own)));
  const [own] = buttons(container);
  assert.equal(own.dataset.feedspanThumb, 'down');
  await act(async () => own.focus());
  assert.equal(client.warmed, 1);
  await click(own);
  assert.deepEqual(pressed(container), ['true']);
});

it('renders on a server and hydrates without a mismatch', async () => {
  /** @type {any[]} */
  const complaints = [];
  const options = { destination: [], load: 'demand', persist: false, onError() {} };
  const tree = h(StrictMode, null, h(FeedspanProvider, { options }, h(ThumbButtons, { links })));
  const html = withoutDocument(() => renderToString(tree));
  assert.match(html, /^<div role="group"/);
  const container = document.body.appendChild(document.createElement('div'));
  container.innerHTML = html;
  const [up] = buttons(container);
  const { error } = console;
  console.error = (...words) => complaints.push(words);
  try {
    /** @type {any} */
    let root;
    await act(async () => {
      root = hydrateRoot(container, tree, { onRecoverableError: (problem) => complaints.push(problem) });
    });
    assert.equal(buttons(container)[0], up, 'the server’s own element');
    await act(async () => up.click());
    await act(async () => root.unmount());
  } finally {
    console.error = error;
    container.remove();
  }
  assert.deepEqual(complaints, []);
});

it('without a provider the hook says so to its author', () => {
  const { error } = console;
  console.error = () => {};
  try {
    assert.throws(() => withoutDocument(() => renderToString(h(ThumbButtons, { links }))), /FeedspanProvider/);
  } finally {
    console.error = error;
  }
});

