/** The hard tier: spellings by which people hide a value from a machine, or by which a page or a keyboard spoils it. */

/** @typedef {import('./random.mjs').Random} Random */

const fullWidth = (/** @type {string} */ text) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
const digitsFrom = (/** @type {number} */ zero) => (/** @type {string} */ text) => text.replace(/\d/g, (d) => String.fromCharCode(zero + Number(d)));

const WORDS = /** @type {Record<string, string[]>} */ ({
  en: 'zero one two three four five six seven eight nine'.split(' '), de: 'null eins zwei drei vier fünf sechs sieben acht neun'.split(' '), fr: 'zéro un deux trois quatre cinq six sept huit neuf'.split(' '),
  es: 'cero uno dos tres cuatro cinco seis siete ocho nueve'.split(' '), it: 'zero uno due tre quattro cinque sei sette otto nove'.split(' '), pt: 'zero um dois três quatro cinco seis sete oito nove'.split(' '),
});
const AT_DOT = /** @type {Record<string, [at: string, dot: string][]>} */ ({
  en: [['at', 'dot']], de: [['at', 'punkt'], ['ät', 'punkt']], fr: [['arobase', 'point']], es: [['arroba', 'punto']], it: [['chiocciola', 'punto']], pt: [['arroba', 'ponto']],
});

/** @param {Random} r @param {string} address @param {string} lang */
function hideEmail(r, address, lang) {
  const [at, dot] = r.pick([...(AT_DOT[lang] ?? []), ['at', 'dot']]);
  return r.pick([
    () => address.replace('@', ' (at) ').replaceAll('.', ' (dot) '), () => address.replace('@', '[at]').replace(/\.(?=[^.]*$)/, '[dot]'), () => address.replace('@', ` ${at} `).replaceAll('.', ` ${dot} `),
    () => address.replace('@', '(at)'), () => address.replace('@', ` (${at}) `).replace(/\.(?=[^.]*$)/, ` ${dot} `), () => address.replace('@', ' AT ').replaceAll('.', ' DOT '),
    () => [...address].join(' '), () => fullWidth(address), () => address.replace('@', '＠'), () => address.replace('@', ' @ ').replaceAll('.', ' . '),
    () => address.replace('@', '\u200b@\u200b'), () => address.replace('@', '{at}').replaceAll('.', '{dot}'), () => address.replace('@', '&#64;'), () => address.replace('@', '%40'),
  ])();
}

/** @param {Random} r @param {string} value @param {string} lang */
function hideNumber(r, value, lang) {
  const words = WORDS[lang];
  const digits = value.replace(/\D/g, '');
  return r.pick([
    () => fullWidth(value), () => digitsFrom(0x660)(value), () => digitsFrom(0x6f0)(value), () => digitsFrom(0x966)(value), () => digitsFrom(0xff10)(value),
    () => value.replace(/[ -]/g, '\u00a0').replace(/^(\d{3})(?=\d)/, '$1\u00a0'), () => value.replace(/\B/g, () => (r.chance(0.3) ? '\u200b' : '')).replace(/^(.)/, '$1\u200b'), () => value.replace(/^(..)/, '$1\u00ad').replace(/[ -]/g, '\u2009'),
    () => [...value.replace(/[ -]/g, '')].join(' '), () => [...value.replace(/[ -]/g, '')].join('-'),
    ...(words && !/[A-Z.:+x]/i.test(value) ? [() => [...digits].map((d) => words[Number(d)]).join(' '), () => [...digits].map((d) => words[Number(d)]).join('-')] : []),
  ])();
}

/** @param {Random} r @param {string} value */
const hideIp = (r, value) =>
  r.pick([() => fullWidth(value), () => value.replaceAll('.', '[.]').replaceAll(':', '[:]'), () => value.replaceAll('.', ' . ').replaceAll(':', ' : '), () => value.replace(/[.:]/, '$&\u200b'), () => value.replaceAll('.', '(dot)').replaceAll(':', '：')])();

/** Another spelling of the same value. @param {Random} random @param {string} kind @param {string} value @param {string} lang */
export function hide(random, kind, value, lang) {
  if (kind === 'EMAIL') return hideEmail(random, value, lang);
  if (kind === 'IP_ADDRESS') return hideIp(random, value);
  return hideNumber(random, value, lang);
}
