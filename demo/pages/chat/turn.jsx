import { memo } from 'react';
import Markdown from 'react-markdown';
import { AnswerFeedback } from './answer-feedback.jsx';

export const Turn = memo(function Turn({ turn, busy, receiver, announce, regenerate, show }) {
  const answer = turn.answers[turn.shown];
  const running = answer?.state === 'waiting' || answer?.state === 'streaming';
  return (
    <section className="turn" aria-label={turn.question}>
      <p className="turn-question" dir="auto">
        {turn.question}
      </p>
      {answer && (
        <article className="turn-answer" aria-busy={running} aria-label="Answer">
          {answer.links && (
            <p className="turn-capability">
              <span className="tag">{answer.links.capability}</span>
            </p>
          )}
          {answer.state === 'waiting' && (
            <p className="turn-waiting" aria-hidden="true">
              <span />
              <span />
              <span />
            </p>
          )}
          <div className="prose" dir="auto">
            <Markdown>{answer.text}</Markdown>
          </div>
          {answer.state === 'failed' && <p className="turn-failed">The answer could not be loaded. Try again below.</p>}
          {answer.state === 'stopped' && <p className="turn-stopped">Stopped.</p>}
          <div className="turn-feedback">
            {!running && (
              <AnswerFeedback
                key={answer.links?.spanId ?? turn.shown}
                turn={turn}
                answer={answer}
                busy={busy}
                receiver={receiver}
                announce={announce}
                regenerate={regenerate}
                show={show}
              />
            )}
          </div>
        </article>
      )}
    </section>
  );
});
