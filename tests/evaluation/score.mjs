/**
 * Counting. A span that was found matches a label of the same type if their overlap is at least half of their union; each matches at
 * most once. A label is leaked if less than half of its units lie in spans of whatever type, since what is masked as something else
 * did not get out. An optional label is neither missed nor, where something of any type is found in it, wrong.
 */

/** @typedef {import('./generate.mjs').Item} Item @typedef {import('./generate.mjs').Label} Label */
/** @typedef {{ type: string, start: number, end: number }} Span */
/** @typedef {{ hits: number, labels: number, found: number, leaked: number }} Counts */

/** The kinds of the micro average. */
export const SIX = ['EMAIL', 'PHONE', 'CREDIT_CARD', 'IBAN', 'US_SSN', 'IP_ADDRESS'];

const overlap = (/** @type {Span} */ a, /** @type {Span} */ b) => Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
const matches = (/** @type {Span} */ a, /** @type {Span} */ b) => {
  const shared = overlap(a, b);
  return shared > 0 && 2 * shared >= a.end - a.start + (b.end - b.start) - shared;
};

export class Score {
  /** @type {Map<string, Counts>} by tier and kind, and by tier and language for the six kinds */
  #counts = new Map();
  /** @type {Map<string, { texts: number, spans: number, six: number, hit: number }>} false positives on texts without labels, by source and by language */
  #clean = new Map();
  /** @type {{ type: string, line: string }[]} */
  #failures = [];

  /** @param {Item} item @param {Span[]} found without overlaps */
  add(item, found) {
    const { spans: labels, lang, tier, source } = item;
    const free = new Set(found);
    for (const label of labels) {
      if (label.optional) continue;
      const hit = [...free].find((span) => span.type === label.type && matches(span, label));
      const covered = found.reduce((units, span) => units + overlap(span, label), 0);
      const leaked = 2 * covered < label.end - label.start;
      if (hit) free.delete(hit);
      else this.#fail(label.type, leaked ? 'LEAKED' : 'MISSED', item, label);
      for (const counts of this.#of(tier, label.type, lang)) {
        counts.labels++;
        if (hit) counts.hits++, counts.found++;
        if (leaked) counts.leaked++;
      }
    }
    const wrong = [...free].filter((span) => !labels.some((label) => label.optional && overlap(label, span) > 0));
    for (const span of wrong) {
      this.#fail(span.type, 'WRONG ', item, span);
      for (const counts of this.#of(tier, span.type, lang)) counts.found++;
    }
    if (labels.length > 0) return;
    for (const group of ['all', `source ${source}`, `language ${lang}`]) {
      const clean = this.#clean.get(group) ?? { texts: 0, spans: 0, six: 0, hit: 0 };
      this.#clean.set(group, clean);
      clean.texts++;
      clean.spans += wrong.length;
      clean.six += wrong.filter(({ type }) => SIX.includes(type)).length;
      if (wrong.length > 0) clean.hit++;
    }
  }

  /** @param {string} tier @param {string} type @param {string} lang @returns {Counts[]} */
  #of(tier, type, lang) {
    const keys = [`${tier} ${type}`, ...(SIX.includes(type) ? [`${tier} six`, `${tier} six in ${lang}`] : [])];
    return keys.map((key) => {
      const counts = this.#counts.get(key) ?? { hits: 0, labels: 0, found: 0, leaked: 0 };
      this.#counts.set(key, counts);
      return counts;
    });
  }

  /** @param {string} type @param {string} what @param {Item} item @param {Span} span */
  #fail(type, what, { text, lang, tier, source }, { start, end }) {
    const shown = `${text.slice(Math.max(0, start - 60), start)}«${text.slice(start, end)}»${text.slice(end, end + 40)}`;
    this.#failures.push({ type, line: `${what} ${type} ${tier} ${lang} ${source}: ${shown.replace(/\s+/g, ' ')}` });
  }

  /** @param {string} [type] all without it */
  failures(type) {
    return this.#failures.filter((failure) => !type || failure.type === type).map(({ line }) => line);
  }

  figures() {
    const spans = Object.fromEntries([...this.#counts].map(([key, { hits, labels, found, leaked }]) => {
      const [precision, recall] = [hits / found, hits / labels];
      return [key, { labels, found, precision, recall, f1: (2 * hits) / (found + labels), leaked: leaked / labels }];
    }));
    const clean = Object.fromEntries([...this.#clean].map(([key, { texts, spans: wrong, six, hit }]) => [key, { texts, perThousand: (1000 * wrong) / texts, sixPerThousand: (1000 * six) / texts, textsHitPerThousand: (1000 * hit) / texts }]));
    return { spans, clean };
  }

  /** Markdown. */
  table() {
    const { spans, clean } = this.figures();
    const number = (/** @type {number} */ value) => (Number.isFinite(value) ? value.toFixed(3) : '-');
    const percent = (/** @type {number} */ value) => (Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : '-');
    const lines = ['| tier, kind | labels | found | precision | recall | F1 | leaked |', '| --- | --: | --: | --: | --: | --: | --: |'];
    const order = (/** @type {string} */ key) => [key.startsWith('plain') ? 0 : 1, / six$/.test(key) ? 0 : / six in /.test(key) ? 2 : 1, SIX.indexOf(key.split(' ')[1]) >>> 0];
    const keys = Object.keys(spans).sort((a, b) => {
      const [x, y] = [order(a), order(b)];
      return x[0] - y[0] || x[1] - y[1] || x[2] - y[2] || (a < b ? -1 : 1);
    });
    for (const key of keys) {
      const { labels, found, precision, recall, f1, leaked } = spans[key];
      lines.push(`| ${key} | ${labels} | ${found} | ${number(precision)} | ${number(recall)} | ${number(f1)} | ${percent(leaked)} |`);
    }
    lines.push('', '| texts without personal data | texts | false positives per 1,000 | of the six kinds | texts hit per 1,000 |', '| --- | --: | --: | --: | --: |');
    for (const key of Object.keys(clean).sort()) {
      const { texts, perThousand, sixPerThousand, textsHitPerThousand } = clean[key];
      lines.push(`| ${key} | ${texts} | ${perThousand.toFixed(1)} | ${sixPerThousand.toFixed(1)} | ${textsHitPerThousand.toFixed(1)} |`);
    }
    return lines.join('\n');
  }
}
