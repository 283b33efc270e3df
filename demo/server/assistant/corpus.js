import { readdirSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Passage one `##` section of a help article
 * @property {number} id
 * @property {string} article the file's name without its ending
 * @property {string} title of the article
 * @property {string} heading
 * @property {string} lead the prose before steps and code
 * @property {string[]} steps
 * @property {{language: string, text: string}[]} code
 */

const fence = /^```(\w+)\n([\s\S]*?)^```$/gm;

function parsePassage(section) {
  const [heading, ...rest] = section.split('\n');
  const code = [];
  const prose = rest.join('\n').replace(fence, (_, language, text) => {
    code.push({ language, text: text.trimEnd() });
    return '';
  });
  const lines = prose.split('\n').map((line) => line.trim());
  const steps = lines.filter((line) => /^\d+\. /.test(line)).map((line) => line.replace(/^\d+\. /, ''));
  const lead = lines.filter((line) => line && !/^\d+\. /.test(line)).join(' ');
  return { heading: heading.trim(), lead, steps, code };
}

/**
 * The help articles of Fernpost, an invented shared inbox for teams, cut into passages.
 * @returns {Passage[]}
 */
export function loadPassages(folder = new URL('../articles/', import.meta.url)) {
  const passages = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.md')).sort()) {
    const [head, ...sections] = readFileSync(new URL(file, folder), 'utf8').split(/^## /m);
    const title = head.replace(/^# /, '').trim();
    for (const section of sections) {
      passages.push({ id: passages.length, article: file.slice(0, -3), title, ...parsePassage(section) });
    }
  }
  return passages;
}
