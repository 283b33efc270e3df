/**
 * Votes of a page that is left before the core is there, kept for the next visit as they are. Nothing unmasked may be stored,
 * and without the core there is nobody to mask, so only what cannot be personal data goes in here: a thumb, a yes or no, or a
 * short number, without message and metadata, on links that look like ids. Anything else is lost with the page, as it would be
 * had it closed a moment earlier.
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

/** At most six digits: no phone, card or account number is as short. @param {unknown} value */
const fewDigits = (value) => `${value}`.replace(/\D/g, '').length < 7;

/** A UUID, or 16 or 32 hex digits, with a letter (so it is no card number); or an identifier with few digits. @param {unknown} value */
const idShaped = (value) =>
  /^(?=.*[a-f])(?:[\da-f]{16}|[\da-f]{32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i.test(`${value}`) ||
  (/^[\w.:-]{1,128}$/.test(`${value}`) && fewDigits(value));

/** Our own server's, with a hash in place of who it is for. @param {string} link @param {unknown} value */
const isLinkToken = (link, value) => link === 'linkToken' && /^[\w-]+\.[\w-]{43}$/.test(`${value}`);

/** The rule above. @param {string} record */
export function isImpersonal(record) {
  const { kind, name, value, message, metadata, links } = JSON.parse(record);
  return (
    /^(thumb|number|boolean)$/.test(kind) &&
    message === undefined &&
    metadata === undefined &&
    /^(up|down|true|false|-?[\d.]{1,6})$/.test(`${value}`) &&
    /^[\w .:/-]*$/.test(name) &&
    fewDigits(name) &&
    Object.entries(links).every(([link, value]) => isLinkToken(link, value) || idShaped(value))
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
  if (!settings.persist || (settings.subject && !idShaped(settings.subject))) return;
  for (const [index, call] of calls.entries()) {
    try {
      if (call.entry || !isImpersonal(call.record)) continue;
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
 * Takes a call's entry out of the journal, if it has one.
 * @param {Call} call
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
