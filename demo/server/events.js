import { EventEmitter } from 'node:events';

/** @typedef {import('feedspan/relay').CanonicalEvent} CanonicalEvent */
/** @typedef {import('feedspan/relay').ItemOutcome['outcome']} ItemOutcome */

const day = 86_400_000;

/** 1 or -1 for a thumb, else null: what the charts count. */
const polarityOf = (event) => (event.kind === 'thumb' ? event.value : null);

const text = (value) => (value === undefined ? null : JSON.stringify(value));
const parse = (value) => (value === null ? undefined : JSON.parse(value));

function eventOf(row) {
  return {
    id: row.id,
    key: row.key,
    seq: row.seq,
    time: row.time,
    received: row.received,
    kind: row.kind,
    name: row.name,
    value: parse(row.value),
    message: row.message ?? undefined,
    links: parse(row.links),
    metadata: parse(row.metadata),
    pii: parse(row.pii),
    current: row.current === 1,
  };
}

/**
 * Feedback as it came, every version of it. Of the events that share a `key` the one with the highest `seq` is current.
 * A signal has a key of its own, so each of them is.
 *
 * Emits `stored` with the event after it was written.
 */
export class EventStore extends EventEmitter {
  #database;
  #statements;
  #write;

  /** @param {import('libsql').Database} database */
  constructor(database) {
    super();
    this.setMaxListeners(0);
    this.#database = database;
    this.#statements = {
      known: database.prepare('SELECT 1 AS known FROM events WHERE id = ?'),
      newest: database.prepare('SELECT id, seq FROM events WHERE key = ? AND current = 1 ORDER BY seq DESC, id DESC LIMIT 1'),
      retire: database.prepare('UPDATE events SET current = 0 WHERE key = ? AND current = 1'),
      insert: database.prepare(
        `INSERT INTO events (id, key, seq, time, received, kind, name, value, polarity, message, capability, trace_id, span_id,
                             links, metadata, pii, current)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      one: database.prepare('SELECT * FROM events WHERE id = ?'),
      versions: database.prepare('SELECT * FROM events WHERE key = ? ORDER BY seq DESC, id DESC'),
      ofTrace: database.prepare('SELECT * FROM events WHERE trace_id = ? AND current = 1 ORDER BY time'),
      count: database.prepare('SELECT count(*) AS count FROM events'),
    };
    this.#write = database.transaction((events) => events.map((event) => this.#keep(event)));
  }

  /**
   * The `store` of a relay: one outcome an event, in order; all of them are written or none.
   * @param {readonly CanonicalEvent[]} events
   * @returns {ItemOutcome[]}
   */
  store(events) {
    const outcomes = this.#write(events);
    outcomes.forEach((outcome, index) => {
      if (outcome !== 'duplicate') this.emit('stored', this.event(events[index].id));
    });
    return outcomes;
  }

  #keep(event) {
    const { known, newest, retire, insert } = this.#statements;
    if (known.get(event.id)) return 'duplicate';
    const rival = newest.get(event.key);
    // Ids are ordered by time, so they decide between two clients that counted to the same number.
    const current = !rival || event.seq > rival.seq || (event.seq === rival.seq && event.id > rival.id);
    if (current) retire.run(event.key);
    const { links } = event;
    insert.run(
      event.id,
      event.key,
      event.seq,
      event.time,
      Date.now(),
      event.kind,
      event.name,
      text(event.value),
      polarityOf(event),
      event.message ?? null,
      links.capability ?? null,
      links.traceId ?? null,
      links.spanId ?? null,
      JSON.stringify(links),
      text(event.metadata),
      text(event.pii),
      current ? 1 : 0,
    );
    return current ? 'accepted' : 'superseded';
  }

  count() {
    return this.#statements.count.get().count;
  }

  event(id) {
    const row = this.#statements.one.get(id);
    return row ? eventOf(row) : undefined;
  }

  /** Every version under a key, newest first. */
  versions(key) {
    return this.#statements.versions.all(key).map(eventOf);
  }

  ofTrace(traceId) {
    return this.#statements.ofTrace.all(traceId).map(eventOf);
  }

  /**
   * Current events, newest first.
   * @param {{capability?: string, name?: string, kind?: string, before?: string, limit?: number}} [filter]
   *   `before`: the `cursor` of an earlier answer.
   */
  list({ capability, name, kind, before, limit = 50 } = {}) {
    const where = ['current = 1'];
    const values = [];
    for (const [column, value] of Object.entries({ capability, name, kind })) {
      if (value === undefined) continue;
      where.push(`${column} = ?`);
      values.push(value);
    }
    if (before !== undefined) {
      const [time, id] = before.split(/:(.*)/s);
      where.push('(time < ? OR (time = ? AND id < ?))');
      values.push(Number(time), Number(time), id ?? '');
    }
    const rows = this.#database
      .prepare(`SELECT * FROM events WHERE ${where.join(' AND ')} ORDER BY time DESC, id DESC LIMIT ?`)
      .all(...values, limit + 1);
    const events = rows.slice(0, limit).map(eventOf);
    const last = events.at(-1);
    return { events, cursor: rows.length > limit ? `${last.time}:${last.id}` : null };
  }

  /** What there is to filter by, each with the number of current events. */
  facets() {
    const count = (column) =>
      this.#database
        .prepare(
          `SELECT ${column} AS value, count(*) AS count FROM events
           WHERE current = 1 AND ${column} IS NOT NULL GROUP BY ${column} ORDER BY count DESC, value`,
        )
        .all()
        .map(({ value, count }) => ({ value, count }));
    return { capability: count('capability'), name: count('name'), kind: count('kind') };
  }

  /**
   * Thumbs up and down by capability and day; a vote counts once, as it stands now. Days without votes are there too.
   * @param {{now: number, days?: number, offset?: number, capability?: string, name?: string}} options
   *   `offset`: minutes to add to UTC for the reader's local time, which decides where a day begins.
   * @returns {{capability: string, days: {start: number, up: number, down: number}[]}[]}
   */
  votes({ now, days = 7, offset = 0, capability, name }) {
    const shift = offset * 60_000;
    const lastDay = Math.floor((now + shift) / day);
    const firstDay = lastDay - days + 1;
    const where = ['current = 1', 'polarity IS NOT NULL', 'time >= ?'];
    const values = [firstDay * day - shift];
    if (capability !== undefined) {
      where.push('capability = ?');
      values.push(capability);
    }
    if (name !== undefined) {
      where.push('name = ?');
      values.push(name);
    }
    const rows = this.#database
      .prepare(
        `SELECT coalesce(capability, '') AS capability, (time + ${shift}) / ${day} AS day,
                sum(polarity > 0) AS up, sum(polarity < 0) AS down
         FROM events WHERE ${where.join(' AND ')} GROUP BY 1, 2 ORDER BY 1, 2`,
      )
      .all(...values);
    const series = new Map();
    for (const row of rows) {
      if (row.day > lastDay) continue;
      let entry = series.get(row.capability);
      if (!entry) {
        entry = Array.from({ length: days }, (_, index) => ({ start: (firstDay + index) * day - shift, up: 0, down: 0 }));
        series.set(row.capability, entry);
      }
      entry[row.day - firstDay].up = row.up;
      entry[row.day - firstDay].down = row.down;
    }
    return [...series].map(([name, entry]) => ({ capability: name, days: entry }));
  }
}
