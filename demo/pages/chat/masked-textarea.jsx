/** Above this many UTF-16 units laying the copy out with every key would take longer than a frame: the field scrolls, unmarked. */
const longestMarked = 8000;

/**
 * A textarea with marks: behind it lies a copy of its text in the same place and shape, of which only the marks are seen. The
 * copy also gives the height, so the field grows with its text and never scrolls against its marks.
 *
 * @param {object} props
 * @param {string} props.id
 * @param {string} props.describedBy
 * @param {string} props.value
 * @param {readonly {type: string, start: number, end: number}[]} props.spans in order, not overlapping
 * @param {(value: string) => void} props.onChange
 */
export function MaskedTextarea({ id, describedBy, value, spans, onChange }) {
  const long = value.length > longestMarked;
  const pieces = [];
  let from = 0;
  for (const { start, end } of spans) {
    pieces.push(value.slice(from, start), <mark key={start}>{value.slice(start, end)}</mark>);
    from = end;
  }
  // A last line that is empty has no height without a character on it.
  pieces.push(`${value.slice(from)}\u200b`);
  return (
    <div className={long ? 'masked-textarea long' : 'masked-textarea'}>
      {!long && (
        <div className="masked-textarea-copy" aria-hidden="true" dir="auto">
          {pieces}
        </div>
      )}
      <textarea
        id={id}
        aria-describedby={describedBy}
        dir="auto"
        rows={long ? 12 : 2}
        placeholder="What did you expect instead?"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
