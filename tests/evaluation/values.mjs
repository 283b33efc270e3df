/**
 * One maker a kind: values that are valid by the published rule (named at each), in the forms that people write.
 * Written from the rules and independently of the engine.
 */
import { createHash } from 'node:crypto';
import { phone } from './phones.mjs';

/** @typedef {import('./random.mjs').Random} Random */

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

// Checks.

/** The digit that makes `digits` valid (ISO/IEC 7812-1, annex B). @param {string} digits */
export function luhnDigit(digits) {
  let sum = 0;
  [...digits].reverse().forEach((digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return String((10 - (sum % 10)) % 10);
}

/** ISO 7064 MOD 97-10 over letters and digits. @param {string} text */
export function mod97(text) {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** Sum of digit times weight. @param {string} digits @param {readonly number[]} weights */
const weighted = (digits, weights) => weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0);

/** Calls `make` until it answers. @template T @param {() => T | undefined} make @returns {T} */
function until(make) {
  for (;;) {
    const made = make();
    if (made !== undefined) return made;
  }
}

/** @param {string} text @param {number[]} sizes @param {string} separator */
function group(text, sizes, separator) {
  const parts = [];
  let at = 0;
  for (let i = 0; at < text.length; i++) {
    const size = sizes[i] ?? sizes[sizes.length - 1];
    parts.push(text.slice(at, at + size));
    at += size;
  }
  return parts.join(separator);
}

// Kinds.

const NAMES = 'anna ben carla daniel elif farid greta hugo ines jan keiko liam marta nadia omar paula quentin rosa sven tara uma viktor wei yusuf zoe'.split(' ');
const SURNAMES = 'adler baker costa dupont eriksen ferrari garcia haddad ito janssen kowalski lopez meyer novak oliveira petrov quinn rossi silva tanaka ueda vogel weber young zhang'.split(' ');
const DOMAINS = 'gmail.com outlook.com yahoo.co.uk web.de gmx.net orange.fr libero.it wp.pl ziggo.nl qq.com naver.com icloud.com proton.me example.com example.org mail.example.net posteo.de uol.com.br company.io team.dev studio.design uni-koeln.de cs.stanford.edu health.gov.au shop.store'.split(' ');

/** RFC 5321/5322 in the shapes that mail providers give out. @param {Random} r */
function email(r) {
  const [name, surname, domain] = [r.pick(NAMES), r.pick(SURNAMES), r.pick(DOMAINS)];
  const year = String(r.between(1, 99)).padStart(2, '0');
  const address = r.pick([
    `${name}.${surname}@${domain}`, `${name}@${domain}`, `${name}_${surname}${year}@${domain}`, `${name[0]}${surname}@${domain}`, `${name}${r.between(1, 2010)}@${domain}`,
    `${name}.${surname}+${r.pick(['news', 'ai', 'shop', 'x1'])}@${domain}`, `${surname}-${name}@${domain}`, `${name}@${surname}.${r.pick(['com', 'de', 'me', 'family', 'co.jp', 'online'])}`,
    `${r.pick(['info', 'support', 'hr', 'kontakt', 'no-reply', 'sales'])}@${surname}-${r.pick(['gmbh', 'ltd', 'group', 'bv'])}.${r.pick(['com', 'de', 'eu', 'nl'])}`, `${r.string(LOWER + '0123456789', 9)}@${domain}`,
  ]);
  return r.chance(0.08) ? address.toUpperCase() : r.chance(0.1) ? address.replace(/^./, (c) => c.toUpperCase()) : address;
}

/** Issuer, lengths and prefixes as the networks publish them. @type {[prefixes: string[], length: number, groups: number[]][]} */
const CARDS = [
  [['4'], 16, [4]], [['4'], 16, [4]], [['51', '52', '53', '54', '55'], 16, [4]], [['2221', '2300', '2500', '2720'], 16, [4]], [['34', '37'], 15, [4, 6, 5]],
  [['6011', '644', '649', '65'], 16, [4]], [['3528', '3550', '3589'], 16, [4]], [['300', '305', '36', '38'], 14, [4, 6, 4]], [['622126', '622500', '6210'], 16, [4]],
];

/** @param {Random} r */
function card(r) {
  const [prefixes, length, groups] = r.pick(CARDS);
  const prefix = r.pick(prefixes);
  const payload = prefix + r.string('0123456789', length - 1 - prefix.length);
  return group(payload + luhnDigit(payload), groups, r.pick(['', '', ' ', ' ', '-']));
}

/** Structure of the BBAN, from the SWIFT IBAN registry: n digits, a capital letters, c either. @type {Record<string, string>} */
const BBAN = {
  AD: '8n12c', AE: '19n', AT: '16n', BE: '12n', BG: '4a6n8c', CH: '5n12c', CY: '8n16c', CZ: '20n', DE: '18n', DK: '14n', EE: '16n', ES: '20n', FI: '14n', FR: '10n11c2n', GB: '4a14n', GR: '7n16c',
  HR: '17n', HU: '24n', IE: '4a14n', IS: '22n', IT: '1a10n12c', LI: '5n12c', LT: '16n', LU: '3n13c', LV: '4a13c', MC: '10n11c2n', MT: '4a5n18c', NL: '4a10n', NO: '11n', PL: '24n', PT: '21n', RO: '4a16c',
  SA: '2n18c', SE: '20n', SI: '15n', SK: '20n', SM: '1a10n12c', TR: '6n16c', UA: '6n19c',
};
const HOME_IBAN = { de: ['DE', 'AT', 'CH'], fr: ['FR', 'BE', 'CH'], es: ['ES'], it: ['IT'], pt: ['PT'], nl: ['NL', 'BE'], pl: ['PL'], en: ['GB', 'IE', 'MT'] };

/** @param {Random} r @param {string} lang */
function iban(r, lang) {
  const country = r.pick(r.chance(0.5) ? (/** @type {Record<string, string[]>} */ (HOME_IBAN)[lang] ?? Object.keys(BBAN)) : Object.keys(BBAN));
  const alphabets = /** @type {Record<string, string>} */ ({ n: '0123456789', a: ALNUM.slice(0, 26), c: '0123456789' + ALNUM.slice(0, 26) });
  const bban = BBAN[country].replace(/(\d+)([nac])/g, (_, size, kind) => r.string(r.chance(0.5) && kind === 'c' ? alphabets.n : alphabets[kind], Number(size)));
  const check = String(98 - mod97(`${bban}${country}00`)).padStart(2, '0');
  const compact = `${country}${check}${bban}`;
  const written = r.pick([compact, compact, group(compact, [4], ' '), group(compact, [4], ' '), group(compact, [4], '-'), group(compact, [4], '\u00a0')]);
  return r.chance(0.08) ? written.toLowerCase() : written;
}

/** Social Security Administration: area not 000, 666 or 9xx, group not 00, serial not 0000. @param {Random} r @param {string} _lang @param {boolean} keyword */
function ssn(r, _lang, keyword) {
  const area = until(() => { const n = r.between(1, 899); return n === 666 ? undefined : String(n).padStart(3, '0'); });
  const parts = [area, String(r.between(1, 99)).padStart(2, '0'), String(r.between(1, 9999)).padStart(4, '0')];
  return parts.join(r.pick(keyword ? ['-', '-', '-', ' ', ''] : ['-', '-', '-', ' ']));
}

/** Public IPv4 (IANA's special registry left out) and global IPv6 (2000::/3; RFC 5952 and longer forms). @param {Random} r */
function ip(r) {
  if (r.chance(0.65)) {
    const first = until(() => { const n = r.between(32, 223); return [10, 100, 127, 169, 172, 192, 198].includes(n) ? undefined : n; });
    return `${first}.${r.between(0, 255)}.${r.between(0, 255)}.${r.between(1, 254)}`;
  }
  const groups = [r.pick(['2001', '2003', '2a02', '2a00', '2606', '2607', '240e']), ...Array.from({ length: 7 }, () => r.fill('HHHH').replace(/^0+(?=.)/, ''))];
  if (r.chance(0.3)) return groups.join(':');
  if (r.chance(0.1)) return groups.map((part) => part.padStart(4, '0')).join(':').toUpperCase();
  return `${groups.slice(0, r.between(2, 4)).join(':')}::${groups.slice(5, r.between(6, 8)).join(':')}`;
}

/** Formats that the vendors publish for their scanning partners, and what people write after "password". @param {Random} r */
function secret(r) {
  const base64url = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return r.pick([
    () => `ghp_${r.string(ALNUM, 36)}`, () => `github_pat_${r.string(ALNUM, 22)}_${r.string(ALNUM, 59)}`, () => `AKIA${r.string('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`,
    () => `sk_live_${r.string(ALNUM, 24)}`, () => `sk-ant-api03-${r.string(ALNUM + '-_', 93)}AA`, () => `sk-${r.string(ALNUM, 20)}T3BlbkFJ${r.string(ALNUM, 20)}`,
    () => `xoxb-${r.string('0123456789', 12)}-${r.string('0123456789', 13)}-${r.string(ALNUM, 24)}`, () => `AIza${r.string(ALNUM, 35)}`, () => `npm_${r.string(ALNUM, 36)}`,
    () => `glpat-${r.string(ALNUM, 20)}`, () => `SG.${r.string(ALNUM, 22)}.${r.string(ALNUM, 43)}`,
    () => `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub: r.string(HEX, 10), iat: 1700000000 + r.between(0, 9e6) })}.${r.string(ALNUM, 43)}`,
  ])();
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const sha256 = (/** @type {Buffer} */ bytes) => createHash('sha256').update(bytes).digest();

/** Base58Check of Bitcoin's version bytes 0 and 5, and bech32 of BIP 173. @param {Random} r */
function crypto(r) {
  if (r.chance(0.5)) {
    const payload = Buffer.from([r.pick([0, 5]), ...Array.from({ length: 20 }, () => r.between(0, 255))]);
    const bytes = Buffer.concat([payload, sha256(sha256(payload)).subarray(0, 4)]);
    let value = BigInt(`0x${bytes.toString('hex')}`);
    let text = '';
    for (; value > 0n; value /= 58n) text = BASE58[Number(value % 58n)] + text;
    for (const byte of bytes) { if (byte !== 0) break; text = `1${text}`; }
    return text;
  }
  const data = [0, ...Array.from({ length: 32 }, () => r.between(0, 31))];
  const polymod = (/** @type {number[]} */ values) => values.reduce((sum, value) => {
    const top = sum >>> 25;
    const shifted = ((sum & 0x1ffffff) << 5) ^ value;
    return [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].reduce((s, generator, i) => ((top >> i) & 1 ? s ^ generator : s), shifted);
  }, 1);
  const sum = polymod([3, 3, 0, 2, 3, ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = Array.from({ length: 6 }, (_, i) => (sum >> (5 * (5 - i))) & 31);
  return `bc1${[...data, ...check].map((value) => BECH32[value]).join('')}`;
}

/** IEEE 802: six pairs. @param {Random} r */
function mac(r) {
  const address = Array.from({ length: 6 }, () => r.fill('HH')).join(r.pick([':', ':', '-']));
  return r.chance(0.5) ? address.toUpperCase() : address;
}

/** @param {Random} r */
const birthDay = (r) => ({ year: r.between(1940, 2004), month: r.between(1, 12), day: r.between(1, 28) });
const two = (/** @type {number} */ n) => String(n).padStart(2, '0');

/** The rule's publisher is named at each. @type {Record<string, (r: Random) => string>} */
export const NATIONAL_IDS = {
  /** NHS Data Dictionary: modulus 11. */
  NHS: (r) => until(() => {
    const digits = r.fill('4XXXXXXXX');
    const check = (11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
    return check === 10 ? undefined : group(`${digits}${check}`, [3, 3, 4], r.pick([' ', ' ', '-']));
  }),
  /** HMRC NIM39110. */
  NINO: (r) => { const n = `${r.pick(['AB', 'CE', 'JK', 'SG', 'WM'])}${r.fill('XXXXXX')}${r.pick(['A', 'B', 'C', 'D'])}`; return r.chance(0.5) ? n : group(n, [2], ' '); },
  /** Service Canada: Luhn. */
  SIN: (r) => { const digits = r.fill('4XXXXXXX'); return group(digits + luhnDigit(digits), [3], r.pick([' ', '-'])); },
  /** Australian Business Register: modulus 89. */
  ABN: (r) => until(() => { const n = r.fill('ZXXXXXXXXXX'); return weighted(`${Number(n[0]) - 1}${n.slice(1)}`, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) % 89 === 0 ? group(n, [2, 3], ' ') : undefined; }),
  /** Australian Taxation Office: modulus 11. */
  TFN: (r) => until(() => { const n = r.fill('ZXXXXXXXX'); return weighted(n, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0 ? group(n, [3], ' ') : undefined; }),
  /** Ministerio del Interior: modulus 23. */
  DNI: (r) => { const n = r.fill('ZXXXXXXX'); return `${n}${r.pick(['', '-'])}${'TRWAGMYFPDXBNJZSQVHLCKE'[Number(n) % 23]}`; },
  NIE: (r) => { const [lead, n] = [r.between(0, 2), r.fill('XXXXXXX')]; return `${'XYZ'[lead]}${n}${'TRWAGMYFPDXBNJZSQVHLCKE'[Number(`${lead}${n}`) % 23]}`; },
  /** D.M. 12 marzo 1974: sums of odd and even places modulo 26. */
  CODICE_FISCALE: (r) => {
    const consonants = 'BCDFGLMNPRSTV';
    const { year, month, day } = birthDay(r);
    const body = `${r.string(consonants, 6)}${two(year % 100)}${'ABCDEHLMPRST'[month - 1]}${two(day + (r.chance(0.5) ? 40 : 0))}${r.pick(['H501', 'F205', 'L219', 'A662', 'D612'])}`;
    const odd = /** @type {Record<string, number>} */ (Object.fromEntries([1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23].map((v, i) => [ALNUM[i], v])));
    const sum = [...body].reduce((s, c, i) => {
      const letter = /\d/.test(c) ? ALNUM[Number(c)] : c;
      return s + (i % 2 === 0 ? odd[letter] : ALNUM.indexOf(letter));
    }, 0);
    return body + ALNUM[sum % 26];
  },
  /** INSEE: 97 minus the number modulo 97. */
  NIR: (r) => {
    const { year, month } = birthDay(r);
    const n = `${r.pick(['1', '2'])}${two(year % 100)}${two(month)}${r.pick(['75', '69', '13', '33', '59'])}${r.fill('0XXXXZ')}`;
    const key = two(97 - Number(BigInt(n) % 97n));
    return r.chance(0.5) ? `${n}${key}` : `${group(n, [1, 2, 2, 2, 3, 3], ' ')} ${key}`;
  },
  /** Bundeszentralamt für Steuern: ISO 7064 MOD 11,10, one digit twice. */
  STEUER_ID: (r) => until(() => {
    const pool = r.shuffle([...'0123456789']);
    const digits = r.shuffle([...pool.slice(0, 9), pool[r.between(0, 8)]]).join('');
    if (digits[0] === '0') return undefined;
    let product = 10;
    for (const digit of digits) product = ((((Number(digit) + product) % 10) || 10) * 2) % 11;
    const n = `${digits}${(11 - product) % 10}`;
    return r.chance(0.5) ? n : group(n, [2, 3], ' ');
  }),
  /** Rijksdienst voor Identiteitsgegevens: the eleven test. */
  BSN: (r) => until(() => { const n = r.fill('ZXXXXXXXX'); return weighted(n, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 ? n : undefined; }),
  /** Ministerstwo Cyfryzacji: weights 1 3 7 9. */
  PESEL: (r) => {
    const { year, month, day } = birthDay(r);
    const n = `${two(year % 100)}${two(month + (year >= 2000 ? 20 : 0))}${two(day)}${r.fill('XXXX')}`;
    return `${n}${(10 - (weighted(n, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10}`;
  },
  /** Receita Federal: two digits modulo 11. */
  CPF: (r) => {
    let n = r.fill('ZXXXXXXXX');
    for (let size = 10; size <= 11; size++) {
      const rest = (weighted(n, Array.from({ length: size - 1 }, (_, i) => size - i)) * 10) % 11;
      n += rest === 10 ? '0' : String(rest);
    }
    return r.chance(0.3) ? n : `${group(n.slice(0, 9), [3], '.')}-${n.slice(9)}`;
  },
  /** GB 11643: ISO 7064 MOD 11-2. */
  RIC: (r) => {
    const { year, month, day } = birthDay(r);
    const n = `${r.pick(['110105', '310104', '440106', '330106'])}${year}${two(month)}${two(day)}${r.fill('XXX')}`;
    return n + '10X98765432'[weighted(n, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11];
  },
  /** DVV: modulo 31. */
  HETU: (r) => {
    const { year, month, day } = birthDay(r);
    const [date, serial] = [`${two(day)}${two(month)}${two(year % 100)}`, r.fill('NXX')];
    return `${date}${year < 2000 ? '-' : 'A'}${serial}${'0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(date + serial) % 31]}`;
  },
  /** Skatteverket: Luhn. */
  PERSONNUMMER: (r) => { const { year, month, day } = birthDay(r); const n = `${two(year % 100)}${two(month)}${two(day)}${r.fill('XXX')}`; return `${n.slice(0, 6)}-${n.slice(6)}${luhnDigit(n)}`; },
  /** UIDAI: Verhoeff. */
  AADHAAR: (r) => until(() => { const n = r.fill('NXXXXXXXXXXX'); return verhoeff(n) === 0 ? group(n, [4], ' ') : undefined; }),
  /** Income Tax Department of India: fourth letter the holder's kind. */
  PAN: (r) => r.fill('AAAPAXXXXA'),
};

/** @param {string} digits the remainder, 0 for a valid number */
function verhoeff(digits) {
  const times = (/** @type {number} */ a, /** @type {number} */ b) => (a < 5 ? (b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5) : b < 5 ? ((a - b + 5) % 5) + 5 : (a - b + 5) % 5);
  const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  return [...digits].reverse().reduce((check, digit, i) => {
    let value = Number(digit);
    for (let n = 0; n < i % 8; n++) value = permutation[value];
    return times(check, value);
  }, 0);
}

/** The words by which people name each number, in the language of its country. @type {Record<string, [lang: string, word: string][]>} */
export const NATIONAL_ID_WORDS = {
  NHS: [['en', 'NHS number']], NINO: [['en', 'National Insurance number'], ['en', 'NI number']], SIN: [['en', 'SIN'], ['fr', 'NAS']], ABN: [['en', 'ABN']], TFN: [['en', 'tax file number'], ['en', 'TFN']],
  AADHAAR: [['en', 'Aadhaar number']], PAN: [['en', 'PAN card']], DNI: [['es', 'DNI']], NIE: [['es', 'NIE']], CODICE_FISCALE: [['it', 'codice fiscale']],
  NIR: [['fr', 'numéro de sécurité sociale']], STEUER_ID: [['de', 'Steuer-ID'], ['de', 'Steueridentifikationsnummer']], BSN: [['nl', 'BSN'], ['nl', 'burgerservicenummer']], PESEL: [['pl', 'PESEL']],
  CPF: [['pt', 'CPF']], RIC: [['zh', '身份证号']], HETU: [['en', 'Finnish henkilötunnus']], PERSONNUMMER: [['en', 'Swedish personnummer']],
};

/** ICAO 9303 leaves the form to the country: letters and digits, nine at most. @param {Random} r */
const passport = (r) => r.fill(r.pick(['XXXXXXXXX', 'AXXXXXXX', 'AAXXXXXXX', 'AXXXXXXXX']));

/** American Bankers Association: weights 3 7 1. @param {Random} r */
const routing = (r) => until(() => { const n = `0${r.fill('ZXXXXXXX')}`; return weighted(n, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0 ? n : undefined; });

/** @param {Random} r @param {string} lang */
function dateOfBirth(r, lang) {
  const { year, month, day } = birthDay(r);
  if (lang === 'de' || lang === 'pl') return `${two(day)}.${two(month)}.${year}`;
  if (lang === 'nl') return `${two(day)}-${two(month)}-${year}`;
  if (lang === 'en') return r.pick([`${two(month)}/${two(day)}/${year}`, `${year}-${two(month)}-${two(day)}`, `${day} ${r.pick(['January', 'March', 'August', 'Nov'])} ${year}`]);
  return `${two(day)}/${two(month)}/${year}`;
}

const capital = (/** @type {string} */ word) => word[0].toUpperCase() + word.slice(1);
/** @param {Random} r */
const person = (r) => `${capital(r.pick(NAMES))} ${capital(r.pick(SURNAMES))}`;

/** @type {Record<string, (random: Random, lang: string, keyword: boolean) => string>} */
export const MAKERS = {
  PASSPORT: passport, BANK_ACCOUNT: routing, DATE_OF_BIRTH: dateOfBirth, PERSON: person,
  EMAIL: email, PHONE: phone, CREDIT_CARD: card, IBAN: iban, US_SSN: ssn, IP_ADDRESS: ip, SECRET: secret, CRYPTO: crypto, MAC: mac };
