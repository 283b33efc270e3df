import { Fragment, useId, useState } from 'react';
import { Icon } from '../shared/icons.jsx';
import { describe } from './event-words.js';

/** @param {number} microseconds */
export function formatDuration(microseconds) {
  if (microseconds < 1000) return `${microseconds} µs`;
  if (microseconds < 1e6) return `${(microseconds / 1000).toFixed(microseconds < 1e4 ? 2 : 0)} ms`;
  return `${(microseconds / 1e6).toFixed(2)} s`;
}

/** Depth-first, children in order of their start; a span whose parent is not here counts as a root. */
function outline(spans) {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const children = new Map();
  for (const span of spans) {
    const parent = known.has(span.parentSpanId) ? span.parentSpanId : null;
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const rows = [];
  const visit = (parent, depth) => {
    for (const span of children.get(parent) ?? []) {
      rows.push({ span, depth });
      visit(span.spanId, depth + 1);
    }
  };
  visit(null, 0);
  return rows;
}

/**
 * A trace as nested bars in time, with the feedback on the spans that it speaks about.
 *
 * @param {{spans: object[], feedback: object[], selected: string}} props times in microseconds; `selected`: the id of the event
 */
export function Waterfall({ spans, feedback, selected }) {
  const rows = outline(spans);
  const start = Math.min(...spans.map((span) => span.start));
  const total = Math.max(1, ...spans.map((span) => span.start + span.duration - start));
  const seeded = spans[0].resource['demo.seeded'] === true;
  return (
    <section className="waterfall" aria-labelledby="trace-heading">
      <header>
        <h3 id="trace-heading">Trace</h3>
        <span className="tag">{formatDuration(total)}</span>
        {seeded && <span className="tag">seeded: time of day moved, durations as measured</span>}
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">Span</th>
            <th scope="col">
              <span className="waterfall-axis" aria-hidden="true">
                <span>0</span>
                <span>{formatDuration(Math.round(total / 2))}</span>
                <span>{formatDuration(total)}</span>
              </span>
              <span className="visually-hidden">Start and duration</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ span, depth }) => (
            <SpanRows
              key={span.spanId}
              span={span}
              depth={depth}
              offset={span.start - start}
              total={total}
              feedback={feedback.filter((event) => event.links.spanId === span.spanId)}
              selected={selected}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** After the bar if there is room, else before it, else on it. */
function labelPlace(from, width) {
  if (from + width <= 75) return { insetInlineStart: `${from + width}%` };
  if (from >= 25) return { insetInlineEnd: `${100 - from}%` };
  return { insetInlineStart: `${from}%` };
}

function SpanRows({ span, depth, offset, total, feedback, selected }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const attributes = Object.entries(span.attributes);
  const width = (100 * span.duration) / total;
  const from = (100 * offset) / total;
  return (
    <Fragment>
      <tr data-linked={feedback.length > 0}>
        <th scope="row">
          <button
            type="button"
            className="waterfall-name"
            style={{ paddingInlineStart: `${0.25 + depth * 0.85}rem` }}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            {span.name}
          </button>
        </th>
        <td>
          <span className="waterfall-track">
            <span className="waterfall-bar" data-depth={depth % 4} style={{ insetInlineStart: `${from}%`, inlineSize: `${width}%` }} />
            <span
              className="waterfall-label"
              data-inside={from < 25 && from + width > 75}
              style={labelPlace(from, width)}
            >
              <span className="visually-hidden">starts at {formatDuration(offset)}, takes </span>
              {formatDuration(span.duration)}
            </span>
          </span>
        </td>
      </tr>
      {feedback.length > 0 && (
        <tr className="waterfall-feedback">
          <td colSpan={2}>
            <ul aria-label={`Feedback on ${span.name}`}>
              {feedback.map((event) => {
                const { icon, tone, title } = describe(event);
                return (
                  <li key={event.id}>
                    <a
                      className={`tag ${tone}`}
                      href={`#event=${event.id}`}
                      aria-current={event.id === selected ? 'true' : undefined}
                    >
                      <Icon name={icon} />
                      {event.kind === 'signal' ? event.name : title}
                    </a>
                  </li>
                );
              })}
            </ul>
          </td>
        </tr>
      )}
      <tr id={id} className="waterfall-attributes" hidden={!open}>
        <td colSpan={2}>
          {attributes.length === 0 && 'No attributes.'}
          <dl>
            {attributes.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{Array.isArray(value) ? value.join(', ') : String(value)}</dd>
              </div>
            ))}
          </dl>
        </td>
      </tr>
    </Fragment>
  );
}
