import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import Markdown from 'react-markdown';

const question = 'How do I connect our Gmail mailbox?';

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text) => text.replace(/[&<>"]/g, (character) => escapes[character]);

/** The attributes of the script tag that say where events go. */
function destinationAttributes({ axiom }) {
  const attributes = { destination: axiom ? 'relay axiom' : 'relay', url: '/api/feedback' };
  if (axiom) Object.assign(attributes, { 'axiom-url': axiom.url, 'axiom-dataset': axiom.dataset, 'axiom-token': axiom.token });
  return Object.entries(attributes)
    .map(([name, value]) => `data-${name}="${escape(value)}"`)
    .join(' ');
}

/**
 * Fills the page's `{{placeholders}}` with an answer that the assistant gives now, so that each visit has a trace of its own.
 *
 * @param {string} template
 * @param {ReturnType<typeof import('./assistant/assistant.js').createAssistant>} answer
 * @param {import('./config.js').Config} config
 * @param {(links: import('feedspan').Links) => Promise<import('feedspan').Links>} mint for whom the page is
 */
export async function renderPlainPage(template, answer, config, mint) {
  const { links: ids, text } = await answer({ question });
  const links = await mint(ids);
  const values = {
    question: escape(question),
    answer: renderToStaticMarkup(createElement(Markdown, null, text)),
    traceId: links.traceId,
    spanId: links.spanId,
    capability: links.capability,
    step: links.step,
    conversationId: links.conversationId,
    messageId: links.messageId,
    linkToken: links.linkToken,
    destination: destinationAttributes(config),
    receiver: escape(config.axiom ? `this server and, straight from this page, the dataset “${config.axiom.dataset}” at Axiom (${new URL(config.axiom.url).host})` : 'this server'),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
}
