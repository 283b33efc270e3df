/**
 * Telephone numbers as people of each country write them, from the published numbering plans (ITU-T E.164 national plans; NANPA;
 * Ofcom; Bundesnetzagentur; ARCEP; and their counterparts). Written independently of the engine's tables.
 *
 * `national` can be told from other numbers by its form, so it may stand in any sentence; `bare` needs a word beside it.
 * Patterns: see Random.fill. `@` stands for one of `areas`.
 */

/** @typedef {{ code: string, areas?: string[], international: string[], national: string[], bare?: string[] }} Plan */

/** @type {Record<string, Plan>} */
export const PLANS = {
  US: {
    code: '1',
    areas: '201 202 206 210 212 213 214 215 216 303 305 310 312 313 314 323 347 404 408 412 415 425 469 503 504 510 512 602 612 615 617 619 646 650 702 703 713 714 718 720 732 773 786 801 804 813 818 828 832 847 858 904 916 917 925 949 951 970 971'.split(' '),
    international: ['+1 @ N3X XXXX', '+1@N4XXXXX', '+1-@-N5X-XXXX', '+1 (@) N6X-XXXX', '+1.@.N7X.XXXX', '1-@-N8X-XXXX'],
    national: ['(@) N3X-XXXX', '@-N4X-XXXX', '@.N5X.XXXX', '(@)N6X-XXXX', '@ N7X XXXX', '(@) N8X XXXX', '@-555-01XX', '(@) 555-01XX', '@/N2X-XXXX', '@-N4X-XXXX ext. XXX', '@-N4X-XXXX xXXXX'],
    bare: ['@N3XXXXX', '1@N4XXXXX'],
  },
  CA: {
    code: '1',
    areas: '204 226 236 250 289 306 403 416 418 438 450 506 514 519 587 604 613 647 705 709 778 780 807 819 867 902 905'.split(' '),
    international: ['+1 @ N3X XXXX', '+1-@-N4X-XXXX'],
    national: ['@-N5X-XXXX', '(@) N6X-XXXX', '@ N7X-XXXX'],
    bare: ['@N3XXXXX'],
  },
  GB: {
    code: '44',
    international: ['+44 20 7XXX XXXX', '+44 7ZXX XXXXXX', '+447ZXXXXXXXX', '+44 (0)161 NXX XXXX', '0044 7ZXX XXXXXX', '+44 1223 NXXXXX', '(+44) 7ZXX XXX XXX', '+44-131-NXX-XXXX'],
    national: ['020 7XXX XXXX', '(020) 7XXX XXXX', '07ZXX XXXXXX', '07ZXX XXX XXX', '0161 NXX XXXX', '01223 NXXXXX', '(01223) NXXXXX', '0800 NXX XXXX', '0131-NXX-XXXX'],
    bare: ['07ZXXXXXXXX', '0207XXXXXXX'],
  },
  IE: { code: '353', international: ['+353 8N XXX XXXX', '+353 1 NXX XXXX'], national: ['08N XXX XXXX', '(01) NXX XXXX', '08N-XXXXXXX'], bare: ['085XXXXXXX'] },
  AU: { code: '61', international: ['+61 4XX XXX XXX', '+61 2 9XXX XXXX', '+614XXXXXXXX'], national: ['04XX XXX XXX', '(02) 9XXX XXXX', '03 9XXX XXXX', '(07) 3XXX XXXX'], bare: ['04XXXXXXXX'] },
  NZ: { code: '64', international: ['+64 21 NXX XXX', '+64 9 3XX XXXX'], national: ['021 NXX XXX', '(09) 3XX XXXX', '027 NXX XXXX'] },
  IN: { code: '91', international: ['+91 9XXXX XXXXX', '+91-98XXXXXXXX', '+919XXXXXXXXX', '+91 22 2XXX XXXX'], national: ['022-2XXXXXXX', '098XXX XXXXX'], bare: ['98XXXXXXXX', '9XXXX XXXXX'] },
  ZA: { code: '27', international: ['+27 82 NXX XXXX', '+27 11 NXX XXXX'], national: ['082 NXX XXXX', '(011) NXX XXXX'], bare: ['083NXXXXXX'] },
  DE: {
    code: '49',
    international: ['+49 30 NXXXXXXX', '+49 170 NXXXXXX', '+49 (0)89 NXXXXXX', '0049 171 NXXXXXX', '+4915ZXXXXXXXX', '+49 221 NXX XXXX', '+49-40-NXXXXXX'],
    national: ['030 NXXXXXXX', '030/NXXXXXX', '0170 NXXXXXX', '0171/NXXXXXX', '(089) NXX XX XX', '0221-NXXXXXX', '0151 NX XX XX XX', '040 / NXX XX-XX', '0711 NXX-XX'],
    bare: ['0170NXXXXXX', '01512XXXXXXX'],
  },
  AT: { code: '43', international: ['+43 1 NXXXXXX', '+43 664 NXXXXXX', '+43 (0)316 NXXXXX'], national: ['0664 NXXXXXX', '01/NXXXXXX', '0676/NXX XX XX'], bare: ['0664NXXXXXX'] },
  CH: { code: '41', international: ['+41 44 NXX XX XX', '+41 79 NXX XX XX', '+4178NXXXXXX'], national: ['044 NXX XX XX', '079 NXX XX XX', '022 NXX XX XX'], bare: ['079NXXXXXX'] },
  FR: {
    code: '33',
    international: ['+33 1 42 XX XX XX', '+33 6 1X XX XX XX', '+336XXXXXXXX', '+33 (0)6 XX XX XX XX', '0033 6 XX XX XX XX', '+33.7.6X.XX.XX.XX'],
    national: ['06 XX XX XX XX', '01 4X XX XX XX', '06.XX.XX.XX.XX', '07-6X-XX-XX-XX', '04 72 XX XX XX'],
    bare: ['06XXXXXXXX', '07NXXXXXXX'],
  },
  BE: { code: '32', international: ['+32 2 NXX XX XX', '+32 47X XX XX XX'], national: ['047X XX XX XX', '02 NXX XX XX', '0486/XX.XX.XX'], bare: ['0476XXXXXX'] },
  ES: { code: '34', international: ['+34 6XX XXX XXX', '+34 91 XXX XX XX', '+346XXXXXXXX', '0034 6XX XX XX XX'], national: [], bare: ['6XXXXXXXX', '6XX XXX XXX', '91X XX XX XX', '6XX-XX-XX-XX', '93 XXX XX XX'] },
  MX: { code: '52', international: ['+52 55 NXXX XXXX', '+52 1 33 NXXX XXXX', '+5255NXXXXXXX'], national: ['(55) NXXX XXXX'], bare: ['55NXXXXXXX', '55 NXXX XXXX'] },
  AR: { code: '54', international: ['+54 11 4XXX-XXXX', '+54 9 11 NXXX-XXXX'], national: ['(011) 4XXX-XXXX', '011 4XXX-XXXX'], bare: ['15 NXXX XXXX'] },
  IT: { code: '39', international: ['+39 347 XXX XXXX', '+39 06 6XXX XXXX', '+39333XXXXXXX', '0039 02 XXXX XXXX'], national: ['06 6XXX XXXX', '02-XXXXXXX', '011/XXXXXXX'], bare: ['347XXXXXXX', '347 XXX XXXX', '333-XXXXXXX'] },
  PT: { code: '351', international: ['+351 91X XXX XXX', '+351 21 XXX XXXX', '+35196XXXXXXX', '00351 93X XXX XXX'], national: [], bare: ['91X XXX XXX', '96XXXXXXX', '21 XXX XXXX'] },
  BR: { code: '55', international: ['+55 11 9XXXX-XXXX', '+55 (21) 9XXXX-XXXX', '+55119XXXXXXXX'], national: ['(11) 9XXXX-XXXX', '(21) 2XXX-XXXX', '(31) 3XXX-XXXX', '11 9XXXX-XXXX'], bare: ['119XXXXXXXX'] },
  NL: { code: '31', international: ['+31 6 NX XX XX XX', '+31 20 NXX XXXX', '+316NXXXXXXX', '0031 6 NXXXXXXX'], national: ['06-NXXXXXXX', '06 NXXXXXXX', '020 NXX XXXX', '(010) NXX XX XX', '06 NX XX XX XX'], bare: ['06NXXXXXXX'] },
  PL: { code: '48', international: ['+48 60X XXX XXX', '+48 22 XXX XX XX', '+4850XXXXXXX', '0048 60X XXX XXX'], national: [], bare: ['60X XXX XXX', '50XXXXXXX', '22 XXX XX XX', '60X-XXX-XXX'] },
  CZ: { code: '420', international: ['+420 60X XXX XXX', '+420 2XX XXX XXX'], national: [] },
  SE: { code: '46', international: ['+46 70 NXX XX XX', '+46 8 NXX XXX XX'], national: ['070-NXX XX XX', '08-NXX XXX XX'] },
  NO: { code: '47', international: ['+47 9XX XX XXX', '+47 22 XX XX XX'], national: [] },
  DK: { code: '45', international: ['+45 2X XX XX XX', '+4530XXXXXX'], national: [] },
  FI: { code: '358', international: ['+358 40 NXX XXXX', '+358 9 NXX XXXX'], national: ['040 NXX XXXX', '050-NXX XXXX'] },
  JP: { code: '81', international: ['+81 3-3XXX-XXXX', '+81 90-NXXX-XXXX', '+81-80-NXXX-XXXX'], national: ['03-3XXX-XXXX', '090-NXXX-XXXX', '080-NXXX-XXXX', '06-6XXX-XXXX', '0120-NXX-XXX'], bare: ['090NXXXXXXX'] },
  CN: { code: '86', international: ['+86 138 XXXX XXXX', '+86-10-6XXX-XXXX', '+86139XXXXXXXX'], national: ['010-6XXXXXXX', '021-5XXXXXXX', '(0755) 8XXXXXXX'], bare: ['138XXXXXXXX', '186 XXXX XXXX', '139-XXXX-XXXX'] },
  KR: { code: '82', international: ['+82 10-NXXX-XXXX', '+82 2-NXX-XXXX'], national: ['010-NXXX-XXXX', '02-NXX-XXXX'] },
  SG: { code: '65', international: ['+65 9XXX XXXX', '+65 6XXX XXXX'], national: [] },
  TR: { code: '90', international: ['+90 532 NXX XX XX', '+90 212 NXX XX XX'], national: ['0532 NXX XX XX', '(0212) NXX XX XX'] },
  UA: { code: '380', international: ['+380 50 NXX XX XX', '+38067NXXXXXX'], national: [] },
  SA: { code: '966', international: ['+966 5X XXX XXXX', '+9665XXXXXXXX'], national: ['05X XXX XXXX', '011 NXX XXXX'], bare: ['05XXXXXXXX'] },
  EG: { code: '20', international: ['+20 10 XXXX XXXX', '+20 2 2XXX XXXX'], national: ['010 XXXX XXXX'], bare: ['010XXXXXXXX'] },
  AE: { code: '971', international: ['+971 50 NXX XXXX', '+971 4 NXX XXXX'], national: ['050 NXX XXXX', '04-NXX XXXX'], bare: ['050NXXXXXX'] },
};

/** Whose national forms a writer of the language uses. @type {Record<string, string[]>} */
const AT_HOME = {
  en: ['US', 'US', 'US', 'GB', 'GB', 'CA', 'AU', 'IE', 'NZ', 'IN', 'ZA'], de: ['DE', 'DE', 'AT', 'CH'], fr: ['FR', 'FR', 'BE', 'CH'], es: ['ES', 'ES', 'MX', 'AR'],
  it: ['IT'], pt: ['PT', 'BR'], nl: ['NL', 'NL', 'BE'], pl: ['PL'], ja: ['JP'], zh: ['CN'], ar: ['SA', 'EG', 'AE'],
};

/**
 * @param {import('./random.mjs').Random} random @param {string} lang
 * @param {boolean} keyword whether the sentence says that it is a telephone number
 */
export function phone(random, lang, keyword) {
  const abroad = random.chance(0.2);
  const plan = PLANS[random.pick(abroad ? Object.keys(PLANS) : AT_HOME[lang])];
  const forms = abroad || random.chance(0.3) ? plan.international : [...plan.national, ...(keyword ? (plan.bare ?? []) : [])];
  const pattern = random.pick(forms.length > 0 ? forms : plan.international);
  return random.fill(plan.areas ? pattern.replace('@', random.pick(plan.areas)) : pattern);
}
