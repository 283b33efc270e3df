/**
 * What a text would be sent as, while it is written: for any surface that shows it.
 * @module
 */

/** @typedef {import('./index').Preview} Preview */
/** @typedef {Preview & {readonly source: string}} TextPreview `source` is the text that it is of */

/** Milliseconds without a key after which a text is looked at. */
const PAUSE = 250;
/** UTF-16 units: longer texts are refused when they are sent, so nothing of them is shown. */
const LONGEST = 1 << 16;
/** A page that marks more becomes slow, and nobody reads them. */
const MOST_MARKS = 200;

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
 * The spans to mark in `text`, which may have been changed since: those before the first change hold still, so that marks do not
 * flicker with each key.
 * @param {TextPreview} preview @param {string} text
 */
export function marksIn({ source, spans }, text) {
  if (source === text) return spans.slice(0, MOST_MARKS);
  let same = 0;
  while (same < text.length && text[same] === source[same]) same++;
  return spans.filter(({ end }) => end <= same).slice(0, MOST_MARKS);
}

/** The types, for a screen reader: "EMAIL, PHONE (2)". @param {Preview} preview */
export const typesFound = ({ report }) =>
  Object.entries(report)
    .map(([type, count]) => (count > 1 ? `${type} (${count})` : type))
    .join(', ');
