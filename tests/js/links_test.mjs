import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linksFromResponse } from '../../js/index.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const PARENT = `00-${TRACE}-${SPAN}-01`;
const BOTH = { traceId: TRACE, spanId: SPAN };

const read = (headers, options) => linksFromResponse({ headers: new Headers(headers) }, options);

for (const [name, headers, expected] of [
  ['Server-Timing traceparent', { 'server-timing': `traceparent;desc="${PARENT}"` }, BOTH],
  ['among other metrics', { 'server-timing': `db;dur=53.2, cache;desc="a, b;c", traceparent;dur=0;desc="${PARENT}"` }, BOTH],
  ['without quotes', { 'server-timing': `traceparent;desc=${PARENT}` }, BOTH],
  ['not inside of another description', { 'server-timing': `db;desc="x, traceparent;desc=${PARENT}"` }, {}],
  ['Server-Timing trace with an id', { 'server-timing': `trace;desc="${TRACE}"` }, { traceId: TRACE }],
  ['Server-Timing trace with a traceparent', { 'server-timing': `trace;desc="${PARENT}"` }, BOTH],
  ['traceresponse', { traceresponse: PARENT }, BOTH],
  ['a later version with more fields', { traceresponse: `01-${TRACE}-${SPAN}-01-more` }, BOTH],
  ['version 00 with more fields', { traceresponse: `${PARENT}-more` }, {}],
  ['version ff', { traceresponse: `ff-${TRACE}-${SPAN}-01` }, {}],
  ['a trace id of zeros', { traceresponse: `00-${'0'.repeat(32)}-${SPAN}-01` }, {}],
  ['a span id of zeros', { traceresponse: `00-${TRACE}-${'0'.repeat(16)}-01` }, {}],
  ['upper case', { traceresponse: PARENT.toUpperCase() }, {}],
  ['a short trace id', { traceresponse: `00-${TRACE.slice(1)}-${SPAN}-01` }, {}],
  ['nothing', {}, {}],
]) {
  test(`links from headers: ${name}`, () => assert.deepEqual(read(headers), expected));
}

test('links from named headers and from the body, the earlier source first', () => {
  const links = read(
    { 'x-portkey-trace-id': 'from-header', 'x-session': 's-1' },
    {
      headers: { 'x-portkey-trace-id': 'traceId', 'X-Session': 'sessionId' },
      body: { sessionId: 's-2', messageId: 17, links: { conversationId: 'c-1' }, feedback: { capability: 'support' } },
    },
  );
  assert.deepEqual(links, {
    traceId: 'from-header',
    sessionId: 's-1',
    messageId: '17',
    conversationId: 'c-1',
    capability: 'support',
  });
});

test('the span of another trace is not mixed in', () => {
  const body = { traceId: 'another', spanId: 'of-another', sessionId: 's' };
  assert.deepEqual(read({ 'server-timing': `trace;desc="${TRACE}"` }, { body }), { traceId: TRACE, sessionId: 's' });
});

test('bad arguments give no links and do not throw', () => {
  const hostile = {
    get traceId() {
      throw new Error('hostile');
    },
  };
  assert.deepEqual(linksFromResponse(undefined), {});
  assert.deepEqual(linksFromResponse({ headers: new Headers() }, null), {});
  assert.deepEqual(read({ traceresponse: PARENT }, { headers: { 'no header name': 'sessionId' } }), BOTH);
  assert.deepEqual(read({ traceresponse: PARENT }, { body: hostile }), BOTH);
  for (const body of [null, 'text', 7, [], { traceId: {} }, { traceId: '' }]) assert.deepEqual(read({}, { body }), {});
});
