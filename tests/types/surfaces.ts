/** The types as a host's program meets them. Only checked, never run: `tsc -p tests/types`. */
import { createElement, type ReactElement } from 'react';
import { createServer } from 'node:http';
import * as vendor from 'axiom/ai/feedback';
import { createClient, Feedback, linksFromResponse, type Client, type ErrorCode, type Receipt } from '../../js/index.js';
import * as axiom from '../../js/axiom.js';
import { mintLinks } from '../../js/link-token.js';
import { init, sendFeedbackSignal } from '../../js/otis.js';
import { load, type PiiSpan } from '../../js/pii.js';
import { FeedspanProvider, ThumbButtons, useFeedback, type Vote } from '../../js/react.js';
import { createRelay, toNodeListener, type CanonicalEvent } from '../../js/relay.js';

const destination = { type: 'axiom', url: 'https://api.axiom.co', dataset: 'feedback', token: 'xaat-1' } as const;
const links = { traceId: '0af7651916cd43dd8448eb211c80319c' };

// The client.
const client: Client = createClient({ destination: [destination, { type: 'relay', url: '/feedback' }], onError: ({ code }) => void (code satisfies ErrorCode) });
const receipt: Receipt = client.thumb(links, 'down', { message: 'wrong' });
receipt.accepted.then((accepted) => {
  if (accepted.ok) accepted.seq satisfies number;
  // @ts-expect-error -- what was refused has no id of its own
  else accepted.id;
});
client.send(document.body, Feedback.correction({ name: 'answer', value: 'Paris' }));
client.send(links, { kind: 'number', name: 'rating', value: 4 });
linksFromResponse(await fetch('/chat'), { headers: { 'x-portkey-trace-id': 'traceId' } }) satisfies { traceId?: string };
// @ts-expect-error -- a destination without a token
createClient({ destination: { type: 'axiom', url: 'https://api.axiom.co', dataset: 'feedback' } });
// @ts-expect-error -- an unknown kind
client.send(links, { kind: 'star', name: 'rating', value: 4 });
// @ts-expect-error -- a number is no text
Feedback.text({ name: 'comment', value: 4 });
// @ts-expect-error -- a thumb has two directions
client.thumb(links, 'sideways');
// @ts-expect-error -- no link of this name
client.thumb({ trace: 'x' }, 'up');

// React.
function Answer(): ReactElement {
  const { vote, state, toggle, comment, getThumbProps } = useFeedback(links, { name: 'thumbs' });
  vote satisfies Vote;
  state satisfies 'idle' | 'saving' | 'saved' | 'failed';
  toggle('up', { metadata: { reasons: ['incomplete'] } });
  comment('thanks') satisfies Receipt;
  // @ts-expect-error -- the name of a vote is the hook's
  toggle('up', { name: 'other' });
  return createElement('button', getThumbProps('up'), vote);
}
createElement(FeedspanProvider, { client }, createElement(Answer));
createElement(FeedspanProvider, { options: { destination }, messages: { saved: 'Gespeichert' } });
createElement(ThumbButtons, { links, className: 'thumbs', labels: { up: 'Gut' }, onVote: (vote, receipt) => void [vote satisfies Vote, receipt.settled] });
// @ts-expect-error -- one of both
createElement(FeedspanProvider, { client, options: { destination } });
// @ts-expect-error -- buttons about nothing
createElement(ThumbButtons, {});

// The relay.
const relay = createRelay({ destination, origins: ['https://app.example'], store: (events) => events.map((event) => (event satisfies CanonicalEvent, 'accepted')) });
relay(new Request('https://relay.example/')) satisfies Promise<Response>;
createServer(toNodeListener(relay));
createRelay({ destination: [destination, destination], requireToken: true, linkSecrets: { secret: 'x' }, limits: { address: false }, enabled: () => true });
const minted = await mintLinks(links, { secret: new Uint8Array(32), subject: 'u', names: ['thumbs'] });
client.thumb(minted, 'up');
minted.linkToken satisfies string;
// @ts-expect-error -- whose feedback it will be
mintLinks(links, { secret: 'x' });
// @ts-expect-error -- no chains of relays
createRelay({ destination: { type: 'relay', url: 'https://relay.example/' } });
// @ts-expect-error -- an outcome of its own
createRelay({ store: (events) => events.map(() => 'done') });

// The scanner.
const { scan, redact } = await load();
scan('text', { minConfidence: 60 }) satisfies PiiSpan[];
redact('text', { numbered: true }).report.EMAIL satisfies number | undefined;
// @ts-expect-error -- only a text
scan(4);
await load({ wasm: new URL('https://cdn.example/pii.wasm') });
// @ts-expect-error -- every module of the scanner masks by policy
await load({ policies: false });

// In place of the vendor's: whatever was typed with theirs takes ours, and the other way round.
axiom satisfies typeof vendor;
vendor satisfies typeof axiom;
const theirs: vendor.FeedbackClient = axiom.createFeedbackClient({ token: 't', dataset: 'd' } satisfies vendor.FeedbackConfig, {} satisfies vendor.FeedbackSettings);
theirs.sendFeedback({ traceId: 't', capability: 'c' }, axiom.Feedback.enum({ name: 'x', value: 'y' })) satisfies Promise<void>;
export const both: [vendor.FeedbackEvent, axiom.FeedbackLinks] = null as never as [axiom.FeedbackEvent, vendor.FeedbackErrorContext['links']];
// @ts-expect-error -- no capability
theirs.sendFeedback({ traceId: 't' }, axiom.Feedback.thumbUp({ name: 'x' }));
// @ts-expect-error -- a signal has no value
axiom.Feedback.signal({ name: 'x', value: 1 });

// Otis.
init({ destination });
init({ sendFeedbackSignal: (span, name, { comment }) => void [span, name, comment] });
(await sendFeedbackSignal('b7ad6b7169203331', 'thumbs_up', { scores: { clarity: 1 } })).ok satisfies boolean;
// @ts-expect-error -- an unknown type
sendFeedbackSignal('b7ad6b7169203331', 'edited', { type: 'rewrite' });
