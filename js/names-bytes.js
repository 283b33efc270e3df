/**
 * The pack of names in bytes. In the repository they are packed from names/ (Node only); scripts/bundle.mjs writes the module of the same
 * name that ships, in the form of the modules that hold WebAssembly (scripts/embed.mjs), by whose name the function goes.
 * @module
 */
import { packNames } from '../scripts/names.mjs';

export const wasmBytes = packNames;
