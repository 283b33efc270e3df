import MiniSearch from 'minisearch';

/** @typedef {import('./corpus.js').Passage} Passage */

const stopWords = new Set(
  `a about after all also am an and any are as at be been but by can cannot could did do does for from get give had has have how i if
   in into is it its just know like make many may me might more must my need no not of off on one or our out please should show so
   some tell than that the their them then there these they this to up use want was we were what when where which who why will
   with would you your`.split(/\s+/),
);

/** A light suffix stripper: "assigned", "assigning" and "assigns" meet at "assign". Names of at most four letters stay. */
export function stem(word) {
  if (word.length <= 4) return word;
  return word
    .replace(/ies$/, 'y')
    .replace(/(?:ations?|ings?|ed|es|s)$/, '')
    .replace(/e$/, '');
}

/** The words of a text that carry meaning, stemmed, in order. */
export function termsOf(text) {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length > 1 && !stopWords.has(word)).map(stem);
}

/** BM25+ over headings, prose, steps and code. @param {Passage[]} passages */
export function createIndex(passages) {
  const index = new MiniSearch({
    fields: ['title', 'heading', 'lead', 'steps', 'code'],
    extractField: (passage, field) => {
      if (field === 'steps') return passage.steps.join('\n');
      if (field === 'code') return passage.code.map(({ text }) => text).join('\n');
      return passage[field];
    },
    tokenize: termsOf,
    processTerm: (term) => term,
    searchOptions: { boost: { heading: 3, title: 2 }, prefix: (term) => term.length > 4, fuzzy: (term) => (term.length > 5 ? 0.2 : false) },
  });
  index.addAll(passages);

  /** @returns {{passage: Passage, score: number, terms: Set<string>}[]} best first */
  return (terms) =>
    index
      .search(terms.join(' '))
      .map((hit) => ({ passage: passages[hit.id], score: hit.score, terms: new Set(hit.queryTerms) }));
}

/**
 * Maximal marginal relevance: takes the best hit, then again and again the one that is good and unlike those taken, so that
 * two sections of one article do not crowd out another (Carbonell and Goldstein, 1998).
 */
export function diversify(hits, count, weight = 0.75) {
  const best = hits[0]?.score ?? 1;
  const words = new Map(hits.map((hit) => [hit, new Set(termsOf(`${hit.passage.title} ${hit.passage.heading} ${hit.passage.lead}`))]));
  const likeness = (one, other) => {
    const [a, b] = [words.get(one), words.get(other)];
    const shared = [...a].filter((word) => b.has(word)).length;
    return shared / (a.size + b.size - shared);
  };
  const chosen = [];
  const rest = [...hits];
  while (chosen.length < count && rest.length > 0) {
    const gain = (hit) =>
      (weight * hit.score) / best - (1 - weight) * Math.max(0, ...chosen.map((taken) => likeness(hit, taken)));
    rest.sort((one, other) => gain(other) - gain(one));
    chosen.push(rest.shift());
  }
  return chosen;
}
