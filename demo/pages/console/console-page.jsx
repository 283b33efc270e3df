import { useCallback, useEffect, useMemo, useState } from 'react';
import { SiteHeader } from '../shared/site-header.jsx';
import { useEvents } from './event-store.js';
import { EventDetail } from './event-detail.jsx';
import { EventList } from './event-list.jsx';
import { VoteCharts } from './vote-charts.jsx';

/** The part of the page's state that a link can carry: `#event=...`, and filters as `?capability=...`. */
function useSelection() {
  const readHash = () => new URLSearchParams(location.hash.slice(1)).get('event');
  const [selected, setSelected] = useState(readHash);
  useEffect(() => {
    const update = () => setSelected(readHash());
    window.addEventListener('hashchange', update);
    return () => window.removeEventListener('hashchange', update);
  }, []);
  return selected;
}

function useFilter() {
  const [filter, setFilter] = useState(() => {
    const query = new URLSearchParams(location.search);
    return { capability: query.get('capability') ?? '', name: query.get('name') ?? '', kind: query.get('kind') ?? '' };
  });
  const change = useCallback((changed) => {
    setFilter((before) => {
      const after = { ...before, ...changed };
      const url = new URL(location.href);
      for (const [name, value] of Object.entries(after)) {
        if (value) url.searchParams.set(name, value);
        else url.searchParams.delete(name);
      }
      history.replaceState(null, '', url);
      return after;
    });
  }, []);
  return [filter, change];
}

export function ConsolePage() {
  const selected = useSelection();
  const [filter, setFilter] = useFilter();
  const { events, cursor, arrived, facets, series, live, failed, readMore } = useEvents(filter);
  const filtered = Boolean(filter.capability || filter.name || filter.kind);

  const close = useCallback(() => {
    const row = document.getElementById(`event-${selected}`);
    location.hash = '';
    row?.focus();
  }, [selected]);

  return (
    <>
      <SiteHeader current="/console" />
      <main id="content" className="console" data-open={selected !== null} tabIndex={-1}>
        <div className="console-head">
          <h1>Feedback</h1>
          <span className="console-live" data-live={live} role="status">
            {live ? 'Live' : 'Connecting…'}
          </span>
          <Totals series={series} facets={facets} />
        </div>

        <form className="console-filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
          {['capability', 'name', 'kind'].map((facet) => (
            <label key={facet}>
              <span>{facet}</span>
              <select className="field" value={filter[facet]} onChange={(event) => setFilter({ [facet]: event.target.value })}>
                <option value="">all</option>
                {facets[facet].map(({ value, count }) => (
                  <option key={value} value={value}>
                    {value} ({count})
                  </option>
                ))}
              </select>
            </label>
          ))}
          {filtered && (
            <button type="button" className="button plain" onClick={() => setFilter({ capability: '', name: '', kind: '' })}>
              Clear
            </button>
          )}
        </form>

        <div className="console-columns">
          <div className="console-main">
            {failed && (
              <p className="console-failed card" role="alert">
                The server did not answer. Reload the page when it is back.
              </p>
            )}
            <VoteCharts series={series} />
            <EventList events={events} arrived={arrived} selected={selected} filtered={filtered} />
            {cursor && (
              <button type="button" className="button console-more" onClick={() => readMore()}>
                Show older events
              </button>
            )}
          </div>
          {selected && <EventDetail key={selected} id={selected} newest={events} onClose={close} />}
        </div>
      </main>
    </>
  );
}

function Totals({ series, facets }) {
  const votes = useMemo(() => {
    const days = (series ?? []).flatMap((entry) => entry.days);
    const up = days.reduce((sum, day) => sum + day.up, 0);
    const down = days.reduce((sum, day) => sum + day.down, 0);
    return { up, down };
  }, [series]);
  if (!series) return null;
  const all = facets.kind.reduce((sum, { count }) => sum + count, 0);
  const rate = votes.up + votes.down > 0 ? Math.round((100 * votes.up) / (votes.up + votes.down)) : null;
  return (
    <dl className="console-totals">
      <div>
        <dt>Up, 7 days</dt>
        <dd className="up">{votes.up}</dd>
      </div>
      <div>
        <dt>Down, 7 days</dt>
        <dd className="down">{votes.down}</dd>
      </div>
      <div>
        <dt>Share up</dt>
        <dd>{rate === null ? '–' : <bdi dir="ltr">{rate} %</bdi>}</dd>
      </div>
      <div>
        <dt>All events</dt>
        <dd>{all}</dd>
      </div>
    </dl>
  );
}
