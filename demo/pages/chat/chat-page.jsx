import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { FeedspanProvider } from 'feedspan/react';
import { SiteHeader } from '../shared/site-header.jsx';
import { Composer } from './composer.jsx';
import { useConversation } from './conversation.js';
import { Turn } from './turn.jsx';

const suggestions = [
  { question: 'How do I connect our Gmail mailbox?', about: 'Mailboxes' },
  { question: 'Can I get a refund for a yearly plan?', about: 'Billing' },
  { question: 'Where do I find an old conversation?', about: 'Search' },
  { question: 'How do I verify a webhook signature in Python?', about: 'API' },
];

/** Where events go, for the client and in words for the reader: one source, so that the words are true. */
function destinationsOf({ axiom }) {
  const relay = { type: 'relay', url: '/api/feedback' };
  if (!axiom) return { destination: relay, receiver: 'this demo server' };
  const host = new URL(axiom.url).host;
  return {
    destination: [relay, axiom],
    receiver: `this demo server and, straight from this page, the dataset “${axiom.dataset}” at Axiom (${host})`,
  };
}

/** @param {{config: {axiom: import('feedspan').AxiomDestination | null, capabilities: string[]}}} props */
export function ChatPage({ config }) {
  const { destination, receiver } = useMemo(() => destinationsOf(config), [config]);
  const [problem, setProblem] = useState(null);
  const options = useMemo(
    () => ({
      destination,
      onError: (error) => {
        console.warn('feedspan', error);
        setProblem(error.message);
      },
    }),
    [destination],
  );
  return (
    <FeedspanProvider options={options}>
      <SiteHeader current="/" />
      <Chat capabilities={config.capabilities} receiver={receiver} problem={problem} />
    </FeedspanProvider>
  );
}

function Chat({ capabilities, receiver, problem }) {
  const [announcement, setAnnouncement] = useState('');
  const announce = useCallback((text) => setAnnouncement(text), []);
  const { turns, busy, ask, regenerate, show, stop } = useConversation(announce);
  const [capability, setCapability] = useState('');
  const end = useRef(null);
  const follow = useRef(true);

  // Follows the answer while its end is in sight; whoever scrolls up to read is left there.
  useEffect(() => {
    const watch = () => {
      follow.current = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 120;
    };
    window.addEventListener('scroll', watch, { passive: true });
    return () => window.removeEventListener('scroll', watch);
  }, []);
  useEffect(() => {
    if (busy && follow.current) end.current?.scrollIntoView({ block: 'end' });
  }, [turns, busy]);

  const submit = (question) => {
    follow.current = true;
    ask(question, capability || undefined);
  };

  return (
    <main id="content" className="chat" tabIndex={-1}>
      <div className="chat-log">
        {turns.length === 0 && (
          <section className="chat-welcome">
            <p className="tag">A small assistant for Fernpost, an invented shared inbox</p>
            <h1>Ask, then say what you think of the answer.</h1>
            <p className="chat-lead">
              Every answer has a trace. A thumb, a reason, a comment or a copied text finds its way to that trace, and personal data
              is masked before it leaves this page. Watch it arrive in the <a href="/console">console</a>.
            </p>
            <ul className="chat-suggestions" aria-label="Suggested questions">
              {suggestions.map(({ question, about }) => (
                <li key={question}>
                  <button type="button" className="card chat-suggestion" onClick={() => submit(question)}>
                    <span className="chat-suggestion-about">{about}</span>
                    {question}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        {turns.map((turn) => (
          <Turn key={turn.id} turn={turn} busy={busy} receiver={receiver} announce={announce} regenerate={regenerate} show={show} />
        ))}
        <div ref={end} className="chat-end" />
      </div>
      <p className="visually-hidden" role="status">
        {announcement}
      </p>
      <div className="chat-dock">
        {problem && (
          <p className="chat-problem" role="alert">
            Feedback: {problem}
          </p>
        )}
        <Composer
          capabilities={capabilities}
          capability={capability}
          onCapability={setCapability}
          busy={busy}
          onSubmit={submit}
          onStop={stop}
        />
      </div>
    </main>
  );
}
