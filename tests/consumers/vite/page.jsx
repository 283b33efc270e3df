import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { FeedspanProvider, ThumbButtons, useFeedback } from 'feedspan/react';

window.seen = { errors: [], receipts: [] };

const { searchParams } = new URL(location.href);
const options = {
  destination: { type: 'axiom', url: searchParams.get('collector'), dataset: 'feedback', token: searchParams.get('token') },
  links: { sessionId: 'session-7' },
  onError: (error) => seen.errors.push(error),
  onReceipt: (update) => seen.receipts.push(update),
};

function Comment({ links }) {
  const { comment, vote, state } = useFeedback(links);
  const [text, setText] = useState('');
  const submit = (event) => {
    event.preventDefault();
    comment(text);
    setText('');
  };
  return (
    <form onSubmit={submit}>
      <textarea value={text} onChange={(event) => setText(event.target.value)} />
      <button>Send</button>
      <output>{`${vote} ${state}`}</output>
    </form>
  );
}

const first = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', capability: 'support-agent' };

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <FeedspanProvider options={options}>
      <ThumbButtons id="first" links={first} />
      <Comment links={first} />
      <ThumbButtons id="second" links={{ traceId: 'another' }} />
    </FeedspanProvider>
  </StrictMode>,
);
