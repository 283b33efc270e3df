/**
 * The origin that the test pages live on: pages from memory, folders from disk, and the headers of
 * a site that takes security seriously.
 */

import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { poll } from '../deadline.mjs';
import { LocalServer } from './local_server.mjs';

/** What a page may do unless it asks for more. */
export const STRICT_CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  'connect-src *',
  "style-src 'self'",
].join('; ');

const REPORT_PATH = '/.csp-report';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** @param {string} name */
const typeOf = (name) => TYPES[path.extname(name)] ?? 'application/octet-stream';

/**
 * @typedef {object} CspViolation
 * @property {string} document URL of the page
 * @property {string} directive such as 'script-src-elem'
 * @property {string} blocked 'inline', 'eval' or a URL
 */

class Site {
  #server = new LocalServer((request, response) => this.#serve(request, response));
  /** @type {Map<string, {body: string | Uint8Array, status: number, headers: object}>} */
  #files = new Map();
  /** @type {{prefix: string, folder: string, headers: object}[]} */
  #mounts = [];
  #cacheControl;
  /** @type {Map<string, Promise<void>>} */
  #held = new Map();

  /** @type {{method: string, path: string}[]} everything the site was asked for, in order */
  requests = [];

  /**
   * What the browsers reported against `Content-Security-Policy`, in order of arrival. Reports come
   * from the browser itself (`report-uri`), so they work alike in every engine.
   * @type {CspViolation[]}
   */
  cspViolations = [];

  /** @param {string} cacheControl */
  constructor(cacheControl) {
    this.#cacheControl = cacheControl;
  }

  /** @param {number} port */
  async listen(port) {
    await this.#server.listen(port);
  }

  get origin() {
    return this.#server.origin;
  }

  /**
   * @param {string} pathname
   * @returns {string} absolute URL
   */
  url(pathname) {
    return this.origin + pathname;
  }

  /**
   * Serves an HTML page from memory.
   *
   * @param {string} pathname
   * @param {string} html
   * @param {object} [options]
   * @param {string | null} [options.csp] another policy; null for none
   * @param {Record<string, string>} [options.headers] added, or replacing, by name
   * @param {number} [options.status]
   * @returns {string} the page's URL
   */
  page(pathname, html, { csp = STRICT_CSP, headers = {}, status = 200 } = {}) {
    const policy = csp === null ? {} : { 'content-security-policy': `${csp}; report-uri ${REPORT_PATH}` };
    return this.file(pathname, html, { type: TYPES['.html'], headers: { ...policy, ...headers }, status });
  }

  /**
   * Serves any other file from memory; the MIME type follows the name unless given.
   *
   * @param {string} pathname
   * @param {string | Uint8Array} body
   * @param {{type?: string, headers?: Record<string, string>, status?: number}} [options]
   * @returns {string} the file's URL
   */
  file(pathname, body, { type = typeOf(pathname), headers = {}, status = 200 } = {}) {
    this.#files.set(pathname, { body, status, headers: { 'content-type': type, ...lowerCase(headers) } });
    return this.url(pathname);
  }

  /**
   * Serves a folder's files below a prefix. No listing, no index page.
   *
   * @param {string} prefix starts and ends with '/'
   * @param {string} folder
   * @param {{headers?: Record<string, string>}} [options]
   */
  mount(prefix, folder, { headers = {} } = {}) {
    if (!prefix.startsWith('/') || !prefix.endsWith('/')) {
      throw new Error(`mount prefix ${prefix} must start and end with "/"`);
    }
    this.#mounts.push({ prefix, folder: path.resolve(folder), headers: lowerCase(headers) });
  }

  /**
   * Lets requests for one path wait, as a slow network does.
   *
   * @param {string} pathname
   * @returns {() => void} answers those that wait and all later ones
   */
  hold(pathname) {
    let release;
    this.#held.set(pathname, new Promise((resolve) => (release = resolve)));
    return () => {
      this.#held.delete(pathname);
      release();
    };
  }

  /**
   * The first violation that matches, waiting for it if need be.
   * @param {(violation: CspViolation) => boolean} [predicate]
   * @param {{timeout?: number}} [options]
   */
  waitForCspViolation(predicate = () => true, { timeout = 5000 } = {}) {
    return poll(() => this.cspViolations.find(predicate), { timeout, what: 'a CSP violation report' });
  }

  /** Refuses connections from now on, see LocalServer. */
  down() {
    return this.#server.down();
  }

  up() {
    return this.#server.up();
  }

  close() {
    return this.#server.down();
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async #serve(request, response) {
    try {
      const pathname = decodeURIComponent(new URL(request.url, this.origin).pathname);
      if (pathname === REPORT_PATH) {
        this.cspViolations.push(...readReport(await readText(request)));
        response.writeHead(204).end();
        return;
      }
      this.requests.push({ method: request.method, path: request.url });
      await this.#held.get(pathname);
      const defaults = { 'cache-control': this.#cacheControl, 'x-content-type-options': 'nosniff' };
      const file = this.#files.get(pathname);
      if (file) {
        response.writeHead(file.status, { ...defaults, ...file.headers }).end(file.body);
        return;
      }
      const mounted = this.#findMounted(pathname);
      if (mounted) {
        const headers = {
          ...defaults,
          'content-type': typeOf(mounted.file),
          'content-length': mounted.size,
          ...mounted.headers,
        };
        response.writeHead(200, headers);
        await pipeline(createReadStream(mounted.file), response);
        return;
      }
      // Browsers ask for it on their own; a 404 would show up among the page's console messages.
      response.writeHead(pathname === '/favicon.ico' ? 204 : 404, defaults).end();
    } catch (error) {
      // A page that is closed or navigates away breaks off its downloads.
      if (!response.headersSent) response.writeHead(400);
      response.destroy(error);
    }
  }

  /** @param {string} pathname */
  #findMounted(pathname) {
    for (const { prefix, folder, headers } of this.#mounts) {
      if (!pathname.startsWith(prefix)) continue;
      const file = path.join(folder, pathname.slice(prefix.length));
      if (!file.startsWith(folder + path.sep)) continue;
      const stats = statSync(file, { throwIfNoEntry: false });
      if (stats?.isFile()) return { file, size: stats.size, headers };
    }
    return null;
  }
}

/** @param {Record<string, string>} headers */
function lowerCase(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** @param {AsyncIterable<Buffer>} stream */
async function readText(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Reads a `report-uri` body: https://www.w3.org/TR/CSP3/#deprecated-serialize-violation
 * @param {string} text
 * @returns {CspViolation[]}
 */
function readReport(text) {
  const report = JSON.parse(text)['csp-report'];
  return [
    {
      document: report['document-uri'],
      directive: report['effective-directive'] ?? report['violated-directive'],
      blocked: report['blocked-uri'],
    },
  ];
}

/**
 * Starts a site on a port of its own, thus on an origin that no test has used before.
 *
 * @param {object} [options]
 * @param {number} [options.port]
 * @param {string} [options.cacheControl] `Cache-Control` of everything served; a page or file may
 *   override it in its headers
 */
export async function startSite({ port = 0, cacheControl = 'no-cache' } = {}) {
  const site = new Site(cacheControl);
  await site.listen(port);
  return site;
}
