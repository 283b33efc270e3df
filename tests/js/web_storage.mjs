/** What a page's origin has, for Node: localStorage and Web Locks as far as the ports use them. */

/** @returns {Storage} */
export function createStorage(limit = 5 * 1024 * 1024) {
  const entries = new Map();
  let size = 0;
  const methods = {
    getItem: (name) => entries.get(name) ?? null,
    setItem(name, value) {
      const grown = size - (entries.get(name)?.length ?? -name.length) + `${value}`.length;
      if (grown > limit) throw new DOMException('full', 'QuotaExceededError');
      size = grown;
      entries.set(name, `${value}`);
    },
    removeItem(name) {
      if (!entries.has(name)) return;
      size -= name.length + entries.get(name).length;
      entries.delete(name);
    },
  };
  // As in browsers, the keys are those of the object.
  return new Proxy(methods, {
    get: (target, name) => (name === 'length' ? entries.size : (target[name] ?? entries.get(name))),
    ownKeys: () => [...entries.keys()],
    getOwnPropertyDescriptor: (_, name) =>
      entries.has(name) ? { value: entries.get(name), enumerable: true, configurable: true } : undefined,
  });
}

/** Exclusive locks, granted in the order in which they are asked for: https://w3c.github.io/web-locks/ */
export function createLocks() {
  const queues = new Map();
  const grant = (name) => {
    const [next] = queues.get(name) ?? [];
    if (!next || next.granted) return;
    next.granted = true;
    Promise.resolve(next.callback({ name, mode: 'exclusive' })).then(next.resolve, next.reject).finally(() => {
      queues.get(name).shift();
      grant(name);
    });
  };
  return {
    async request(name, { ifAvailable, signal } = {}, callback) {
      await null; // The answer always comes later.
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      if (ifAvailable && queue.length) return callback(null);
      return new Promise((resolve, reject) => {
        const request = { callback, resolve, reject, granted: false };
        signal?.addEventListener('abort', () => {
          if (request.granted) return;
          queue.splice(queue.indexOf(request), 1);
          reject(signal.reason);
        });
        if (signal?.aborted) return void reject(signal.reason);
        queue.push(request);
        grant(name);
      });
    },
  };
}
