import { SpanStatusCode } from '@opentelemetry/api';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { resourceFromAttributes } from '@opentelemetry/resources';

const statusNames = { [SpanStatusCode.UNSET]: 'unset', [SpanStatusCode.OK]: 'ok', [SpanStatusCode.ERROR]: 'error' };

/** OpenTelemetry's `[seconds, nanoseconds]` as microseconds since 1970, which a double holds exactly. */
const microseconds = ([seconds, nanoseconds]) => seconds * 1e6 + Math.round(nanoseconds / 1e3);

/**
 * Keeps spans in SQLite and reads them back as traces. It is an OpenTelemetry `SpanExporter`.
 */
export class TraceStore {
  #insert;
  #select;
  #write;

  /** @param {import('libsql').Database} database */
  constructor(database) {
    this.#insert = database.prepare(
      `INSERT OR REPLACE INTO spans (span_id, trace_id, parent_span_id, name, start, duration, status, attributes, events, resource)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#select = database.prepare('SELECT * FROM spans WHERE trace_id = ? ORDER BY start, duration DESC');
    this.#write = database.transaction((spans, shift) => {
      for (const span of spans) this.#insert.run(...this.#row(span, shift));
    });
    /**
     * Added to the time of day of every span, in milliseconds; durations stay as measured. Seeded answers are given now, but
     * stand for conversations of the past days.
     */
    this.shift = 0;
  }

  #row(span, shift) {
    return [
      span.spanContext().spanId,
      span.spanContext().traceId,
      span.parentSpanContext?.spanId ?? null,
      span.name,
      microseconds(span.startTime) + shift * 1000,
      microseconds(span.duration),
      statusNames[span.status.code],
      JSON.stringify(span.attributes),
      JSON.stringify(
        span.events.map((event) => ({
          name: event.name,
          time: microseconds(event.time) + shift * 1000,
          attributes: event.attributes ?? {},
        })),
      ),
      JSON.stringify(span.resource.attributes),
    ];
  }

  /** Called by the span processor. */
  export(spans, done) {
    try {
      this.#write(spans, this.shift);
      done({ code: 0 });
    } catch (error) {
      done({ code: 1, error });
    }
  }

  async forceFlush() {}
  async shutdown() {}

  /**
   * @param {string} traceId
   * @returns spans in order of their start; times in microseconds since 1970. Empty when the trace is not known.
   */
  trace(traceId) {
    return this.#select.all(traceId).map((row) => ({
      spanId: row.span_id,
      traceId: row.trace_id,
      parentSpanId: row.parent_span_id,
      name: row.name,
      start: row.start,
      duration: row.duration,
      status: row.status,
      attributes: JSON.parse(row.attributes),
      events: JSON.parse(row.events),
      resource: JSON.parse(row.resource),
    }));
  }
}

/**
 * @param {TraceStore} store
 * @param {Record<string, string | boolean>} [attributes] of the resource
 */
export function createTracerProvider(store, attributes = {}) {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'feedspan-demo', ...attributes }),
    // Each span is written as it ends, so that a vote finds its trace in the console at once.
    spanProcessors: [new SimpleSpanProcessor(store)],
  });
  return provider;
}
