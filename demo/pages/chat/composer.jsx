import { useRef, useState } from 'react';
import { Icon } from '../shared/icons.jsx';

export function Composer({ capabilities, capability, onCapability, busy, onSubmit, onStop }) {
  const [text, setText] = useState('');
  const input = useRef(null);

  const send = () => {
    const question = text.trim();
    if (question === '' || busy) return;
    onSubmit(question);
    setText('');
    input.current?.focus();
  };

  return (
    <form
      className="composer card"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label className="visually-hidden" htmlFor="question">
        Your question
      </label>
      <textarea
        ref={input}
        id="question"
        className="composer-input"
        rows={1}
        maxLength={2000}
        placeholder="Ask about Fernpost…"
        dir="auto"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          // `isComposing`: Enter also ends a word in an input method.
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <div className="composer-bar">
        <label className="composer-capability">
          <span className="visually-hidden">Capability</span>
          <select value={capability} onChange={(event) => onCapability(event.target.value)}>
            <option value="">Choose for me</option>
            {capabilities.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {busy ? (
          <button type="button" className="button" onClick={onStop}>
            <Icon name="stop" />
            Stop
          </button>
        ) : (
          <button type="submit" className="button primary" aria-disabled={text.trim() === ''}>
            <Icon name="send" />
            Send
          </button>
        )}
      </div>
    </form>
  );
}
