/**
 * Votes of a page that is left before the core is there, kept for the next visit as they are. Nothing unmasked may be stored,
 * and without the core there is nobody to mask, so only what cannot be personal data goes in here: a thumb, a yes or no, or a
 * short number, without message and metadata, on links that look like ids and under names in which the core finds nothing. Anything
 * else is lost with the page, as it would be had it closed a moment earlier.
 * @module
 */

/** @typedef {import('./call').Call} Call */
/** @typedef {import('./call').Settings} Settings */

/**
 * Neither another destination nor another user may find these entries, so both are part of their name.
 * @param {Settings} settings
 */
const prefix = ({ destinations, subject }) =>
  `feedspan:journal:${JSON.stringify([destinations.map(({ type, url, dataset }) => [type, url, dataset]), subject])}:`;

/** @param {unknown} value */
const digits = (value) => `${value}`.replace(/\D/g, '').length;

/** A UUID, or 16 or 32 hex digits, with a letter, so it is no card number, and not as a Belgian IBAN has them. @param {unknown} value */
const isRandomId = (value) => /^(?=.*[a-f])(?!be\d+$)(?:[\da-f]{16}|[\da-f]{32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i.test(`${value}`);

/** One of those, or an identifier with at most six digits: no phone, card or account number is as short. @param {unknown} value */
const idShaped = (value) => isRandomId(value) || (/^[\w.:-]{1,128}$/.test(`${value}`) && digits(value) < 7);

/**
 * The core scans these, as it does not scan other links, so they are held to what it finds nothing in: up to three words in small
 * letters, or one with at most three digits, which with capitals is short: national ids have more digits, keys more letters. No
 * "jane_at_example.org", which is an address.
 * @param {unknown} value
 */
const isLabel = (value) =>
  /^[a-z]{1,32}(?: [a-z]{1,32}){0,2}$/.test(`${value}`) ||
  (/^(?:[\w./-]{1,16}|[a-z\d_./-]{1,64})(?::[\w./-]{1,16})?$/.test(`${value}`) && digits(value) < 4 && !/[_-]at[_-]/i.test(`${value}`));

/** @param {unknown} value */
const isPlain = (value) => isLabel(value) || isRandomId(value);

/** Our own server's, with a hash in place of who it is for. @param {string} link @param {unknown} value */
const isLinkToken = (link, value) => link === 'linkToken' && /^[\w-]+\.[\w-]{43}$/.test(`${value}`);

/**
 * The rule above.
 * @param {string} record
 * @param {boolean} [anonymous] only without the user's id: the page's options say how that is masked, and nobody is there to do it
 */
export function isImpersonal(record, anonymous = false) {
  const { kind, name, value, message, metadata, links } = JSON.parse(record);
  return (
    /^(thumb|number|boolean)$/.test(kind) &&
    message === undefined &&
    metadata === undefined &&
    /^(up|down|true|false|-?[\d.]{1,6})$/.test(`${value}`) &&
    isLabel(name) &&
    Object.entries(links).every(
      ([link, value]) =>
        isLinkToken(link, value) ||
        (link === 'userId' ? !anonymous && isPlain(value) : /^(?:capability|step)$/.test(link) ? isPlain(value) : idShaped(value)),
    )
  );
}

/**
 * To be called while the page is alive: in Firefox an exit handler in which a page uses its storage for the first time is mostly
 * cut short (tests/browser/README.md).
 * @param {Settings} settings
 */
export function openJournal({ persist }) {
  try {
    if (persist) localStorage.length;
  } catch {
    // No storage.
  }
}

/**
 * @param {Settings} settings
 * @param {readonly Call[]} calls those kept get the name of their entry
 */
export function writeJournal(settings, calls) {
  const { persist, subject, redaction } = settings;
  if (!persist || (subject && (redaction || !isPlain(subject)))) return;
  for (const [index, call] of calls.entries()) {
    try {
      if (call.entry || !isImpersonal(call.record, !!redaction)) continue;
      // Sorted by name they are in order; the random part tells two pages apart.
      const entry = `${prefix(settings)}${Date.now()}.${`${index}`.padStart(5, '0')}.${Math.random().toString(36).slice(2)}`;
      localStorage.setItem(entry, call.record);
      call.entry = entry;
    } catch {
      return; // No storage, or it is full.
    }
  }
}

/**
 * Takes the entry of a call, or of what an earlier page left, out of the journal, if it has one.
 * @param {{entry?: string}} call
 * @returns {boolean} false: another page has taken it, and sends it
 */
export function isOwn({ entry }) {
  if (!entry) return true;
  const there = localStorage.getItem(entry) !== null;
  localStorage.removeItem(entry);
  return there;
}

/** @param {Settings} settings @returns {{entry: string, record: string}[]} what earlier pages left for these settings, in order */
export function readJournal(settings) {
  try {
    const start = prefix(settings);
    return Object.keys(localStorage)
      .filter((entry) => entry.startsWith(start))
      .sort()
      .map((entry) => ({ entry, record: localStorage.getItem(entry) ?? '' }));
  } catch {
    return []; // No storage.
  }
}

/** @param {Settings} settings */
export function purgeJournal(settings) {
  for (const { entry } of readJournal(settings)) localStorage.removeItem(entry);
}
