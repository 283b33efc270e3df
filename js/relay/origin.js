/**
 * From which pages a request may come. Hygiene, not authority: what is no browser says what it likes.
 * @module
 */

/** Seconds for which a browser may remember a preflight's answer; two hours is the most that Chromium keeps. */
const PREFLIGHT_AGE = 7200;

export const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'POST',
  'Access-Control-Allow-Headers': 'Content-Type',
  'Access-Control-Max-Age': `${PREFLIGHT_AGE}`,
};

/**
 * @param {Request} request @param {readonly string[]} origins
 * @returns {Record<string, string> | null} the headers of CORS; null: it may not post here
 */
export function admit(request, origins) {
  if (isOwnOrigin(request)) return {};
  const origin = request.headers.get('origin');
  if (origin === null || !origins.includes(origin)) return null;
  // Never credentials. The page's client reads these two headers to know when to try again.
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': 'Retry-After, Date' };
}

/**
 * The browser's own word where it has one (`Sec-Fetch-Site` cannot be set by a page), else the addresses. A server behind a
 * proxy that ends TLS sees itself as http. What sends neither header is no page, so no origin protects it.
 * @param {Request} request
 */
function isOwnOrigin({ headers, url }) {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  const origin = headers.get('origin');
  if (origin === null) return true;
  const { host, protocol } = new URL(url);
  return origin === `${protocol}//${host}` || origin === `https://${host}`;
}
