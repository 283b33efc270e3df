import { readFileSync } from 'node:fs';

export const summary = 'the same words for errors, kinds, links and destinations in C++, JavaScript and types';

const read = (/** @type {string} */ file) => readFileSync(file, 'utf8');
const strings = (/** @type {string} */ text) => [...text.matchAll(/['"]([\w-]+)['"]/g)].map(([, word]) => word);

/** The part of a file from `start` to the next `end`. @param {string} file @param {RegExp} start @param {string} end */
function part(file, start, end) {
  const text = read(file);
  const from = start.exec(text);
  if (!from) throw new Error(`${file}: ${start} is not there any more; mend scripts/check.d/enums.mjs`);
  const begin = from.index + from[0].length;
  return text.slice(begin, text.indexOf(end, begin));
}

const types = (/** @type {string} */ file) => [...read(file).matchAll(/readonly type: '(\w+)'/g)].map(([, word]) => word);

/** Each list of words, where it stands, and whether its order matters (numbers cross the boundary). */
const lists = [
  {
    what: 'error codes',
    ordered: true,
    places: {
      'wasm/core/error.cpp': () => [...read('wasm/core/error.cpp').matchAll(/Error::\w+,\s*"(\w+)"/g)].map(([, word]) => word),
      'js/errors.d.ts': () => strings(part('js/errors.d.ts', /ErrorCode =/, ';')),
    },
  },
  {
    what: 'kinds of feedback',
    ordered: false,
    places: {
      'wasm/core/event/kind.h': () => strings(part('wasm/core/event/kind.h', /kind_names = \{/, '}')),
      // A retraction is a verb of the client and no feedback of its own.
      'js/index.d.ts': () => [...read('js/index.d.ts').matchAll(/readonly kind: '(\w+)'/g)].map(([, word]) => word).concat('retraction'),
      'js/relay.d.ts': () => strings(part('js/relay.d.ts', /readonly kind:/, ';')),
    },
  },
  {
    what: 'links',
    ordered: false,
    places: {
      'wasm/core/event/links.h': () =>
        [[/link_names = \{/, '}'], [/link_token_name = /, ';']].flatMap(([start, end]) => strings(part('wasm/core/event/links.h', start, end))),
      'js/links.js': () => strings(part('js/links.js', /LINK_NAMES = .*\(\[/, ']')),
      'js/index.d.ts': () => [...part('js/index.d.ts', /interface Links \{/, '\n}').matchAll(/^\s+(\w+)\?:/gm)].map(([, word]) => word),
    },
  },
  {
    what: 'kinds of personal data',
    ordered: true,
    places: {
      'wasm/core/pii/kind.h': () => strings(part('wasm/core/pii/kind.h', /kind_names = \{/, '}')),
      'js/kinds.js': () => strings(part('js/kinds.js', /KINDS = .*\(\[/, ']')),
    },
  },
  {
    what: 'kinds of personal data in types',
    ordered: false,
    places: {
      'wasm/core/pii/kind.h': () => strings(part('wasm/core/pii/kind.h', /kind_names = \{/, '}')),
      'js/redaction.d.ts': () => strings(part('js/redaction.d.ts', /PiiKind =/, ';')),
    },
  },
  {
    what: 'policies',
    ordered: true,
    places: {
      'wasm/core/pii/policy.h': () => strings(part('wasm/core/pii/policy.h', /action_names = \{/, '}')),
      'js/policy.js': () => strings(part('js/policy.js', /POLICIES = .*\(\[/, ']')),
      'js/redaction.d.ts': () => strings(part('js/redaction.d.ts', /type Policy =/, ';')),
    },
  },
  {
    what: 'entries of a packed policy',
    ordered: true,
    places: {
      'wasm/core/pii/policy_reader.h': () =>
        [...part('wasm/core/pii/policy_reader.h', /enum class Entry[^{]*\{/, '};').matchAll(/^\s+(\w+),/gm)].map(([, word]) => word),
      'js/policy.js': () => [...part('js/policy.js', /^const ENTRIES = .*\{/m, '}').matchAll(/(\w+):/g)].map(([, word]) => word),
    },
  },
  {
    what: 'registers of national ids',
    ordered: true,
    places: {
      'wasm/core/pii/scheme.h': () =>
        [...part('wasm/core/pii/scheme.h', /schemes\[\] = \{/, '};').matchAll(/\{"(\w*)",\s*"(\w*)"\}/g)].map(([, country, name]) => `${country}:${name}`),
      'js/schemes.js': () => [...part('js/schemes.js', /SCHEMES = .*\(\[/, ']').matchAll(/'([^']*)'/g)].map(([, word]) => word),
    },
  },
  {
    what: 'states of an event',
    ordered: false,
    places: {
      'wasm/core/queue/effect.h': () => [...part('wasm/core/queue/effect.h', /enum class State[^{]*\{/, '}').matchAll(/\w+/g)].map(([word]) => word),
      'js/index.d.ts': () => strings(part('js/index.d.ts', /interface ReceiptUpdate \{[^]*?readonly state:/, ';')),
    },
  },
    {
    what: 'health of a destination',
    ordered: true,
    places: {
      'wasm/core/queue/transitions.h': () => strings(part('wasm/core/queue/transitions.h', /health_names = \{/, '}')),
      'js/index.d.ts': () => strings(part('js/index.d.ts', /interface DestinationStatus \{[^]*?readonly state:/, ';')),
    },
  },
  {
    what: 'destinations of a page',
    ordered: false,
    places: {
      'wasm/core/destinations/page.cpp': () => strings(part('wasm/core/destinations/page.cpp', /page_factories\[\] = \{/, '};')),
      'js/index.d.ts': () => types('js/index.d.ts'),
    },
  },
  {
    what: 'destinations of a relay',
    ordered: false,
    places: {
      'wasm/core/destinations/server.cpp': () => strings(part('wasm/core/destinations/server.cpp', /server_factories\[\] = \{/, '};')),
      'wasm/core/destinations/page.cpp': () =>
        strings(part('wasm/core/destinations/page.cpp', /page_factories\[\] = \{/, '};'))
          .filter((word) => word !== 'relay')
          .concat(strings(part('wasm/core/destinations/page.cpp', /server_only = \{/, '}'))),
      'js/relay.d.ts': () => types('js/index.d.ts').filter((word) => word !== 'relay').concat(types('js/relay.d.ts')),
    },
  },
];

export function run() {
  /** @type {import('../check.mjs').Finding[]} */
  const findings = [];
  for (const { what, ordered, places } of lists) {
    const [[source, wanted], ...others] = Object.entries(places).map(([file, words]) => /** @type {const} */ ([file, words()]));
    for (const [file, words] of others) {
      const missing = wanted.filter((word) => !words.includes(word));
      const extra = words.filter((word) => !wanted.includes(word));
      if (missing.length > 0) findings.push({ file, message: `${what}: ${missing.join(', ')} of ${source} is missing` });
      if (extra.length > 0) findings.push({ file, message: `${what}: ${extra.join(', ')} is not in ${source}` });
      if (ordered && !missing.length && !extra.length && words.join() !== wanted.join()) {
        findings.push({ file, message: `${what}: the order is not that of ${source}` });
      }
    }
    if (wanted.length === 0) findings.push({ file: source, message: `${what}: no words found` });
  }
  return findings;
}
