/** @typedef {import('./index').FeedbackInput} FeedbackInput */

/** @type {(kind: string, value?: unknown) => (input: any) => any} */
const of =
  (kind, value) =>
  (input) =>
    value === undefined ? { ...input, kind } : { ...input, kind, value };

/** @type {typeof import('./index').Feedback} */
export const Feedback = {
  thumb: of('thumb'),
  thumbUp: of('thumb', 'up'),
  thumbDown: of('thumb', 'down'),
  number: of('number'),
  bool: of('boolean'),
  text: of('text'),
  enum: of('enum'),
  signal: of('signal', null),
  correction: of('correction'),
};
