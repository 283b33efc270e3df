/**
 * @param {string} path below `/api/console/`
 * @param {Record<string, string | number | undefined>} [query] what is undefined or empty is left out
 * @throws {Error} with `status` when the server does not answer with success
 */
export async function read(path, query = {}, signal) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, String(value));
  const response = await fetch(`/api/console/${path}${search.size > 0 ? `?${search}` : ''}`, { signal });
  if (!response.ok) throw Object.assign(new Error(`The server answered ${response.status}.`), { status: response.status });
  return response.json();
}

/** Calls back for each event as it is stored. @returns a function that stops it */
export function listen({ onFeedback, onLive }) {
  const source = new EventSource('/api/console/stream');
  source.addEventListener('ready', () => onLive(true));
  source.addEventListener('feedback', (message) => onFeedback(JSON.parse(message.data)));
  source.addEventListener('error', () => onLive(false));
  return () => source.close();
}
