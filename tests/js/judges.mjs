/**
 * Judges of what is sent that nobody here wrote: JSON Schemas (Ajv) of what vendors publish, and OpenTelemetry's own protobuf definitions.
 * For Node's tests and for those in browsers alike. ClickHouse is its own judge: clickhouse.mjs.
 */
import Ajv from 'ajv/dist/2020.js';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const json = (/** @type {string} */ file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

const schemas = /** @type {Record<string, object>} */ ({
  webhook: json('../../schemas/webhook-v1.json'),
  ...json('../vectors/destinations/schemas.json'),
});
const ajv = new Ajv({ allowUnionTypes: true, strict: false });
/** @type {Map<string, import('ajv').ValidateFunction>} */
const validators = new Map(Object.entries(schemas).map(([type, schema]) => [type, ajv.compile(schema)]));

// From the npm package of OpenTelemetry itself; its later versions write logs and traces by hand and have no definitions of them.
const { opentelemetry } = createRequire(import.meta.url)('../../node_modules/otlp-definitions/build/src/generated/root.js');
const { logs, trace } = opentelemetry.proto.collector;
const MESSAGES = /** @type {Record<string, {member: string, message: any}>} */ ({
  otlp: { member: 'resourceLogs', message: logs.v1.ExportLogsServiceRequest },
  otis: { member: 'resourceSpans', message: trace.v1.ExportTraceServiceRequest },
});

/** Whether there is a judge for a type of destination. @param {string} type */
export const canJudge = (type) => validators.has(type) || type in MESSAGES;

/**
 * @param {string} type of the destination
 * @param {any} body parsed
 * @param {string} [why]
 * @throws when the body is not of the published form
 */
export function judge(type, body, why = type) {
  if (type in MESSAGES) return judgeOtlp(MESSAGES[type], body, why);
  const validate = validators.get(type);
  assert.ok(validate, `no judge for ${type}`);
  assert.ok(validate(body), `${why}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
}

/**
 * The definitions read the body and write it again without loss.
 * @param {{member: string, message: any}} definition @param {any} body @param {string} why
 */
function judgeOtlp({ member, message }, body, why) {
  assert.equal(body[member].length, 1, why);
  const read = message.fromObject(convertIds(body, (hex) => Buffer.from(hex, 'hex').toString('base64')));
  const again = message.toObject(message.decode(message.encode(read).finish()), { longs: String, bytes: String, json: true });
  assert.deepEqual(convertIds(again, (base64) => Buffer.from(base64, 'base64').toString('hex')), body, why);
  for (const { attributes, traceId, spanId } of recordsOf(body)) {
    const keys = attributes.map((/** @type {any} */ { key }) => key);
    assert.equal(new Set(keys).size, keys.length, `${why}: no key twice`);
    for (const { value } of attributes) assert.equal(Object.keys(value).length, 1, why);
    if (traceId !== undefined) assert.match(traceId, /^(?!0+$)[\da-f]{32}$/);
    if (spanId !== undefined) assert.match(spanId, /^(?!0+$)[\da-f]{16}$/);
  }
}

/** The log records or spans of a body. @param {any} body @returns {any[]} */
export const recordsOf = (body) =>
  (body.resourceLogs ?? body.resourceSpans).flatMap((/** @type {any} */ { scopeLogs, scopeSpans }) =>
    (scopeLogs ?? scopeSpans).flatMap((/** @type {any} */ { logRecords, spans }) => logRecords ?? spans),
  );

/** JSON has ids in hex where protobuf's own mapping has base64. @param {any} value @param {(text: string) => string} convert @returns {any} */
const convertIds = (value, convert) =>
  Array.isArray(value)
    ? value.map((each) => convertIds(each, convert))
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value).map(([key, each]) => [key, /^(trace|span|parentSpan)Id$/.test(key) ? convert(each) : convertIds(each, convert)]),
        )
      : value;
