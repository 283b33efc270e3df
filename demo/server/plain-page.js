import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import Markdown from 'react-markdown';

const question = 'How do I connect our Gmail mailbox?';

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replace(/[&<>"]/g, (character) => escapes[character]);

/**
 * Fills the page's `{{placeholders}}` with an answer that the assistant gives now, so that each visit has a trace of its own.
 *
 * @param {string} template
 * @param {ReturnType<typeof import('./assistant/assistant.js').createAssistant>} answer
 * @param {import('./config.js').Config} config
 */
export async function renderPlainPage(template, answer, config) {
  const { links, text } = await answer({ question });
  const values = {
    question: escape(question),
    answer: renderToStaticMarkup(createElement(Markdown, null, text)),
    traceId: links.traceId,
    spanId: links.spanId,
    capability: links.capability,
    step: links.step,
    receiver: escape(config.axiom ? `this server and the Axiom dataset ${config.axiom.dataset}` : 'this server'),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
}
