import { termsOf } from './retrieval.js';

/** @typedef {{passage: import('./corpus.js').Passage, score: number}} Hit */
/** @typedef {{title: string, text: string}} Section one part of an answer: a title for its span, Markdown for its reader */

const sentencesOf = (text) => text.match(/[^.!?]+[.!?]+(?=\s|$)/g)?.map((sentence) => sentence.trim()) ?? [text];

/** The sentence that shares most of its words with the question. */
function bestSentence(text, terms) {
  const wanted = new Set(terms);
  let best = { sentence: '', score: -1 };
  for (const sentence of sentencesOf(text)) {
    const words = termsOf(sentence);
    const score = words.filter((word) => wanted.has(word)).length / Math.sqrt(words.length || 1);
    if (score > best.score) best = { sentence, score };
  }
  return best.sentence;
}

const numbered = (steps) => steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
const fenced = ({ language, text }) => `\`\`\`${language}\n${text}\n\`\`\``;
const source = ({ passage }) => `*${passage.title} › ${passage.heading}*`;

/** @returns {Section[]} */
function nothingFound() {
  return [
    {
      title: 'nothing found',
      text:
        'I found nothing about that in the Fernpost help articles. I only know what they say: mailboxes, assignment, billing, ' +
        'sign-in, exports, notifications, saved replies, reports, search, and the API.',
    },
  ];
}

/** Full steps first, then in brief, then with a second source. @param {Hit[]} hits */
function supportAnswer(hits, terms, attempt) {
  const style = attempt % 3;
  const first = hits[Math.floor(attempt / 3) % hits.length];
  const second = hits.find((hit) => hit !== first);
  const { lead, steps, heading } = first.passage;
  if (style === 1) {
    const brief = [`**In short:** ${bestSentence(lead, terms)}`];
    if (steps.length > 0) brief.push(`Start here: ${steps[0]}`);
    return [
      { title: 'brief answer', text: brief.join('\n\n') },
      { title: 'source', text: `The whole of it is under ${source(first)}.` },
    ];
  }
  const sections = [{ title: heading, text: lead }];
  if (steps.length > 0) sections.push({ title: 'steps', text: numbered(steps) });
  if (style === 2 && second) {
    sections.push({ title: second.passage.heading, text: `**${second.passage.heading}.** ${second.passage.lead}` });
    if (second.passage.steps.length > 0) sections.push({ title: 'more steps', text: numbered(second.passage.steps) });
  } else if (second && second.score > first.score / 3) {
    sections.push({ title: 'see also', text: `See also ${source(second)}: ${bestSentence(second.passage.lead, terms)}` });
  }
  return sections;
}

/** Where it is written, with the sentence that fits best; another attempt shows the following places. @param {Hit[]} hits */
function searchAnswer(hits, terms, attempt) {
  const size = 3;
  const pages = Math.ceil(hits.length / size);
  const page = hits.slice((attempt % pages) * size, (attempt % pages) * size + size);
  return [
    { title: 'summary', text: attempt % pages === 0 ? 'Most likely here:' : 'Further down the list:' },
    ...page.map((hit) => ({
      title: hit.passage.heading,
      text: `- **${hit.passage.title} › ${hit.passage.heading}**: ${bestSentence(hit.passage.lead, terms)}`,
    })),
  ];
}

const languageNames = { javascript: 'JavaScript', python: 'Python', bash: 'the shell' };

/** Explanation and code, in the language that was asked for; another attempt takes the next language. @param {Hit[]} hits */
function codeAnswer(hits, terms, attempt) {
  const hit = hits.find(({ passage }) => passage.code.length > 0);
  if (!hit) return supportAnswer(hits, terms, attempt);
  const { code, lead } = hit.passage;
  const asked = { javascript: ['javascript', 'node', 'js', 'typescript'], python: ['python', 'py'], bash: ['curl', 'bash', 'shell'] };
  const wanted = code.findIndex(({ language }) => asked[language]?.some((word) => terms.includes(word)));
  const chosen = code[(Math.max(wanted, 0) + attempt) % code.length];
  const others = code.filter((sample) => sample !== chosen).map(({ language }) => languageNames[language] ?? language);
  const sections = [
    { title: 'explanation', text: lead },
    { title: `code in ${chosen.language}`, text: `In ${languageNames[chosen.language] ?? chosen.language}:\n\n${fenced(chosen)}` },
  ];
  if (others.length > 0) sections.push({ title: 'other languages', text: `Regenerate for ${others.join(' or ')}.` });
  return sections;
}

const composers = { 'support-agent': supportAnswer, 'doc-search': searchAnswer, 'code-helper': codeAnswer };

/** What the assistant can do; each is a `capability` of the feedback. */
export const capabilities = Object.keys(composers);

/**
 * @param {{capability: string, hits: Hit[], terms: string[], attempt: number}} input `attempt` counts from 0; the next one answers otherwise
 * @returns {Section[]}
 */
export function compose({ capability, hits, terms, attempt }) {
  return hits.length === 0 ? nothingFound() : composers[capability](hits, terms, attempt);
}
