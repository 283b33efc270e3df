import { Fragment } from 'react';

const placeholder = /(\[[A-Z][A-Z_]*(?:_\d+)?\])/;

/** Text in which what was masked stands out. @param {{text: string}} props */
export function MaskedText({ text }) {
  return text
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
