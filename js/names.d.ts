/**
 * First and last names, an option of its own bytes: `import { names } from 'feedspan/names'` and `redaction: { names }`. Names are found as
 * `PERSON` where their surroundings say that they are one; docs/pii.md has the rules and how well they do.
 */
export interface Names {
  /** As the core reads them. */
  readonly bytes: Uint8Array;
  /** What stands for them where options are compared. */
  toJSON(): string;
}
export declare const names: Names;
