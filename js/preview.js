/**
 * What a text would be sent as, while it is written: for any surface that shows it.
 * @module
 */
import { openLiveRegion } from './live-region.js';
import { FieldMarks } from './marks.js';

/** @typedef {import('./index').Preview} Preview */
/** @typedef {Preview & {readonly source: string}} TextPreview `source` is the text that it is of */

export { FieldMarks };

/** Milliseconds without a key after which a text is looked at. */
const PAUSE = 250;
/** UTF-16 units: longer texts are refused when they are sent, so nothing of them is shown. */
const LONGEST = 1 << 16;

/** @type {TextPreview} */
export const NO_PREVIEW = { source: '', text: '', spans: [], report: {} };

/**
 * @param {(text: string) => Promise<Preview>} preview a client's
 * @param {(preview: TextPreview) => void} show called when typing pauses, and at once for an empty text; never for a text that has
 *   been changed meanwhile
 * @returns {{update(text: string): void, stop(): void}}
 */
export function followText(preview, show) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Of the text at hand; an answer for an earlier one is not shown. */
  let turn = 0;
  return {
    update(text) {
      const mine = ++turn;
      clearTimeout(timer);
      if (text.trim() === '' || text.length > LONGEST) show({ ...NO_PREVIEW, source: text });
      else {
        timer = setTimeout(async () => {
          const found = await preview(text);
          if (mine === turn) show({ ...found, source: text });
        }, PAUSE);
      }
    },
    stop() {
      turn++;
      clearTimeout(timer);
    },
  };
}

/**
 * The spans to mark in `text`, which may have been changed since: those before the first change and behind the last one stay, so
 * that marks do not flicker with each key.
 * @param {TextPreview} preview @param {string} text
 */
export function marksIn({ source, spans }, text) {
  if (source === text) return spans;
  const shorter = Math.min(text.length, source.length);
  let same = 0;
  while (same < shorter && text[same] === source[same]) same++;
  let tail = 0;
  while (tail < shorter - same && text.at(-1 - tail) === source.at(-1 - tail)) tail++;
  const moved = text.length - source.length;
  return spans.flatMap((span) => {
    if (span.end <= same) return [span];
    return span.start >= source.length - tail ? [{ ...span, start: span.start + moved, end: span.end + moved }] : [];
  });
}

/** The types, for a screen reader: "EMAIL, PHONE (2)". @param {Preview} preview */
export const typesFound = ({ report }) =>
  Object.entries(report)
    .map(([type, count]) => (count > 1 ? `${type} (${count})` : type))
    .join(', ');

/** Masked forms, as wasm/core/pii/masked.h has them. */
const MASKED = /(\[[A-Z][A-Z_]*(?:_\d{1,7}|:[\w.:-]{1,80})?\])/;

/** One field of a form, and where its text is in what will be sent. @typedef {{field: HTMLTextAreaElement, at: number}} FieldOf */

/**
 * Follows a form that has an element `data-feedspan-preview`: marks what is found in its fields, and shows in that element what the text
 * would be sent as.
 * @param {Pick<import('./index').Client, 'preview'>} client @param {HTMLElement} place the element
 * @returns {(text: string, fields: readonly FieldOf[]) => void} to be called with each change
 */
export function followForm(client, place) {
  const show = showIn(place);
  /** @type {WeakMap<HTMLTextAreaElement, FieldMarks>} */
  const marks = new WeakMap();
  /** @type {TextPreview} */
  let shown = NO_PREVIEW;
  let text = '';
  /** @type {readonly FieldOf[]} */
  let fields = [];
  const mark = () => {
    const spans = marksIn(shown, text);
    for (const { field, at } of fields) {
      if (!marks.has(field)) marks.set(field, new FieldMarks(field));
      const end = at + field.value.length;
      const places = spans.filter((span) => span.start >= at && span.end <= end).map((span) => ({ start: span.start - at, end: span.end - at }));
      marks.get(field)?.update(field.value, places);
    }
  };
  const { update } = followText(
    (written) => client.preview(written),
    (preview) => {
      shown = preview;
      mark();
      show(preview);
    },
  );
  return (written, places) => {
    text = written;
    fields = places;
    mark();
    update(written);
  };
}

/**
 * Shows a preview while anything is masked: a label of the page's own, the attribute's value, then the text with its masked forms
 * marked. Of a long text the part around the first one.
 * @param {HTMLElement} place
 */
function showIn(place) {
  const LONGEST_SHOWN = 2000;
  const { announce } = openLiveRegion(place.ownerDocument);
  const label = place.dataset.feedspanPreview || 'Will be sent as:';
  let said = '';
  return (/** @type {Preview} */ preview) => {
    const types = typesFound(preview);
    place.hidden = !types;
    const first = Math.max(0, preview.text.search(MASKED) - LONGEST_SHOWN / 4);
    const text = preview.text.slice(first, first + LONGEST_SHOWN);
    const pieces = `${first > 0 ? '… ' : ''}${text}${first + LONGEST_SHOWN < preview.text.length ? ' …' : ''}`.split(MASKED);
    const quote = document.createElement('q');
    quote.dir = 'auto';
    quote.append(...pieces.map((piece, i) => (i % 2 ? Object.assign(document.createElement('mark'), { textContent: piece }) : piece)));
    place.replaceChildren(`${label} `, quote);
    if (types && types !== said) announce(`${label} ${types}`);
    said = types;
  };
}
