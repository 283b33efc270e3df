/** A real HTTP server on 127.0.0.1 that can go down and come back on the same port. */

import http from 'node:http';

const HOST = '127.0.0.1';

/**
 * Ports this process has used. Storage, caches and cookies belong to an origin, so a port that the
 * system hands out twice would let one test see what another left behind.
 */
const usedPorts = new Set();

export class LocalServer {
  #server;
  #port = 0;

  /** @param {http.RequestListener} listener */
  constructor(listener) {
    this.#server = http.createServer({ keepAliveTimeout: 30_000 }, listener);
    // A client that goes away in the middle of a request is a normal event here.
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  /** @param {number} [port] 0 for one that this process has not used before */
  async listen(port = 0) {
    await this.#bind(port);
    while (port === 0 && usedPorts.has(this.#port)) {
      await this.down();
      await this.#bind(0);
    }
    usedPorts.add(this.#port);
  }

  /** @param {number} port */
  #bind(port) {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, HOST, () => {
        this.#server.off('error', reject);
        this.#port = this.#server.address().port;
        resolve();
      });
    });
  }

  get port() {
    return this.#port;
  }

  get origin() {
    return `http://${HOST}:${this.#port}`;
  }

  get isUp() {
    return this.#server.listening;
  }

  /** Closes the listening socket and every open connection: new ones are refused. */
  async down() {
    if (!this.isUp) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Listens again, on the same port as before. */
  async up() {
    if (!this.isUp) await this.#bind(this.#port);
  }
}
