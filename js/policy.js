/**
 * Reads `Redaction` options and packs them for the core (wasm/core/pii/policy_reader.h). Nothing that is not understood is passed
 * over: it is refused in a sentence that names the option.
 * @module
 */
import { KINDS } from './kinds.js';

/**
 * @typedef {import('./redaction').Redaction} Redaction
 * @typedef {{handle: number, types: readonly string[]}} ReadPolicy the policy's number, and the names of the site's own types
 */

/** The numbers of `Action` in wasm/core/pii/policy.h; a check compares them. */
const POLICIES = /** @type {const} */ (['placeholder', 'numbered', 'partial', 'hash', 'drop', 'allow']);
const ALLOW = POLICIES.indexOf('allow');

/** The numbers of `Entry` in wasm/core/pii/policy_reader.h; a check compares them. */
const ENTRIES = { all_actions: 0, action: 1, field: 2, options: 3, key: 4, allow: 5, own_type: 6, term: 7, pattern: 8, names: 9 };

/** Kinds and own types together. */
const MOST_TYPES = 64;
const TYPE_NAME = /^[A-Z](?:[A-Z_]{0,30}[A-Z])?$/;
const FIELD_PATH = /^(?:message|value|userId|metadata(?:\..+)?)$/s;

const encoder = new TextEncoder();

/** @param {string} path @param {string} problem @returns {never} */
const refuse = (path, problem) => {
  throw new TypeError(`redaction${path}: ${problem}`);
};

/** @param {unknown} value @param {string} path @returns {Record<string, any>} */
const object = (value, path) =>
  value && typeof value === 'object' && !Array.isArray(value) ? value : refuse(path, 'must be an object');
/** @param {unknown} value @param {string} path @returns {any[]} */
const list = (value, path) => (Array.isArray(value) ? value : refuse(path, 'must be a list'));
/** @param {unknown} value @param {string} path @returns {string} */
const text = (value, path) => (typeof value === 'string' ? value : refuse(path, 'must be text'));
/** @param {unknown} value @param {string} path @returns {boolean} */
const flag = (value, path) => (typeof value === 'boolean' ? value : refuse(path, 'must be true or false'));

/** Refuses names that are not in `known`. @param {Record<string, any>} given @param {string} path @param {string} known */
function only(given, path, known) {
  for (const name of Object.keys(given)) if (!known.split(' ').includes(name)) refuse(`${path}.${name}`, 'no such option');
  return given;
}

/**
 * @param {Pick<import('./core').Core, 'createPolicy'>} core or the relay's, or the scanner's
 * @param {Redaction} redaction
 * @returns {ReadPolicy}
 * @throws {TypeError} when an option is not understood
 */
export function createPolicy(core, redaction) {
  const { policies, numbered, fields = {}, kinds, minConfidence = 50, allow = [], key, terms = [], patterns = [], names } = only(
    object(redaction, ''),
    '',
    'policies numbered fields kinds minConfidence allow key terms patterns names',
  );
  /** @type {number[]} */
  const bytes = [];
  /** What each entry is of, for a refusal by the core. @type {string[]} */
  const paths = [];
  /** @type {string[]} */
  const types = [];

  const write = (/** @type {number} */ entry, a = 0, b = 0, /** @type {string | Uint8Array} */ content = '', path = '') => {
    const encoded = typeof content === 'string' ? encoder.encode(content) : content;
    if (encoded.length > 0xffff) refuse(path, 'is too long');
    bytes.push(entry, a, b, encoded.length & 0xff, encoded.length >> 8, ...encoded);
    paths.push(path);
  };

  /** The number of a kind or of an own type that there is. @param {unknown} name @param {string} path */
  const typeOf = (name, path) => {
    const type = [...KINDS, ...types].indexOf(/** @type {any} */ (name));
    return type >= 0 ? type : refuse(path, 'no such kind, and no term or pattern of that type');
  };
  /** The number of a term's or a pattern's type, a new one if need be. @param {unknown} name @param {string} path */
  const define = (name, path) => {
    if (!TYPE_NAME.test(text(name, path)) || name === 'DROPPED') refuse(path, 'a type has 1 to 32 capitals and _, such as ORDER_ID');
    if (!(/** @type {readonly unknown[]} */ (KINDS).includes(name)) && !types.includes(/** @type {string} */ (name))) {
      if (KINDS.length + types.length === MOST_TYPES) refuse(path, 'there are too many types');
      types.push(/** @type {string} */ (name));
      write(ENTRIES.own_type, 0, 0, /** @type {string} */ (name));
    }
    return typeOf(name, path);
  };

  for (const [i, entry] of list(terms, '.terms').entries()) {
    const path = `.terms[${i}]`;
    const { type, values, wholeWord = true } = only(object(entry, path), path, 'type values wholeWord');
    const number = define(type, `${path}.type`);
    for (const value of list(values, `${path}.values`)) write(ENTRIES.term, number, +flag(wholeWord, `${path}.wholeWord`), text(value, `${path}.values`), path);
  }
  for (const [i, entry] of list(patterns, '.patterns').entries()) {
    const path = `.patterns[${i}]`;
    const { type, pattern, ignoreCase = false, wholeWord = true } = only(object(entry, path), path, 'type pattern ignoreCase wholeWord');
    const bits = +flag(wholeWord, `${path}.wholeWord`) | (+flag(ignoreCase, `${path}.ignoreCase`) << 1);
    write(ENTRIES.pattern, define(type, `${path}.type`), bits, text(pattern, `${path}.pattern`), path);
  }

  if (names !== undefined) {
    if (!(names?.bytes instanceof Uint8Array)) refuse('.names', 'must be that of feedspan/names');
    write(ENTRIES.names, 0, 0, names.bytes, '.names');
  }

  let needsKey = false;
  /** @param {unknown} policy @param {string} path */
  const actionOf = (policy, path) => {
    const action = POLICIES.indexOf(/** @type {any} */ (policy));
    if (action < 0) refuse(path, `no such policy; there are ${POLICIES.join(', ')}`);
    needsKey ||= policy === 'hash';
    return action;
  };
  const left = kinds === undefined ? [] : KINDS.filter((kind) => !list(kinds, '.kinds').includes(kind));
  for (const kind of kinds ?? []) if (!KINDS.includes(kind)) refuse('.kinds', 'no such kind');

  /** What is said of a type goes before what is said of all. @param {unknown} given @param {string} path */
  const writeActions = (given, path) => {
    const byType = typeof given === 'string' ? { default: given } : object(given, path);
    if (byType.default !== undefined) write(ENTRIES.all_actions, 0, actionOf(byType.default, path));
    for (const [type, policy] of Object.entries(byType)) {
      if (type !== 'default') write(ENTRIES.action, typeOf(type, `${path}.${type}`), actionOf(policy, `${path}.${type}`));
    }
    for (const kind of left) write(ENTRIES.action, KINDS.indexOf(kind), ALLOW);
  };

  if (numbered !== undefined && flag(numbered, '.numbered')) write(ENTRIES.all_actions, 0, POLICIES.indexOf('numbered'));
  /** @type {Record<string, 'allow'>} */
  const allowed = {};
  let local = false;
  for (const value of list(allow, '.allow')) {
    if (text(value, '.allow') === 'private') local = true;
    else if (TYPE_NAME.test(value)) {
      typeOf(value, '.allow');
      allowed[value] = 'allow';
    } else if (value === '') refuse('.allow', 'must not be empty');
    else write(ENTRIES.allow, 0, 0, value, '.allow');
  }
  writeActions(typeof policies === 'string' ? { default: policies, ...allowed } : { ...object(policies ?? {}, '.policies'), ...allowed }, '.policies');

  if (!(minConfidence >= 0 && minConfidence <= 100 && Number.isInteger(minConfidence))) refuse('.minConfidence', 'must be from 0 to 100');
  write(ENTRIES.options, minConfidence, +local);
  for (const [field, given] of Object.entries(object(fields, '.fields'))) {
    if (!FIELD_PATH.test(field)) refuse(`.fields.${field}`, 'no such field; there are message, value, userId, metadata and metadata.<key>');
    write(ENTRIES.field, 0, 0, field);
    writeActions(given, `.fields.${field}`);
  }
  if (key !== undefined) {
    const size = encoder.encode(text(key, '.key')).length;
    if (size < 16 || size > 64) refuse('.key', 'must have 16 to 64 bytes');
    write(ENTRIES.key, 0, 0, key);
  } else if (needsKey) refuse('.key', 'the policy hash needs one');

  const created = core.createPolicy(Uint8Array.from(bytes));
  if (created.error) throw new Error(created.error.message);
  if (created.policy === undefined) {
    const { entry, problem, read } = created;
    refuse(paths[entry], sentence(paths[entry], problem, read, redaction));
  }
  return { handle: /** @type {number} */ (created.policy), types };
}

/** @param {string} path @param {number} problem @param {number} read bytes of the pattern @param {any} redaction */
function sentence(path, problem, read, redaction) {
  if (path === '.names') return 'is not of this version';
  if (!path.startsWith('.patterns')) return 'a term has 1 to 128 bytes, and all together some 65,000 characters';
  const { pattern } = redaction.patterns[Number(path.slice('.patterns['.length, -1))];
  const understood = new TextDecoder().decode(encoder.encode(pattern).slice(0, read));
  return [
    '',
    `not understood behind ${JSON.stringify(understood)}; docs/pii.md has the syntax`,
    'it matches the empty text',
    'the patterns are too big',
  ][problem];
}
