import { Icon } from '../shared/icons.jsx';
import { MaskedText } from '../shared/masked-text.jsx';
import { describe } from './event-words.js';
import { TimeStamp } from './time-stamp.jsx';

/**
 * @param {{events: object[] | null, arrived: Set<string>, selected: string | null, filtered: boolean}} props
 */
export function EventList({ events, arrived, selected, filtered }) {
  return (
    <section aria-labelledby="events-heading" aria-busy={events === null}>
      <h2 id="events-heading" className="console-heading">
        Events
      </h2>
      {events?.length === 0 && (
        <p className="console-empty card">
          {filtered ? 'No event fits these filters.' : 'Nothing yet. Open the chat, ask something, and press a thumb.'}
        </p>
      )}
      <ul className="event-list">
        {events?.map((event) => (
          <li key={event.id} data-arrived={arrived.has(event.id)}>
            <EventRow event={event} selected={event.id === selected} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EventRow({ event, selected }) {
  const { icon, tone, title } = describe(event);
  const said = event.message ?? (typeof event.value === 'string' ? event.value : undefined);
  return (
    <a id={`event-${event.id}`} className="event-row card" href={`#event=${event.id}`} aria-current={selected ? 'true' : undefined}>
      <span className={`event-icon ${tone}`}>
        <Icon name={icon} />
      </span>
      <span className="event-body">
        <span className="event-title">
          <strong>{title}</strong>
          <span className="tag">{event.name}</span>
          {event.links.capability && <span className="tag">{event.links.capability}</span>}
          {event.pii && (
            <span className="tag event-masked">
              <Icon name="shield" />
              <bdi>{Object.values(event.pii).reduce((sum, count) => sum + count, 0)} masked</bdi>
            </span>
          )}
        </span>
        {said && (
          <span className="event-said" dir="auto">
            <MaskedText text={said} />
          </span>
        )}
        {Array.isArray(event.metadata?.reasons) && (
          <span className="event-reasons">
            {event.metadata.reasons.map((reason) => (
              <span key={reason} className="tag">
                {String(reason).replaceAll('_', ' ')}
              </span>
            ))}
          </span>
        )}
      </span>
      <TimeStamp time={event.time} />
    </a>
  );
}
