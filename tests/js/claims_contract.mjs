/** What every kind of claim has to do. Each check takes a function that gives another page's view of the claims. */
function equal(actual, expected) {
  if (actual !== expected) throw new Error(`${actual} is not ${expected}`);
}
let count = 0;
const fresh = () => `contract:${Math.random()}.${++count}:`;

export const contract = {
  async 'a claim is held by one page'(open) {
    const name = fresh();
    const release = await open().take(name);
    equal(typeof release, 'function');
    equal(await open().take(name), null);
    release();
  },
  async 'two that ask at once: one gets it'(open) {
    const name = fresh();
    const releases = await Promise.all([open().take(name), open().take(name), open().take(name)]);
    equal(releases.filter(Boolean).length, 1);
    releases.find(Boolean)();
  },
  async 'claims know nothing of each other'(open) {
    const releases = await Promise.all([open().take(fresh()), open().take(fresh())]);
    equal(releases.filter(Boolean).length, 2);
    for (const release of releases) release();
  },
  async 'released, it is free'(open) {
    const name = fresh();
    (await open().take(name))();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const release = await open().take(name);
    equal(typeof release, 'function');
    release();
  },
  async 'who waits gets it when it is free'(open) {
    const name = fresh();
    const release = await open().take(name);
    const waiting = open().wait(name, new AbortController().signal);
    release();
    const second = await waiting;
    equal(typeof second, 'function');
    second();
  },
  async 'who stops waiting gets nothing'(open) {
    const name = fresh();
    const release = await open().take(name);
    const stop = new AbortController();
    const waiting = open().wait(name, stop.signal);
    stop.abort();
    equal(await waiting, null);
    release();
  },
};
