import { useEffect, useRef, useState } from 'react';
import { Icon } from '../shared/icons.jsx';
import { MaskedText } from '../shared/masked-text.jsx';
import { read } from './api.js';
import { describe } from './event-words.js';
import { TimeStamp } from './time-stamp.jsx';
import { Waterfall } from './waterfall.jsx';

/**
 * One event, its earlier versions and its trace.
 *
 * @param {{id: string, newest: object[] | null, onClose: () => void}} props `newest`: the list beside, whose changes mean that this
 *   event may have a newer version
 */
export function EventDetail({ id, newest, onClose }) {
  const [found, setFound] = useState(null);
  const [missing, setMissing] = useState(false);
  const heading = useRef(null);

  useEffect(() => {
    heading.current?.focus();
  }, []);
  useEffect(() => {
    const controller = new AbortController();
    read(`events/${encodeURIComponent(id)}`, {}, controller.signal)
      .then(async (answer) => {
        const { traceId } = answer.event.links;
        const trace = traceId && (await read(`traces/${encodeURIComponent(traceId)}`, {}, controller.signal).catch(ignoreMissing));
        // Both at once, so that nothing moves under the reader's eyes.
        setFound({ ...answer, trace });
      })
      .catch((error) => error.name === 'AbortError' || setMissing(true));
    return () => controller.abort();
  }, [id, newest]);

  return (
    <section
      className="event-detail card"
      aria-labelledby="detail-heading"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header>
        <h2 id="detail-heading" ref={heading} tabIndex={-1}>
          {found ? describe(found.event).title : 'Event'}
        </h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {missing && <p className="console-empty">No event has the id {id}.</p>}
      {found && (
        <>
          <Said {...found} />
          {found.trace && <Waterfall spans={found.trace.spans} feedback={found.trace.feedback} selected={id} />}
          {found.trace === null && <p className="event-untraced">Its trace is not stored here.</p>}
          <Facts {...found} />
        </>
      )}
    </section>
  );
}

function ignoreMissing(error) {
  if (error.status === 404) return null;
  throw error;
}

/** What the user wrote, and whether it still holds. */
function Said({ event, versions }) {
  const said = event.message ?? (typeof event.value === 'string' ? event.value : undefined);
  const newer = versions.find((version) => version.current && version.id !== event.id);
  return (
    <>
      {newer && (
        <p className="event-newer">
          <a href={`#event=${newer.id}`}>A newer version</a> has taken its place.
        </p>
      )}
      {said && (
        <blockquote className="event-quote" dir="auto">
          <MaskedText text={said} />
        </blockquote>
      )}
    </>
  );
}

function Facts({ event, versions }) {
  const others = versions.filter((version) => version.id !== event.id);
  return (
    <>
      <dl className="event-facts">
        <Fact name="Time">
          <TimeStamp time={event.time} />
        </Fact>
        <Fact name="Name">{event.name}</Fact>
        {event.pii && (
          <Fact name="Masked">
            {Object.entries(event.pii)
              .map(([kind, count]) => `${count} ${kind.toLowerCase().replaceAll('_', ' ')}`)
              .join(', ')}
          </Fact>
        )}
        {Object.entries(event.links).map(([link, value]) => (
          <Fact key={link} name={link}>
            <code>{value}</code>
          </Fact>
        ))}
        {event.metadata && (
          <Fact name="Metadata">
            <code>{JSON.stringify(event.metadata)}</code>
          </Fact>
        )}
        <Fact name="Id">
          <code>{event.id}</code>
        </Fact>
        <Fact name="Key, version">
          <code>{event.key}</code>, {event.seq}
        </Fact>
      </dl>
      {others.length > 0 && (
        <details className="event-versions">
          <summary>{others.length === 1 ? 'One other version' : `${others.length} other versions`}</summary>
          <ol>
            {others.map((version) => (
              <li key={version.id}>
                <a href={`#event=${version.id}`}>{describe(version).title}</a>
                {version.message && ' with a comment'} · <TimeStamp time={version.time} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function Fact({ name, children }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
