/** First and last names, for `redaction: {names}`. See names.d.ts. @module */
import { wasmBytes } from './names-bytes.js';

/** @type {typeof import('./names').names} */
export const names = { bytes: wasmBytes(), toJSON: () => 'feedspan/names' };
