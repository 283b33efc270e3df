import { useId, useRef, useState } from 'react';
import { ThumbButtons, useFeedback } from 'feedspan/react';
import { Icon } from '../shared/icons.jsx';
import { CommentPanel } from './comment-panel.jsx';

/** The row under an answer. An answer that never came has no links, and then there is nothing to rate. */
export function AnswerFeedback({ turn, answer, busy, receiver, announce, regenerate, show }) {
  if (answer.links) {
    return <LinkedFeedback {...{ turn, answer, busy, receiver, announce, regenerate, show }} />;
  }
  return (
    <div className="feedback-row">
      <RegenerateButton busy={busy} onClick={() => regenerate(turn)} />
    </div>
  );
}

function RegenerateButton({ busy, onClick }) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label="Regenerate"
      title="Regenerate"
      aria-disabled={busy}
      onClick={() => busy || onClick()}
    >
      <Icon name="regenerate" />
    </button>
  );
}

function LinkedFeedback({ turn, answer, busy, receiver, announce, regenerate, show }) {
  const feedback = useFeedback(answer.links);
  const [open, setOpen] = useState(false);
  const [copied, setCopied] = useState(false);
  const panelId = useId();
  const toggle = useRef(null);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(answer.text);
    } catch {
      // Not copied, so not a signal; the user sees that the icon did not change.
      announce('The text could not be copied.');
      return;
    }
    feedback.signal('copy');
    setCopied(true);
    announce('Copied.');
    setTimeout(() => setCopied(false), 1600);
  };

  const close = () => {
    setOpen(false);
    toggle.current?.focus();
  };

  return (
    <>
      <div className="feedback-row">
        <ThumbButtons links={answer.links} onVote={(vote) => setOpen(vote === 'down')} />
        <button
          ref={toggle}
          type="button"
          className="icon-button"
          aria-label="Comment"
          title="Comment"
          aria-expanded={open}
          aria-controls={panelId}
          onClick={() => setOpen(!open)}
        >
          <Icon name="comment" />
        </button>
        <span className="feedback-divider" aria-hidden="true" />
        <button type="button" className="icon-button" aria-label="Copy the answer" title="Copy" onClick={copy}>
          <Icon name={copied ? 'done' : 'copy'} />
        </button>
        <RegenerateButton
          busy={busy}
          onClick={() => {
            feedback.signal('regenerate');
            regenerate(turn);
          }}
        />
        {turn.answers.length > 1 && <AnswerPager turn={turn} show={show} />}
        {!open && <FeedbackState feedback={feedback} />}
      </div>
      <div id={panelId} hidden={!open}>
        {open && <CommentPanel feedback={feedback} links={answer.links} receiver={receiver} onClose={close} />}
      </div>
    </>
  );
}

function AnswerPager({ turn, show }) {
  const last = turn.answers.length - 1;
  return (
    <span className="feedback-pager" role="group" aria-label="Answers">
      <button
        type="button"
        className="icon-button"
        aria-label="Previous answer"
        aria-disabled={turn.shown === 0}
        onClick={() => turn.shown > 0 && show(turn, turn.shown - 1)}
      >
        <Icon name="previous" />
      </button>
      <span>
        {turn.shown + 1} / {last + 1}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label="Next answer"
        aria-disabled={turn.shown === last}
        onClick={() => turn.shown < last && show(turn, turn.shown + 1)}
      >
        <Icon name="next" />
      </button>
    </span>
  );
}

/** What became of the last event, with a way to look at it. Feedspan announces it; this is for the eye. */
function FeedbackState({ feedback }) {
  const { state, accepted } = feedback;
  if (state === 'failed') return <span className="feedback-state bad">Not saved</span>;
  if (state === 'idle' || !accepted?.ok) return null;
  return (
    <span className="feedback-state">
      {state === 'saving' ? (
        'Saving…'
      ) : (
        <>
          Feedback saved · <a href={`/console#event=${accepted.id}`}>see it in the console</a>
        </>
      )}
    </span>
  );
}
