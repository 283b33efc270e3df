import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';

/**
 * The one SQLite file of the demo: feedback events and the traces they link to.
 *
 * `libsql` is SQLite with its binaries inside the npm packages, so that neither a compiler nor a download from outside the
 * registry is needed on Node 20, and with better-sqlite3's synchronous interface.
 */
const schema = `
CREATE TABLE IF NOT EXISTS events (
  id         TEXT PRIMARY KEY,
  key        TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  time       INTEGER NOT NULL,
  received   INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  value      TEXT,
  polarity   INTEGER,
  message    TEXT,
  capability TEXT,
  trace_id   TEXT,
  span_id    TEXT,
  links      TEXT NOT NULL,
  metadata   TEXT,
  pii        TEXT,
  current    INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS events_of_key ON events (key, seq);
CREATE INDEX IF NOT EXISTS events_by_time ON events (time);
CREATE INDEX IF NOT EXISTS events_of_trace ON events (trace_id);

CREATE TABLE IF NOT EXISTS spans (
  span_id        TEXT NOT NULL,
  trace_id       TEXT NOT NULL,
  parent_span_id TEXT,
  name           TEXT NOT NULL,
  start          INTEGER NOT NULL,
  duration       INTEGER NOT NULL,
  status         TEXT NOT NULL,
  attributes     TEXT NOT NULL,
  events         TEXT NOT NULL,
  resource       TEXT NOT NULL,
  PRIMARY KEY (trace_id, span_id)
) STRICT;

CREATE TABLE IF NOT EXISTS settings (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
`;

/**
 * @param {string} path a file, or `:memory:`
 */
export function openDatabase(path) {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  // The seed command may write while a server runs.
  database.pragma('busy_timeout = 5000');
  database.exec(schema);
  return database;
}
