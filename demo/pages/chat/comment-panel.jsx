import { usePreview } from 'feedspan/react';
import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../shared/icons.jsx';
import { MaskedText } from '../shared/masked-text.jsx';

/** Keys stay the same in every language; labels are for the reader. */
const reasons = [
  { key: 'incorrect', label: 'Not correct' },
  { key: 'incomplete', label: 'Incomplete' },
  { key: 'did_not_follow_instructions', label: 'Did not do what I asked' },
  { key: 'outdated', label: 'Out of date' },
  { key: 'style_or_length', label: 'Too long, short or unclear' },
  { key: 'tool_or_source_failed', label: 'Wrong source' },
  { key: 'unsafe_or_refused', label: 'Unsafe or refused' },
  { key: 'other', label: 'Something else' },
];

/**
 * Reasons and a comment, which amend the vote that has been saved already; closing the panel keeps that vote.
 *
 * @param {object} props
 * @param {import('feedspan/react').FeedbackHandle} props.feedback
 * @param {import('feedspan').Links} props.links
 * @param {string} props.receiver who gets it, in words
 * @param {() => void} props.onClose
 */
export function CommentPanel({ feedback, links, receiver, onClose }) {
  const [chosen, setChosen] = useState([]);
  const [comment, setComment] = useState('');
  const [sent, setSent] = useState(null);
  const field = useRef(null);
  const preview = usePreview(comment, field);
  const commentId = useId();
  const noteId = useId();
  const { vote } = feedback;
  const panel = useRef(null);
  const masked = preview.spans.length > 0;
  const empty = comment.trim() === '' && chosen.length === 0;

  // Into sight from behind the question box, when it opens and when it grows. The focus stays where it is.
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, [masked]);
  // The pressed button is gone by then, and the focus would be lost with it.
  useEffect(() => {
    if (sent?.ok) panel.current?.focus();
  }, [sent]);

  const submit = async (event) => {
    event.preventDefault();
    if (empty) return;
    const details = chosen.length > 0 ? { metadata: { reasons: chosen } } : undefined;
    const receipt =
      comment.trim() === ''
        ? feedback.send({ kind: 'thumb', name: 'thumbs', value: vote ?? 'down', ...details })
        : feedback.comment(comment.trim(), details);
    const accepted = await receipt.accepted;
    setSent(accepted);
  };

  if (sent?.ok) {
    return (
      <div ref={panel} tabIndex={-1} className="comment-panel card" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
        <p className="comment-sent">
          <Icon name="done" />
          <span>
            Feedback saved. <a href={`/console#event=${sent.id}`}>See it in the console</a>
          </span>
        </p>
        {sent.message && (
          <blockquote className="comment-quote" dir="auto">
            <MaskedText text={sent.message} />
          </blockquote>
        )}
      </div>
    );
  }

  return (
    <form
      ref={panel}
      className="comment-panel card"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      {vote && <p className="comment-note">Your vote is saved already. What you add here goes with it.</p>}
      {vote !== 'up' && (
        <fieldset className="comment-reasons">
          <legend>What was wrong? Choose all that fit.</legend>
          {reasons.map(({ key, label }) => (
            <button
              key={key}
              type="button"
              className="chip"
              aria-pressed={chosen.includes(key)}
              onClick={() => setChosen(chosen.includes(key) ? chosen.filter((other) => other !== key) : [...chosen, key])}
            >
              {label}
            </button>
          ))}
        </fieldset>
      )}
      <label className="comment-label" htmlFor={commentId}>
        Comment <span>(optional)</span>
      </label>
      <div className="comment-field">
        <textarea
          ref={field}
          className="field"
          id={commentId}
          aria-describedby={noteId}
          dir="auto"
          rows={3}
          placeholder="What did you expect instead?"
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
      </div>
      {masked && (
        <div className="comment-preview">
          <p>
            <Icon name="shield" />
            Will be sent as
          </p>
          <blockquote className="comment-quote" dir="auto">
            <MaskedText text={preview.text} />
          </blockquote>
        </div>
      )}
      <p id={noteId} className="comment-note">
        Goes to {receiver}. Attached: <abbr title={links.traceId}>trace {links.traceId.slice(0, 8)}…</abbr>, capability{' '}
        {links.capability}, and the ids of this conversation and message. E-mail and IP addresses and the numbers of phones, cards and
        accounts are masked on this device, names only where the text says that they are.
      </p>
      {sent && !sent.ok && (
        <p className="comment-failed" role="alert">
          {sent.error.message}
        </p>
      )}
      <div className="comment-actions">
        <button type="submit" className="button primary" aria-disabled={empty}>
          Send feedback
        </button>
        <button type="button" className="button plain" onClick={onClose}>
          Close
        </button>
      </div>
    </form>
  );
}
