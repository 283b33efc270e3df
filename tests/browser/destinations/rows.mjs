/**
 * The table of destinations: how each is reached, with which key, and what it gets for each kind of feedback. `said` writes one item of a
 * received body as a line, so that the tables can be read as the promise.
 */

import { recordsOf } from '../../js/judges.mjs';
import { TOKEN } from '../product.mjs';

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {'direct' | 'relay'} by
 * @property {(origin: string) => object} destination its options; `origin` is where the vendor listens
 * @property {string} [site] an https origin that cannot be an option, and stands for `origin` in this process
 * @property {string} key what must be nowhere in the page when a relay holds it
 * @property {[header: string, value: string | undefined]} auth
 * @property {string} path of the vendor's endpoint; `*` for the rest
 * @property {object} answer the vendor's
 * @property {(body: any) => any[]} items of a body
 * @property {(item: any, path: string) => string} about an id that the item speaks of
 * @property {(item: any) => string} said
 * @property {string} reads what `said` takes of an item, for the vendor's page in docs/destinations
 * @property {Record<string, string[]>} gets for each kind, in the order of arrival
 * @property {'delivered' | 'unsupported_target'} conversation what becomes of a vote that names a conversation alone
 * @property {boolean} replaces a later version takes the place of the earlier one at the vendor
 */

/** Parts that are there, as one line. @param {...unknown} parts */
const line = (...parts) => parts.filter((part) => part !== undefined && part !== '').join(' ');

export const axiomOptions = { type: 'axiom', url: 'https://us-east-1.aws.edge.axiom.co', dataset: 'feedback', token: TOKEN };

/** What append-only destinations get has the same order everywhere: a version, then the next one. */
const axiom = {
  path: '/v1/datasets/feedback/ingest',
  destination: (origin) => ({ ...axiomOptions, url: origin }),
  key: TOKEN,
  auth: ['authorization', `Bearer ${TOKEN}`],
  answer: { json: { ingested: 1, failed: 0, failures: [] } },
  items: (body) => [body].flat(),
  about: ({ links }) => links.trace_id ?? '',
  reads: '`kind`, `value`, `message`, and whether `feedspan.retracted`',
  said: ({ kind, value, message, feedspan }) => line(kind, `${value}`, message, feedspan.retracted && 'retracted'),
  gets: {
    thumb: ['thumb 1'],
    rating: ['number 4'],
    boolean: ['boolean false'],
    enum: ['text too_long'],
    text: ['text Short and clear'],
    comment: ['thumb -1', 'thumb -1 Ask [EMAIL]'],
    correction: ['text It is 42.'],
    signal: ['signal null'],
    changed: ['thumb 1', 'thumb -1'],
    retraction: ['thumb 1', 'signal null retracted'],
  },
  conversation: 'delivered',
  replaces: false,
};

const datadog = {
  key: 'dd-api-key',
  answer: { status: 202 },
  items: (body) => body.data.attributes.metrics,
  // Decimal there; all of these ids are in the range in which hex is exact.
  about: ({ span_id: id }) => BigInt(id).toString(16),
  reads: '`label`, `metric_type`, value, `assessment`; a comment is a metric of its own',
  said: ({ label, metric_type: type, assessment, ...metric }) => line(label, type, metric[`${type}_value`], assessment),
  gets: {
    thumb: ['thumbs categorical up pass'],
    rating: ['rating score 4'],
    boolean: ['resolved boolean false'],
    enum: ['reason categorical too_long'],
    text: ['comment text Short and clear'],
    comment: ['thumbs categorical down fail', 'thumbs categorical down fail', 'thumbs_comment text Ask [EMAIL]'],
    correction: ['correction text It is 42.'],
    signal: ['copy boolean true'],
    changed: ['thumbs categorical up pass', 'thumbs categorical down fail'],
    retraction: ['thumbs categorical up pass', 'thumbs_retracted boolean true'],
  },
  conversation: 'unsupported_target',
  replaces: false,
};

const attributesOf = ({ attributes }) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const otlp = {
  path: '/v1/logs',
  destination: (origin) => ({ type: 'otlp', url: origin, serviceName: 'chat', token: 'collector-token' }),
  key: 'collector-token',
  auth: ['authorization', 'Bearer collector-token'],
  answer: { json: {} },
  items: recordsOf,
  about: ({ traceId }) => traceId ?? '',
  reads: '`gen_ai.evaluation.name`, `.score.label`, `.score.value`, `.explanation`, `feedspan.text`, `.expected`, `.retracted`',
  said(record) {
    const { 'gen_ai.evaluation.name': name, 'gen_ai.evaluation.score.label': label, 'gen_ai.evaluation.score.value': value, ...more } = attributesOf(record);
    const { 'gen_ai.evaluation.explanation': comment, 'feedspan.text': text, 'feedspan.expected': expected, 'feedspan.retracted': retracted } = more;
    return line(name, label, value, comment, text === label ? '' : text, expected, retracted && 'retracted');
  },
  gets: {
    thumb: ['thumbs up 1'],
    rating: ['rating 4'],
    boolean: ['resolved false 0'],
    enum: ['reason too_long'],
    text: ['comment Short and clear'],
    comment: ['thumbs down 0', 'thumbs down 0 Ask [EMAIL]'],
    correction: ['correction It is 42.'],
    signal: ['copy'],
    changed: ['thumbs up 1', 'thumbs down 0'],
    retraction: ['thumbs up 1', 'thumbs retracted'],
  },
  conversation: 'delivered',
  replaces: false,
};

/** @type {readonly Row[]} */
export const ROWS = [
  { name: 'Axiom, direct', by: 'direct', ...axiom },
  { name: 'Axiom, through the relay', by: 'relay', ...axiom },
  {
    name: 'Datadog, its site, through the relay',
    by: 'relay',
    site: 'https://api.datadoghq.eu',
    destination: () => ({ type: 'datadog', site: 'datadoghq.eu', token: 'dd-api-key', mlApp: 'chat' }),
    path: '/api/intake/llm-obs/v2/eval-metric',
    auth: ['dd-api-key', 'dd-api-key'],
    ...datadog,
  },
  {
    name: 'Datadog, a local agent, through the relay',
    by: 'relay',
    destination: (origin) => ({ type: 'datadog', url: origin, mlApp: 'chat' }),
    path: '/evp_proxy/v2/api/intake/llm-obs/v2/eval-metric',
    auth: ['x-datadog-evp-subdomain', 'api'],
    ...datadog,
  },
  {
    name: 'HoneyHive, through the relay',
    by: 'relay',
    destination: (origin) => ({ type: 'honeyhive', url: origin, token: 'hh-key' }),
    key: 'hh-key',
    path: '/v1/events/:id',
    auth: ['authorization', 'Bearer hh-key'],
    answer: { json: { success: true } },
    items: ({ feedback }) => [feedback],
    about: (_, path) => path.split('/').at(-1),
    reads: 'the members of `feedback`, but `_metadata`, `_feedspan` and a `_comment` that is null',
    said: (feedback) =>
      line(...Object.entries(feedback).flatMap(([key, value]) => (/_(metadata|feedspan)$/.test(key) || (value === null && /_comment$/.test(key)) ? [] : `${key}=${value}`))),
    gets: {
      thumb: ['thumbs=true'],
      rating: ['rating=4'],
      boolean: ['resolved=false'],
      enum: ['reason=too_long'],
      text: ['comment=Short and clear'],
      comment: ['thumbs=false', 'thumbs=false thumbs_comment=Ask [EMAIL]'],
      correction: ['ground_truth=It is 42. correction=It is 42.'],
      signal: ['copy=true'],
      changed: ['thumbs=true', 'thumbs=false'],
      retraction: ['thumbs=true', 'thumbs=null'],
    },
    conversation: 'unsupported_target',
    replaces: true,
  },
  {
    name: 'Adaline, through the relay',
    by: 'relay',
    destination: (origin) => ({ type: 'adaline', url: origin, token: 'ad-key', projectId: 'project-1' }),
    key: 'ad-key',
    path: '/v2/logs/trace',
    auth: ['authorization', 'Bearer ad-key'],
    answer: { json: { success: true } },
    items: (body) => [body],
    about: ({ referenceId }) => referenceId,
    reads: 'requests: `+` creates, `-` deletes, `#` is a tag; of what goes with a value only its comment',
    said: ({ logTrace: { attributes, tags = [] } }) =>
      line(
        ...attributes.flatMap(({ operation, key, value }, i) =>
          operation === 'delete' ? (i ? [] : `-${key}`) : i === 0 || key.endsWith('_comment') ? `+${key}=${value}` : [],
        ),
        ...tags.map(({ operation, tag }) => `${operation === 'delete' ? '-' : '+'}#${tag}`),
      ),
    gets: {
      thumb: ['-user_feedback -#thumbs-up -#thumbs-down', '+user_feedback=positive +#thumbs-up'],
      rating: ['-user_feedback_rating', '+user_feedback_rating=4'],
      boolean: ['-resolved', '+resolved=false'],
      enum: ['-feedback_reason', '+feedback_reason=too_long'],
      text: ['-comment', '+comment=Short and clear'],
      comment: [
        ...['-user_feedback -#thumbs-up -#thumbs-down', '+user_feedback=negative +#thumbs-down'],
        ...['-user_feedback -#thumbs-up -#thumbs-down', '+user_feedback=negative +user_feedback_comment=Ask [EMAIL] +#thumbs-down'],
      ],
      correction: ['-correction', '+correction=It is 42.'],
      signal: ['-copy -#copy', '+copy=true +#copy'],
      changed: [
        ...['-user_feedback -#thumbs-up -#thumbs-down', '+user_feedback=positive +#thumbs-up'],
        ...['-user_feedback -#thumbs-up -#thumbs-down', '+user_feedback=negative +#thumbs-down'],
      ],
      retraction: [
        ...['-user_feedback -#thumbs-up -#thumbs-down', '+user_feedback=positive +#thumbs-up'],
        '-user_feedback -#thumbs-up -#thumbs-down',
      ],
    },
    conversation: 'unsupported_target',
    replaces: true,
  },
  {
    name: 'Otis, spans, direct',
    by: 'direct',
    destination: (origin) => ({ type: 'otis', url: origin, token: 'sk-otis-key' }),
    key: 'sk-otis-key',
    path: '/v1/traces',
    auth: ['authorization', 'Bearer sk-otis-key'],
    answer: { json: {} },
    items: recordsOf,
    about: (span) => attributesOf(span).targetSpanId,
    reads: '`signalType`, `signalName`, `score`, `text`, `comment`, `expected`, `feedspan.retracted`',
    said(span) {
      const { signalType, signalName, score, text, comment, expected, 'feedspan.retracted': retracted } = attributesOf(span);
      return line(signalType, signalName, score, text, comment, expected, retracted && 'retracted');
    },
    gets: {
      thumb: ['feedback thumbs_up 1'],
      rating: ['feedback rating 4'],
      boolean: ['feedback resolved 0'],
      enum: ['feedback reason too_long'],
      text: ['feedback comment Short and clear'],
      comment: ['feedback thumbs_down 0', 'feedback thumbs_down 0 Ask [EMAIL]'],
      correction: ['edit user_edit It is 42.'],
      signal: ['default copy'],
      changed: ['feedback thumbs_up 1', 'feedback thumbs_down 0'],
      retraction: ['feedback thumbs_up 1', 'feedback thumbs retracted'],
    },
    conversation: 'unsupported_target',
    replaces: false,
  },
  {
    name: 'Raindrop, direct',
    by: 'direct',
    destination: (origin) => ({ type: 'raindrop', url: origin, token: 'rd-write-key' }),
    key: 'rd-write-key',
    path: '/v1/signals/track',
    auth: ['authorization', 'Bearer rd-write-key'],
    answer: { status: 204 },
    items: (body) => body,
    about: ({ event_id: id }) => id,
    reads: '`signal_type`, `signal_name`, `sentiment`, and of `properties` `score`, `value`, `comment`, `after`, `retracted`',
    said: ({ signal_type: type, signal_name: name, sentiment, properties: { score, value, comment, after, retracted } }) =>
      line(type, name, sentiment, score, value, comment, after, retracted && 'retracted'),
    gets: {
      thumb: ['feedback thumbs_up POSITIVE 1'],
      rating: ['feedback rating 4'],
      boolean: ['feedback resolved 0'],
      enum: ['feedback reason too_long'],
      text: ['feedback comment Short and clear'],
      comment: ['feedback thumbs_down NEGATIVE 0', 'feedback thumbs_down NEGATIVE 0 Ask [EMAIL]'],
      correction: ['edit user_edit It is 42.'],
      signal: ['default copy'],
      changed: ['feedback thumbs_up POSITIVE 1', 'feedback thumbs_down NEGATIVE 0'],
      retraction: ['feedback thumbs_up POSITIVE 1', 'feedback thumbs retracted'],
    },
    conversation: 'unsupported_target',
    replaces: false,
  },
  { name: 'OTLP, direct', by: 'direct', ...otlp },
  {
    name: 'OTLP, Foundry, direct',
    by: 'direct',
    ...otlp,
    destination: (origin) => ({ ...otlp.destination(origin), profile: 'foundry' }),
    gets: {
      ...otlp.gets,
      thumb: ['task_completion pass 1'],
      rating: ['rating pass 4'],
      boolean: ['resolved fail 0'],
      comment: ['task_completion fail 0', 'task_completion fail 0 Ask [EMAIL]'],
      changed: ['task_completion pass 1', 'task_completion fail 0'],
      // Of the portal's name only a vote is one; `feedspan.key` ties the two.
      retraction: ['task_completion pass 1', 'thumbs retracted'],
    },
  },
  {
    name: 'webhook, direct',
    by: 'direct',
    destination: (origin) => ({ type: 'webhook', url: `${origin}/hook`, token: 'hook-token' }),
    key: 'hook-token',
    path: '/hook',
    auth: ['authorization', 'Bearer hook-token'],
    answer: { status: 204 },
    items: ({ events }) => events,
    about: ({ links }) => links.traceId ?? '',
    reads: '`kind`, `value`, `message`',
    said: ({ kind, value, message }) => line(kind, value, message),
    gets: {
      thumb: ['thumb 1'],
      rating: ['number 4'],
      boolean: ['boolean false'],
      enum: ['enum too_long'],
      text: ['text Short and clear'],
      comment: ['thumb -1', 'thumb -1 Ask [EMAIL]'],
      correction: ['correction It is 42.'],
      signal: ['signal'],
      changed: ['thumb 1', 'thumb -1'],
      retraction: ['thumb 1', 'retraction'],
    },
    conversation: 'delivered',
    replaces: true,
  },
];

/** What ClickHouse has for each kind: `FINAL` leaves the newest version of a vote. */
export const CLICKHOUSE = {
  reads: '`kind`, `label`, `score`, `text`, `expected`, `message` of `SELECT ... FINAL`',
  columns: ['kind', 'label', 'score', 'text', 'expected', 'message'],
  gets: {
    thumb: ['thumb up 1'],
    rating: ['number 4'],
    boolean: ['boolean false 0'],
    enum: ['enum too_long too_long'],
    text: ['text Short and clear'],
    comment: ['thumb down 0 Ask [EMAIL]'],
    correction: ['correction It is 42.'],
    signal: ['signal'],
    changed: ['thumb down 0'],
    retraction: ['retraction'],
  },
};

/**
 * The promise as the vendors' pages have it. @param {{reads: string, gets: Record<string, string[]>}} row
 * @returns {string} a table of Markdown
 */
export const tableOf = ({ reads, gets }) =>
  [
    `| the user gives | what arrives: ${reads} |`,
    '| --- | --- |',
    ...Object.entries(gets).map(([kind, said]) => `| ${WORDS[kind]} | ${said.map((each) => `\`${each}\``).join(', ')} |`),
  ].join('\n');

const WORDS = {
  thumb: 'a thumb up',
  rating: 'a rating of 4',
  boolean: '`resolved`: no',
  enum: '`reason`: too_long',
  text: 'a text',
  comment: 'a thumb down, then a comment with an e-mail address',
  correction: 'a correction',
  signal: 'a copied answer',
  changed: 'a thumb up, changed to down',
  retraction: 'a thumb up, taken back',
};

/** Which table is on which page. */
export const PAGES = {
  axiom: ['Axiom, direct'],
  datadog: ['Datadog, its site, through the relay'],
  honeyhive: ['HoneyHive, through the relay'],
  adaline: ['Adaline, through the relay'],
  otis: ['Otis, spans, direct'],
  raindrop: ['Raindrop, direct'],
  otlp: ['OTLP, direct', 'OTLP, Foundry, direct'],
  webhook: ['webhook, direct'],
};
