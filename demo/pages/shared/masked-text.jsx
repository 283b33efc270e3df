import { Fragment } from 'react';

const placeholder = /(\[[A-Z][A-Z_]*(?:_\d+|:[\w.:-]+)?\])/;

/** Of a longer text the part around the first mark is shown: thousands of marks take a browser longer than a frame. */
const longest = 2000;

/** Text in which what was masked stands out. @param {{text: string}} props */
export function MaskedText({ text }) {
  const first = text.length > longest ? Math.max(0, text.search(placeholder) - longest / 4) : 0;
  const last = first + longest;
  return `${first > 0 ? '… ' : ''}${text.slice(first, last)}${last < text.length ? ' …' : ''}`
    .split(placeholder)
    .map((piece, index) =>
      index % 2 === 1 ? (
        <mark key={index} className="masked">
          {piece}
        </mark>
      ) : (
        <Fragment key={index}>{piece}</Fragment>
      ),
    );
}
