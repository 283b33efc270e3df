/**
 * Collects texts without personal data from what a Debian machine and an npm tree hold anyway: `node tests/evaluation/collect.mjs FILE`
 * writes JSON Lines and, on standard error, how many came from where. docs/evaluation.md has the rule and its limits.
 *
 * What may hold personal data is dropped by the rules in `SUSPECT`. They are wide on purpose, since a dropped text costs nothing, but for
 * one thing: four numbers with dots are kept in changelogs and version lists, where they are versions.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { luhnDigit } from './values.mjs';

/** @typedef {import('./generate.mjs').Item} Item */

/** Dates and times are taken out before the rules look, else most log lines would pass for telephone numbers. */
const DATE_OR_TIME = /\b\d{4}[-/.]\d\d[-/.]\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z| ?[+-]\d\d:?\d\d)?)?|\b\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d\b|\b\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[+-]\d{4})?\b/g;

const SUSPECT = [
  /[@＠]/, // addresses, handles, package@version: the hand-written negatives have those
  /\b(?:tel|phone|fax|call|mobile|hotline|téléphone|telefon|teléfono|telefono|telefone)\b.*\d{3}/i,
  /(?:\+|\b00|\(0)\s?\d[\d\s().-]{6,}/, // international numbers
  /(?<![\w.])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\w)/, // North American ones
  /(?<![\w.])0\d{1,4}[ /-]\d{2,}[ /-]?\d{2,}/, // national ones with a trunk zero
  /(?<!\d)\d{3}[- ]\d{2}[- ]\d{4}(?!\d)/, // social security numbers
  /\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,}/, // account numbers
  /(?<![0-9a-f:])[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,}(?![0-9a-f:])/i, // IPv6, MAC addresses
  /(?:password|passwd|secret|token|api.?key|passwort|mot de passe|contraseña)\s*(?:is|=|:)\s*\S/i,
  /(?:BEGIN [A-Z ]*(?:KEY|CERTIFICATE))|eyJ|:\/\/[^/\s]*:[^/\s]*/,
  /\b(?:street|avenue|suite|floor|road|straße|rue|calle|via)\b/i, // postal addresses
  /\b(?:my name is|i am|i'm|regards|sincerely|born|author|copyright|maintainer|thanks to|written by|©)/i, // people
  /\b(?:SSN|passport|bitcoin|wallet|routing number|IBAN)\b/i,
];
const DOTTED_QUAD = /(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)/;

/** Whether a run of 13 to 19 digits has the check digit of a card, of whatever issuer. @param {string} text */
const holdsCard = (text) =>
  [...text.matchAll(/(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g)].some(([run]) => {
    const digits = run.replace(/\D/g, '');
    return luhnDigit(digits.slice(0, -1)) === digits.at(-1);
  });

/** @param {string} text @param {boolean} quads whether four numbers with dots are versions where this comes from */
function isSuspect(text, quads) {
  const undated = text.replace(DATE_OR_TIME, ' ');
  return SUSPECT.some((rule) => rule.test(undated)) || holdsCard(undated) || (!quads && DOTTED_QUAD.test(undated));
}

const root = new URL('../../', import.meta.url).pathname;

/** @param {string} command @param {string[]} args */
const output = (command, args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });

/** @param {string} path */
function read(path) {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).subarray(0, 200_000).toString('utf8');
}

/** @param {string} folder @returns {string[]} */
const inside = (folder) => (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).sort().map((name) => join(folder, name)) : []);

/** Lines, and now and then three together. @param {string} text */
function pieces(text) {
  const lines = text.split('\n').map((line) => line.trim());
  const made = lines.filter((_, i) => i % 5 !== 0);
  for (let i = 0; i + 2 < lines.length; i += 15) made.push(lines.slice(i, i + 3).join('\n').trim());
  return made;
}

/** A compiled gettext catalogue: the translations. Little-endian, as msgfmt writes it on this machine. @param {string} path */
function translations(path) {
  const bytes = readFileSync(path);
  if (bytes.length < 28 || bytes.readUInt32LE(0) !== 0x950412de) return [];
  const [count, table] = [bytes.readUInt32LE(8), bytes.readUInt32LE(16)];
  return Array.from({ length: Math.min(count, 2000) }, (_, i) => {
    const [size, at] = [bytes.readUInt32LE(table + 8 * i), bytes.readUInt32LE(table + 8 * i + 4)];
    return i === 0 ? '' : bytes.toString('utf8', at, at + size).replaceAll('\0', '\n').trim(); // the first is the header
  });
}

/** roff without its macros. @param {string} text */
const plainMan = (text) => text.split('\n').filter((line) => !/^[.']/.test(line)).join('\n').replace(/\\f[A-Z]|\\\(..|\\[-&,/]/g, '');

/** @param {string} text */
const comments = (text) => [...text.matchAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*/g)].map(([comment]) => comment.slice(0, 400));

/** Files below a folder, in order, at most `most` of them. @param {string} folder @param {RegExp} name @param {number} most @returns {string[]} */
function below(folder, name, most) {
  const found = [];
  const folders = [folder];
  for (let next = folders.shift(); next !== undefined && found.length < most; next = folders.shift()) {
    for (const path of inside(next)) {
      const stat = lstatSync(path);
      if (stat.isDirectory()) folders.push(path);
      else if (stat.isFile() && name.test(path) && found.length < most) found.push(path);
    }
  }
  return found;
}

/** The package trees whose names are the provenance. */
const packages = ['node_modules', 'build/compare/node_modules'].flatMap((tree) =>
  inside(join(root, tree)).filter((path) => !basename(path).startsWith('.')).flatMap((path) => (basename(path).startsWith('@') ? inside(path) : [path])),
);

/** @type {{ source: string, lang?: string, quads?: boolean, texts: () => Iterable<string> }[]} */
const sources = [
  { source: 'debian changelogs', quads: true, texts: function* () {
    for (const folder of inside('/usr/share/doc')) for (const name of ['changelog.Debian.gz', 'changelog.gz', 'NEWS.gz', 'NEWS.Debian.gz']) {
      if (existsSync(join(folder, name))) yield* pieces(read(join(folder, name)).slice(0, 20_000));
    }
  } },
  { source: 'debian package versions', quads: true, texts: () => output('dpkg-query', ['--show', '--showformat', '${Package} ${Version} (${Architecture})\n']).split('\n') },
  { source: 'debian descriptions', texts: () => output('dpkg-query', ['--show', '--showformat', '${Description}\n']).split('\n').map((line) => line.trim()) },
  { source: 'dpkg log', quads: true, texts: () => (existsSync('/var/log/dpkg.log') ? read('/var/log/dpkg.log').split('\n') : []) },
  { source: 'manual pages', texts: function* () {
    for (const section of ['man1', 'man5', 'man7', 'man8']) for (const path of inside(`/usr/share/man/${section}`)) if (path.endsWith('.gz')) yield* pieces(plainMan(read(path)).slice(0, 20_000));
  } },
  ...['de', 'fr', 'es', 'it', 'pt', 'pt_BR', 'nl', 'pl', 'ja', 'zh_CN', 'zh_TW', 'ar', 'ru', 'sv', 'ko', 'tr'].map((locale) => ({
    source: 'gettext catalogues', lang: locale.slice(0, 2),
    texts: function* () { for (const path of inside(`/usr/share/locale/${locale}/LC_MESSAGES`)) if (path.endsWith('.mo')) yield* translations(path); },
  })),
  { source: 'npm readmes and changelogs', texts: function* () {
    for (const folder of packages) for (const path of inside(folder)) if (/\/(?:readme|changelog|history)\.md$/i.test(path)) yield* pieces(read(path).slice(0, 30_000));
  } },
  { source: 'npm source comments', texts: function* () {
    for (const folder of packages) for (const path of [...inside(folder), ...inside(join(folder, 'lib')), ...inside(join(folder, 'src'))]) if (/\.(?:[cm]?js|d\.ts)$/.test(path)) yield* comments(read(path));
  } },
  { source: 'data files', texts: function* () {
    const files = ['/usr/share/zoneinfo/zone1970.tab', '/usr/share/zoneinfo/leapseconds', '/etc/services', '/usr/share/X11/rgb.txt', join(root, 'package-lock.json'), ...inside('/usr/share/misc'), ...inside('/usr/share/i18n/locales').slice(0, 40)];
    for (const path of files) if (statSync(path, { throwIfNoEntry: false })?.isFile()) yield* pieces(read(path));
    for (const folder of packages) for (const path of [...inside(folder), ...inside(join(folder, 'dist'))]) if (/\.(?:json|css|svg|map)$/.test(path)) yield* pieces(read(path).slice(0, 20_000));
  } },
  { source: 'command output', texts: function* () {
    for (const folder of ['/usr/bin', '/usr/lib/x86_64-linux-gnu', '/usr/share/doc']) yield* output('ls', ['-l', '--time-style=full-iso', folder]).split('\n');
    for (const [command, ...args] of [['ldconfig', '-p'], ['lscpu'], ['mount'], ['dpkg', '--list'], ['locale', '--all-locales'], ['npm', 'ls', '--all', '--prefix', root]]) {
      try { yield* output(command, args).split('\n'); } catch { /* not on this machine, or it found fault with something */ }
    }
  } },
  { source: 'licences', texts: function* () { for (const path of inside('/usr/share/common-licenses')) yield* pieces(read(path)); } },
  { source: 'scripting libraries', texts: function* () {
    for (const [folder, name] of /** @type {const} */ ([['/usr/lib/python3', /\.py$/], ['/usr/lib/python3.11', /\.py$/], ['/usr/share/perl', /\.p[lm]$/], ['/usr/share/perl5', /\.p[lm]$/]])) {
      for (const path of below(folder, name, 300)) yield* pieces(read(path).slice(0, 10_000));
    }
  } },
  { source: 'dumps', texts: function* () {
    for (const format of ['o2', 'u1', 'x1', 'x2', 'd4', 'f8']) for (const file of ['/usr/bin/ls', '/usr/bin/cat']) yield* output('od', ['-t', format, '-N', '16000', file]).split('\n');
    for (const command of ['cksum', 'sum', 'md5sum', 'sha1sum', 'stat']) yield* output(command, inside('/usr/bin').filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile()).slice(0, 250)).split('\n');
  } },
  { source: 'kernel tables', texts: function* () { for (const name of ['cpuinfo', 'meminfo', 'interrupts', 'vmstat', 'diskstats', 'zoneinfo', 'slabinfo', 'softirqs', 'self/maps', 'self/smaps', 'net/dev', 'net/snmp']) if (existsSync(`/proc/${name}`)) yield* read(`/proc/${name}`).split('\n'); } },
  { source: 'logs', texts: function* () { for (const path of [...inside('/var/log'), ...inside('/var/log/apt')]) if (/\.log(?:\.\d+)?(?:\.gz)?$/.test(path)) yield* read(path).split('\n'); } },
  { source: 'diffs', texts: () => pieces(output('git', ['-C', root, 'log', '-p', '-n', '40', '--format=%H %s', '--', 'wasm', 'js', 'docs', ':!wasm/core/pii'])) },
  { source: 'C++ headers', texts: function* () {
    for (const folder of ['/usr/include/c++/12', '/usr/include/c++/12/bits', '/usr/include/nlohmann/detail']) for (const path of inside(folder)) if (statSync(path).isFile()) yield* pieces(read(path));
  } },
];

/** From each source and language at most this many, the same ones on the same machine. */
const CAP = 1500;
const CAP_PER_LANGUAGE = 250;
/** Most lines of prose have no digit, and nothing to be mistaken about; as many as this share of the texts have one, where there are. */
const WITH_DIGITS = 0.8;

/** @returns {{ items: Item[], counts: Record<string, number> }} */
export function collect() {
  /** @type {Item[]} */
  const items = [];
  /** @type {Record<string, number>} */
  const counts = {};
  const seen = new Set();
  for (const { source, lang = 'en', quads = false, texts } of sources) {
    /** @type {{ hash: string, text: string }[]} */
    const kept = [];
    for (const raw of texts()) {
      const text = raw.trim();
      if (text.length < 12 || text.length > 600 || seen.has(text) || text.includes('\ufffd') || !/\p{L}|\d/u.test(text)) continue;
      if (isSuspect(text, quads)) continue;
      seen.add(text);
      kept.push({ hash: createHash('sha256').update(text).digest('hex'), text });
    }
    kept.sort((a, b) => (a.hash < b.hash ? -1 : 1)); // by hash: a random choice that is the same every time
    const cap = lang === 'en' ? CAP : CAP_PER_LANGUAGE;
    const [numbered, others] = [kept.filter(({ text }) => /\d/.test(text)), kept.filter(({ text }) => !/\d/.test(text))];
    const chosen = numbered.slice(0, WITH_DIGITS * cap);
    chosen.push(...others.slice(0, cap - chosen.length));
    counts[source] = (counts[source] ?? 0) + chosen.length;
    for (const { text } of chosen) items.push({ text, spans: [], lang, tier: 'plain', source });
  }
  return { items, counts };
}

if (process.argv[1] && import.meta.filename === process.argv[1]) {
  const { items, counts } = collect();
  writeFileSync(process.argv[2], items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  for (const [source, count] of Object.entries(counts)) console.error(`${String(count).padStart(6)}  ${source}`);
}
