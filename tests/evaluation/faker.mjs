/**
 * A corpus whose values nobody here made: those of `@faker-js/faker` in all its locales, and telephone numbers of every region in the
 * forms of libphonenumber. What a published rule can decide is decided by a validator from npm (libphonenumber-js, ibantools,
 * card-validator): a value that it refuses is made anew, and left out if none is right. `node tests/evaluation/faker.mjs [tune|test]`
 * writes it as JSON Lines. The parts differ in seeds and in sentences (faker_templates.mjs).
 */
import { CLEAN, DOCUMENTS, SENTENCES } from './faker_templates.mjs';
import { Random } from './random.mjs';
import { thirdParty } from './third_party.mjs';

/** @typedef {import('./generate.mjs').Item} Item @typedef {import('./generate.mjs').Label} Label */
/** @typedef {{ text: string, labels: Label[] }} Value what stands in the text, with labels that count from its beginning */

const SEEDS = { tune: 41, test: 97003 };

/** Locale of faker: language of the sentences, region of its telephones. Those that fall back to English for both are left out. */
const LOCALES = /** @type {Record<string, [lang: string, region: string]>} */ ({
  af_ZA: ['en', 'ZA'], ar: ['ar', 'SA'], az: ['ru', 'AZ'], bn_BD: ['en', 'BD'], cs_CZ: ['cs', 'CZ'], cy: ['en', 'GB'], da: ['da', 'DK'], de: ['de', 'DE'], de_AT: ['de', 'AT'], de_CH: ['de', 'CH'],
  dv: ['en', 'MV'], el: ['el', 'GR'], en: ['en', 'US'], en_AU: ['en', 'AU'], en_CA: ['en', 'CA'], en_GB: ['en', 'GB'], en_GH: ['en', 'GH'], en_HK: ['en', 'HK'], en_IE: ['en', 'IE'], en_IN: ['en', 'IN'],
  en_NG: ['en', 'NG'], en_NP: ['en', 'NP'], en_US: ['en', 'US'], en_ZA: ['en', 'ZA'], es: ['es', 'ES'], es_MX: ['es', 'MX'], fa: ['fa', 'IR'], fi: ['fi', 'FI'], fr: ['fr', 'FR'], fr_BE: ['fr', 'BE'],
  fr_CA: ['fr', 'CA'], fr_CH: ['fr', 'CH'], fr_LU: ['fr', 'LU'], fr_SN: ['fr', 'SN'], he: ['he', 'IL'], hr: ['hr', 'HR'], hu: ['hu', 'HU'], hy: ['ru', 'AM'], id_ID: ['id', 'ID'], it: ['it', 'IT'],
  ja: ['ja', 'JP'], ka_GE: ['ru', 'GE'], ko: ['ko', 'KR'], lv: ['ru', 'LV'], mk: ['ru', 'MK'], nb_NO: ['nb', 'NO'], ne: ['hi', 'NP'], nl: ['nl', 'NL'], nl_BE: ['nl', 'BE'], pl: ['pl', 'PL'],
  pt_BR: ['pt', 'BR'], pt_PT: ['pt', 'PT'], ro: ['ro', 'RO'], ro_MD: ['ro', 'MD'], ru: ['ru', 'RU'], sk: ['sk', 'SK'], sl_SI: ['hr', 'SI'], sr_RS_latin: ['hr', 'RS'], sv: ['sv', 'SE'], ta_IN: ['hi', 'IN'],
  th: ['th', 'TH'], tr: ['tr', 'TR'], uk: ['uk', 'UA'], ur: ['en', 'PK'], uz_UZ_latin: ['ru', 'UZ'], vi: ['vi', 'VN'], zh_CN: ['zh', 'CN'], zh_TW: ['zh', 'TW'], zu_ZA: ['en', 'ZA'],
});
/** Town before postal code, as the posts of these write it. */
const TOWN_FIRST = new Set(['US', 'CA', 'AU', 'GB', 'IE', 'IN', 'ZA', 'NG', 'GH', 'NP']);
const TEXTS_A_SENTENCE = 2;
const TEXTS_A_REGION = 4;
const ATTEMPTS = 30;

/** Around a value, `v`. Passwords and names get none, since what ends them is less clear. @type {((v: string) => string)[]} */
const WRAPPED = [
  (v) => `(${v})`, (v) => `[${v}]`, (v) => `"${v}"`, (v) => `“${v}”`, (v) => `„${v}“`, (v) => `«${v}»`, (v) => `'${v}'`, (v) => `‘${v}’`, (v) => `**${v}**`, (v) => `\`${v}\``, (v) => `<${v}>`,
  (v) => `${v},`, (v) => `${v};`, (v) => `${v}!`, (v) => `${v}?`, (v) => `${v}...`, (v) => `${v} –`, (v) => `– ${v}`, (v) => `\n${v}\n`, (v) => `\u00a0${v}\u00a0`, (v) => `: ${v}`, (v) => `→ ${v}`,
];
/** Other characters in the value itself. @type {((v: string) => string)[]} */
const RESPELT = [(v) => v.replaceAll(' ', '\u00a0'), (v) => v.replaceAll(' ', '\u202f'), (v) => v.replaceAll('-', '\u2011'), (v) => v.replaceAll('-', '–')];
/** Kinds whose values people write with whatever their keyboard has for spaces and dashes. */
const SPACED = ['PHONE', 'CREDIT_CARD', 'IBAN', 'US_SSN'];
const BARE = ['PASSWORD', 'PERSON', 'CREDENTIALS', 'ADDRESS', 'JWT'];

/** IANA's special-purpose registry: nobody's address, or a private one. @param {string} v4 */
function isSpecial(v4) {
  const [a, b] = v4.split('.').map(Number);
  return a === 0 || a === 10 || a === 127 || a >= 224 || (a === 100 && b >= 64 && b < 128) || (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32) || (a === 192 && [0, 168].includes(b)) || (a === 198 && [18, 19].includes(b));
}

/** @param {string} type @param {string} text @param {boolean} [optional] @returns {Value} */
const labelled = (type, text, optional) => ({ text, labels: [{ type, start: 0, end: text.length, ...(optional ? { optional } : {}) }] });

/** @param {'tune' | 'test'} part @returns {Promise<Item[]>} */
export async function generate(part) {
  const { allFakers } = await thirdParty('@faker-js/faker');
  const { parsePhoneNumberFromString: parsePhone, getCountries, getExampleNumber } = await thirdParty('libphonenumber-js', 'max');
  const examples = await thirdParty('libphonenumber-js', 'examples.mobile.json');
  const { isValidIBAN } = await thirdParty('ibantools');
  const { number: validateCard } = await thirdParty('card-validator');

  const random = new Random(SEEDS[part]);
  const ofPart = (/** @type {string[]} */ list) => list.filter((_, i) => (i % 2 === 0) === (part === 'tune'));
  /** @type {Item[]} */
  const items = [];

  /** Calls until it is right. @param {() => string | undefined} make */
  function until(make) {
    for (let i = 0; i < ATTEMPTS; i++) {
      const made = make();
      if (made) return made;
    }
    return undefined;
  }

  /** In one of faker's styles, or in one of the forms that libphonenumber gives the same number. @param {any} faker @param {string} region */
  const phoneOf = (faker, region) =>
    until(() => {
      const written = faker.phone.number({ style: random.pick(['human', 'national', 'international']) });
      const parsed = parsePhone(written, region);
      if (!parsed?.isValid() || parsed.country !== region) return undefined;
      return random.pick([written, written, written, parsed.formatNational(), parsed.formatInternational()]);
    });

  /** Another number of the region: the example of its plan with other digits behind. @param {string} region */
  const phoneOfPlan = (region) =>
    until(() => {
      const example = getExampleNumber(region, examples);
      if (!example) return undefined;
      const kept = example.nationalNumber.length - random.between(3, 6);
      const parsed = parsePhone(`+${example.countryCallingCode}${example.nationalNumber.slice(0, kept)}${random.string('0123456789', example.nationalNumber.length - kept)}`);
      if (!parsed?.isValid()) return undefined;
      return random.pick([parsed.formatNational(), parsed.formatInternational(), parsed.number, parsed.formatInternational().replaceAll(' ', '-')]);
    });

  /** @param {any} faker @param {string} locale */
  const addressOf = (faker, locale) =>
    until(() => {
      try {
        const [street, town, code] = [faker.location.streetAddress(), faker.location.city(), faker.location.zipCode()];
        const line = TOWN_FIRST.has(LOCALES[locale][1]) ? `${town}, ${faker.location.state({ abbreviated: true })} ${code}` : `${code} ${town}`;
        return street + random.pick([', ', ', ', '\n']) + line;
      } catch {
        return undefined;
      }
    });

  /** A date as the locale writes it. @param {Date} date @param {string} locale */
  const dateIn = (date, locale) => {
    const tag = /^(base|dv|ur)/.test(locale) ? 'en' : locale.replace(/_latin|_cyrl/, '').replaceAll('_', '-');
    return new Intl.DateTimeFormat(tag, { dateStyle: random.pick(['short', 'medium', 'long']), timeZone: 'UTC', calendar: 'gregory', numberingSystem: 'latn' }).format(date);
  };

  /** @param {any} faker @param {string} locale @param {string} kind @returns {Value | undefined} */
  function make(faker, locale, kind) {
    const whole = (/** @type {string} */ type, /** @type {string | undefined} */ text) => (text === undefined ? undefined : labelled(type, text));
    switch (kind) {
      case 'PHONE': return whole('PHONE', random.chance(0.75) ? phoneOf(faker, LOCALES[locale][1]) : phoneOfPlan(LOCALES[locale][1]));
      case 'TEL': return whole('PHONE', phoneOfPlan(LOCALES[locale][1])?.replace(/[\s()]/g, ''));
      case 'EMAIL': {
        const address = faker.internet.email({ ...(random.chance(0.5) ? {} : { provider: faker.internet.domainName() }) });
        return whole('EMAIL', random.chance(0.15) ? address.replace('@', `+${faker.word.noun().replace(/\W/g, '')}@`) : random.chance(0.15) ? address.toUpperCase() : address);
      }
      case 'URLEMAIL': return whole('EMAIL', faker.internet.email().replace('@', '%40'));
      case 'CREDIT_CARD':
        return whole('CREDIT_CARD', until(() => {
          const written = faker.finance.creditCardNumber();
          if (!validateCard(written.replace(/\D/g, '')).isValid) return undefined;
          return random.pick([written, written.replaceAll('-', ' '), written.replace(/\D/g, '')]);
        }));
      case 'IBAN': return whole('IBAN', until(() => { const iban = faker.finance.iban({ formatted: random.chance(0.5) }); return isValidIBAN(iban.replaceAll(' ', '')) ? iban : undefined; }));
      case 'IP_ADDRESS': {
        const v4 = random.chance(0.7);
        const address = v4 ? faker.internet.ipv4() : faker.internet.ipv6();
        return labelled('IP_ADDRESS', address, v4 && isSpecial(address));
      }
      case 'MAC': return whole('MAC', faker.internet.mac({ separator: random.pick([':', ':', '-']) }));
      case 'US_SSN': return whole('US_SSN', until(() => { const n = faker.string.numeric(9); return /^(000|666|9)|^...00|0000$/.test(n) ? undefined : `${n.slice(0, 3)}-${n.slice(3, 5)}-${n.slice(5)}`; }));
      case 'DATE_OF_BIRTH': return whole('DATE_OF_BIRTH', dateIn(faker.date.birthdate(), locale));
      case 'PERSON': return whole('PERSON', `${faker.person.firstName()} ${faker.person.lastName()}`);
      case 'ADDRESS': return whole('ADDRESS', addressOf(faker, locale));
      case 'PASSPORT': return whole('PASSPORT', faker.helpers.fromRegExp(random.pick(['[A-Z][0-9]{8}', '[0-9]{9}', '[A-Z]{2}[0-9]{7}'])));
      case 'BANK_ACCOUNT': return whole('BANK_ACCOUNT', faker.finance.accountNumber(random.between(8, 12)));
      case 'ROUTING': return whole('BANK_ACCOUNT', faker.finance.routingNumber());
      case 'PASSWORD': return whole('SECRET', faker.internet.password({ length: random.between(8, 16) }));
      case 'JWT': return whole('SECRET', faker.internet.jwt());
      case 'CREDENTIALS': return whole('SECRET', `${faker.internet.username().replace(/[^\w.]/g, '')}:${faker.internet.password({ length: 12 })}`);
      case 'ETHEREUM': return whole('CRYPTO', faker.finance.ethereumAddress());
      case 'name': return labelled('PERSON', faker.person.fullName(), true);
      case 'csvname': return labelled('PERSON', `${faker.person.firstName()},${faker.person.lastName()}`, true);
      case 'msgid': return labelled('EMAIL', `${faker.string.uuid()}@mail.${faker.internet.domainName()}`, true);
      default: return { text: nobodys(faker, locale, kind), labels: [] };
    }
  }

  /** @param {any} faker @param {string} locale @param {string} kind @returns {string} */
  function nobodys(faker, locale, kind) {
    const recent = () => faker.date.between({ from: '2015-01-01', to: '2026-01-01' });
    const makers = /** @type {Record<string, () => unknown>} */ ({
      order: () => faker.helpers.fromRegExp(random.pick(['[0-9]{10}', '[0-9]{3}-[0-9]{7}-[0-9]{7}', 'A[0-9]{9}', '[0-9]{8}', '[0-9]{4}-[0-9]{5}'])), digits: () => faker.string.numeric({ length: { min: 3, max: 9 }, allowLeadingZeros: random.chance(0.2) }),
      small: () => random.between(0, 999), float: () => faker.number.float({ max: 1000, fractionDigits: random.between(2, 9) }), uuid: () => faker.string.uuid(), hex: () => faker.string.hexadecimal({ length: 16, prefix: '', casing: 'lower' }),
      hex16: () => faker.string.hexadecimal({ length: 16, prefix: '', casing: 'lower' }), hex32: () => faker.string.hexadecimal({ length: 32, prefix: '', casing: 'lower' }), sha: () => faker.git.commitSha(), sha7: () => faker.git.commitSha({ length: 7 }),
      version: () => faker.system.semver(), word: () => faker.hacker.noun(), isodate: () => recent().toISOString(), date: () => dateIn(recent(), locale), time: () => recent().toISOString().slice(11, 16 + 3 * random.between(0, 1)), rfcdate: () => recent().toUTCString(),
      epoch: () => Math.floor(recent().getTime() / 1000), amount: () => new Intl.NumberFormat(/^(base|dv|ur|uz)/.test(locale) ? 'en' : locale.replace(/_.*/, ''), { style: 'currency', currency: random.pick(['EUR', 'USD', 'GBP', 'JPY', 'PLN', 'BRL']), numberingSystem: 'latn' }).format(Number(faker.commerce.price({ max: 90000 }))),
      isbn: () => faker.commerce.isbn({ variant: random.pick([10, 13]), separator: random.pick(['-', '-', '', ' ']) }), upc: () => faker.commerce.upc(), alnum: () => faker.string.alphanumeric({ length: { min: 6, max: 14 }, casing: 'upper' }), lat: () => faker.location.latitude({ precision: random.between(4, 8) }), lng: () => faker.location.longitude({ precision: random.between(4, 8) }),
      rgb: () => faker.color.rgb(), vin: () => faker.vehicle.vin(), plate: () => faker.vehicle.vrm(), mongo: () => faker.database.mongodbObjectId(), useragent: () => faker.internet.userAgent(), port: () => faker.internet.port(), bic: () => faker.finance.bic(), cvv: () => faker.finance.creditCardCVV(),
      base64: () => Buffer.from(faker.string.alphanumeric(40)).toString('base64').replaceAll('=', ''), flight: () => faker.airline.flightNumber({ addLeadingZeros: true }), company: () => faker.company.name(), ulid: () => faker.string.ulid(), nanoid: () => faker.string.nanoid(), imei: () => faker.phone.imei(), domain: () => faker.internet.domainName(),
    });
    return String(makers[kind]());
  }

  /** @param {any} faker @param {string} locale @param {string} template @param {string} lang @param {boolean} noisy @param {(kind: string) => Value | undefined} value */
  function fill(faker, locale, template, lang, noisy, value) {
    let text = '';
    /** @type {Label[]} */
    const spans = [];
    for (const [i, piece] of template.split(/[{]([A-Za-z_0-9]+)[}]/).entries()) {
      if (i % 2 === 0) {
        text += piece;
        continue;
      }
      let made = value(piece);
      if (made === undefined) return;
      let [before, after] = ['', ''];
      const noise = noisy && piece === piece.toUpperCase() && !BARE.includes(piece) ? random.next() : 1;
      if (noise < 0.2) {
        [before, after] = random.pick(WRAPPED)('\0').split('\0');
        // What separates a value is not between it and the next letter where it would say something else.
        if (/^[?!.,;]/.test(after) && /^[\w]/.test(template.slice(template.indexOf(`{${piece}}`) + piece.length + 2))) after = '';
      } else if (noise < 0.3) {
        if (SPACED.includes(piece)) made = labelled(made.labels[0].type, random.pick(RESPELT)(made.text), made.labels[0].optional);
      } else if (noise < 0.36) {
        text = text.toUpperCase();
      } else if (noise < 0.42) {
        text = text.replace(/([:.]) $/, '$1');
      }
      text += before;
      for (const label of made.labels) spans.push({ ...label, start: text.length + label.start, end: text.length + label.end });
      text += made.text + after;
    }
    items.push({ text, spans, lang, tier: 'plain', source: 'faker' });
  }

  for (const [i, [locale, [lang]]] of Object.entries(LOCALES).entries()) {
    const faker = allFakers[locale];
    faker.seed(SEEDS[part] + i);
    faker.setDefaultRefDate('2025-11-01T00:00:00Z');
    const value = (/** @type {string} */ kind) => make(faker, locale, kind);
    for (const templates of Object.values(SENTENCES[lang])) {
      for (const template of ofPart(templates)) for (let n = 0; n < TEXTS_A_SENTENCE; n++) fill(faker, locale, template, lang, true, value);
    }
    for (const template of ofPart(DOCUMENTS)) fill(faker, locale, template, lang, false, value);
    for (const template of ofPart(CLEAN)) fill(faker, locale, template, lang, false, value);
  }
  for (const region of getCountries()) {
    const value = () => { const text = phoneOfPlan(region); return text === undefined ? undefined : labelled('PHONE', text); };
    for (let n = 0; n < TEXTS_A_REGION; n++) fill(allFakers.en, 'en', random.pick(ofPart(n % 2 === 0 ? SENTENCES.en.PHONE : SENTENCES.en.PHONE_ALONE)), 'en', n % 2 === 0, value);
  }
  return items;
}

if (process.argv[1] && import.meta.filename === process.argv[1]) {
  const [part = 'tune'] = process.argv.slice(2);
  if (part !== 'tune' && part !== 'test') {
    console.error('usage: node tests/evaluation/faker.mjs [tune|test]');
    process.exit(2);
  }
  for (const item of await generate(part)) console.log(JSON.stringify(item));
}
