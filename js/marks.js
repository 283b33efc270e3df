/**
 * Marks places in a text field while somebody writes in it. A field's own text cannot be marked, so a copy of it lies over the field, in
 * the same place and shape, with invisible letters: its marks are ranges of the CSS Custom Highlight API, or `<mark>`s where there is none.
 *
 * Laying out 64 KB takes a browser longer than a frame. So the copy consists of pieces of some kilobytes, blocks that end where a line
 * ends, which are made in slices of a few milliseconds; and a key that is typed renews the one piece that it falls into.
 * @module
 */
import { nextTask } from './ports/task.js';

/** UTF-16 units of a piece; a longer line is cut where it wraps. */
const PIECE = 1024;
/** Milliseconds of a task, and what a last piece takes: most of a frame at 60 Hz is left to the page. */
const SLICE = 4;

/** Pages set `--feedspan-mark` and `--feedspan-mark-line`; these are seen on light and on dark. */
const STYLE = 'background-color:var(--feedspan-mark,#ffb3004d);text-decoration:underline 2px var(--feedspan-mark-line,#c77700);color:transparent';
const NAME = 'feedspan-found';

/** What decides where a line of the field ends. */
const SHAPE = /** @type {const} */ ([
  'direction', 'unicodeBidi', 'fontFamily', 'fontSize', 'fontStyle', 'fontWeight', 'fontStretch', 'fontVariant', 'fontFeatureSettings',
  'fontKerning', 'letterSpacing', 'lineBreak', 'lineHeight', 'overflowWrap', 'paddingTop', 'paddingRight', 'paddingBottom', 'paddingLeft',
  'tabSize', 'textAlign', 'textIndent', 'textTransform', 'whiteSpace', 'wordBreak', 'wordSpacing',
]);

/**
 * On top of the field, and nothing to whoever points, selects or listens. Not `-webkit-user-select`: WebKit then draws a highlight of text
 * that cannot be selected in the next text that can.
 */
const LAYER = {
  position: 'absolute', margin: '0', border: '0', overflow: 'hidden', 'box-sizing': 'border-box', contain: 'strict', color: 'transparent',
  background: 'none', 'pointer-events': 'none', 'user-select': 'none', 'forced-color-adjust': 'none',
};

/**
 * A part of the text. Without an element it is a gap, still to be made.
 * @typedef {{length: number, element?: HTMLElement, node?: Text, ranges: AbstractRange[], stale: boolean, key: string}} Piece
 * @typedef {{readonly start: number, readonly end: number}} Place
 */

/** @param {number} length @returns {Piece} */
const gap = (length) => ({ length, ranges: [], stale: false, key: '' });

/** @param {string} text */
const isRightToLeft = (text) => /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(/\p{L}/u.exec(text)?.[0] ?? '');

/** The document's one set of ranges; undefined where the API is missing. @param {Document} document */
function highlightOf({ defaultView: view, adoptedStyleSheets }) {
  const highlights = view?.CSS?.highlights;
  if (!highlights) return undefined;
  let highlight = highlights.get(NAME);
  if (!highlight) {
    highlights.set(NAME, (highlight = new view.Highlight()));
    // A sheet made by script, which a strict `style-src` allows.
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(`::highlight(${NAME}){${STYLE}}`);
    adoptedStyleSheets.push(sheet);
  }
  return highlight;
}

/** The marks of one field. */
export class FieldMarks {
  #field;
  #layer;
  /** Behind the text, so that the copy can be scrolled as far as the field. */
  #end;
  #highlight;
  #observer;
  #text = '';
  /** @type {readonly Place[]} in order, without overlap */
  #places = [];
  /** @type {Piece[]} together they are the text */
  #pieces = [];
  #shape = '';
  #working = false;
  #stopped = false;

  /** @param {HTMLTextAreaElement} field stays as it is; the copy is put behind it in the document */
  constructor(field) {
    this.#field = field;
    this.#layer = field.ownerDocument.createElement('div');
    this.#layer.setAttribute('aria-hidden', 'true');
    this.#layer.dataset.feedspan = 'marks';
    for (const [property, value] of Object.entries(LAYER)) this.#layer.style.setProperty(property, value);
    this.#end = this.#layer.appendChild(field.ownerDocument.createElement('div'));
    this.#end.style.height = '3em';
    this.#highlight = highlightOf(field.ownerDocument);
    this.#observer = new ResizeObserver(() => this.#place());
    this.#observer.observe(field);
    if (field.parentElement) this.#observer.observe(field.parentElement);
    field.addEventListener('scroll', this.#scroll);
    field.after(this.#layer);
  }

  /** Whether everything is marked that is to be. */
  get done() {
    return !this.#working;
  }

  /** @param {string} text that of the field @param {readonly Place[]} places in UTF-16 units, in order, without overlap */
  update(text, places) {
    if (text !== this.#text) this.#change(text);
    this.#places = places;
    for (const piece of this.#pieces) piece.stale = true;
    this.#place();
    this.#work();
  }

  stop() {
    this.#stopped = true;
    this.#observer.disconnect();
    this.#field.removeEventListener('scroll', this.#scroll);
    for (const piece of this.#pieces) this.#remove(piece);
    this.#layer.remove();
  }

  #scroll = () => {
    this.#layer.scrollTop = this.#field.scrollTop;
    this.#layer.scrollLeft = this.#field.scrollLeft;
  };

  /** Over the field's text, of the field's shape. Where lines may end elsewhere now, the copy is made anew. */
  #place() {
    const { clientWidth, clientHeight, clientLeft, clientTop, offsetLeft, offsetTop } = this.#field;
    const style = getComputedStyle(this.#field);
    const layer = this.#layer.style;
    const shape = `${clientWidth} ${SHAPE.map((property) => style[property])}`;
    if (shape !== this.#shape) {
      this.#shape = shape;
      for (const property of SHAPE) layer[property] = style[property];
      for (const piece of this.#pieces) this.#remove(piece);
      this.#pieces = this.#text ? [gap(this.#text.length)] : [];
      this.#work();
    }
    layer.left = `${offsetLeft + clientLeft}px`;
    layer.top = `${offsetTop + clientTop}px`;
    layer.width = `${clientWidth}px`;
    layer.height = `${clientHeight}px`;
    this.#scroll();
  }

  /** Leaves the pieces before and behind what was changed, and a gap between them. @param {string} text */
  #change(text) {
    const before = this.#text;
    const shorter = Math.min(text.length, before.length);
    let same = 0;
    while (same < shorter && text[same] === before[same]) same++;
    let tail = 0;
    while (tail < shorter - same && text.at(-1 - tail) === before.at(-1 - tail)) tail++;

    const pieces = this.#pieces;
    let first = 0;
    let begin = 0;
    while (first < pieces.length && pieces[first].element && begin + pieces[first].length <= same) begin += pieces[first++].length;
    // What follows on its last line may fit on it now, or no longer.
    if (first > 0 && text[begin - 1] !== '\n') begin -= pieces[--first].length;
    let last = pieces.length;
    let end = text.length;
    for (let i = pieces.length - 1, at = text.length; i >= first && pieces[i].element; i--) {
      at -= pieces[i].length;
      if (at < begin || text.length - at > tail) break;
      if (text[at - 1] === '\n') [last, end] = [i, at];
    }
    for (const piece of pieces.slice(first, last)) this.#remove(piece);
    pieces.splice(first, last - first, ...(end > begin ? [gap(end - begin)] : []));
    this.#text = text;
  }

  /** Makes what is missing, a slice a task. */
  #work() {
    if (this.#working) return;
    this.#working = true;
    nextTask(() => {
      this.#working = false;
      if (this.#stopped) return;
      const end = performance.now() + SLICE;
      let at = 0;
      for (let i = 0; i < this.#pieces.length; at += this.#pieces[i++].length) {
        if (this.#pieces[i].element && !this.#pieces[i].stale) continue;
        if (performance.now() >= end) {
          this.#work();
          return;
        }
        if (!this.#pieces[i].element) this.#make(i, at);
        this.#mark(this.#pieces[i], at);
      }
      this.#scroll();
    });
  }

  /** Makes a piece of the beginning of the gap that is the `i`-th. @param {number} i @param {number} at where it is in the text */
  #make(i, at) {
    const text = this.#text;
    const whole = this.#pieces[i];
    const left = at + whole.length;
    let end = left - at <= PIECE ? left : text.lastIndexOf('\n', at + PIECE - 1) + 1;
    const wraps = end <= at;
    // Not between the halves of a pair.
    if (wraps) end = at + PIECE - +/[\ud800-\udbff]/.test(text[at + PIECE - 1]);
    const element = this.#field.ownerDocument.createElement('div');
    const node = this.#field.ownerDocument.createTextNode(text.slice(at, end));
    element.append(node);
    this.#align(element, at);
    this.#layer.insertBefore(element, this.#pieces.slice(i + 1).find((piece) => piece.element)?.element ?? this.#end);
    if (wraps) {
      node.data = node.data.slice(0, lastLineOf(node));
      end = at + node.data.length;
    }
    whole.length -= end - at;
    this.#pieces.splice(i, whole.length ? 0 : 1, { length: end - at, element, node, ranges: [], stale: true, key: '' });
    // Laid out here, and not together with the next ones at the end of the task; and drawn only where it is seen.
    element.style.containIntrinsicBlockSize = `${element.getBoundingClientRect().height}px`;
    element.style.contentVisibility = 'auto';
  }

  /** A piece that goes on with a paragraph has that paragraph's direction and no indent. @param {HTMLElement} element @param {number} at */
  #align(element, at) {
    const { unicodeBidi } = this.#layer.style;
    element.style.unicodeBidi = unicodeBidi;
    if (at === 0 || this.#text[at - 1] === '\n') return;
    element.style.textIndent = '0';
    if (unicodeBidi !== 'plaintext') return;
    const paragraph = this.#text.slice(this.#text.lastIndexOf('\n', at - 1) + 1, at);
    element.style.unicodeBidi = 'isolate';
    element.style.direction = isRightToLeft(paragraph) ? 'rtl' : 'ltr';
  }

  /** @param {Piece} piece @param {number} at */
  #mark(piece, at) {
    piece.stale = false;
    const { element, node } = piece;
    if (!element || !node) return;
    const places = this.#places.slice(firstBehind(this.#places, at), firstBehind(this.#places, at, piece.length));
    const within = places.map(({ start, end }) => [Math.max(start - at, 0), Math.min(end - at, piece.length)]);
    // Most pieces have the marks that they had: drawing them again is what costs.
    const key = `${within}`;
    if (key === piece.key) return;
    piece.key = key;
    const highlight = this.#highlight;
    if (highlight) {
      for (const range of piece.ranges) highlight.delete(range);
      piece.ranges = within.map(
        ([startOffset, endOffset]) => new StaticRange({ startContainer: node, startOffset, endContainer: node, endOffset }),
      );
      for (const range of piece.ranges) highlight.add(range);
      return;
    }
    let from = 0;
    /** @type {(string | HTMLElement)[]} */
    const nodes = [];
    for (const [start, end] of within) {
      const mark = Object.assign(element.ownerDocument.createElement('mark'), { textContent: node.data.slice(start, end) });
      mark.style.cssText = STYLE;
      nodes.push(node.data.slice(from, start), mark);
      from = end;
    }
    element.replaceChildren(...nodes, node.data.slice(from));
    element.getBoundingClientRect();
  }

  /** @param {Piece} piece */
  #remove(piece) {
    for (const range of piece.ranges) this.#highlight?.delete(range);
    piece.element?.remove();
  }
}

/**
 * The number of the first place that ends behind `at`; with `length`, that begins at `at + length` or later.
 * @param {readonly Place[]} places @param {number} at @param {number} [length]
 */
function firstBehind(places, at, length) {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const behind = length === undefined ? places[middle].end > at : places[middle].start >= at + length;
    if (behind) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where the last line of a text begins that does not end there: what follows may still go on it. All of it if it is one line. @param {Text} node */
function lastLineOf(node) {
  const { data } = node;
  const range = node.ownerDocument.createRange();
  /** Of the character there, or of the next one that has a box: spaces at the end of a line have none, or that of another line. @param {number} at */
  const boxOf = (at) => {
    while (data[at] === ' ') at++;
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    // WebKit gives the first character of a line an empty box at the end of the line before, too.
    return [...range.getClientRects()].at(-1) ?? range.getBoundingClientRect();
  };
  let high = data.trimEnd().length - 1;
  if (high < 0) return data.length;
  const { top, height } = boxOf(high);
  let low = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (boxOf(middle).top > top - height / 2) high = middle;
    else low = middle + 1;
  }
  while (low > 0 && data[low] === ' ') low++;
  // Not between the halves of a pair.
  if (/[\udc00-\udfff]/.test(data[low])) low--;
  return low > 0 ? low : data.length;
}
