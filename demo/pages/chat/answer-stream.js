import { linksFromResponse } from 'feedspan';

/**
 * Asks the server and yields the answer as it comes: first its links, then each piece of text.
 *
 * @param {{question: string, capability?: string, attempt: number, conversationId: string}} request
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<{links: import('feedspan').Links} | {text: string}>}
 * @throws {Error} when the answer could not be had or broke off
 */
export async function* streamAnswer(request, signal) {
  const response = await fetch('/api/chat', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
    signal,
  });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  let finished = false;
  for await (const part of readLines(response.body)) {
    // Trace and span are in the response's headers already; its first part adds the capability and the message.
    if (part.type === 'links') yield { links: linksFromResponse(response, { body: part }) };
    else if (part.type === 'delta') yield { text: part.text };
    else if (part.type === 'finish') finished = true;
  }
  if (!finished) throw new Error('The answer broke off.');
}

/** @param {ReadableStream<Uint8Array>} stream */
async function* readLines(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (buffer + value).split('\n');
      buffer = lines.pop();
      for (const line of lines) yield JSON.parse(line);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
