import { useCallback, useEffect, useRef, useState } from 'react';
import { listen, read } from './api.js';

const chartDays = 7;

/** @param {{capability: string, name: string, kind: string}} filter */
const fits = (event, filter) =>
  (!filter.capability || event.links.capability === filter.capability) &&
  (!filter.name || event.name === filter.name) &&
  (!filter.kind || event.kind === filter.kind);

/**
 * The events, facets and vote counts that the console shows, kept up to date by the server's stream.
 *
 * @param {{capability: string, name: string, kind: string}} filter
 */
export function useEvents(filter) {
  const [list, setList] = useState({ events: null, cursor: null, arrived: new Set() });
  const [facets, setFacets] = useState({ capability: [], name: [], kind: [] });
  const [series, setSeries] = useState(null);
  const [live, setLive] = useState(false);
  const [failed, setFailed] = useState(false);
  const latest = useRef(filter);
  latest.current = filter;

  const readCounts = useCallback(async (signal) => {
    const { capability, name } = latest.current;
    const offset = -new Date().getTimezoneOffset();
    const [facetsNow, votesNow] = await Promise.all([
      read('facets', {}, signal),
      read('votes', { days: chartDays, offset, capability, name }, signal),
    ]);
    setFacets(facetsNow);
    setSeries(votesNow.series);
  }, []);

  const readList = useCallback(async (signal) => {
    const { events, cursor } = await read('events', latest.current, signal);
    setList({ events, cursor, arrived: new Set() });
  }, []);

  useEffect(() => {
    const controller = new AbortController();
    Promise.all([readList(controller.signal), readCounts(controller.signal)])
      .then(() => setFailed(false))
      .catch((error) => error.name === 'AbortError' || setFailed(true));
    return () => controller.abort();
  }, [filter.capability, filter.name, filter.kind, readCounts, readList]);

  useEffect(() => {
    let timer;
    let lost = false;
    const stop = listen({
      onLive: (now) => {
        setLive(now);
        // What arrived while the stream was down is read again.
        if (now && lost) Promise.all([readList(), readCounts()]).catch(() => setFailed(true));
        lost = !now;
      },
      onFeedback: (event) => {
        // Many events at once are counted once.
        clearTimeout(timer);
        timer = setTimeout(() => readCounts().catch(() => {}), 150);
        if (!event.current) return;
        setList((before) => {
          if (!before.events) return before;
          // A changed vote takes the place of the earlier one.
          const rest = before.events.filter((other) => other.key !== event.key);
          if (!fits(event, latest.current)) return { ...before, events: rest };
          return { ...before, events: [event, ...rest], arrived: new Set([...before.arrived, event.id]) };
        });
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [readCounts, readList]);

  const readMore = useCallback(async () => {
    const { events, cursor } = await read('events', { ...latest.current, before: list.cursor });
    setList((before) => {
      const known = new Set(before.events.map(({ id }) => id));
      return { ...before, events: [...before.events, ...events.filter(({ id }) => !known.has(id))], cursor };
    });
  }, [list.cursor]);

  return { ...list, facets, series, live, failed, readMore };
}
